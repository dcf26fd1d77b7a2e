"""Where a text stands in review, and who approved it."""

from dataclasses import dataclass
from enum import StrEnum


class ReviewStatus(StrEnum):
    """Editorial state of a statement, lowest first."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under-review"
    APPROVED = "approved"

    @property
    def rank(self) -> int:
        """0 for submitted, 2 for approved."""
        return list(ReviewStatus).index(self)


@dataclass(frozen=True, slots=True)
class Review:
    """An approval as a reader sees it: who, as what, when (ISO date or time), and with which remark."""

    reviewer: str
    credential: str
    date: str
    note: str = ""

"""Quotes of an ingested document have the status that whoever ingested it gave in its sidecar."""

import pytest

from spasm_qa.answer.quote import Quote, show_quotes
from spasm_qa.types import Passage, Reference, Review, ReviewStatus


@pytest.mark.parametrize(
    ("fields", "status", "review"),
    [
        ({}, ReviewStatus.SUBMITTED, None),
        ({"review_status": "under-review", "reviewer": "Bea", "reviewed": "2026-11-01"}, ReviewStatus.UNDER_REVIEW, None),
        (
            {"review_status": "approved", "reviewer": "Bea, MCSP", "reviewed": "2026-11-01"},
            ReviewStatus.APPROVED,
            Review("Bea, MCSP", "", "2026-11-01"),
        ),
    ],
)
def test_a_quote_has_the_review_of_its_document(fields, status, review) -> None:
    passage = Passage("notes", 0, 14, "Walk each day.")
    quote = Quote(passage, 0, 14, Reference("notes", "guideline", "Clinic notes", "", **fields))

    ((shown,), _) = show_quotes([quote], 1)

    assert (shown.status, shown.review) == (status, review)

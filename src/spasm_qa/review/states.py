"""The log -> what holds: which step may follow which, and the present state as a replay of every step. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from spasm_qa.review.approvals import Decision
from spasm_qa.review.roles import Role
from spasm_qa.types import ReviewStatus


class Action(StrEnum):
    """A step at the Desk."""

    TAKE = "take"
    APPROVE = "approve"
    SEND_BACK = "send-back"
    COMMENT = "comment"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log; `previous` is the hash of the line before, so that a line cannot change without all that follow."""

    id: int
    at: datetime
    actor: str
    """Who was signed in: an e-mail address, or a local token by the first digits of its hash."""
    role: str
    action: str
    subject: str
    content: str
    data: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts at the Desk."""

    actor: str
    role: Role
    name: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of one content of one subject, and who brought it there."""

    status: ReviewStatus = ReviewStatus.SUBMITTED
    by: str = ""
    credential: str = ""
    at: str = ""
    """ISO time of the last decision; empty when nothing was decided."""
    note: str = ""

    def decision(self, subject: str, content: str) -> Decision | None:
        """Return the line for approvals.jsonl; none when nothing was decided."""
        return Decision(subject, content, self.status, self.by, self.credential, self.at, self.note) if self.at else None


AFTER = {
    Action.TAKE: ReviewStatus.UNDER_REVIEW,
    Action.APPROVE: ReviewStatus.APPROVED,
    Action.SEND_BACK: ReviewStatus.SUBMITTED,
}
FROM = {
    Action.TAKE: (ReviewStatus.SUBMITTED,),
    Action.APPROVE: (ReviewStatus.UNDER_REVIEW,),
    Action.SEND_BACK: (ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED),
}
NEEDS_NOTE = {Action.SEND_BACK: "Say what has to change before you send it back.", Action.COMMENT: "Write a comment first."}
STATUS = {ReviewStatus.SUBMITTED: "submitted", ReviewStatus.UNDER_REVIEW: "under review", ReviewStatus.APPROVED: "approved"}
WHAT = {Action.TAKE: "taken for review", Action.APPROVE: "approved", Action.SEND_BACK: "sent back"}


@dataclass(slots=True)
class Replay:
    """The present state: standings by (subject, content). Filled by `add`, event by event, in order."""

    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)

    def add(self, events: Iterable[Event]) -> "Replay":
        """Go on with the next events."""
        for event in events:
            if event.action in AFTER:
                self.standings[event.subject, event.content] = Standing(
                    AFTER[Action(event.action)],
                    str(event.data.get("name", "")),
                    str(event.data.get("credential", "")),
                    event.at.isoformat(),
                    str(event.data.get("note", "")),
                )
        return self

    def standing(self, subject: str, content: str, published: Decision | None = None) -> Standing:
        """Return what holds of a content: the later of the log and of what the corpus came with."""
        own = self.standings.get((subject, content), Standing())
        if published is None or published.content != content or moment(own.at) >= moment(published.date):
            return own
        return Standing(published.status, published.reviewer, published.credential, published.date, published.note)


def moment(date: str) -> float:
    """Return an ISO date or time as seconds, so that both can be compared; before everything when empty."""
    if not date:
        return float("-inf")
    parsed = datetime.fromisoformat(date)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def refusal(action: Action, status: ReviewStatus, who: Person, note: str) -> str:
    """Return why a step is not allowed, as a sentence; empty when it is."""
    if who.role not in (Role.REVIEWER, Role.EDITOR):
        return "Only reviewers and editors can do this."
    if action is Action.APPROVE and who.role is not Role.REVIEWER:
        return "Only a reviewer can approve. An editor can take, comment on, send back and publish."
    if not who.name.strip():
        return "Give your name first: the log and the approvals name who acted."
    if action is Action.APPROVE and not who.credential.strip():
        return "Give your credential first, such as MD or MCSP: an approval names it."
    if action in FROM and status not in FROM[action]:
        return f"This is {STATUS[status]}; only what is {' or '.join(STATUS[each] for each in FROM[action])} can be {WHAT[action]}."
    if action in NEEDS_NOTE and not note.strip():
        return NEEDS_NOTE[action]
    return ""

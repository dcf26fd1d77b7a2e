"""Turns to keep."""

from datetime import UTC, datetime, timedelta

from spasm_qa.database.kept import Kept
from spasm_qa.types import Abstention, Audience, Turn

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def said(question: str, *, minute: int = 0, message: str = "Nothing found.", **fields: object) -> Kept:
    """A turn that was refused, asked some minutes after the start."""
    reply = Abstention(question, question, Audience.PATIENT, reason="nothing-found", message=message)
    return Kept(Turn(question, reply), corpus="abc123", created=START + timedelta(minutes=minute), **fields)  # type: ignore[arg-type]


def questions(turns: tuple[Kept, ...]) -> list[str]:
    return [each.turn.question for each in turns]

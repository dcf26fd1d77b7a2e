"""What a conversation keeps of each turn, and how it is listed. Imports no database, so that pages that need none are quick."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from spasm_qa.types import Turn


def new_id() -> str:
    """Return an id that nobody can guess: 122 random bits."""
    return uuid4().hex


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn with what it takes to keep it once."""

    turn: Turn
    key: str = field(default_factory=new_id)
    """Made when the turn was answered; written again under its key it is still one row."""
    corpus: str = ""
    """Version of the corpus that answered."""
    created: datetime = field(default_factory=now)
    readable: bool = True
    """False when its answer was damaged, or kept by a newer version: the turn then says so in the answer's place."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as a list shows it."""

    id: str
    title: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with all its turns, in order."""

    summary: Summary
    turns: tuple[Kept, ...]
    dismissed: tuple[str, ...] = ()
    """Facts about the reader that the reader took back."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the turns of a tab are kept, and which of them."""

    id: str
    said: tuple[Kept, ...]

"""The audit log: lines are added and read, never changed; each carries the hash of the one before."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from spasm_qa.database.engine import storage
from spasm_qa.database.tables import review_events
from spasm_qa.errors import StorageUnavailable
from spasm_qa.review.states import Event

START = "0" * 64
"""What the first line has as the hash of the one before."""
TRIES = 20
SIGNED = ("at", "actor", "role", "action", "subject", "content", "data", "previous")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written; time, order and hashes come with the writing."""

    actor: str
    role: str
    action: str
    subject: str
    content: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Log:
    """The log of one database; one object may be used from several threads, several processes may write at once."""

    def __init__(self, engine: Engine) -> None:
        """Read nothing yet."""
        self._engine = engine
        self._known: list[Event] = []
        self._lock = Lock()

    def events(self) -> Sequence[Event]:
        """Return all lines, oldest first; those read before are not read again.

        Raises:
            StorageUnavailable: The log cannot be read.
        """
        with self._lock:
            last = self._known[-1].id if self._known else 0
            with storage():
                self._known += self._read(after=last)
            return tuple(self._known)

    def append(self, entries: Callable[[Sequence[Event]], Sequence[Entry]]) -> Sequence[Event]:
        """Write the lines that `entries` makes of the log as it stands, all or none; returns them.

        Another process may write in between: then the lines are made anew of what the log has become, and whatever `entries` raises is
        raised. No two lines ever follow the same one.

        Raises:
            StorageUnavailable: Nothing was written.
        """
        for _ in range(TRIES):
            before = self.events()
            rows = list(_rows(entries(before), before[-1].hash if before else START))
            if not rows:
                return ()
            try:
                with self._engine.begin() as connection:
                    connection.execute(insert(review_events), rows)
            except IntegrityError:
                continue
            except OperationalError as e:
                with storage():
                    raise e
            return self.events()[len(before) :]
        raise StorageUnavailable("The log is being written by others without a pause.", hint="Nothing was written. Try again.")

    def fault(self) -> str:
        """Return what is wrong with the log as it lies in the database, as a sentence; empty when the chain is whole.

        Raises:
            StorageUnavailable: The log cannot be read.
        """
        with storage():
            return chain_fault(self._read(after=0))

    def export(self) -> str:
        """Return the whole log as JSON Lines."""
        return "".join(json.dumps(_plain(event), ensure_ascii=False) + "\n" for event in self.events())

    def _read(self, *, after: int) -> list[Event]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(review_events).where(review_events.c.id > after).order_by(review_events.c.id))
            return [Event(**{**row, "at": _aware(row["at"])}) for row in rows.mappings()]


def read_export(text: str) -> list[Event]:
    """Return the lines of an export.

    Raises:
        ValueError: A line is not one of an export.
    """
    try:
        rows = [json.loads(line) for line in text.split("\n") if line.strip()]
        return [Event(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]
    except (KeyError, TypeError) as e:
        raise ValueError(f"not an export of the log ({e})") from e


def chain_fault(events: Iterable[Event]) -> str:
    """Return what is wrong with a log, as a sentence; empty when every line is as written and none between first and last is missing."""
    previous = START
    for event in events:
        if event.previous != previous:
            return f"Line {event.id} does not follow the line before it: a line was taken out, added or moved."
        if event.hash != _hash(_plain(event)):
            return f"Line {event.id} was changed after it was written."
        previous = event.hash
    return ""


def _rows(entries: Sequence[Entry], previous: str) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC).replace(microsecond=0)
    for entry in entries:
        row = {**asdict(entry), "data": json.loads(json.dumps(entry.data)), "at": now, "previous": previous}
        row["hash"] = previous = _hash({**row, "at": now.isoformat()})
        yield row


def _hash(row: Mapping[str, Any]) -> str:
    signed = {name: row[name] for name in SIGNED}
    return hashlib.sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(event: Event) -> dict[str, Any]:
    return {**{name: getattr(event, name) for name in event.__slots__}, "data": dict(event.data), "at": event.at.isoformat()}


def _aware(when: datetime) -> datetime:
    """Return a time in UTC; SQLite gives it without a zone, Postgres in the zone of the connection."""
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)

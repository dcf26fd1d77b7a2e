"""What readers said about statements, for those who review them: read from the table of feedback, never changed here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, select

from spasm_qa.database.engine import storage
from spasm_qa.database.tables import feedback


@dataclass(frozen=True, slots=True)
class Report:
    """One reader's word on a statement, or on an answer that showed it; who it was is not read."""

    created: datetime
    statement: str
    """Empty when it is about a whole answer."""
    verdict: str
    """`helpful`, `not-helpful`, `wrong`, `outdated`, `unclear` or `unsafe`."""
    text: str
    corpus: str
    """Version of the corpus that was shown."""


class Reports:
    """The reports of one database."""

    def __init__(self, engine: Engine) -> None:
        """Read nothing yet."""
        self._engine = engine

    def of(self, statement: str) -> Sequence[Report]:
        """Return the reports on one statement and on answers that showed it, newest first.

        Raises:
            StorageUnavailable: They cannot be read.
        """
        rows = self._read((*Report.__dataclass_fields__, "statements"), feedback.c.statement.in_((statement, "")))
        return [_report(row) for row in rows if row.statement or statement in row.statements]

    def counts(self) -> Counter[str]:
        """Return the number of reports by statement: on it, and on answers with it, but for those that were found helpful.

        Raises:
            StorageUnavailable: They cannot be read.
        """
        found: Counter[str] = Counter()
        for row in self._read(("statement", "statements"), (feedback.c.statement != "") | (feedback.c.verdict != "helpful")):
            found.update([row.statement] if row.statement else set(row.statements))
        return found

    def _read(self, names: Iterable[str], where: ColumnElement[bool]) -> Sequence[Row[tuple[Any, ...]]]:
        """Return columns of the reports that meet a condition, newest first."""
        query = select(*(feedback.c[name] for name in names)).where(where).order_by(feedback.c.created.desc(), feedback.c.id)
        with storage(), self._engine.connect() as connection:
            return connection.execute(query).all()


def _report(row: Row[tuple[Any, ...]]) -> Report:
    values: list[Any] = list(row)
    return Report(*values[:-1])

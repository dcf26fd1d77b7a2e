"""What readers said about statements, for those who review them: read from the table of feedback, never changed here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select

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
        return [report for report, shown in self._read() if statement == report.statement or (not report.statement and statement in shown)]

    def counts(self) -> Counter[str]:
        """Return the number of reports by statement: on it, and on answers with it, but for those that were found helpful.

        Raises:
            StorageUnavailable: They cannot be read.
        """
        found: Counter[str] = Counter()
        for report, shown in self._read():
            if report.statement or report.verdict != "helpful":
                found.update([report.statement] if report.statement else set(shown))
        return found

    def _read(self) -> list[tuple[Report, Sequence[str]]]:
        """Return all reports, newest first, with the statements that were shown."""
        columns = [feedback.c[name] for name in (*Report.__dataclass_fields__, "statements")]
        query = select(*columns).order_by(feedback.c.created.desc(), feedback.c.id)
        with storage(), self._engine.connect() as connection:
            return [_report(row) for row in connection.execute(query)]


def _report(row: Row[tuple[Any, ...]]) -> tuple[Report, Sequence[str]]:
    values: list[Any] = list(row)
    return Report(*values[:-1]), values[-1]

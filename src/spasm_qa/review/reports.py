"""What readers said about statements, for those who review them: read from the table of feedback, never changed here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from spasm_qa.database.engine import storage
from spasm_qa.database.tables import feedback


@dataclass(frozen=True, slots=True)
class Report:
    """One reader's word on a statement; who it was is not read."""

    created: datetime
    statement: str
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
        """Return the reports on one statement, newest first.

        Raises:
            StorageUnavailable: They cannot be read.
        """
        columns = (feedback.c[name] for name in Report.__dataclass_fields__)
        query = select(*columns).where(feedback.c.statement == statement).order_by(feedback.c.created.desc(), feedback.c.id)
        with storage(), self._engine.connect() as connection:
            return [Report(*row) for row in connection.execute(query)]

    def counts(self) -> Counter[str]:
        """Return the number of reports by statement.

        Raises:
            StorageUnavailable: They cannot be read.
        """
        with storage(), self._engine.connect() as connection:
            return Counter(connection.execute(select(feedback.c.statement).where(feedback.c.statement != "")).scalars())

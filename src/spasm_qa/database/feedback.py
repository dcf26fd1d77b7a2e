"""What readers say of answers and statements. It is read by people at the desk; nothing is ranked by it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, Row, delete, insert, select

from spasm_qa.database.engine import forget, storage, writing
from spasm_qa.database.kept import new_id, now
from spasm_qa.database.tables import feedback
from spasm_qa.errors import InputUnusable

VERDICTS = ("helpful", "not-helpful", "wrong", "outdated", "unclear", "unsafe")
MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict of one reader on an answer (`statement` empty) or on one of its statements."""

    owner: str
    """Who said it: the digest of a sign-in or of a browser's key; empty when neither is known."""
    verdict: str
    corpus: str
    """Version of the corpus that was shown."""
    generator: str
    statement: str = ""
    statements: tuple[str, ...] = ()
    """Ids of all statements of the answer, in the order shown."""
    text: str = ""
    id: str = field(default_factory=new_id)
    """The same id written again replaces what was said before."""
    created: datetime = field(default_factory=now)


class FeedbackStore:
    """Feedback in the database."""

    def __init__(self, engine: Engine) -> None:
        """Work on an engine of `open_database`."""
        self.engine = engine

    def add(self, said: Feedback) -> None:
        """Write one verdict; written again under its id it replaces the first.

        Raises:
            InputUnusable: The verdict is not one of `VERDICTS`, or the text is too long.
            StorageUnavailable: It could not be written.
        """
        if said.verdict not in VERDICTS:
            raise InputUnusable(f"{said.verdict!r} is no verdict.")
        if len(said.text) > MOST_CHARACTERS:
            raise InputUnusable(f"The text has {len(said.text)} characters; at most {MOST_CHARACTERS} are kept.")
        with writing(self.engine) as connection:
            connection.execute(delete(feedback).where(feedback.c.id == said.id, feedback.c.owner == said.owner))
            connection.execute(insert(feedback).values(_values(said)))

    def take_back(self, owner: str, id: str) -> bool:
        """Delete one verdict of a reader; tells whether there was one."""
        with writing(self.engine) as connection:
            return connection.execute(delete(feedback).where(feedback.c.id == id, feedback.c.owner == owner)).rowcount == 1

    def of(self, statement: str) -> list[Feedback]:
        """Return what was said of one statement, newest first."""
        return self._read(feedback.c.statement == statement)

    def all(self) -> list[Feedback]:
        """Return everything that was said, newest first."""
        return self._read()

    def counts(self) -> Mapping[str, Counter[str]]:
        """Return how often each verdict was given, by statement; on whole answers under the empty id."""
        found: dict[str, Counter[str]] = {}
        for said in self.all():
            found.setdefault(said.statement, Counter())[said.verdict] += 1
        return found

    def by(self, owner: str) -> list[Feedback]:
        """Return what one reader said, newest first."""
        return self._read(feedback.c.owner == owner)

    def delete_of(self, owner: str) -> int:
        """Delete what one reader said, for good; returns how many rows that were.

        Raises:
            StorageUnavailable: Nothing was deleted.
        """
        with writing(self.engine) as connection:
            gone = connection.execute(delete(feedback).where(feedback.c.owner == owner)).rowcount
        forget(self.engine)
        return int(gone)

    def _read(self, *where: object) -> list[Feedback]:
        with storage(), self.engine.connect() as connection:
            rows = connection.execute(select(feedback).where(*where).order_by(feedback.c.created.desc(), feedback.c.id)).all()  # type: ignore[arg-type]
        return [_said(row) for row in rows]


def _values(said: Feedback) -> dict[str, object]:
    text = said.text.replace("\x00", " ").encode("utf-8", "replace").decode()
    return {name: getattr(said, name) for name in Feedback.__dataclass_fields__} | {"text": text, "statements": list(said.statements)}


def _said(row: Row[tuple[object, ...]]) -> Feedback:
    values = dict(row._mapping)
    return Feedback(**{**values, "statements": tuple(values["statements"])})

"""The texts of an index on disk: documents, passages, statements, references and vocabularies, in one SQLite file."""

import json
import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from spasm_qa.errors import IndexStale
from spasm_qa.types import Document, Passage, Reference, Review, ReviewStatus, SourceMention, Statement, StatementKind

TABLES = """
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT, text TEXT, reference TEXT, path TEXT, sections TEXT, pages TEXT, file TEXT);
CREATE TABLE originals (document TEXT PRIMARY KEY, reference TEXT, data TEXT);
CREATE INDEX originals_of ON originals (reference);
CREATE TABLE passages (row INTEGER PRIMARY KEY, key TEXT UNIQUE, document TEXT, start INTEGER, "end" INTEGER, heading TEXT, page INTEGER);
CREATE TABLE statements (id TEXT PRIMARY KEY, passage TEXT, data TEXT);
CREATE TABLE refs (id TEXT PRIMARY KEY, data TEXT);
CREATE TABLE extras (name TEXT PRIMARY KEY, data TEXT);
"""
PASSAGE = (
    'SELECT p.document, p.start, p."end", substr(d.text, p.start + 1, p."end" - p.start), p.heading, p.page '
    "FROM passages p JOIN documents d ON d.id = p.document"
)


class LibraryWriter:
    """Writes a new library; `finish` makes it whole."""

    def __init__(self, path: Path) -> None:
        """Create the file."""
        self._database = sqlite3.connect(path)
        self._database.executescript(f"PRAGMA synchronous = OFF; BEGIN; {TABLES}")
        self._row = 0

    def add(self, document: Document, reference: Reference | None, passages: Sequence[Passage], statements: Sequence[Statement]) -> None:
        """Add one document with what was cut from it; one that belongs to another reference than its own record is an original of that."""
        d = document
        self._database.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (d.id, d.title, d.text, d.reference, d.path, json.dumps(d.sections), json.dumps(d.pages), d.file),
        )
        for p in passages:
            self._database.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", (self._row, p.key, p.document, p.start, p.end, p.heading, p.page)
            )
            self._row += 1
        self._database.executemany(
            "INSERT INTO statements VALUES (?, ?, ?)", ((s.id, s.passage, json.dumps(asdict(s))) for s in statements)
        )
        if reference is not None and d.reference in ("", reference.id):
            self._put_reference(reference)
        elif reference is not None:
            self._database.execute("INSERT INTO originals VALUES (?, ?, ?)", (d.id, d.reference, json.dumps(asdict(reference))))

    def _put_reference(self, reference: Reference) -> None:
        self._database.execute("INSERT OR REPLACE INTO refs VALUES (?, ?)", (reference.id, json.dumps(asdict(reference))))

    def finish(self, extras: Mapping[str, Any]) -> None:
        """Add what is not a document, and close the file."""
        for name, value in extras.items():
            if name == "references":
                for reference in value:
                    self._put_reference(reference)
            else:
                self._database.execute("INSERT INTO extras VALUES (?, ?)", (name, json.dumps(value)))
        self._database.commit()
        self._database.execute("PRAGMA optimize")
        self._database.close()


class Library:
    """Reads a library; one object may be used from several threads.

    As long as it lives it holds a shared lock on the file, so that no ingest removes the build below its reader (see `builds`).
    """

    def __init__(self, path: Path) -> None:
        """Open the file read-only.

        Raises:
            IndexStale: The file is missing or damaged.
        """
        try:
            self._database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False, isolation_level=None)
            weakref.finalize(self, self._database.close)
            self._database.execute("BEGIN")
            self._database.execute("SELECT count(*) FROM extras").fetchone()
        except sqlite3.Error as e:
            raise IndexStale(f"The library of the index cannot be read ({e}).") from e

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as e:
            raise IndexStale(f"The library of the index is damaged ({e}).") from e

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """All curated statements by id, in order of the corpus."""
        return {s.id: s for s in (_statement(json.loads(data)) for (data,) in self._rows("SELECT data FROM statements ORDER BY rowid"))}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other ids of statements -> the id shown."""
        return {alias: s.id for s in self.statements.values() for alias in s.aliases}

    @cached_property
    def references(self) -> dict[str, Reference]:
        """All references by id."""
        return {r.id: r for r in (_reference(json.loads(data)) for (data,) in self._rows("SELECT data FROM refs ORDER BY id"))}

    def extra(self, name: str) -> Any:
        """Return a part of the corpus that is not a document; empty mapping when it has none."""
        rows = self._rows("SELECT data FROM extras WHERE name = ?", name)
        return json.loads(rows[0][0]) if rows else {}

    def statement(self, name: str) -> Statement | None:
        """Return a statement by its id or one of its aliases."""
        return self.statements.get(self.aliases.get(name, name))

    def passage(self, key: str) -> Passage | None:
        """Return the stored passage of a key."""
        rows = self._rows(f"{PASSAGE} WHERE p.key = ?", key)
        return Passage(*rows[0]) if rows else None

    def passages(self, keys: Sequence[str]) -> list[Passage]:
        """Return the stored passages of some keys, in the order given; unknown keys are left out."""
        marks = ",".join("?" * len(keys))
        found = {p.key: p for p in (Passage(*row) for row in self._rows(f"{PASSAGE} WHERE p.key IN ({marks})", *keys))}
        return [found[key] for key in keys if key in found]

    def document(self, name: str) -> Document | None:
        """Return a document by its id."""
        rows = self._rows("SELECT id, title, text, reference, path, sections, pages, file FROM documents WHERE id = ?", name)
        if not rows:
            return None
        id_, title, text, reference, path, sections, pages, file = rows[0]
        headings = tuple((at, heading) for at, heading in json.loads(sections))
        return Document(id_, title, text, reference, path, headings, tuple(json.loads(pages)), file)

    def original(self, document: str) -> Reference | None:
        """Return the record of a document that is the original of a curated source: its own licence, address and date; else nothing."""
        rows = self._rows("SELECT data FROM originals WHERE document = ?", document)
        return _reference(json.loads(rows[0][0])) if rows else None

    def originals_of(self, reference: str) -> list[str]:
        """Return the ids of the documents that are originals of a source."""
        return [name for (name,) in self._rows("SELECT document FROM originals WHERE reference = ? ORDER BY document", reference)]

    def document_names(self) -> Iterator[tuple[str, str, str]]:
        """Yield (id, title, reference) of every document."""
        yield from self._rows("SELECT id, title, reference FROM documents ORDER BY id")

    def keys(self) -> list[str]:
        """Return the keys of all passages in the order of the lexical index."""
        return [key for (key,) in self._rows("SELECT key FROM passages ORDER BY row")]

    def size(self) -> int:
        """Return the number of passages."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def documents_of(self) -> dict[str, str]:
        """Return passage key -> document id."""
        return dict(self._rows("SELECT key, document FROM passages"))


def _statement(data: dict[str, Any]) -> Statement:
    data["kind"] = StatementKind(data["kind"])
    data["status"] = ReviewStatus(data["status"])
    data["review"] = Review(**data["review"]) if data.get("review") else None
    data["sources"] = tuple(SourceMention(**each) for each in data["sources"])
    return Statement(**_with_tuples(data))


def _reference(data: dict[str, Any]) -> Reference:
    return Reference(**_with_tuples(data))


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}

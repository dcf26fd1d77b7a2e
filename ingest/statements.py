"""Read the curated corpus: Markdown with one statement a bullet -> entries, and entries -> documents, passages and statements.

A bullet starts with the statement's id in bold and its clinician text; the indented lines below it are `field: value`:

    - **nlc-site** The calf is the usual site ...
      - plain: The calf is the most common place. ...
      - sources: maisonneuve-2016 (Results) | nidirect-leg-cramps (symptoms list)
      - asked: Where do leg cramps usually strike?
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from spasm_qa.errors import CorpusError
from spasm_qa.types import Document, Passage, Reference, SourceMention, Statement, StatementKind

BULLET = re.compile(r"^- \*\*(?P<id>[\w.-]+)\*\* (?P<text>.+)$")
FIELD = re.compile(r"^  - (?P<name>[a-z][a-z ]*): (?P<value>.+)$")
REPEATED = ("asked",)
KNOWN = {
    "plain", "applies to", "population", "conditions", "drugs", "strength", "strength detail", "sources", "safety", "asked",
    "warns off the wrong group", "internal conflict", "conflicts with", "same as", "note", "drug", "with", "severity",
    "level", "suspected", "tell", "statements", "term", "meaning", "kind", "synonyms",
}  # fmt: skip
EXTRA = ("drug", "with", "severity", "level", "suspected", "tell", "statements", "term", "meaning", "kind", "synonyms", "internal conflict")
KIND_OF_TOPIC = {"interactions": StatementKind.INTERACTION, "red-flags": StatementKind.RED_FLAG, "glossary": StatementKind.TERM}


@dataclass(frozen=True, slots=True)
class Entry:
    """One bullet as written: the raw fields, and where they stand for error messages."""

    id: str
    text: str
    path: Path
    line: int
    section: str
    fields: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()

    def list(self, name: str) -> tuple[str, ...]:
        """Return a field that holds a comma-separated list."""
        return tuple(part.strip() for part in self.fields.get(name, "").split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Sheet:
    """One Markdown file of the corpus."""

    path: Path
    meta: dict[str, Any]
    entries: tuple[Entry, ...]


def read_sheet(path: Path) -> Sheet:
    """Read one corpus file.

    Raises:
        CorpusError: The file has no front matter, or a line is neither heading, bullet nor field; names file and line.
    """
    lines = _text(path).splitlines()
    meta, start = _front_matter(path, lines)
    entries: list[Entry] = []
    section = ""
    for number, line in enumerate(lines[start:], start + 1):
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("## "):
            section = line[3:].strip()
        elif bullet := BULLET.match(line):
            entries.append(Entry(bullet["id"], bullet["text"].strip(), path, number, section))
        elif (each := FIELD.match(line)) and entries:
            entries[-1] = _with_field(entries[-1], each["name"], each["value"].strip(), number)
        else:
            raise CorpusError(
                f"{path.name}, line {number}: {line[:60]!r} is neither a heading, a statement nor a field.",
                hint="A statement is `- **id** text`; its fields are indented by two blanks: `  - plain: text`.",
            )
    return Sheet(path, meta, tuple(entries))


def _with_field(entry: Entry, name: str, value: str, line: int) -> Entry:
    where = f"{entry.path.name}, line {line}, {entry.id}"
    if name not in KNOWN:
        raise CorpusError(f"{where}: unknown field {name!r}.", hint=f"Use one of: {', '.join(sorted(KNOWN))}.")
    if name in REPEATED:
        return Entry(entry.id, entry.text, entry.path, entry.line, entry.section, entry.fields, (*entry.asked, value))
    if name in entry.fields:
        raise CorpusError(f"{where}: field {name!r} stands there twice.", hint="Keep one of them.")
    return Entry(entry.id, entry.text, entry.path, entry.line, entry.section, {**entry.fields, name: value}, entry.asked)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise CorpusError(f"{path.name}: byte {e.start} is not UTF-8.", hint="Save the file as UTF-8 text.") from e
    except OSError as e:
        raise CorpusError(f"{path.name}: cannot be read ({e.strerror}).") from e


def _front_matter(path: Path, lines: Sequence[str]) -> tuple[dict[str, Any], int]:
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise CorpusError(
            f"{path.name}, line 1: no front matter.", hint="Start with a block between two lines `---` that gives topic and title."
        )
    end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
    try:
        meta = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as e:
        raise CorpusError(f"{path.name}: the front matter is not YAML: {e}") from e
    for name in ("topic", "title"):
        if not isinstance(meta, dict) or not str(meta.get(name) or "").strip():
            raise CorpusError(f"{path.name}, front matter: {name} is missing.")
    return {key: str(value) for key, value in meta.items()}, end + 1


def read_sheets(corpus: Path) -> list[Sheet]:
    """Read every sheet of the corpus, in order of path."""
    paths = sorted([*(corpus / "statements").glob("*.md"), *(corpus / f"{name}.md" for name in ("interactions", "red-flags", "glossary"))])
    return [read_sheet(path) for path in paths if path.exists()]


def sheet_parts(sheet: Sheet, root: Path) -> tuple[Document, list[Passage], list[Statement]]:
    """Turn a sheet into its readable document, one passage a statement, and the statements."""
    title = sheet.meta["title"]
    text, passages, statements = title, [], []
    sections: list[tuple[int, str]] = []
    document_id = f"corpus/{sheet.path.relative_to(root).with_suffix('').as_posix()}"
    for entry in sheet.entries:
        heading = f"{title} > {entry.section}"
        if not sections or sections[-1][1] != heading:
            text += f"\n\n{entry.section}"
            sections.append((len(text) - len(entry.section), heading))
        text += "\n\n"
        body = passage_text(entry)
        passage = Passage(document_id, len(text), len(text) + len(body), body, heading)
        text += body
        passages.append(passage)
        statements.append(_statement(entry, sheet, passage))
    return Document(document_id, title, text, path=sheet.path.name, sections=tuple(sections)), passages, statements


def passage_text(entry: Entry) -> str:
    """Return the passage of a statement: clinician text first, then the plain text and to whom it applies."""
    plain, applies = entry.fields.get("plain", ""), entry.fields.get("applies to", "")
    lines = [entry.text]
    if plain and plain != entry.text:
        lines.append(f"In plain words: {plain}")
    if applies:
        lines.append(f"Applies to: {applies}")
    return "\n".join(lines)


def _statement(entry: Entry, sheet: Sheet, passage: Passage) -> Statement:
    fields = entry.fields
    return Statement(
        id=entry.id,
        kind=KIND_OF_TOPIC.get(sheet.meta["topic"], StatementKind.FACT),
        text=entry.text,
        plain=fields.get("plain", entry.text),
        passage=passage.key,
        sources=mentions(fields.get("sources", "")),
        topic=sheet.meta["topic"],
        title=sheet.meta["title"],
        facet=re.sub(r"\W+", "-", entry.section.lower()).strip("-"),
        applies_to=fields.get("applies to", ""),
        population=entry.list("population"),
        conditions=entry.list("conditions"),
        drugs=entry.list("drugs"),
        strength=fields.get("strength", "definition"),
        strength_detail=fields.get("strength detail", ""),
        safety=fields.get("safety", "none"),
        caution=fields.get("warns off the wrong group") == "yes",
        conflicts=entry.list("conflicts with"),
        aliases=entry.list("same as"),
        note=fields.get("note", ""),
        asked=entry.asked,
        extra={name: fields[name] for name in EXTRA if name in fields},
    )


def mentions(value: str) -> tuple[SourceMention, ...]:
    """Parse `id (locator) | id (locator)`."""
    found = []
    for part in value.split(" | "):
        match = re.fullmatch(r"([\w.-]+)(?: \((.*)\))?", part.strip())
        if match:
            found.append(SourceMention(match[1], match[2] or ""))
    return tuple(found)


def read_references(path: Path) -> list[Reference]:
    """Read references.json (CSL-JSON; our own fields stand under `custom`, as CSL provides).

    Raises:
        CorpusError: The file is not JSON, or an item lacks id, genre or title.
    """
    try:
        items = json.loads(_text(path))
    except json.JSONDecodeError as e:
        raise CorpusError(f"{path.name}, line {e.lineno}: not JSON ({e.msg}).") from e
    return [_reference(item, path) for item in items]


def _reference(item: dict[str, Any], path: Path) -> Reference:
    for name in ("id", "genre", "title"):
        if not item.get(name):
            raise CorpusError(f"{path.name}, {item.get('id', 'an item without id')}: field {name} is missing.")
    custom = item.get("custom", {})
    dates = item.get("issued", {}).get("date-parts", [[None]])
    return Reference(
        id=item["id"],
        kind=item["genre"],
        title=item["title"],
        authors="; ".join(
            name.get("literal") or f"{name.get('family', '')} {name.get('given', '')}".strip() for name in item.get("author", [])
        ),
        year=dates[0][0],
        publisher=item.get("container-title") or item.get("publisher") or "",
        url=item.get("URL", ""),
        doi=item.get("DOI", ""),
        pmid=item.get("PMID", ""),
        pmcid=item.get("PMCID", ""),
        licence=custom.get("licence") or "",
        note=item.get("note", ""),
        confirmed_at=tuple(custom.get("confirmed_at", [])),
        added=custom.get("added", ""),
        review_by=custom.get("review_by", ""),
        status=custom.get("status", "current"),
        superseded_by=custom.get("superseded_by", ""),
        aliases=tuple(custom.get("aliases", [])),
    )


def all_entries(sheets: Sequence[Sheet]) -> Iterator[Entry]:
    """Yield the entries of all sheets."""
    for sheet in sheets:
        yield from sheet.entries

"""Files and folders -> documents with their passages: the curated corpus by its own reader, everything else by ingest.formats."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from ingest.formats import Apart, Loaded, Options, files_of, missing
from ingest.formats.walk import SIDECARS
from ingest.keep import keep
from ingest.reviews import Reviews
from ingest.split import embedded_text, split
from ingest.statements import Entry, Sheet, mentions, read_references, read_sheets, sheet_parts
from ingest.status import Snapshot, applied, is_snapshot
from ingest.store import Parts
from spasm_qa.errors import CorpusError
from spasm_qa.types import Reference, Statement, StatementKind


def is_curated(root: Path) -> bool:
    """Tell whether a folder is a curated corpus of statements."""
    return (root / "statements").is_dir() and (root / "references.json").is_file()


def fingerprint(roots: Sequence[Path]) -> dict[str, str]:
    """Return a hash of every file below the roots, by path: equal when there is nothing to do."""
    prints = {}
    for root in roots:
        beside = (root.with_name(f"{root.name}{end}") for end in SIDECARS)
        for path in sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root, *filter(Path.is_file, beside)]:
            with path.open("rb") as file:
                prints[str(path)] = hashlib.file_digest(file, "sha256").hexdigest()
    return prints


def count(root: Path) -> int:
    """Return about how many documents there are below a root, without reading them: a file is one, and so is a line of JSON."""
    if is_curated(root):
        return len(read_sheets(root))
    units = (path / "corpus.jsonl" if path.is_dir() else path for path in files_of(root))
    return sum(_lines(path) if path.suffix == ".jsonl" else 1 for path in units)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) or 1


def curated_references(root: Path, snapshots: Sequence[Snapshot] = ()) -> dict[str, Reference]:
    """Return the references of a curated corpus by id, with what the snapshots say of them."""
    return {r.id: applied(r, snapshots) for r in read_references(root / "references.json")}


def curated_parts(root: Path, snapshots: Sequence[Snapshot] = ()) -> Iterator[Parts]:
    """Yield the sheets of a curated corpus, each statement with its review status, as one passage embedded in all its wordings.

    Statements lose the sources that a snapshot or the references call retracted; those that rest on nothing else are left out.
    """
    references = curated_references(root, snapshots)
    reviews = Reviews.read(root, references)
    retracted = frozenset(r.id for r in references.values() if r.status == "retracted")
    for sheet in read_sheets(root):
        yield _sheet_parts(sheet, root, reviews, retracted)


def _sheet_parts(sheet: Sheet, root: Path, reviews: Reviews, retracted: frozenset[str]) -> Parts:
    live = tuple(e for e in sheet.entries if not (cited := _sources(e)) or cited - retracted)
    document, passages, found = sheet_parts(replace(sheet, entries=live), root)
    resting = (replace(s, sources=tuple(m for m in s.sources if m.reference not in retracted)) for s in found)
    statements = [reviews.statement(statement) for statement in resting]
    views = [(statement.passage, text) for statement in statements for text in wordings(statement)]
    return Parts(document, None, passages, statements, views)


def _sources(entry: Entry) -> frozenset[str]:
    return frozenset(mention.reference for mention in mentions(entry.fields.get("sources", "")))


def wordings(statement: Statement) -> list[str]:
    """Return the texts under which a statement is found: both registers below its heading, and the questions that it answers."""
    if statement.kind is StatementKind.TERM:
        names = ", ".join(filter(None, (statement.extra["term"], statement.extra.get("synonyms", ""))))
        return [f"What does {names} mean? {statement.text}"]
    texts = [f"{statement.title}: {statement.text}"]
    if statement.plain != statement.text:
        texts.append(f"{statement.title}: {statement.plain}")
    return [*texts, *statement.asked]


def curated_extras(root: Path, snapshots: Sequence[Snapshot] = ()) -> dict[str, Any]:
    """Return what else the corpus holds: references, vocabularies, triage rules, articles, reviews."""
    references = curated_references(root, snapshots)
    reviews = Reviews.read(root, references)
    return {
        "reviews": reviews.rows(),
        "references": list(references.values()),
        "vocabulary": _yaml(root / "vocabulary" / "terms.yaml"),
        "beyond": _yaml(root / "vocabulary" / "beyond.yaml"),
        "triage": _yaml(root / "triage.yaml"),
        "scope": _yaml(root / "scope-examples.yaml"),
        "articles": [reviews.article(article(path)) for path in sorted((root / "articles").glob("*.md"))],
    }


def review_notes(root: Path, snapshots: Sequence[Snapshot] = ()) -> list[str]:
    """Return a note for each review that no longer holds."""
    documents = [(parts.document, parts.statements) for parts in curated_parts(root, snapshots)]
    articles = [article(path) for path in sorted((root / "articles").glob("*.md"))]
    return list(Reviews.read(root, curated_references(root, snapshots)).stale(documents, articles))


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    except yaml.YAMLError as e:
        raise CorpusError(f"{path.name} is not YAML: {e}") from e


def article(path: Path) -> dict[str, Any]:
    """Read an article: front matter, then sections that list statement ids."""
    head, _, body = path.read_text(encoding="utf-8").removeprefix("---").partition("\n---")
    meta = yaml.safe_load(head)
    if not isinstance(meta, dict) or not {"id", "question", "bottom_line"} <= set(meta):
        raise CorpusError(f"{path.name}, front matter: id, question and bottom_line are needed.")
    lead = meta["bottom_line"]
    sections: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("## "):
            sections.append((line[3:].strip(), []))
        elif line.startswith("- ") and sections:
            sections[-1][1].append(line[2:].strip())
    return {
        "id": str(meta["id"]),
        "question": str(meta["question"]),
        "updated": str(meta.get("updated", "")),
        "bottom_line": lead if isinstance(lead, list) else [part.strip() for part in str(lead).split(",")],
        "sections": sections,
    }


WAYS = "Say it in front matter (Markdown), in {name}.meta.yaml beside it, or once with `python -m ingest {name} {options}`."


@dataclass(frozen=True, slots=True)
class Intake:
    """What a run knows when it takes documents in."""

    snapshots: Sequence[Snapshot] = ()
    sources: dict[str, Reference] = field(default_factory=dict)
    """What the curated corpus cites, by id: what originals can belong to."""
    files: Path | None = None
    """Folder that keeps copies of PDF files; none are kept without it."""
    kept: set[str] = field(default_factory=set)
    withdrawn: list[Reference] = field(default_factory=list)
    """Filled while reading: retracted documents. Their reference is kept, so that it can be looked up; their text is not."""


def document_parts(
    root: Path, pieces: Callable[[str], int], faults: list[CorpusError], notes: dict[str, None], intake: Intake | None = None
) -> Iterator[Parts]:
    """Yield the documents below a root; a file that cannot be used is noted in `faults` and the rest go on.

    The keys of `notes` get what a reader of the file should know, and which bibliographic fields to add.
    """
    intake = intake or Intake()
    with Apart() as files:
        for path in files_of(root):
            if is_snapshot(path):
                continue
            try:
                yield from _file_parts(path, files.read(path, Options(root=root)), pieces, notes, intake)
            except CorpusError as e:
                faults.append(e)


def _file_parts(
    path: Path, documents: Iterable[Loaded], pieces: Callable[[str], int], notes: dict[str, None], intake: Intake
) -> Iterator[Parts]:
    for loaded in documents:
        notes.update(dict.fromkeys(_told(path, loaded)))
        loaded = _belonging(loaded, path, intake, notes)
        reference = applied(loaded.reference, intake.snapshots)
        source = intake.sources.get(loaded.document.reference, reference)
        if "retracted" in (reference.status, source.status):
            intake.withdrawn.extend([reference] if source is reference else [])
            notes[f"{path.name}: {source.id} is retracted and was left out."] = None
            continue
        passages = list(split(loaded.document, pieces))
        views = [(passage.key, embedded_text(loaded.document.title, passage)) for passage in passages]
        document = replace(loaded.document, file=keep(path, intake.files)) if intake.files else loaded.document
        yield Parts(document, reference, passages, (), views)


def _belonging(loaded: Loaded, path: Path, intake: Intake, notes: dict[str, None]) -> Loaded:
    """Let an original whose source the corpus does not cite stand for itself."""
    source = loaded.document.reference
    if source in (loaded.reference.id, *intake.sources):
        return loaded
    notes[f"{path.name}: the corpus cites no {source!r}, so it is taken as a document of its own."] = None
    return replace(loaded, document=replace(loaded.document, reference=loaded.reference.id))


def _options(lacking: Sequence[str]) -> str:
    names = [name.partition(" or ")[0] for name in lacking]
    return " ".join(f"--{name} {name.upper()}" for name in names)


def _told(path: Path, loaded: Loaded) -> list[str]:
    told = [f"{path.name}: {warning}" for warning in loaded.warnings]
    if lacking := missing(loaded.reference):
        told.append(f"{path.name}: no {', '.join(lacking)} known. {WAYS.format(name=path.name, options=_options(lacking))}")
    return told

"""`--check`: everything that can be wrong in the curated corpus, each fault with file, line, field and fix."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import textstat

from ingest.build import Report
from ingest.load import article, is_curated, review_notes
from ingest.registers import odd_numbers
from ingest.statements import KIND_OF_TOPIC, Entry, Sheet, all_entries, mentions, read_references, read_sheet
from ingest.status import is_snapshot, read_snapshot
from spasm_qa.errors import CorpusError
from spasm_qa.review.approvals import parse
from spasm_qa.types import StatementKind

GRADE_MOST = 8.0
"""Flesch-Kincaid grade above which a plain text is refused, counted without the names in `UNAVOIDABLE`."""
CONTROLLED = {"population": "population", "conditions": "conditions", "drugs": "drugs", "strength": "strength", "safety": "safety"}
NEEDED = ("plain", "sources")
LEVELS = ("emergency", "same-day", "soon")
CROSS = ("conflicts with", "statements")


def check(paths: Sequence[Path]) -> Report:
    """Check curated corpora; other files are checked by reading them."""
    faults: list[CorpusError] = []
    notes: list[str] = []
    entries = 0
    for root in paths:
        if is_curated(root):
            sheets = list(_sheets(root, faults))
            entries += sum(len(sheet.entries) for sheet in sheets)
            found = [*(each for each in parse(root) if isinstance(each, CorpusError)), *corpus_faults(root, sheets)]
            faults += {str(fault): fault for fault in found}.values()
            notes += review_notes(root) if not faults else []
        else:
            faults += _document_faults(root)
    return Report("Checked", {"statements": entries, "faults": len(faults)}, tuple(faults), tuple(notes))


def _sheets(root: Path, faults: list[CorpusError]) -> Iterator[Sheet]:
    for path in sorted([*(root / "statements").glob("*.md"), *(root / f"{topic}.md" for topic in KIND_OF_TOPIC)]):
        try:
            yield read_sheet(path)
        except CorpusError as e:
            faults.append(e)


def _document_faults(root: Path) -> list[CorpusError]:
    from ingest.formats import Apart, Options, files_of

    faults = []
    with Apart() as files:
        for path in files_of(root):
            try:
                if is_snapshot(path):
                    read_snapshot(path)
                    continue
                for _ in files.read(path, Options(root=root)):
                    pass
            except CorpusError as e:
                faults.append(e)
    return faults


def corpus_faults(root: Path, sheets: Sequence[Sheet]) -> list[CorpusError]:
    """Return every fault of a curated corpus whose sheets could be read."""
    from ingest.load import curated_extras

    try:
        extras = curated_extras(root)
        sources = {r.id for r in read_references(root / "references.json")}
    except CorpusError as e:
        return [e]
    entries = list(all_entries(sheets))
    known = {name for entry in entries for name in (entry.id, *entry.list("same as"))}
    faults = list(_doubled(entries))
    for sheet in sheets:
        for entry in sheet.entries:
            kind = KIND_OF_TOPIC.get(sheet.meta["topic"], StatementKind.FACT)
            faults += _entry_faults(entry, kind, sources, known, extras["vocabulary"])
    for path in sorted((root / "articles").glob("*.md")):
        faults += _article_faults(path, known)
    return faults


def _doubled(entries: Sequence[Entry]) -> Iterator[CorpusError]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        for name in (entry.id, *entry.list("same as")):
            if name in seen:
                first = f"{seen[name].path.name}, line {seen[name].line}"
                yield _fault(entry, "id", f"{name} is already used in {first}", "Give each statement an id of its own.")
            seen.setdefault(name, entry)


def _entry_faults(
    entry: Entry, kind: StatementKind, sources: set[str], known: set[str], vocabulary: Mapping[str, Any]
) -> Iterator[CorpusError]:
    for name in NEEDED if kind is not StatementKind.FACT else (*NEEDED, "applies to", "population", "strength", "safety"):
        if name not in entry.fields:
            yield _fault(entry, name, "is missing", f"Add a line `  - {name}: ...`.")
    yield from _source_faults(entry, sources)
    for name in CROSS:
        for other in (each for each in entry.list(name) if each not in known):
            yield _fault(entry, name, f"points to {other!r}, which does not exist", "Mend the id or take it out.")
    yield from _word_faults(entry, vocabulary)
    if kind is StatementKind.RED_FLAG and entry.fields.get("level") not in LEVELS:
        yield _fault(entry, "level", f"is {entry.fields.get('level')!r}", f"Use one of: {', '.join(LEVELS)}.")
    if kind is not StatementKind.TERM:
        yield from _register_faults(entry, vocabulary)


def _source_faults(entry: Entry, sources: set[str]) -> Iterator[CorpusError]:
    for mention in mentions(entry.fields.get("sources", "")):
        if mention.reference not in sources:
            what = f"names {mention.reference!r}, which references.json does not hold"
            yield _fault(entry, "sources", what, "Add the reference or mend the id.")
    if len(mentions(entry.fields.get("sources", ""))) < len(
        [part for part in entry.fields.get("sources", "").split(" | ") if part.strip()]
    ):
        yield _fault(entry, "sources", "cannot be read", "Write `id (locator) | id (locator)`.")


def _word_faults(entry: Entry, vocabulary: Mapping[str, Any]) -> Iterator[CorpusError]:
    for name, key in CONTROLLED.items():
        words = {each["id"] if isinstance(each, dict) else each for each in vocabulary.get(key, [])}
        for value in (each for each in entry.list(name) if words and each not in words):
            what = f"has {value!r}, which vocabulary/terms.yaml does not hold"
            yield _fault(entry, name, what, "Use a word of the vocabulary or add it there.")


def _register_faults(entry: Entry, vocabulary: Mapping[str, Any]) -> Iterator[CorpusError]:
    plain = entry.fields.get("plain", "")
    grade = textstat.flesch_kincaid_grade(without_names(plain, vocabulary)) if plain else 0.0
    if grade > GRADE_MOST:
        yield _fault(entry, "plain", f"reads at grade {grade:.1f}, above {GRADE_MOST:g}", "Use shorter sentences and everyday words.")
    if odd := odd_numbers(plain, entry.text):
        figures = ", ".join(f"{number:g}" for number in odd)
        yield _fault(
            entry,
            "plain",
            f"has the figure {figures}, which the clinician text does not bear out",
            "Let both registers say the same figures.",
        )


def without_names(text: str, vocabulary: Mapping[str, Any]) -> str:
    """Return a text with each drug name replaced by a short word: names cannot be avoided and say nothing about the sentence."""
    drugs = vocabulary.get("drugs", [])
    names = sorted((str(name) for drug in drugs for name in (drug["generic"], *drug.get("brands_and_synonyms", []))), key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})\b", "drug", text, flags=re.IGNORECASE) if names else text


def _article_faults(path: Path, known: set[str]) -> Iterator[CorpusError]:
    try:
        view = article(path)
    except CorpusError as e:
        yield e
        return
    for name in [*view["bottom_line"], *(i for _, ids in view["sections"] for i in ids)]:
        if name not in known:
            yield CorpusError(f"{path.name}: lists {name!r}, which does not exist.", hint="Mend the id or take it out.")


def _fault(entry: Entry, name: str, what: str, fix: str) -> CorpusError:
    return CorpusError(f"{entry.path.name}, line {entry.line}, {entry.id}, field {name}: {what}.", hint=fix)

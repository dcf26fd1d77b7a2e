"""What the Sources page lists: references by word and kind, what rests on each, and where a quoted span stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from spasm_qa.library import Library
from spasm_qa.types import Document, Reference, Statement


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted part of a text, as character offsets."""

    start: int
    end: int

    @classmethod
    def parse(cls, value: str) -> "Span | None":
        """Read `12-48`; None for anything else."""
        start, dash, end = value.partition("-")
        if dash and start.isdecimal() and end.isdecimal() and len(start) < 10 and len(end) < 10 and int(start) < int(end):
            return cls(int(start), int(end))
        return None


def search(references: Iterable[Reference], question: str, kind: str) -> list[Reference]:
    """Return the references of a kind (any, when empty) that hold every word asked for, in order of title."""
    wanted = question.lower().split()
    found = [r for r in references if (not kind or r.kind == kind) and all(word in _searched(r) for word in wanted)]
    return sorted(found, key=lambda r: r.title.lower())


def _searched(r: Reference) -> str:
    return " ".join(map(str, (r.title, r.authors, r.publisher, r.year or "", r.kind, r.id, r.doi, r.pmid, r.note))).lower()


def kinds(references: Iterable[Reference]) -> dict[str, int]:
    """Return the kinds of source with how many there are, most first."""
    return dict(Counter(r.kind for r in references).most_common())


def resting_on(library: Library, source: str) -> list[tuple[Statement, str]]:
    """Return the statements that cite a source, each with the place in it, in order of the corpus."""
    return [(s, m.locator) for s in library.statements.values() for m in s.sources if m.reference == source]


def document_of(library: Library, source: str, passage: str = "") -> Document | None:
    """Return the document of a source that holds a passage; else the one that was read from a file for it, if there is one."""
    if cited := library.passage(passage):
        holding = library.document(cited.document)
        if holding and holding.reference == source:
            return holding
    found = [name for name, _, reference in library.document_names() if reference == source]
    own = set(found) - set(library.originals_of(source))
    return library.document(sorted(own or found)[0]) if found else None


def cut(text: str, span: Span, around: int | None = None) -> tuple[str, str, str]:
    """Return what stands before, within and after a span, whole or at most `around` characters to either side."""
    start, end = min(span.start, len(text)), min(span.end, len(text))
    low = 0 if around is None else max(0, start - around)
    high = len(text) if around is None else min(len(text), end + around)
    return text[low:start], text[start:end], text[end:high]

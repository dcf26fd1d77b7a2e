"""What the gate says of every statement against the originals of its sources: the reader's way to check us."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from spasm_qa.library import Library
from spasm_qa.types import Hit, Statement

PASSAGES = 3
"""Passages of an original that the gate sees of one statement: the nearest ones."""
NO_ORIGINAL = "no original here"


class Index(Protocol):
    """What is searched."""

    library: Library

    def originals(self, passage: str, source: str, k: int) -> list[Hit]:
        """Return the nearest passages of a source's originals."""


class Checker(Protocol):
    """The gate."""

    def check(self, claim: str, passages: Sequence[str]) -> Any:
        """Return a verdict with `supported`, `score` and `reasons`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement held against one of its sources; `verdict` is nothing when no original of it is here."""

    statement: Statement
    source: str
    locator: str
    hits: tuple[Hit, ...] = ()
    supported: bool | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "statement": self.statement.id,
            "source": self.source,
            "locator": self.locator,
            "text": self.statement.text,
            "original": self.hits[0].passage.document if self.hits else None,
            "supported": self.supported,
            "score": self.score,
            "reasons": list(self.reasons),
            "passages": [{"key": h.passage.key, "near": round(h.score, 4), "text": h.passage.text} for h in self.hits],
        }

    def as_text(self) -> str:
        """The finding on one line."""
        if self.supported is None:
            said = NO_ORIGINAL
        else:
            said = f"{'supported' if self.supported else 'not borne out'}  {self.score:.2f}  {', '.join(self.reasons)}"
        return f"{self.statement.id:34} {self.source:34} {said}".rstrip()


def audit(index: Index, gate: Checker, *, source: str = "") -> Iterator[Finding]:
    """Yield a finding for every statement and each of its sources (or one source alone), in order of the corpus."""
    here = {r for r in index.library.references if index.library.originals_of(r)}
    for statement in index.library.statements.values():
        for mention in statement.sources:
            if source and mention.reference != source:
                continue
            hits = tuple(index.originals(statement.passage, mention.reference, PASSAGES)) if mention.reference in here else ()
            if not hits:
                yield Finding(statement, mention.reference, mention.locator)
                continue
            verdict = gate.check(statement.text, [hit.passage.text for hit in hits])
            yield Finding(
                statement, mention.reference, mention.locator, hits, verdict.supported, round(verdict.score, 4), tuple(verdict.reasons)
            )


def summary(findings: Sequence[Finding]) -> Mapping[str, Any]:
    """Return the counts: pairs of statement and source, how many have an original here, and what the gate said of those."""
    held = [f for f in findings if f.supported is not None]
    best = {f.statement.id for f in held if f.supported}
    return {
        "pairs": len(findings),
        "statements": len({f.statement.id for f in findings}),
        "with an original": len(held),
        "no original here": len(findings) - len(held),
        "supported": sum(f.supported is True for f in held),
        "not borne out": sum(f.supported is False for f in held),
        "statements supported by at least one original": len(best),
        "reasons": dict(Counter(reason for f in held for reason in f.reasons).most_common()),
    }

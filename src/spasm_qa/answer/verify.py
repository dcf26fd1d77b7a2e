"""The gate between every generator and the screen: what is not supported by the passage it cites is not shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spasm_qa.library import Library
from spasm_qa.types import Reference, ShownStatement

Supports = Callable[[str, Sequence[str]], bool]
"""(sentence, passages) -> whether the passages bear the sentence out; `spasm_qa.gate` in the app."""


def verify(
    shown: Sequence[ShownStatement], references: Sequence[Reference], library: Library, supports: Supports
) -> tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]:
    """Return the statements that pass, renumbered with only the references that they cite.

    A statement passes when it has a citation, each citation's passage is stored and holds the quote at exactly its place, each source is
    among the references under its number and not retracted, and the passages support the text.
    """
    passed = [
        s
        for s in shown
        if s.citations and all(_resolves(s, n, references, library) for n in range(len(s.citations))) and _supported(s, library, supports)
    ]
    used = [r for n, r in enumerate(references, 1) if any(c.n == n for s in passed for c in s.citations)]
    new = {r.id: n for n, r in enumerate(used, 1)}
    return tuple(replace(s, citations=tuple(replace(c, n=new[c.source]) for c in s.citations)) for s in passed), tuple(used)


def _resolves(s: ShownStatement, at: int, references: Sequence[Reference], library: Library) -> bool:
    citation = s.citations[at]
    passage = library.passage(citation.passage)
    numbered = 1 <= citation.n <= len(references) and references[citation.n - 1].id == citation.source
    numbered = numbered and references[citation.n - 1].status != "retracted"
    return numbered and passage is not None and bool(citation.quote) and passage.text[citation.start : citation.end] == citation.quote


def _supported(s: ShownStatement, library: Library, supports: Supports) -> bool:
    passages = [passage.text for passage in library.passages([c.passage for c in s.citations])]
    return any(s.text in text for text in passages) or supports(s.text, passages)

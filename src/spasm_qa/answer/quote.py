"""Passages of ingested documents -> statements word for word: what a clinic's own guideline says, after the curated ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spasm_qa.answer.rank import Query
from spasm_qa.currency import currency_notes
from spasm_qa.index import Index
from spasm_qa.types import Citation, Passage, Reference, Review, ReviewStatus, ShownStatement, StatementKind

LEAST = 0.6
"""Cosine that a sentence needs with the question: below it stands beside the point more often than not."""
MOST = 3
PASSAGES = 8
LONGEST = 600  # characters of one quote
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|$|\n)")
SECTION = "From other documents, in their own words"


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a stored passage: `passage.text[start:end]`, and the work it stands in."""

    passage: Passage
    start: int
    end: int
    reference: Reference

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.passage.text[self.start : self.end]


def quotes(query: Query, index: Index) -> tuple[Quote, ...]:
    """Return the sentences of ingested documents nearest to a question, best first, one a passage; retracted sources are left out."""
    found = [
        Quote(p, a, b, r) for p in index.ingested(query.vectors[0], PASSAGES) if (r := _reference(p, index)) for a, b in _sentences(p.text)
    ]
    if not found:
        return ()
    nearness = index.embedder.encode([quote.text for quote in found]) @ query.vectors[0]
    best: dict[str, Quote] = {}
    for near, quote in sorted(zip(nearness.tolist(), found, strict=True), key=lambda each: -each[0]):
        if near >= LEAST:
            best.setdefault(quote.passage.key, quote)
    return tuple(best.values())[:MOST]


def show_quotes(quoted: Sequence[Quote], first: int) -> tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]:
    """Return quotes as shown statements, never reworded, and their references numbered from `first`."""
    cited = list({quote.reference.id: quote.reference for quote in quoted}.values())
    return tuple(_shown(quote, first + cited.index(quote.reference)) for quote in quoted), tuple(cited)


def _sentences(text: str) -> list[tuple[int, int]]:
    found = []
    for match in SENTENCE.finditer(text):
        words = match[0].strip()
        if len(words.split()) >= 4 and len(words) <= LONGEST:
            a = match.start() + len(match[0]) - len(match[0].lstrip())
            found.append((a, a + len(words)))
    return found


def _reference(passage: Passage, index: Index) -> Reference | None:
    document = index.library.document(passage.document)
    reference = index.library.references.get(document.reference) if document else None
    return None if reference is None or reference.status == "retracted" else reference


def _shown(quote: Quote, n: int) -> ShownStatement:
    place = f"page {quote.passage.page}" if quote.passage.page else quote.passage.heading
    citation = Citation(n, quote.reference.id, quote.passage.key, quote.text, quote.start, quote.end, place)
    status = ReviewStatus(quote.reference.review_status)
    review = Review(quote.reference.reviewer, "", quote.reference.reviewed) if status is ReviewStatus.APPROVED else None
    return ShownStatement(
        quote.passage.key, quote.text, SECTION, f"readers of {quote.reference.title}", quote.reference.kind, (citation,),
        status, StatementKind.QUOTE, note=" ".join(currency_notes(quote.reference)), wording="original wording", review=review,
    )  # fmt: skip


def speaks_of(quoted: Sequence[Quote], name: str) -> bool:
    """Tell whether a quote holds a name that the curated corpus lacks."""
    return any(name.lower() in quote.text.lower() for quote in quoted)

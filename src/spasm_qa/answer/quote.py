"""Passages of ingested documents -> statements word for word: what a clinic's own guideline says, after the curated ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spasm_qa.answer.rank import Query
from spasm_qa.currency import currency_notes
from spasm_qa.index import Index, stem_words
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
    """Sentences of a stored passage: `passage.text[start:end]`, and the work they stand in."""

    passage: Passage
    start: int
    end: int
    reference: Reference

    @property
    def text(self) -> str:
        """The sentences, word for word."""
        return self.passage.text[self.start : self.end]


def quotes(query: Query, index: Index) -> tuple[Quote, ...]:
    """Return what ingested documents say nearest to a question, best first; retracted sources are left out.

    Of a passage it is the text from the first sentence that is near enough to the last one: what stands between belongs to them.
    """
    found = [Quote(p, a, b, r) for p in index.ingested(query.vectors[0], PASSAGES) if (r := _reference(p, index)) for a, b in _sentences(p)]
    if not found:
        return ()
    nearness = index.embedder.encode([quote.text for quote in found]) @ query.vectors[0]
    best: dict[str, Quote] = {}
    for near, quote in sorted(zip(nearness.tolist(), found, strict=True), key=lambda each: -each[0]):
        if near >= LEAST:
            same = best.get(quote.passage.key, quote)
            best[quote.passage.key] = replace(same, start=min(same.start, quote.start), end=max(same.end, quote.end))
    return tuple(best.values())[:MOST]


def show_quotes(quoted: Sequence[Quote], first: int) -> tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]:
    """Return quotes as shown statements, never reworded, and their references numbered from `first`."""
    cited = list({quote.reference.id: quote.reference for quote in quoted}.values())
    return tuple(_shown(quote, first + cited.index(quote.reference)) for quote in quoted), tuple(cited)


def _sentences(passage: Passage) -> list[tuple[int, int]]:
    """Return the spans of the sentences that can stand alone; a heading cannot."""
    found = []
    for match in SENTENCE.finditer(passage.text):
        words = match[0].strip()
        if len(words.split()) >= 4 and len(words) <= LONGEST and not passage.heading.endswith(words):
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
    """Tell whether a quote holds a name that the curated corpus lacks, in any form of its words."""
    stems = set(stem_words(name))
    return bool(stems) and any(stems <= set(stem_words(quote.text)) for quote in quoted)

"""Document -> passages: whole sentences up to a size, never across a section or page, offsets exact."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import itemgetter

from spasm_qa.types import Document, Passage

VERSION = "sentences-480"
TARGET = 480
"""Characters of a passage: shorter passages find more (see README, Measures), and 480 characters of English are about 120 word pieces."""
MOST_PIECES = 256 - 2
HEADING_CHARACTERS = 160
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(\[A-Z0-9•-])|\n+")


def split(document: Document, pieces: Callable[[str], int] | None = None) -> Iterator[Passage]:
    """Yield the passages of a document in order; `document.text[start:end] == text` for each.

    `pieces` counts the embedding model's word pieces; a passage that has too many of them (figures, other scripts) is halved until it fits.
    """
    for start, end in _blocks(document):
        for left, right in _packed(document.text, start, end):
            for a, b in _fitting(document.text, left, right, pieces):
                yield Passage(document.id, a, b, document.text[a:b], heading(document, a), page(document, a))


def embedded_text(title: str, passage: Passage) -> str:
    """Return what is embedded: the heading path, then the passage."""
    path = passage.heading if passage.heading.startswith(title) else " > ".join(filter(None, (title, passage.heading)))
    return f"{path[:HEADING_CHARACTERS]}: {passage.text}" if path else passage.text


def heading(document: Document, offset: int) -> str:
    """Return the heading path in force at an offset."""
    index = bisect_right(document.sections, offset, key=itemgetter(0)) - 1
    return document.sections[index][1] if index >= 0 else ""


def page(document: Document, offset: int) -> int | None:
    """Return the page number of an offset, from 1; None for formats without pages."""
    return bisect_right(document.pages, offset) or None if document.pages else None


def _blocks(document: Document) -> Iterator[tuple[int, int]]:
    cuts = sorted({0, len(document.text), *document.pages, *(at for at, _ in document.sections)})
    yield from pairwise(cuts)


def _packed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield runs of whole sentences of at most TARGET characters; a longer sentence stands alone."""
    left: int | None = None
    right = start
    for a, b in _sentences(text, start, end):
        if left is not None and b - left > TARGET:
            yield left, right
            left = None
        if left is None:
            left = a
        right = b
    if left is not None:
        yield left, right


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in SENTENCE_END.finditer(text, start, end):
        yield from _trimmed(text, at, match.start())
        at = match.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _fitting(text: str, start: int, end: int, pieces: Callable[[str], int] | None) -> Iterator[tuple[int, int]]:
    """Halve a span at a blank until it fits the model; a piece is at least one character, so short spans need no count."""
    room = MOST_PIECES - HEADING_CHARACTERS // 3
    length = end - start
    if length <= room or (length <= 2 * TARGET and (pieces is None or pieces(text[start:end]) <= room)):
        yield start, end
        return
    middle = text.rfind(" ", start + length // 4, start + length // 2 + 1)
    middle = middle if middle > 0 else start + length // 2
    for a, b in (*_trimmed(text, start, middle), *_trimmed(text, middle, end)):
        yield from _fitting(text, a, b, pieces)

"""Where words stand on a page: the characters of its text layer that spell them, exactly, or nothing."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CONTEXT = 100  # characters before and after that tell two equal places apart
BREAKS = frozenset("-\u00ad\u2010\u2011\u0002\ufffe|")
"""Hyphens, and what PDFium puts for one at a line's end: a mended text has lost them. The bar stands between the cells of a read table."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Words of a document's page, with what stands around them there."""

    words: str
    before: str = ""
    after: str = ""


def place(letters: Sequence[str], sought: Sought) -> tuple[int, ...]:
    """Return the positions of the letters that spell the words, in order; empty when they are nowhere, or at several like places.

    White space, hyphens, bars and ligatures do not count; everything else must be equal.
    """
    stream, where = _spelled(letters)
    words = _plain(sought.words)
    starts = list(_found(stream, words))
    if len(starts) > 1:
        starts = _like(stream, starts, len(words), sought)
    return tuple(dict.fromkeys(where[starts[0] : starts[0] + len(words)])) if len(starts) == 1 else ()


def _like(stream: str, starts: Sequence[int], length: int, sought: Sought) -> list[int]:
    """Return the places that have most of the same surroundings."""
    before, after = _plain(sought.before)[-CONTEXT:], _plain(sought.after)[:CONTEXT]

    def alike(start: int) -> int:
        return _common(stream[:start][::-1], before[::-1]) + _common(stream[start + length :], after)

    scores = [alike(start) for start in starts]
    return [start for start, score in zip(starts, scores, strict=True) if score == max(scores)]


def _common(one: str, other: str) -> int:
    """Return how many characters two texts share from their start."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _found(stream: str, words: str) -> Iterator[int]:
    at = stream.find(words) if words else -1
    while at >= 0:
        yield at
        at = stream.find(words, at + 1)


def _spelled(letters: Sequence[str]) -> tuple[str, list[int]]:
    """Return the compared text, and for each of its characters the position that it comes from."""
    stream, where = [], []
    for at, letter in enumerate(letters):
        for plain in _plain(letter):
            stream.append(plain)
            where.append(at)
    return "".join(stream), where


def _plain(text: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in BREAKS and unicodedata.category(c) != "Cc"
    )

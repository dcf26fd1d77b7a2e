"""How near a claim is to its passages: sentence vectors, aligned words or word pieces, shared stems."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from spasm_qa.gate.text import STOP, content, sentences, stem, words
from spasm_qa.gate.vectors import Matrix, Memory, Vectors

LOW = 0.2  # quantile of the alignment: how well the worst fifth of the claim is covered
MAX_WORDS = 400  # distinct words of the passages that are aligned
MAX_SENTENCES = 120


@dataclass(frozen=True, slots=True)
class Nearness:
    """Similarities from 0 (far) to 1 (the same words); `pair` and `whole` are 0 without sentence vectors."""

    pair: float = 0.0
    """Cosine of the claim to the best two neighbouring sentences."""
    whole: float = 0.0
    """Cosine of the claim to the best whole passage, a length-weighted mean of its sentences."""
    mean: float = 0.0
    """Mean over the claim's words of the best match in the passages."""
    low: float = 0.0
    """The same, at the 20% quantile."""
    pairs: float = 0.0
    """Share of the claim's neighbouring stems that are neighbours in the passages."""
    words: int = 0
    """Number of words of the passages."""


def nearness(claim: str, passages: Sequence[str], vectors: Vectors | None, tokens: Memory[str] | None) -> Nearness:
    """Measure a cleaned claim against cleaned passages."""
    parts = [list(sentences(p))[:MAX_SENTENCES] or [p] for p in passages]
    ours, theirs = _named_words(claim), _named_words(" ".join(passages))[:MAX_WORDS]
    weights = np.array([min(len(w), 10) for w in ours] or [1], dtype=np.float64)
    known = {stem(w) for w in theirs}
    hits = np.array([stem(w) in known for w in ours] or [False], dtype=np.float64)
    pair = whole = 0.0
    matches = hits
    if tokens:
        matches, weights = _aligned_pieces(claim, passages, tokens)
    elif vectors:
        new = [w for w, hit in zip(ours, hits, strict=False) if not hit] if theirs else []
        vectors([claim, *(s for part in parts for s in part), *new, *(theirs if new else ())])  # one call for all that is not known yet
        pair, whole = _cosines(vectors([claim])[0], parts, vectors)
        if new:
            matches = hits.copy()
            matches[hits == 0] = (vectors(new) @ vectors(theirs).T).max(axis=1)
    return Nearness(
        pair=pair,
        whole=whole,
        mean=float((matches * weights).sum() / weights.sum()),
        low=float(np.quantile(matches, LOW)),
        pairs=_shared_pairs(claim, parts),
        words=sum(len(words(p)) for p in passages),
    )


def _named_words(text: str) -> list[str]:
    return [w for w in dict.fromkeys(words(text)) if w not in STOP and not w[0].isdigit() and 1 < len(w) < 40]


def _cosines(claim: Matrix, parts: Sequence[Sequence[str]], vectors: Vectors) -> tuple[float, float]:
    pair = whole = -1.0
    for part in parts:
        weighted = vectors(part) * np.array([[len(words(s)) + 1.0] for s in part], dtype=np.float32)
        doubles = weighted[:-1] + weighted[1:] if len(part) > 1 else weighted
        pair = max(pair, float((_unit(doubles) @ claim).max()))
        whole = max(whole, float(_unit(weighted.sum(axis=0)) @ claim))
    return pair, whole


def _unit(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)


def _aligned_pieces(claim: str, passages: Sequence[str], tokens: Memory[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ours, *theirs = tokens([claim, *passages])
    theirs = [pieces for pieces in theirs if len(pieces)]
    if not len(ours) or not theirs:
        return np.zeros(1), np.ones(1)
    best = np.max([(ours @ pieces.T).max(axis=1) for pieces in theirs], axis=0)
    return np.asarray(best, dtype=np.float64), np.ones(len(best))


def _shared_pairs(claim: str, parts: Sequence[Sequence[str]]) -> float:
    ours = _neighbours(claim)
    theirs = {pair for part in parts for sentence in part for pair in _neighbours(sentence)}
    return len(ours & theirs) / len(ours) if ours else 0.0


def _neighbours(sentence: str) -> set[tuple[str, str]]:
    stems = content(sentence)
    return set(pairwise(stems))

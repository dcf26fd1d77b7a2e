"""The curated statements with everything that ranking needs: their embedded wordings, their words and what they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spasm_qa.answer.relevance import relevance_of
from spasm_qa.embedding import Vectors
from spasm_qa.index import Index, stem_words
from spasm_qa.lexicon import Lexicon, Reading
from spasm_qa.types import Statement, StatementKind

KINDS_OF_CRAMP = frozenset("nocturnal-leg-cramps exercise-cramps pregnancy-cramps dialysis-cramps cirrhosis-cramps".split())
GENERIC_CRAMP = frozenset("muscle-cramp nocturnal-leg-cramps acute-muscle-spasm drug-induced-cramps".split())
"""Conditions that nearly every question names: they tell little."""

UMBRELLA = "serotonergic-drugs"
"""Stands for several classes of medicines, so it is named with each of them."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What a statement names, declared by its fields or recognised in its text."""

    drugs: frozenset[str]
    conditions: frozenset[str]
    populations: frozenset[str]
    body_parts: frozenset[str]
    classes: frozenset[str]
    partners: frozenset[str]
    """Names on the other side of an interaction: drugs, classes, populations and conditions."""
    stems: frozenset[str]


class Shelf:
    """All curated statements; a few hundred, so that every question is compared with every one of them exactly."""

    def __init__(self, index: Index, lexicon: Lexicon) -> None:
        """Read the statements and their vectors from the index."""
        self.statements: list[Statement] = list(index.library.statements.values())
        self.position = {s.id: n for n, s in enumerate(self.statements)}
        self.tags = [_tags(s, lexicon) for s in self.statements]
        keys, self._views = index.views()
        row_of = {s.passage: n for n, s in enumerate(self.statements)}
        self._row_of_view = np.array([row_of[key] for key in keys], dtype=np.intp)
        self._words = _bm25(self.statements)
        self._relevance = relevance_of(index.embedder)

    def dense(self, vectors: Vectors) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return for each statement the best cosine of any of its wordings with any of the vectors, shape (n_statements,)."""
        best = np.full(len(self.statements), -1.0, dtype=np.float32)
        if len(self._row_of_view):
            np.maximum.at(best, self._row_of_view, (self._views @ vectors.T).max(axis=1))
        return best

    def answering(self, vectors: Vectors) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return `dense` for one question, shape (1, dim), averaged with what was learnt; the best value is never higher than without."""
        plain = self.dense(vectors)
        if self._relevance is None:
            return plain
        learnt = self.dense(self._relevance(vectors))
        return np.asarray(0.5 * (plain + learnt + plain.max(initial=-1.0) - learnt.max(initial=-1.0)), dtype=np.float32)

    def lexical(self, question: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return for each statement its BM25 score divided by the best one, shape (n_statements,)."""
        words = stem_words(question)
        if not words or not self.statements:
            return np.zeros(len(self.statements), dtype=np.float32)
        scores = np.asarray(self._words.get_scores(words), dtype=np.float32)
        return scores / max(float(scores.max()), 1e-6)


def _bm25(statements: Sequence[Statement]) -> Any:
    import bm25s

    ranker = bm25s.BM25(method="lucene")
    ranker.index([stem_words(searched_text(s)) for s in statements] or [["nothing"]], show_progress=False)
    return ranker


def searched_text(statement: Statement) -> str:
    """Return all words under which a statement can be found."""
    return " ".join([statement.title, statement.text, statement.plain, statement.applies_to, *statement.asked])


def _tags(statement: Statement, lexicon: Lexicon) -> Tags:
    own = " ".join([statement.text, statement.plain, statement.applies_to])
    reading = lexicon.read(own)
    return Tags(
        drugs=frozenset({*statement.drugs, *reading.of("drug")}),
        conditions=frozenset({*statement.conditions, *reading.of("condition")}),
        populations=frozenset(statement.population),
        body_parts=frozenset(reading.of("body-part")),
        classes=frozenset(reading.of("class")),
        partners=_partners(statement, lexicon, reading),
        stems=frozenset(stem_words(f"{statement.title} {own}")),
    )


def _partners(statement: Statement, lexicon: Lexicon, reading: Reading) -> frozenset[str]:
    if statement.kind is StatementKind.INTERACTION:
        other = lexicon.read(statement.extra.get("with", ""))
        named = frozenset(other.of("drug", "other-drug", "population", "condition", "other-condition")) | _classes(other)
        return _exact(named, other)
    if statement.facet in ("interaction", "contraindication", "warning"):
        told = {*reading.of("drug", "other-drug", "other-condition", "condition"), *_classes(reading), *statement.population}
        return _exact(frozenset(told - {"general-adult", *statement.conditions} - GENERIC_CRAMP), reading)
    return frozenset()


def _classes(reading: Reading) -> frozenset[str]:
    """Return the classes that a text names itself: not those of a medicine in it, which is no more than that medicine."""
    medicines = {m.words for m in reading.mentions if m.kind in ("drug", "other-drug") and m.id != UMBRELLA}
    return frozenset(m.id for m in reading.mentions if m.kind == "class" and m.words not in medicines)


def _exact(names: frozenset[str], reading: Reading) -> frozenset[str]:
    """Drop the umbrella of medicines where the text names their class: an SSRI is no MAO inhibitor, though both raise serotonin."""
    return names - {UMBRELLA} if set(reading.of("class")) & {"ssri", "snri", "triptan", "maoi", "tricyclic"} else names

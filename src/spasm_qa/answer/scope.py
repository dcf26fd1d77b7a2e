"""Is a question about this corpus at all? Read from its vector; the answer only ever raises the bar, never lowers it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from spasm_qa.answer.cues import ANAPHOR, ASKS_AT_ONCE, BEGINS, CORRECTION, FIRST_PERSON, LINK, SWITCH
from spasm_qa.embedding import Vectors

LEAST_WORDS = 4
SURELY, LIKELY, BARELY = 0.8, 0.5, 0.05
"""Probabilities of being about something else, beside the margins that were learnt."""
NEAR_NOTHING = 0.42
"""Cosine below which no statement is about it."""


def self_contained(question: str) -> bool:
    """Tell whether the form of a question points to nothing before it: it asks at once, without a pronoun or a link."""
    text = question.lower().replace("’", "'").strip()
    points = any(pattern.search(text) for pattern in (ANAPHOR, LINK, SWITCH, CORRECTION))
    begins = ASKS_AT_ONCE.match(text) or (BEGINS.match(text) and not FIRST_PERSON.search(text))
    return not points and len(text.split()) >= LEAST_WORDS and bool(begins)


def of_the_asker(question: str) -> bool:
    """Tell whether the asker is in a question."""
    return bool(FIRST_PERSON.search(question.lower().replace("’", "'")))


class Scope:
    """Linear readings of a question's vector, learnt at ingest from corpus/scope-examples.yaml (see ingest/scope.py)."""

    def __init__(self, learnt: Mapping[str, Any]) -> None:
        """Take what was learnt; nothing learnt means that everything may be inside."""
        self._question, self._follow_up = (_Reader(learnt.get(name, {})) for name in ("question", "follow_up"))

    def outside(self, vectors: Vectors) -> bool:
        """Tell whether every wording of a question, rows of shape (n, dim), is likely about something else."""
        return self._question.far(vectors)

    def strays(self, vectors: Vectors, *, asker: bool = False, unknown: bool = False, near: float = 1.0) -> bool:
        """Tell the same of a whole question within a conversation, in its own words, rows of shape (n, dim).

        `asker`: it speaks of the asker, as most follow-ups do. `unknown`: it has words that neither the corpus nor everyday talk knows.
        `near`: its cosine to the nearest statement.
        """
        if self._follow_up.far(vectors, SURELY if asker else None):
            return True
        return unknown and (near < NEAR_NOTHING or (self._follow_up.far(vectors, BARELY) and self._question.far(vectors, LIKELY)))


class _Reader:
    def __init__(self, learnt: Mapping[str, Any]) -> None:
        self._weights = np.array(learnt.get("weights", ()), dtype=np.float32)
        self._bias, self._margin = float(learnt.get("bias", 0)), float(learnt.get("margin", 1))

    def far(self, vectors: Vectors, margin: float | None = None) -> bool:
        if not self._weights.size:
            return False
        chances = 1 / (1 + np.exp(-(vectors @ self._weights + self._bias)))
        return bool(chances.min() > (self._margin if margin is None else margin))

"""Is a question about this corpus at all? Read from its vector; the answer only ever raises the bar, never lowers it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from spasm_qa.answer.cues import ANAPHOR, ASKS_AT_ONCE, BEGINS, CORRECTION, DUMMY, FIRST_PERSON, LINK, SWITCH
from spasm_qa.embedding import Vectors

LEAST_WORDS = 4
FOLLOW_UP, QUESTION, FORM, MATCH, BIAS = 0.83, -0.52, 4.3, -7.3, 5.8
"""What tells a stray turn within a talk, fitted by tests/calibration/calibrate.py: how unlike a follow-up it is, as against a question that
names nothing; whether its form points back; how well the talk and the turn together are answered."""
SURELY = 0.85
"""Probability from which a turn strays: it cost one in a hundred follow-ups."""


def self_contained(question: str) -> bool:
    """Tell whether the form of a question points to nothing before it: it asks at once, without a pronoun or a link."""
    text = question.lower().replace("’", "'").strip()
    points = any(pattern.search(DUMMY.sub(" ", text)) for pattern in (ANAPHOR, LINK, SWITCH, CORRECTION))
    begins = ASKS_AT_ONCE.match(text) or (BEGINS.match(text) and not FIRST_PERSON.search(text))
    return not points and len(text.split()) >= LEAST_WORDS and bool(begins)


class Scope:
    """Linear readings of a question's vector, learnt at ingest from corpus/scope-examples.yaml (see ingest/scope.py)."""

    def __init__(self, learnt: Mapping[str, Any]) -> None:
        """Take what was learnt; nothing learnt means that everything may be inside."""
        self.learnt = bool(learnt)
        self._question, self._follow_up = (_Reader(learnt.get(name, {})) for name in ("question", "follow_up"))

    def outside(self, vectors: Vectors) -> bool:
        """Tell whether every wording of a question, rows of shape (n, dim), is likely about something else."""
        return self._question.far(vectors)

    def strays(self, question: str, vectors: Vectors, score: float) -> bool:
        """Tell whether a turn within a talk is about something else, although the talk and the turn together find an answer.

        `vectors`: of the turn in its own words, shape (1, dim). `score`: of the best statement for the talk and the turn together.
        """
        if not self.learnt:
            return False
        unlike = FOLLOW_UP * self._follow_up.logit(vectors) + QUESTION * self._question.logit(vectors)
        return unlike + FORM * self_contained(question) + MATCH * score + BIAS > math.log(SURELY / (1 - SURELY))


class _Reader:
    def __init__(self, learnt: Mapping[str, Any]) -> None:
        self._weights = np.array(learnt.get("weights", ()), dtype=np.float32)
        self._bias, self._margin = float(learnt.get("bias", 0)), float(learnt.get("margin", 1))

    def logit(self, vectors: Vectors) -> float:
        return float((vectors @ self._weights + self._bias).min()) if self._weights.size else -math.inf

    def far(self, vectors: Vectors) -> bool:
        return bool(self._weights.size) and 1 / (1 + math.exp(-self.logit(vectors))) > self._margin

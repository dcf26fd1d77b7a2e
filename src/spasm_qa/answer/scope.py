"""Is a question about this corpus at all? Read from its vector; the answer only ever raises the bar, never lowers it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from spasm_qa.answer.cues import ASKS_AT_ONCE, CORRECTION, LINK, PRONOUN, SELF, SWITCH
from spasm_qa.embedding import Vectors

LEAST_WORDS = 4


def self_contained(question: str) -> bool:
    """Tell whether the form of a question points to nothing before it: it asks at once, without a pronoun, a link or the asker in it."""
    text = question.lower().replace("’", "'").strip()
    points = any(pattern.search(text) for pattern in (PRONOUN, LINK, SWITCH, SELF, CORRECTION))
    return not points and len(text.split()) >= LEAST_WORDS and bool(ASKS_AT_ONCE.match(text))


class Scope:
    """Linear readings of a question's vector, learnt at ingest from corpus/scope-examples.yaml (see ingest/scope.py)."""

    def __init__(self, learnt: Mapping[str, Any]) -> None:
        """Take what was learnt; nothing learnt means that everything may be inside."""
        self._question, self._follow_up = (_Reader(learnt.get(name, {})) for name in ("question", "follow_up"))

    def outside(self, vectors: Vectors) -> bool:
        """Tell whether every wording of a question, rows of shape (n, dim), is likely about something else."""
        return self._question.far(vectors)

    def strays(self, vectors: Vectors) -> bool:
        """Tell the same of a question within a conversation, in its own words."""
        return self._follow_up.far(vectors)


class _Reader:
    def __init__(self, learnt: Mapping[str, Any]) -> None:
        self._weights = np.array(learnt.get("weights", ()), dtype=np.float32)
        self._bias, self._margin = float(learnt.get("bias", 0)), float(learnt.get("margin", 1))

    def far(self, vectors: Vectors) -> bool:
        if not self._weights.size:
            return False
        chances = 1 / (1 + np.exp(-(vectors @ self._weights + self._bias)))
        return bool(chances.min() > self._margin)

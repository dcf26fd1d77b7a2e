"""Is a question about this corpus at all? Read from its vector; the answer only ever raises the bar, never lowers it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from spasm_qa.embedding import Vectors


class Scope:
    """A linear reading of a question's vector, learnt at ingest from corpus/scope-examples.yaml (see ingest/scope.py)."""

    def __init__(self, learnt: Mapping[str, Any]) -> None:
        """Take what was learnt; nothing learnt means that everything may be inside."""
        self._weights = np.array(learnt.get("weights", ()), dtype=np.float32)
        self._bias, self._margin = float(learnt.get("bias", 0)), float(learnt.get("margin", 1))

    def outside(self, vectors: Vectors) -> bool:
        """Tell whether every wording of a question, rows of shape (n, dim), is likely about something else."""
        return bool(self._weights.size) and 1 / (1 + math.exp(-float((vectors @ self._weights + self._bias).min()))) > self._margin

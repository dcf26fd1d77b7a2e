"""What answers a question, learnt: the vector of a question -> one that lies nearer to the statements that answer it.

A low-rank change, fitted to questions whose candidates readers judged one by one (tests/calibration/fit_relevance.py). It counts half
(`Shelf.answering`) and orders statements among each other: no statement fits better by it than the best one does by the plain vectors.
"""

from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from spasm_qa.embedding import Vectors

WEIGHTS = "relevance.npz"


class Relevance:
    """Turns the vectors of questions; the weights are read with the first one."""

    def __call__(self, vectors: Vectors) -> Vectors:
        """Return unit vectors, shape (n, dim), for unit vectors of that shape."""
        down, up = self._weights
        turned = vectors + (vectors @ down.T) @ up.T
        return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), dtype=np.float32)

    @cached_property
    def _weights(self) -> tuple[Vectors, Vectors]:
        with files(__package__).joinpath(WEIGHTS).open("rb") as opened, np.load(opened) as kept:
            return kept["down"].astype(np.float32), kept["up"].astype(np.float32)


def relevance_of(embedder: Any) -> Relevance | None:
    """Return what was learnt for the default weights, None for any other model, whose vectors mean something else."""
    parts = getattr(embedder, "parts", None)
    return Relevance() if parts and parts() else None

"""Example questions -> how likely a question is about something else than this corpus: a linear reading of its vector."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ingest.fit import fit
from spasm_qa.embedding import Vectors
from spasm_qa.errors import CorpusError

STRENGTH = 3.0  # weight of the examples against the penalty on large weights
DIGITS = 3
LISTS, MARGIN = ("inside", "outside"), "margin"


def learn_scope(examples: Mapping[str, Any], asked: Sequence[str], vectors: Callable[[Sequence[str]], Vectors]) -> dict[str, Any]:
    """Return `weights`, shape (dim,), `bias` and `margin`; nothing when the corpus has no examples.

    `asked` are the questions that statements answer: they are inside.
    """
    if not examples:
        return {}
    if not all(isinstance(examples.get(name), list) for name in LISTS) or MARGIN not in examples:
        raise CorpusError(f"scope-examples.yaml: {', '.join((MARGIN, *LISTS))} are needed.")
    inside, outside = ([str(text) for text in examples[name]] for name in LISTS)
    within = [*asked, *inside]
    weights, bias = fit(vectors([*within, *outside]), np.array([0] * len(within) + [1] * len(outside)), 2, strength=STRENGTH)
    difference = (weights[1] - weights[0]).astype(float).round(DIGITS)
    return {"weights": difference.tolist(), "bias": round(float(bias[1] - bias[0]), DIGITS), MARGIN: float(examples[MARGIN])}

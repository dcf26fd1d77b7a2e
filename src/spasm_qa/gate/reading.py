"""A second reading of a sentence beside its passage, in one sequence: it notices what a turned word changes, and can only hold back.

MiniLM with low-rank changes to its last layers and a small head, fitted on the corpus's own statements (tests/gate/fit_reader.py).
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spasm_qa.gate.text import content, sentences
from spasm_qa.gate.vectors import Memory

WEIGHTS = "reading.npz"
DOUBT = 0.0075  # below it a sentence is held back: the highest bar that cost none of 248 faithful wordings (README, Measures)
MOST_PIECES = 192
MOST_WORDS = 110  # of the passages: the sentences nearest to the claim
SCALE = 2.0
KEPT = 8_192

Pair = tuple[str, str]


class Reading:
    """How likely a sentence says what its passages say, from 0 to 1; the weights are read when it is first asked."""

    def __init__(self, bert: Any, tokenizer: Any) -> None:
        """Keep the quick pass over the default weights (`spasm_qa.bert`) and their tokenizer."""
        self._plain, self._tokenizer = bert, tokenizer
        self._answers: Memory[Pair] = Memory(self._ask, KEPT)

    def __call__(self, claims: Sequence[str], passages: Sequence[str]) -> list[float]:
        """Return the likelihood of each cleaned claim sentence beside cleaned passages."""
        text = "\n".join(passages)
        return [float(answer[0]) for answer in self._answers([(claim, nearest(claim, text)) for claim in claims])]

    @cached_property
    def _weights(self) -> dict[str, Any]:
        from spasm_qa.bert import stored

        return stored(files(__package__).joinpath(WEIGHTS))

    @cached_property
    def _bert(self) -> Any:
        from spasm_qa.bert import low_rank

        return self._plain.adapted(low_rank(self._weights, SCALE))

    def _ask(self, pairs: Sequence[Pair]) -> list[NDArray[np.float32]]:
        import torch

        with torch.inference_mode():
            return [self._score(*pair) for pair in pairs]

    def _score(self, claim: str, passage: str) -> NDArray[np.float32]:
        import torch

        found = self._tokenizer(claim, passage, truncation="longest_first", max_length=MOST_PIECES)
        second = found["token_type_ids"].index(1)
        hidden = self._bert(torch.tensor([found["input_ids"]]))[0]
        ours, theirs = hidden[:second].mean(0), hidden[second:].mean(0)
        joint = torch.cat([hidden[0], ours, theirs, (ours - theirs).abs(), ours * theirs])
        w = self._weights
        inner = torch.tanh(w["first.weight"] @ joint + w["first.bias"])
        score: NDArray[np.float32] = torch.sigmoid(w["last.weight"] @ inner + w["last.bias"]).numpy()
        return score


def nearest(claim: str, text: str) -> str:
    """Return the sentences of a text that share most words with the claim, in their order, `MOST_WORDS` at most or one sentence."""
    if len(text.split()) <= MOST_WORDS:
        return text
    parts = [sentence for line in text.split("\n") for sentence in sentences(line) or (line,)]
    ours = set(content(claim))
    chosen: list[int] = []
    room = MOST_WORDS
    for i in sorted(range(len(parts)), key=lambda i: -len(ours.intersection(content(parts[i])))):
        if not chosen or len(parts[i].split()) <= room:
            chosen.append(i)
            room -= len(parts[i].split())
    return " ".join(parts[i] for i in sorted(chosen))


def reading_of(embedder: Any) -> Reading | None:
    """Return the second reading of an embedder with the default weights, None for any other model."""
    parts = getattr(embedder, "parts", None)
    found = parts() if parts else None
    return Reading(*found) if found else None

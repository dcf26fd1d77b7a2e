"""The second reader of a turn: is it like what people with a danger say? It can only add a sign, never take one away."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .rules import LIKE, Rules
from .signs import Reading, read

QUIET = "quiet"
WORDS = range(5, 46)  # of what is left of a turn without denials and general parts: shorter says too little, longer too many things
SILENT = frozenset({"teaching", "taken_back", "ruled_out", "dealt_with", "let_go", "normal_findings"})

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class Likeness:
    """A linear reading of the turn's vector, learnt at ingest from corpus/triage-examples.yaml (see ingest/likeness.py)."""

    def __init__(self, learnt: Mapping[str, Any], encode: Encode, rules: Rules) -> None:
        """Take what was learnt (`labels`, `weights`, `bias`, `margin`); nothing learnt means no hints."""
        self._labels: Sequence[str] = learnt.get("labels", ())
        self._weights = np.array(learnt.get("weights", ()), dtype=np.float32)
        self._bias = np.array(learnt.get("bias", ()), dtype=np.float32)
        self._margin = float(learnt.get("margin", 1))
        self._encode, self._rules = encode, rules
        self._signs = {rule.flag: frozenset[str]() for rule in rules.flags}
        for rule in rules.flags:
            self._signs[rule.flag] = self._signs[rule.flag].union(*rule.terms)
        self.hints = lru_cache(maxsize=512)(self._hints)  # the turns of a conversation are read again with each reply

    def _hints(self, question: str) -> Mapping[str, str]:
        """Return the sign of the likeliest red flag with the reader's words, or nothing.

        Quiet below the margin, in settings such as teaching or `the scan was clear`, and where the lexicon finds no sign of
        that flag at all.
        """
        reading = read(question, self._rules)
        if not self._labels or not reading.told or SILENT & reading.frames or len(reading.plain.split()) not in WORDS:
            return {}
        flag, certainty = self.likeliest(reading)
        words = [said for sign, said in reading.told.items() if sign in self._signs.get(flag, ())]
        return {LIKE + flag: max(words, key=len)} if flag and words and certainty >= self._margin else {}

    def likeliest(self, reading: Reading) -> tuple[str, float]:
        """Return the likeliest danger and the probability (0 to 1) that the turn tells of any."""
        scores = self._weights @ self._encode([reading.plain])[0] + self._bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        quiet = self._labels.index(QUIET)
        certainty = 1 - float(chances[quiet])
        chances[quiet] = 0
        return self._labels[int(chances.argmax())], certainty

"""The second reader of a turn: does it tell of a danger, within its talk? It adds a sign, or is certain that there is none.

MiniLM with low-rank changes, fitted on what people with a danger say and on what only sounds like it (tests/calibration/fit_likeness.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from textwrap import wrap
from typing import Any

from spasm_qa.embedding import beside

from .assess import NONE, Hints
from .rules import LIKE, OTHER, Level, Rules
from .signs import read

WEIGHTS = "likeness.npz"
MOST_PIECES = 112
MOST_CHARACTERS = 400  # of a turn that are read at a time
MOST_READS = 6  # of a long turn
MOST_BEFORE = 2  # turns of the same patient before the turn
FEWEST_WORDS = 3
LIKELY, CERTAIN = 0.85, 0.9
"""Probability of a danger from which there is a sign: where the lexicon finds a sign of its red flag too, and where it finds none."""
CALM = 0.005
"""Probability below which what the lexicon finds raises no alarm by itself."""
SILENT = frozenset({"teaching", "taken_back", "ruled_out", "dealt_with", "let_go", "normal_findings"})
SENTENCE = re.compile(r"[^.!?\n]+")


@dataclass(frozen=True, slots=True)
class Told:
    """How a turn was read.

    `danger`: probability (0 to 1) that it tells of a danger that somebody has now; `flag`: the likeliest red flag; `whole`: whether all of
    it was read.
    """

    danger: float
    flag: str
    whole: bool = True


class Likeness:
    """Reads turns; the weights are read with the first one."""

    def __init__(self, bert: Any, tokenizer: Any, rules: Rules) -> None:
        """Keep the quick pass over the default weights (`spasm_qa.bert`) and their tokenizer."""
        self._plain, self._tokenizer, self._rules = bert, tokenizer, rules
        named = [rule for rule in rules.flags if rule.flag]
        self._levels = {rule.flag: rule.level for rule in named} | {OTHER: Level.EMERGENCY}
        self._signs = {
            flag: frozenset[str]().union(*(term for rule in named if rule.flag == flag for term in rule.terms)) for flag in self._levels
        }
        # kept, because the turns of a conversation are read again with each reply
        self.told: Callable[[tuple[str, ...]], Told] = lru_cache(maxsize=512)(self._told)

    def __call__(self, before: Sequence[str], turn: str) -> Hints:
        """Return the sign of the likeliest red flag with the reader's words, or none, and whether the turn is calm.

        No sign in settings such as teaching or `the scan was clear`, and where all that the lexicon finds is denied.
        """
        reading = read(turn, self._rules)
        if not turn.strip():
            return NONE
        told = self.told((*before[-MOST_BEFORE:], turn))
        quiet = SILENT & reading.frames or len(reading.plain.split()) < FEWEST_WORDS or (reading.denied and not reading.told)
        signs = [said for sign, said in reading.told.items() if sign in self._signs.get(told.flag, ())]
        if quiet or told.danger < (LIKELY if signs else CERTAIN):
            return Hints(calm=told.whole and told.danger < CALM)
        return Hints({LIKE + told.flag: max(signs, key=len) if signs else self._words(turn)})

    def _words(self, turn: str) -> str:
        """Return the sentence of a turn that tells most of a danger by itself."""
        parts: list[str] = [part.strip() for part in SENTENCE.findall(turn) if len(part.split()) >= FEWEST_WORDS] or [turn]
        return max(parts, key=lambda part: self.told((part,)).danger) if len(parts) > 1 else parts[0]

    def _told(self, turns: tuple[str, ...]) -> Told:
        *before, turn = turns
        parts = wrap(turn, MOST_CHARACTERS) or [turn]
        read = [self._part((*before, part)) for part in parts[:MOST_READS]]
        worst = max(read, key=lambda each: each.danger)
        return replace(worst, whole=len(parts) <= MOST_READS and all(each.whole for each in read))

    def _part(self, turns: tuple[str, ...]) -> Told:
        import torch

        w = self._weights
        with torch.inference_mode():
            pieces = self._tokenizer(joined(turns), truncation=True, max_length=MOST_PIECES)["input_ids"]
            mean = self._bert(torch.tensor([pieces]))[0].mean(0)
            levels = (w["level.weight"] @ mean + w["level.bias"]).softmax(0).tolist()
            chances = (w["flag.weight"] @ mean + w["flag.bias"]).tolist()
        level = max((Level.EMERGENCY, Level.SAME_DAY, Level.SOON), key=lambda each: levels[each])
        fitting = [(chance, flag) for chance, flag in zip(chances, w["flag.ids"], strict=True) if self._levels.get(flag) == level]
        return Told(1 - levels[Level.NONE], max(fitting, default=(0.0, OTHER))[1], len(pieces) < MOST_PIECES)

    @cached_property
    def _weights(self) -> dict[str, Any]:
        from spasm_qa.bert import stored

        return stored(files(__package__).joinpath(WEIGHTS))

    @cached_property
    def _bert(self) -> Any:
        from spasm_qa.bert import low_rank

        return self._plain.adapted(low_rank(self._weights)).in_bytes()


def joined(turns: Sequence[str]) -> str:
    """Return the text that is read for the last turn: itself, then those before it, the latest first."""
    return beside([turn[:MOST_CHARACTERS] for turn in reversed(turns)])


def likeness_of(embedder: Any, rules: Rules) -> Likeness | None:
    """Return the second reader for an embedder with the default weights, None for any other model, whose vectors mean something else."""
    parts = getattr(embedder, "parts", None)
    found = parts() if parts else None
    return Likeness(found[0], found[1], rules) if found else None

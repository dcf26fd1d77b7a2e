"""Is a question about this corpus at all? Read from its vector; the answer only ever raises the bar, never lowers it."""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from spasm_qa.answer.cues import (
    ANAPHOR,
    ASKS_AT_ONCE,
    BEGINS,
    CHAT,
    CORRECTION,
    DEFINITE,
    DUMMY,
    FIRST_PERSON,
    LINK,
    NO_DRUGS,
    NO_SUBJECT,
    OPENING,
    OTHERS,
    SAME,
    SWITCH,
)
from spasm_qa.embedding import Vectors

LEAST_WORDS = 4
POINTING = (ANAPHOR, DEFINITE, LINK, SWITCH, CORRECTION, SAME, NO_DRUGS, NO_SUBJECT, OTHERS)
FOLLOW_UP, QUESTION, FORM, MATCH, COVER, BIAS = 0.8, -0.56, 3.7, -5.3, -2.9, 5.6
"""What tells a stray turn within a talk: how unlike a follow-up it is, as against a question that names nothing; whether its form points
back; how well the talk and the turn together are answered; whether the answer has its words. A logistic regression like that of
tests/calibration/calibrate.py, over conversations that are no part of this repository."""
SURELY = 0.85
"""Probability from which a turn strays: it cost one in a hundred follow-ups."""
LIKELY = 0.5
"""The same where a word of another subject stands in it, or no statement is near it."""
NEAR_NOTHING = 0.33
"""Cosine below which no statement is near a turn's own words."""


def said(turn: str) -> list[str]:
    """Return the sentences of a turn in lower case, without what is said before it gets to its point ("cheers. ...")."""
    text = turn.lower().replace("’", "'").strip()
    sentences = [each for each in re.split(r"(?<=[.!?:])\s+", OPENING.sub("", text)) if each and not CHAT.match(each)]
    return sentences or [text]


def point(turn: str) -> str:
    """Return the sentence of a turn that asks: the last one with a question mark, or else the last one."""
    sentences = said(turn)
    return ([each for each in sentences if each.endswith("?")] or sentences)[-1]


def self_contained(turn: str) -> bool:
    """Tell whether the form of a turn points to nothing before it: it asks at once, without a pronoun or a link."""
    asked, whole = point(turn), DUMMY.sub(" ", " ".join(said(turn)))
    points = any(pattern.search(whole) for pattern in POINTING)
    begins = ASKS_AT_ONCE.match(asked) or (BEGINS.match(asked) and not FIRST_PERSON.search(asked))
    return not points and len(asked.split()) >= LEAST_WORDS and bool(begins)


class Scope:
    """Linear readings of a question's vector, learnt at ingest from corpus/scope-examples.yaml (see ingest/scope.py)."""

    def __init__(self, learnt: Mapping[str, Any]) -> None:
        """Take what was learnt; nothing learnt means that everything may be inside."""
        self.learnt = bool(learnt)
        self._question, self._follow_up = (_Reader(learnt.get(name, {})) for name in ("question", "follow_up"))

    def outside(self, vectors: Vectors) -> bool:
        """Tell whether every wording of a question, rows of shape (n, dim), is likely about something else."""
        return self._question.far(vectors)

    def strays(self, vectors: Vectors, *, whole: bool, score: float, covered: float, other: bool = False) -> bool:
        """Tell whether a turn within a talk is about something else, although the talk and the turn together find an answer.

        `vectors`: of its point alone, shape (1, dim). `whole`: whether its form points to nothing before it. `other`: whether it names
        another subject or is near no statement. `score`: of the best statement for the talk and the turn together.
        `covered`: the share of its own words that the best statements hold, 0 to 1.
        """
        if not self.learnt:
            return False
        unlike = FOLLOW_UP * self._follow_up.logit(vectors) + QUESTION * self._question.logit(vectors)
        weight = unlike + FORM * whole + MATCH * score + COVER * covered + BIAS
        surely = LIKELY if other else SURELY
        return weight > math.log(surely / (1 - surely))


class _Reader:
    def __init__(self, learnt: Mapping[str, Any]) -> None:
        self._weights = np.array(learnt.get("weights", ()), dtype=np.float32)
        self._bias, self._margin = float(learnt.get("bias", 0)), float(learnt.get("margin", 1))

    def logit(self, vectors: Vectors) -> float:
        return float((vectors @ self._weights + self._bias).min()) if self._weights.size else -math.inf

    def far(self, vectors: Vectors) -> bool:
        return bool(self._weights.size) and 1 / (1 + math.exp(-self.logit(vectors))) > self._margin

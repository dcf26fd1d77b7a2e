"""What a turn asks within its talk, learnt: the questions so far -> the vector of the question that stands alone, and whether it is one.

MiniLM with low-rank changes, fitted on conversations written for that (tests/calibration/fit_talk.py). Condensing names what is carried on,
for the reader to see and correct; this hears what they mean by it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from typing import Any

from spasm_qa.embedding import Vectors, beside

WEIGHTS = "talk.npz"
MOST_PIECES = 160
MOST_CHARACTERS = 400  # of each question
MOST_BEFORE = 4  # questions before the turn: the opening, and the latest ones
ODDS, NEAR, POINTS, BIAS, STRAYS = 0.73, -18.84, -2.16, 13.6, -0.3
"""What tells a turn that is not about the subject: the log odds that it was heard so, the cosine of the nearest statement, and whether a
word of it points back; and the sum from which it is one. A logistic regression, on conversations that are no part of this repository,
whose bar, set anew for the present reader, costs between two and three in a hundred follow-ups (n 735) and finds 0.83 of the strays."""
CERTAIN = 0.9
"""Probability from which a turn beside an emergency is about something else."""
UNLIKELY = 0.05
"""Probability below which a name that was carried on is not what a turn is about."""
POSSIBLE = 0.3
"""Probability from which a turn may be about somebody or a disease, so that what holds for them alone may be shown, with whom it is for."""
LIKELY = {"drug": 0.6, "condition": 0.7, "population": 0.8}
"""Probability from which a name is what a turn is about, though nothing says so in words."""
CHAT = 0.5
"""Probability from which it asks nothing: thanks, a goodbye."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn as it was heard."""

    vector: Vectors
    """Unit vector, shape (1, dim), of the question that it asks."""
    stray: float
    """Probability that it is not about the subject."""
    chat: float
    """Probability that it asks nothing."""
    chances: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(kind, id) of a name of the vocabulary -> the probability that the question is about it."""

    def apart(self, names: frozenset[str]) -> "Heard":
        """Return the same for populations and conditions that are meant in no case."""
        return replace(self, chances={key: 0.0 if key[1] in names else chance for key, chance in self.chances.items()})

    def means(self, kind: str) -> frozenset[str]:
        """Return the names of a kind that a turn means, whether or not it says so in words."""
        return frozenset(name for (of, name), chance in self.chances.items() if of == kind and chance >= LIKELY[kind])

    def may_mean(self) -> frozenset[str]:
        """Return the populations and conditions that a turn may mean."""
        return frozenset(name for (of, name), chance in self.chances.items() if of != "drug" and chance >= POSSIBLE)

    def keeps(self, kind: str, carried: Iterable[str]) -> frozenset[str]:
        """Return what a turn may well mean of the names that were carried on."""
        return frozenset(name for name in carried if self.chances.get((kind, name), 1.0) >= UNLIKELY)

    def strays(self, near: float, *, points: bool, emergency: bool = False) -> bool:
        """Tell whether a turn is not about the subject.

        `near`: cosine of the statement nearest to its vector. `points`: whether it has a word that points to what was said before.
        `emergency`: whether one stands; then it takes certainty to turn away from it.
        """
        if emergency and self.stray < CERTAIN:
            return False
        odds = math.log(max(self.stray, 1e-5) / max(1 - self.stray, 1e-5))
        return ODDS * odds + NEAR * near + POINTS * points + BIAS > STRAYS


class Talk:
    """Hears turns; the weights are read with the first one."""

    def __init__(self, bert: Any, tokenizer: Any) -> None:
        """Keep the quick pass over the default weights (`spasm_qa.bert`) and their tokenizer."""
        self._plain, self._tokenizer = bert, tokenizer

    def __call__(self, questions: Sequence[str]) -> Heard:
        """Return how the last of the questions of a talk is heard."""
        import torch

        w = self._weights
        with torch.inference_mode():
            pieces = self._tokenizer(joined(questions), truncation=True, max_length=MOST_PIECES)["input_ids"]
            mean = self._bert(torch.tensor([pieces]))[0].mean(0)
            _, stray, chat = (w["kind.weight"] @ mean + w["kind.bias"]).softmax(0).tolist()
            chances = (w["name.weight"] @ mean + w["name.bias"]).sigmoid().tolist()
        return Heard((mean / mean.norm()).numpy()[None], stray, chat, dict(zip(map(tuple, w["name.ids"]), chances, strict=True)))

    @cached_property
    def _weights(self) -> dict[str, Any]:
        from spasm_qa.bert import stored

        return stored(files(__package__).joinpath(WEIGHTS))

    @cached_property
    def _bert(self) -> Any:
        from spasm_qa.bert import low_rank

        return self._plain.adapted(low_rank(self._weights))


def joined(questions: Sequence[str]) -> str:
    """Return the text that is read for the last question: itself, then those before it, the latest first and the opening last."""
    asked = [question[:MOST_CHARACTERS] for question in questions[:-1]]
    asked.append(questions[-1][-MOST_CHARACTERS:])  # a long story asks at its end
    before = asked[:-1] if len(asked) <= MOST_BEFORE + 1 else [asked[0], *asked[-MOST_BEFORE:-1]]
    return beside([asked[-1], *reversed(before)])


def talk_of(embedder: Any) -> Talk | None:
    """Return the reader of talks for an embedder with the default weights, None for any other model, whose vectors mean something else."""
    parts = getattr(embedder, "parts", None)
    found = parts() if parts else None
    return Talk(*found) if found else None

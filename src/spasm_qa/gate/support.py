"""The gate: whether the passages that a sentence cites support it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

from spasm_qa.gate.checks import lexicon, shared_names, vetoes
from spasm_qa.gate.nli import Nli
from spasm_qa.gate.polarity import has_negation
from spasm_qa.gate.reading import DOUBT, Reading
from spasm_qa.gate.scope import reversal
from spasm_qa.gate.similarity import nearness
from spasm_qa.gate.text import clean, content, sentences, statements, words
from spasm_qa.gate.vectors import KEPT_PASSAGES, Embed, Memory, Tokens, Vectors
from spasm_qa.gate.weights import FEATURES, WEIGHTS

BAR = 0.5  # the one bar: a score below it is not shown, whoever asks
VETOED = 0.49  # a vetoed score keeps this share of itself, so that it stays below the bar and in order
MAX_CLAIM_CHARS = 4_000  # a longer claim is not read to its end, so it is not shown
MAX_CLAIM_SENTENCES = 24
SHORT, LONG = 54, 120  # words of the passages together: the longer they are, the nearer they are to anything
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of one claim: `score` from 0 to 1 grows with the support; `reasons` are empty when it is supported."""

    supported: bool
    score: float
    reasons: tuple[str, ...] = ()


class Gate:
    """One bar between every generator and the screen: figures, names, polarity and nearness of a claim to its passages."""

    def __init__(
        self,
        vocabulary: Mapping[str, Any],
        embed: Embed | None = None,
        *,
        tokens: Tokens | None = None,
        reading: Reading | None = None,
        nli: Nli | None = None,
    ) -> None:
        """Build the gate from a parsed vocabulary (`drugs`, `population`, `conditions`).

        Without a model words alone decide; `embed` (texts to unit vectors) adds sentences; `tokens` (texts to unit vectors of their word
        pieces) takes the place of both, because it sees the words in context. `reading` and `nli` are asked about what else passes.
        """
        self._names = lexicon(vocabulary)
        self._vectors = Vectors(embed) if embed else None
        self._tokens = Memory(tokens, KEPT_PASSAGES) if tokens else None
        self._reading, self._nli = reading, nli
        self._kind = "pieces" if tokens else "sentences" if embed else "lexical"

    def check(self, claim: str, passages: Sequence[str]) -> Verdict:
        """Say whether the passages together support the claim; every sentence of it must be."""
        if len(claim) > MAX_CLAIM_CHARS:
            return Verdict(False, 0.0, ("length",))
        claim, passages = clean(claim), [p for p in map(clean, passages) if words(p)]
        if not words(claim) or not passages:
            return Verdict(False, 0.0, ("empty",))
        said = {_plain(s) for p in passages for s in (p, *statements(p))}
        if _plain(claim) in said:
            return Verdict(True, 1.0)
        new = [s for s in sentences(claim) or (claim,) if _plain(s) not in said]
        if not new:
            return Verdict(True, 1.0)
        if len(new) > MAX_CLAIM_SENTENCES:
            return Verdict(False, 0.0, ("length",))
        reasons = dict.fromkeys(reason for s in new for reason in vetoes(s, passages, self._names))
        score = self.score(" ".join(new), passages)
        if not reasons and not set(content(claim)) & set(content("\n".join(passages))):
            reasons = {"similarity": None}  # not one word in common: whatever a model makes of it, nobody could check it
        if not reasons and score >= BAR:
            reasons = dict.fromkeys(self._doubts(new, passages))
        if reasons:
            return Verdict(False, round(score * VETOED, 4), tuple(reasons))
        return Verdict(score >= BAR, round(score, 4), () if score >= BAR else ("similarity",))

    def _doubts(self, claims: Sequence[str], passages: Sequence[str]) -> list[str]:
        """Return why models that read claim and passages together hold a claim back that all else lets pass."""
        if self._reading and not all(likelihood >= DOUBT for likelihood in self._reading(claims, passages)):  # nor a number that is none
            return ["meaning"]
        return self._nli.doubts(claims, passages) if self._nli else []

    def score(self, claim: str, passages: Sequence[str]) -> float:
        """Return the logistic score of a cleaned claim, 0 to 1, before any veto."""
        weights, intercept = WEIGHTS[self._kind]
        total = intercept + sum(w * f for w, f in zip(weights, self.features(claim, passages), strict=True))
        return 1.0 / (1.0 + exp(-max(min(total, 30.0), -30.0)))

    def features(self, claim: str, passages: Sequence[str]) -> tuple[float, ...]:
        """Return what the score weighs, in the order of `FEATURES`."""
        near = nearness(claim, passages, self._vectors, self._tokens)
        text = "\n".join(passages)
        values = {
            "pair": near.pair,
            "whole": near.whole,
            "mean": near.mean,
            "low": near.low,
            "pairs": near.pairs,
            "short": float(near.words < SHORT),
            "long": float(near.words > LONG),
            "named": float(min(shared_names(claim, text, self._names), MOST_NAMES)),
            "doubt": float(has_negation(text) and not has_negation(claim)),
            "reversal": reversal(claim, text),
        }
        return tuple(values[name] for name in FEATURES)


def _plain(sentence: str) -> str:
    return " ".join(sentence.casefold().strip(" .!?\"'").split())

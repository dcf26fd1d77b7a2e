"""Example sentences -> the weights of the triage's second reader."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ingest.fit import fit
from spasm_qa.embedding import Vectors
from spasm_qa.errors import CorpusError
from spasm_qa.triage import Level, Memory, Rules, assess, load_rules
from spasm_qa.triage.likeness import QUIET
from spasm_qa.triage.signs import read

STRENGTH = 30.0  # weight of the examples against the penalty on large weights; chosen by five-fold tests
DIGITS = 3
MOST_ASKED = 1000


def learn(extras: Mapping[str, Any], asked: Sequence[str], vectors: Callable[[Sequence[str]], Vectors]) -> dict[str, Any]:
    """Return `labels`, `weights` (label x dimension), `bias` and `margin`; empty when the corpus has no examples.

    `asked` are the questions that statements answer: those in which the lexicon hears no danger count as quiet.
    Each text is learnt as the second reader will see it: without what is denied, general, supposed or past.
    """
    examples = extras.get("examples")
    if not examples:
        return {}
    rules = load_rules(extras["triage"])
    pairs = [*_pairs(examples), *((QUIET, text) for text in _ordinary(asked, rules))]
    names = sorted({name for name, _ in pairs})
    texts = [read(text, rules).plain for _, text in pairs]
    weights, bias = fit(vectors(texts), np.array([names.index(name) for name, _ in pairs]), len(names), strength=STRENGTH)
    return {
        "labels": names,
        "weights": weights.astype(float).round(DIGITS).tolist(),
        "bias": bias.astype(float).round(DIGITS).tolist(),
        "margin": float(examples["margin"]),
    }


def _pairs(examples: Mapping[str, Any]) -> list[tuple[str, str]]:
    told, quiet = examples.get("told"), examples.get(QUIET)
    if not isinstance(told, dict) or not isinstance(quiet, list) or "margin" not in examples:
        raise CorpusError("triage-examples.yaml: margin, told and quiet are needed.")
    return [*((str(flag), str(text)) for flag, texts in told.items() for text in texts), *((QUIET, str(text)) for text in quiet)]


def _ordinary(asked: Sequence[str], rules: Rules) -> list[str]:
    step = max(1, len(asked) // MOST_ASKED)
    return [text for text in asked[::step] if assess(text, Memory(), rules)[0].level is Level.NONE]

"""Where the bars of an answer come from: `python tests/calibration/calibrate.py bar|margin|strays FILE...` prints a table each.

`bar` takes questions (tests/data/calibration.jsonl), `margin` dialogues (see README, Measures), `strays` turns (tests/data/strays.jsonl),
dialogues, and questions of other subjects (`question` and a `kind` that ends in `_oos`), which are asked within the talks of the turns.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.fit import fit
from spasm_qa.answer import select
from spasm_qa.answer.pipeline import Assistant, open_assistant
from spasm_qa.answer.scope import Scope
from spasm_qa.embedding import Vectors
from spasm_qa.evaluate.dialogues import Measures, run
from spasm_qa.settings import read_settings
from spasm_qa.types import Turn

BARS, MARGINS, COSTS = (0.40, 0.46, 0.52, 0.58, 0.64), (0.12, 0.15, 0.18, 0.21), (0.005, 0.01, 0.02)
ANSWERED, REFUSED = ("in", "part"), ("medical", "other", "chat")
FEATURES = ("FOLLOW_UP", "QUESTION", "FORM", "MATCH", "COVER")
STRENGTH = 30.0


def records(paths: Iterable[str]) -> list[dict[str, Any]]:
    """Return the lines of JSON files."""
    return [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def answered(assistant: Assistant, questions: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Return the share of answers for each kind of question."""
    shares: dict[str, list[bool]] = defaultdict(list)
    for each in questions:
        shares[each["kind"]].append(assistant.reply(each["question"]).kind == "answer")
    return {kind: sum(found) / len(found) for kind, found in sorted(shares.items())}


def balanced(shares: dict[str, float]) -> float:
    """Return the mean of what is answered rightly and what is refused rightly."""
    right = [shares[kind] for kind in ANSWERED if kind in shares], [1 - shares[kind] for kind in REFUSED if kind in shares]
    return sum(sum(side) / len(side) for side in right) / 2


def talks(lines: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, bool]]:
    """Return (first question, turn, whether it strays)."""
    yield from ((each["first"], each["turn"], each["stray"]) for each in lines if "turn" in each)
    firsts = [each["first"] for each in lines if "turn" in each]
    strange = [each["question"] for each in lines if each.get("kind", "").endswith("_oos")]
    yield from ((firsts[n % len(firsts)], question, True) for n, question in enumerate(strange) if firsts)


class Recorder(Scope):
    """Keeps what the reader of strays is told, and lets every turn pass."""

    row: tuple[float, ...] | None = None

    def strays(self, vectors: Vectors, *, whole: bool, score: float, covered: float, other: bool = False) -> bool:
        """Keep the features of a turn."""
        self.row = (self._follow_up.logit(vectors), self._question.logit(vectors), whole, score, covered)
        return False


def rows(assistant: Assistant, lines: Sequence[dict[str, Any]]) -> tuple[Vectors, np.ndarray[Any, Any]]:
    """Return the features of each turn that the talk finds an answer for, shape (n, 5), and whether it strays, shape (n,)."""
    assistant.scope = recorder = Recorder(assistant.library.extra("scope"))
    found: list[tuple[tuple[float, ...], bool]] = []

    def ask(turn: str, history: Sequence[Turn], stray: bool) -> Turn:
        recorder.row = None
        reply = assistant.reply(turn, history)
        if recorder.row and reply.kind == "answer":
            found.append((recorder.row, stray))
        return Turn(turn, reply)

    for first, turn, stray in talks(lines):
        ask(turn, [Turn(first, assistant.reply(first))], stray)
    for dialogue in (each for each in lines if "turns" in each):
        history: list[Turn] = []
        for label in dialogue["turns"]:
            kept = len(found)
            history.append(ask(label["question"], history, stray=False))
            del found[kept if not label["gold"] else len(found) :]
    return np.array([row for row, _ in found], dtype=np.float32), np.array([stray for _, stray in found])


def main(what: str, *paths: str) -> None:
    """Print one table."""
    assistant, lines = open_assistant(read_settings()), records(paths)
    if what == "bar":
        for value in BARS:
            select.LEAST = value
            shares = answered(assistant, lines)
            print(f"LEAST {value}: balanced {balanced(shares):.3f}; answered " + ", ".join(f"{k} {v:.2f}" for k, v in shares.items()))
    elif what == "margin":
        for value in MARGINS:
            select.MARGIN = value
            tables = [Measures(run(Path(path), assistant), assistant.library.aliases).table() for path in paths]
            print(f"MARGIN {value}: ", [[t[n]["value"] for n in ("gold recall", "precision", "must-not violations")] for t in tables])
    else:
        features, strays = rows(assistant, lines)
        weights, bias = fit(features, strays.astype(int), 2, strength=STRENGTH)
        learnt = (weights[1] - weights[0]).astype(float).round(2)
        print(dict(zip(FEATURES, learnt.tolist(), strict=True)), "BIAS", round(float(bias[1] - bias[0]), 2), "turns", len(strays))
        chances = 1 / (1 + np.exp(-(features @ learnt + float(bias[1] - bias[0]))))
        for cost in COSTS:
            surely = float(np.quantile(chances[~strays], 1 - cost))
            print(f"SURELY {surely:.2f}: costs {cost:.1%} of follow-ups, finds {np.mean(chances[strays] > surely):.2f} of strays")


if __name__ == "__main__":
    main(*sys.argv[1:])

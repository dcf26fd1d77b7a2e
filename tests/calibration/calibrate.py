"""Where the bars of an answer come from: `python tests/calibration/calibrate.py bar|margin FILE...` prints a table each.

`bar` takes questions (tests/data/calibration.jsonl), `margin` dialogues (see README, Measures). What a turn asks within its talk, and
whether it strays, is fitted by fit_talk.py.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spasm_qa.answer import select
from spasm_qa.answer.pipeline import Assistant, open_assistant
from spasm_qa.evaluate.dialogues import Measures, run
from spasm_qa.settings import read_settings

BARS, MARGINS = (0.40, 0.46, 0.52, 0.58, 0.64), (0.12, 0.15, 0.18, 0.21)
ANSWERED, REFUSED = ("in", "part"), ("medical", "other", "chat")


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


def main(what: str, *paths: str) -> None:
    """Print one table."""
    if what not in ("bar", "margin"):
        sys.exit(__doc__)
    assistant, lines = open_assistant(read_settings()), records(paths)
    if what == "bar":
        for value in BARS:
            select.LEAST = value
            shares = answered(assistant, lines)
            print(f"LEAST {value}: balanced {balanced(shares):.3f}; answered " + ", ".join(f"{k} {v:.2f}" for k, v in shares.items()))
    else:
        for value in MARGINS:
            select.MARGIN = value
            tables = [Measures(run(Path(path), assistant), assistant.library.aliases).table() for path in paths]
            print(f"MARGIN {value}: ", [[t[n]["value"] for n in ("gold recall", "precision", "must-not violations")] for t in tables])


if __name__ == "__main__":
    main(*sys.argv[1:])

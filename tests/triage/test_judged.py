"""Turns of invented conversations (tests/data/followups.jsonl), each judged by a reader who did not see what the program says."""

import json
from collections import Counter
from pathlib import Path

import pytest

from spasm_qa.triage import Memory

DATA = Path(__file__).parents[1] / "data"
LEVELS = ("none", "soon", "same-day", "emergency")

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def judged(real_assistant) -> Counter[tuple[str, str]]:
    """How many turns of each right level are told right, missed (too low), over (too high)."""
    rows = {(row["id"], row["turn"]): row for row in map(json.loads, _lines("judged.jsonl"))}
    talks = {name for name, _ in rows}
    found: Counter[tuple[str, str]] = Counter()
    for talk in (d for d in map(json.loads, _lines("followups.jsonl")) if d["id"] in talks):
        memory = Memory()
        for n, turn in enumerate(talk["turns"]):
            triage, memory = real_assistant._assess(turn["question"], memory)
            if row := rows.get((talk["id"], n)):
                level, right = triage.level.label, row["right"]
                told = level in (right, *row["also"])
                found[right, "right" if told else "missed" if LEVELS.index(level) < LEVELS.index(right) else "over"] += 1
    return found


def _lines(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


def test_few_emergencies_are_missed(judged) -> None:
    assert judged["emergency", "missed"] <= 0.04 * sum(n for (right, _), n in judged.items() if right == "emergency")


def test_few_of_what_should_be_seen_today_are_missed(judged) -> None:
    assert judged["same-day", "missed"] <= 0.12 * sum(n for (right, _), n in judged.items() if right == "same-day")


def test_few_calm_turns_raise_an_alarm(judged) -> None:
    """Chosen for having raised one, or for speaking of danger: of all turns false alarms are below 1 in 100."""
    assert judged["none", "over"] <= 0.15 * sum(n for (right, _), n in judged.items() if right == "none")

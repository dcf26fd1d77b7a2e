"""The bars stand where the questions kept beside these tests put them: see calibrate.py and fit_talk.py, which print the whole tables."""

import json
from pathlib import Path

import pytest
from calibrate import answered, balanced

from spasm_qa.answer import select
from spasm_qa.types import Turn

DATA = Path(__file__).parents[1] / "data"
CLOSE = 0.01


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def questions() -> list[dict]:
    return lines("calibration.jsonl")[::3]


def test_what_the_sources_hold_is_answered_and_other_subjects_are_refused(real_assistant, questions) -> None:
    shares = answered(real_assistant, questions)

    assert shares["in"] >= 0.95
    assert max(shares[kind] for kind in ("medical", "other", "chat")) <= 0.05
    assert shares["absent"] <= 0.2


@pytest.mark.parametrize("other", [0.40, 0.68])
def test_no_other_bar_does_better(real_assistant, questions, monkeypatch, other) -> None:
    ours = balanced(answered(real_assistant, questions))
    monkeypatch.setattr(select, "LEAST", other)

    assert balanced(answered(real_assistant, questions)) <= ours + CLOSE


def test_turns_about_something_else_are_refused_within_a_talk_and_follow_ups_are_not(real_assistant) -> None:
    asked = [(each["stray"], real_assistant.reply(each["turn"], [opened(real_assistant, each["first"])])) for each in lines("strays.jsonl")]

    assert sum(reply.kind == "answer" for stray, reply in asked if stray) <= 1
    assert sum(reply.kind != "answer" for stray, reply in asked if not stray) <= 1
    assert not [reply for stray, reply in asked if stray and reply.kind != "answer" and reply.references]


def opened(assistant, question: str) -> Turn:
    return Turn(question, assistant.reply(question))

"""The measure of rewriting, worked by hand on two turns."""

import json
from pathlib import Path

import pytest

from spasm_qa.evaluate.followups import BASELINES, FollowUp, evaluate, measure

FIRST = "What is throat cancer?"
CHANGED = FollowUp((FIRST,), FIRST, "Is it treatable?", "Is throat cancer treatable?", True, "medical")
ALONE = FollowUp((FIRST,), FIRST, "What is lung cancer?", "What is lung cancer?", False, "medical")


def test_words_are_counted_as_stems_without_stop_words() -> None:
    result = measure([CHANGED], lambda asked, question: "Is throat surgery treatable?")

    assert result["gold words kept"] == {"value": 0.5, "n": 1}
    assert result["precision of words added"] == {"value": 0.5, "n": 1}
    assert result["gold words in the conversation"] == {"value": 1.0, "n": 1}


def test_harm_is_what_changes_in_a_question_that_stood_alone() -> None:
    result = measure([ALONE], lambda asked, question: "What is lung cancer (throat)?")

    assert result["standing alone, left as they are"] == {"value": 0.0, "n": 1}
    assert result["standing alone, words changed"] == {"value": 0.5, "n": 1}


@pytest.mark.parametrize(("name", "kept", "left"), [("raw question", 0, 1), ("previous + raw", 1, 0), ("first + previous + raw", 1, 0)])
def test_the_baselines(name: str, kept: float, left: float) -> None:
    result = measure([CHANGED, ALONE], BASELINES[name])

    assert result["gold words kept"]["value"] == kept
    assert result["standing alone, left as they are"]["value"] == left


def test_a_file_is_compared_by_group(assistant, tmp_path: Path) -> None:
    line = {
        "history": [{"role": "user", "text": FIRST}],
        "utterance": "Is it treatable?",
        "rewrite": "Is throat cancer treatable?",
        "changed": True,
    }
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps({**line, "medical": True}), encoding="utf-8")

    result = evaluate(path, assistant)

    assert set(result) == {"all", "medical"}
    assert set(result["all"]) == {"spasm-qa", *BASELINES}

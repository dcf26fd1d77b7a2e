"""The second reader adds a sign where a turn is like what people with a danger say, and never takes one away."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from ingest.likeness import learn
from spasm_qa.errors import CorpusError
from spasm_qa.triage import Level, Likeness, Memory, assess, load_rules
from spasm_qa.triage.rules import LIKE

ROOT = Path(__file__).parents[2]
TRIAGE = yaml.safe_load((ROOT / "corpus" / "triage.yaml").read_text(encoding="utf-8"))
EXAMPLES = yaml.safe_load((ROOT / "corpus" / "triage-examples.yaml").read_text(encoding="utf-8"))
RULES = load_rules(TRIAGE)
LEARNT = {"labels": ["quiet", "rf-dvt"], "weights": [[5.0, 0.0], [0.0, 5.0]], "bias": [0.0, 0.0], "margin": 0.9}
STRANGE = "there is a water balloon where one calf should be, quite odd"


def reader(*, danger: bool, learnt: dict = LEARNT) -> Likeness:
    vector = np.array([[0.0, 1.0] if danger else [1.0, 0.0]], dtype=np.float32)
    return Likeness(learnt, lambda texts: vector, RULES)


def test_a_turn_like_a_danger_gets_the_sign_of_its_flag_in_the_readers_words():
    hints = reader(danger=True).hints(STRANGE)

    assert list(hints) == [LIKE + "rf-dvt"]
    assert all(words in STRANGE for words in hints.values())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("calf hurts", id="too-short"),
        pytest.param("what are the signs of a clot in the calf of one leg", id="general"),
        pytest.param("the scan was clear, one calf is a bit sore to walk on", id="ruled-out"),
        pytest.param("for my exam I need to know about one swollen hot calf and so on", id="teaching"),
        pytest.param("I would like to know more about bananas and potatoes", id="no-sign-of-the-flag"),
    ],
)
def test_nothing_is_added_to_what_tells_of_no_danger_now(text):
    assert reader(danger=True).hints(text) == {}


def test_nothing_is_added_below_the_margin_or_when_nothing_was_learnt():
    assert reader(danger=False).hints(STRANGE) == {}
    assert reader(danger=True, learnt={}).hints(STRANGE) == {}


def test_a_hint_raises_the_level_stands_in_the_next_turn_and_ends_when_it_is_ruled_out():
    hints = {LIKE + "rf-dvt": "one calf"}
    triage, memory = assess(STRANGE, Memory(), RULES, hints)
    later, memory = assess("can it wait till monday", memory, RULES)
    over, _ = assess("the scan was clear", memory, RULES)

    assert (triage.level, triage.flags) == (Level.SAME_DAY, ("rf-dvt",))
    assert (later.level, over.level) == (Level.SAME_DAY, Level.NONE)


def test_a_hint_never_lowers_a_level():
    told = "my calf is swollen and I am coughing up blood"

    assert assess(told, Memory(), RULES, {LIKE + "rf-dvt": "calf"})[0].level is Level.EMERGENCY


def test_every_red_flag_has_twenty_example_descriptions_at_least():
    flags = {name for name in TRIAGE["flags"] if name.startswith("rf-")}

    assert flags == set(EXAMPLES["told"]) - {"other"}
    assert all(len(set(EXAMPLES["told"][flag])) >= 20 for flag in flags)


def test_what_is_learnt_tells_examples_apart():
    words = ["calf", "swollen", "hot", "cramp", "help", "night", "magnesium", "one"]
    learnt = learn(
        {
            "triage": TRIAGE,
            "examples": {"margin": 0.5, "told": {"rf-dvt": ["calf swollen hot", "one calf hot"]}, "quiet": ["night cramp help"]},
        },
        ["magnesium at night"],
        lambda texts: np.array([[float(word in text.split()) for word in words] for text in texts], dtype=np.float32),
    )
    chances = np.array(learnt["weights"]) @ np.array([1, 1, 0, 0, 0, 0, 0, 0]) + learnt["bias"]

    assert learnt["labels"] == ["quiet", "rf-dvt"]
    assert chances[1] > chances[0]


def test_a_corpus_without_examples_teaches_nothing_and_unusable_ones_are_refused():
    assert learn({"triage": TRIAGE}, [], lambda texts: np.zeros((0, 2), dtype=np.float32)) == {}
    with pytest.raises(CorpusError, match="margin, told and quiet"):
        learn({"triage": TRIAGE, "examples": {"told": []}}, [], lambda texts: np.zeros((0, 2), dtype=np.float32))

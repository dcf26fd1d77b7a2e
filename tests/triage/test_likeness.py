"""The second reader adds a sign where a turn tells of a danger, and never takes one away."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from spasm_qa.triage import Hints, Level, Likeness, Memory, assess, likeness_of, load_rules
from spasm_qa.triage.likeness import CALM, CERTAIN, LIKELY, Told, joined
from spasm_qa.triage.rules import LIKE, OTHER

ROOT = Path(__file__).parents[2]
TRIAGE = yaml.safe_load((ROOT / "corpus" / "triage.yaml").read_text(encoding="utf-8"))
RULES = load_rules(TRIAGE)
LINES = [json.loads(line) for line in (ROOT / "tests" / "data" / "dangers.jsonl").read_text(encoding="utf-8").splitlines()]
STRANGE = "there is a water balloon where one calf should be, quite odd"
STRANGER = "he looks like a waxwork and cannot be talked to"


def reader(danger: float, flag: str = "rf-dvt") -> Likeness:
    found = Likeness(None, None, RULES)
    found.told = lambda turns: Told(danger, flag)
    return found


def test_a_turn_like_a_danger_gets_the_sign_of_its_flag_in_the_readers_words():
    hints = reader(LIKELY)((), STRANGE).signs

    assert list(hints) == [LIKE + "rf-dvt"]
    assert all(words in STRANGE for words in hints.values())


def test_where_the_lexicon_finds_no_sign_of_the_flag_it_must_be_surer():
    assert reader((LIKELY + CERTAIN) / 2)((), STRANGER).signs == {}
    assert reader(CERTAIN)((), STRANGER).signs == {LIKE + "rf-dvt": STRANGER}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("calf hurts", id="too-short"),
        pytest.param("", id="empty"),
        pytest.param("the scan was clear, one calf is a bit sore to walk on", id="ruled-out"),
        pytest.param("for my exam I need to know about one swollen hot calf and so on", id="teaching"),
        pytest.param("there is really no swelling and no redness anywhere", id="denied"),
    ],
)
def test_nothing_is_added_to_what_tells_of_no_danger_now(text):
    assert reader(1.0)((), text).signs == {}


def test_nothing_is_added_below_the_bar():
    assert reader(LIKELY - 0.01)((), STRANGE).signs == {}


def test_where_it_is_certain_of_no_danger_the_lexicon_raises_no_alarm_but_keeps_what_it_found():
    swollen, breathless = "one calf is swollen and warm", "now I am short of breath"
    hints = reader(CALM / 2)((), swollen)
    triage, memory = assess(swollen, Memory(), RULES, hints)

    assert (hints.calm, triage.level) == (True, Level.NONE)
    assert assess(breathless, memory, RULES)[0].level is Level.EMERGENCY


def test_a_calm_turn_takes_back_no_danger_and_hides_no_wish_to_die():
    _, memory = assess("one calf is swollen and warm", Memory(), RULES)

    assert assess("what helps a swollen calf in general", memory, RULES, Hints(calm=True))[0].level is Level.SAME_DAY
    assert assess("I want to kill myself", Memory(), RULES, Hints(calm=True))[0].level is Level.EMERGENCY


def test_a_long_turn_is_read_to_its_end_and_one_that_is_not_read_whole_is_not_calm():
    found, read = Likeness(None, None, RULES), []
    found._part = lambda turns: read.append(turns[-1]) or Told(1.0 if "waxwork" in turns[-1] else CALM / 2, OTHER)

    assert found((), "I went to the shops. " * 60 + STRANGER).signs == {LIKE + OTHER: STRANGER}
    assert all(len(part) <= 400 for part in read)
    assert found((), "I went to the shops. " * 60).calm
    assert not found((), "I went to the shops. " * 600).calm


def test_its_reason_is_the_sentence_that_tells_most():
    found = reader(1.0)
    found.told = lambda turns: Told(1.0 if "waxwork" in turns[-1] else 0.2, OTHER)

    assert found((), f"Sorry to write so late. {STRANGER}! Thanks for being here.").signs == {LIKE + OTHER: STRANGER}


def test_a_turn_is_read_first_and_the_turns_before_it_behind_it():
    assert joined(("one", "two [SEP] too", "three")) == "three [SEP] two   too [SEP] one"


def test_the_memory_keeps_what_was_said_for_the_next_turn():
    _, memory = assess("first", Memory(), RULES)
    _, memory = assess("second", memory, RULES)

    assert memory.said == ("first", "second")


def test_a_hint_raises_the_level_stands_in_the_next_turn_and_ends_when_it_is_ruled_out():
    hints = Hints({LIKE + "rf-dvt": "one calf"})
    triage, memory = assess(STRANGE, Memory(), RULES, hints)
    later, memory = assess("can it wait till monday", memory, RULES)
    over, _ = assess("the scan was clear", memory, RULES)

    assert (triage.level, triage.flags) == (Level.SAME_DAY, ("rf-dvt",))
    assert (later.level, over.level) == (Level.SAME_DAY, Level.NONE)


def test_a_hint_never_lowers_a_level():
    told = "my calf is swollen and I am coughing up blood"

    assert assess(told, Memory(), RULES, Hints({LIKE + "rf-dvt": "calf"}))[0].level is Level.EMERGENCY


def test_a_hint_without_a_red_flag_is_an_emergency():
    triage, _ = assess(STRANGER, Memory(), RULES, Hints({LIKE + OTHER: STRANGER}))

    assert (triage.level, triage.flags, triage.because) == (Level.EMERGENCY, (), (STRANGER,))


def test_another_model_has_no_second_reader():
    assert likeness_of(object(), RULES) is None


def test_every_red_flag_has_fifty_lines_at_least_and_each_line_the_level_of_its_flag():
    flags = {name for name in TRIAGE["flags"] if name.startswith("rf-")}
    told = [line for line in LINES if line["level"] != "none"]

    assert flags == {line["flag"] for line in told} - {OTHER}
    assert all(line["level"] == TRIAGE["flags"][line["flag"]]["level"] for line in told if line["flag"] != OTHER)
    assert min(Counter(line["flag"] for line in told).values()) >= 50


def level_of(assistant, turns: Sequence[str]) -> Level:
    memory, triage = Memory(), None
    for turn in turns:
        triage, memory = assistant._assess(turn, memory)
    return triage.level


@pytest.mark.models
def test_the_weights_shipped_are_those_of_the_lines_they_were_fitted_on(real_assistant):
    lines = LINES[::10]
    right = {line: [] for line in ("none", "soon", "same-day", "emergency")}
    for line in lines:
        right[line["level"]].append(level_of(real_assistant, line["turns"]).label == line["level"])

    assert sum(right["emergency"]) >= 0.93 * len(right["emergency"])
    assert sum(right["same-day"]) >= 0.85 * len(right["same-day"])
    assert sum(right["none"]) >= 0.93 * len(right["none"])


@pytest.mark.models
@pytest.mark.parametrize("phrase", ["{} but i'm sure it's nothing", "Good afternoon to you all, {}", "{} hope that's ok to ask", "{} lol"])
def test_what_only_the_second_reader_hears_is_heard_with_a_greeting_or_played_down(real_assistant, phrase):
    def told(text: str) -> bool:
        return level_of(real_assistant, [text]) is Level.EMERGENCY

    emergencies = [line["turns"][0] for line in LINES if line["level"] == "emergency" and len(line["turns"]) == 1][::4]
    alone = [text for text in emergencies if assess(text, Memory(), RULES)[0].level is not Level.EMERGENCY and told(text)]

    assert len(alone) >= 20
    assert sum(told(phrase.format(text)) for text in alone) >= 0.9 * len(alone)

"""What a reader says of themselves raises the right alarm; what they ask in general, deny or have behind them raises none."""

import json
import re
import statistics
import time
from functools import reduce
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spasm_qa.triage import Level, Memory, Triage, TriageDataError, assess, load_rules

ROOT = Path(__file__).parents[2]
DATA = yaml.safe_load((ROOT / "corpus" / "triage.yaml").read_text(encoding="utf-8"))
RULES = load_rules(DATA)
CASES = [json.loads(line) for line in (ROOT / "tests" / "data" / "triage.jsonl").read_text(encoding="utf-8").splitlines()]
ALARMS = [case for case in CASES if case["level"] != "none"]
RED_FLAGS = [name for name in DATA["flags"] if name.startswith("rf-")]

MINIMISERS = [
    "My brother says it is nothing.",
    "Probably just a cramp,",
    "It's fine really.",
    "Can it wait till Monday?",
    "I don't want to waste anyone's time.",
    "No big deal,",
    "Not worried, just asking.",
    "I'm sure it will be gone by Monday.",
]
GREETINGS = ["Hello,", "hi there", "Good morning doctor.", "Thanks for your help."]
DENIALS = ["no fever", "no chest pain", "not short of breath", "no swelling", "no numbness", "no dark urine", "I haven't fallen", "no rash"]

steady = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def talk(*turns: str) -> Triage:
    return talk_from(Memory(), *turns)[0]


def talk_from(memory: Memory, *turns: str) -> tuple[Triage, Memory]:
    return reduce(lambda state, turn: assess(turn, state[1], RULES), turns, (Triage(Level.NONE, (), ()), memory))


def before_last(case: dict) -> tuple[Memory, str, Level]:
    *earlier, last = case["turns"]
    memory = talk_from(Memory(), *earlier)[1]
    return memory, last, assess(last, memory, RULES)[0].level


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["turns"][-1][:60])
def test_the_last_turn_gets_the_level_and_flag_written_for_it(case):
    triage = talk(*case["turns"])

    assert triage.level.label == case["level"]
    assert set(case["flags"]) <= set(triage.flags)


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_every_red_flag_has_two_lay_wordings_a_general_question_and_a_denial_among_the_cases(flag):
    kinds = [case["kind"] for case in CASES if case.get("about") == flag]

    assert sorted(kinds) == ["denied", "general", "told", "told"]


@pytest.mark.parametrize("case", ALARMS, ids=lambda case: case["turns"][-1][:60])
def test_the_reasons_are_words_that_the_reader_used(case):
    said = " ".join(case["turns"])

    assert talk(*case["turns"]).because
    assert all(words in said for words in talk(*case["turns"]).because)


@steady
@given(case=st.sampled_from(ALARMS), phrase=st.sampled_from(MINIMISERS + GREETINGS), first=st.booleans())
def test_minimising_and_greeting_never_lower_the_level(case, phrase, first):
    memory, last, level = before_last(case)
    said = f"{phrase} {last}" if first else f"{last.rstrip(' .')}. {phrase}"

    assert assess(said, memory, RULES)[0].level >= level


@steady
@given(case=st.sampled_from(ALARMS), data=st.data())
def test_two_swapped_letters_in_a_long_word_never_lower_the_level(case, data):
    memory, last, level = before_last(case)
    places = [m.start() + k for m in re.finditer("[A-Za-z]{6,}", last) for k in range(1, len(m[0]) - 2)]
    at = data.draw(st.sampled_from(places)) if places else 0
    misspelt = last[:at] + last[at + 1] + last[at] + last[at + 2 :] if places else last

    assert assess(misspelt, memory, RULES)[0].level >= level


@steady
@given(case=st.sampled_from(ALARMS), change=st.sampled_from([str.upper, str.lower, str.title, str.capitalize]))
def test_a_change_of_case_never_lowers_the_level(case, change):
    memory, last, level = before_last(case)

    assert assess(change(last), memory, RULES)[0].level >= level


@steady
@given(case=st.sampled_from(CASES), denial=st.sampled_from(DENIALS))
def test_a_denied_symptom_never_raises_the_level(case, denial):
    memory, last, level = before_last(case)

    assert assess(f"{last.rstrip(' .')}. {denial}", memory, RULES)[0].level <= level


@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert assess(text, Memory(), RULES)[0].level in Level


SWOLLEN = "my left calf is swollen and hot"


@pytest.mark.parametrize("wish", ["can it wait till monday", "which stretch should I do", "can my wife rub it", "i'll just put my feet up"])
def test_a_danger_stands_when_the_reader_asks_to_wait_or_to_treat_it(wish):
    assert talk(SWOLLEN, wish) == Triage(Level.SAME_DAY, ("rf-dvt",), talk(SWOLLEN).because)


@pytest.mark.parametrize(
    "words",
    [
        "the scan was clear",
        "sorry, i put that badly",
        "false alarm",
        "they ruled out a clot",
        "been seen and discharged",
        "started on blood thinners",
    ],
)
def test_a_danger_ends_when_it_is_taken_back_ruled_out_or_dealt_with(words):
    assert talk(SWOLLEN, words, "how do i prevent cramp").level is Level.NONE


def test_a_new_danger_is_raised_after_a_clear_scan():
    assert talk(SWOLLEN, "the scan was clear", "now i cant breathe and my chest hurts").level is Level.EMERGENCY


def test_a_cramp_that_let_go_is_over_but_a_swollen_calf_is_not():
    assert talk("calf locked in a cramp for 30 minutes", "ok it just let go").level is Level.NONE
    assert talk(SWOLLEN, "ok it just let go").level is Level.SAME_DAY


def test_soon_is_shown_again_only_when_the_reader_wants_to_wait():
    weak = "my right hand is getting weaker and thinner"

    assert talk(weak).level is Level.SOON
    assert talk(weak, "what tests are there").level is Level.NONE
    assert talk(weak, "can i leave it a year").level is Level.SOON


def test_a_wish_to_die_stands_when_something_is_said_to_be_dealt_with():
    assert talk("i want to kill myself", "thats all sorted now", "what helps a cramp").level is Level.EMERGENCY


def test_signs_add_up_over_the_turns():
    assert talk("my calf is sore").level is Level.NONE
    assert talk("my calf is sore", "it's swollen too now").level is Level.SAME_DAY
    assert talk("I have MS", "my spasms got much worse since yesterday").flags == ("rf-sci-ms-worse",)


def test_a_later_denial_takes_a_sign_away_but_not_one_about_the_other_leg():
    assert talk(SWOLLEN, "actually its not swollen and not hot").level is Level.NONE
    assert talk(SWOLLEN, "the other calf is not swollen").level is Level.SAME_DAY


def test_memory_is_not_changed_and_empty_by_default():
    memory = Memory()
    assess(SWOLLEN, memory, RULES)

    assert memory == Memory() == Memory(seen=(), turns=0)


def test_levels_have_the_labels_of_replies():
    assert [level.label for level in Level] == ["none", "soon", "same-day", "emergency"]


def test_an_emergency_outside_the_red_flags_has_no_flag():
    assert talk("an elephant is sitting on my chest and my left arm aches").flags == ()


def test_a_turn_takes_less_than_three_milliseconds():
    def seconds(case: dict) -> float:
        start = time.perf_counter()
        assess(case["turns"][0], Memory(), RULES)
        return time.perf_counter() - start

    assert statistics.median(seconds(case) for case in CASES) < 0.003


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param({"signs": {"leg": ["(open"]}}, "leg: a bracket is not closed", id="open-bracket"),
        pytest.param({"signs": {"leg": ["a ~ b .. c"]}}, "leg: `~` and `..` together", id="two-connectors"),
        pytest.param({"signs": {"leg": ["<arm> hurts"]}}, "leg: <arm> is not defined", id="unknown-name"),
        pytest.param({"signs": {"leg": ["(a|) <leg>"]}}, "may be nothing", id="empty-piece"),
        pytest.param({"signs": {"a": ["<b>"], "b": ["<a>"]}}, "circle", id="circle"),
        pytest.param({"signs": {"leg": [False]}}, "leg: False is not text", id="yaml-no"),
        pytest.param({"signs": None}, "signs: missing", id="no-signs"),
        pytest.param({"flags": {"rf-x": {"level": "later", "fires": [["leg"]]}}}, "flags.rf-x: level", id="unknown-level"),
        pytest.param({"flags": {"rf-x": {"level": "soon", "fires": [["arm"]]}}}, "flags.rf-x: sign 'arm'", id="unknown-sign"),
        pytest.param({"flags": {"rf-x": {"level": "soon"}}}, "flags.rf-x: `fires`", id="no-fires"),
        pytest.param({"rewrite": {"leg": ["(open"]}}, "rewrite: a bracket", id="rewrite"),
    ],
)
def test_unusable_data_is_refused_with_its_place(change, place):
    data = {"rewrite": {}, "parts": {}, "signs": {"leg": ["leg"]}, "frames": {}, "flags": {}, "also_denied": {}} | change

    with pytest.raises(TriageDataError, match=re.escape(place)):
        load_rules(data)

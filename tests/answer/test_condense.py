"""Follow-ups become questions that stand alone; what the person told stays in force."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spasm_qa.answer.condense import Condensed, asking_part, condense, is_chat
from spasm_qa.answer.state import State, names_of
from spasm_qa.lexicon import Lexicon


def talk(lexicon: Lexicon, *questions: str) -> Condensed:
    """Return the last question of a talk, condensed."""
    state = State()
    for question in questions:
        last = condense(question, lexicon.read(question), state)
        state = last.state
    return last


def test_a_first_question_is_left_as_it_is(lexicon) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps?")

    assert found.standalone == "Does magnesium help leg cramps?"
    assert not found.rewritten
    assert found.state.names.drugs == ("magnesium",)
    assert found.state.names.conditions == ("nocturnal-leg-cramps",)


def test_a_pronoun_becomes_the_medicine_that_it_stands_for(lexicon) -> None:
    found = talk(lexicon, "What are the side effects of cyclobenzaprine?", "Can I take it with tramadol at night?")

    assert found.standalone.startswith("Can I take cyclobenzaprine with tramadol at night")
    assert found.rewritten


def test_a_pronoun_keeps_the_readers_own_word(lexicon) -> None:
    assert "Flexeril" in talk(lexicon, "Does Flexeril make you sleepy?", "Can I take it at night?").standalone.replace(
        "flexeril", "Flexeril"
    )


def test_an_ellipsis_takes_over_the_subject(lexicon) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps?", "how much?")

    assert "magnesium" in found.standalone
    assert found.state.names.drugs == ("magnesium",)
    assert found.state.facets == ("dose",)


def test_a_short_turn_without_a_cue_keeps_what_was_asked_for(lexicon) -> None:
    before = talk(lexicon, "What are the side effects of cyclobenzaprine?")
    found = talk(lexicon, "What are the side effects of cyclobenzaprine?", "and tizanidine?")

    assert found.state.facets == before.state.facets == ("side-effect",)


def test_another_medicine_takes_the_place_of_the_last(lexicon) -> None:
    found = talk(lexicon, "What are the side effects of cyclobenzaprine?", "what about tizanidine?")

    assert found.standalone == "What are the side effects of tizanidine?"
    assert found.state.names.drugs == ("tizanidine",)


def test_another_population_joins_the_last_question(lexicon) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps?", "and in pregnancy?")

    assert found.standalone == "Does magnesium help leg cramps, in pregnancy?"
    assert found.state.populations == ("pregnancy",)
    assert found.state.names.drugs == ("magnesium",)


def test_one_population_does_not_stay_beside_one_that_excludes_it(lexicon) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps in children?", "and in the elderly?")

    assert found.state.populations == ("older-adult",)


@pytest.mark.parametrize("turn", ["no, I meant tizanidine", "sorry, tizanidine, not cyclobenzaprine", "scrap that, I meant Zanaflex"])
def test_a_correction_replaces_what_was_meant(lexicon, turn) -> None:
    assert talk(lexicon, "What are the side effects of cyclobenzaprine?", turn).state.names.drugs == ("tizanidine",)


@pytest.mark.parametrize(
    "turn", ["Different question: how do I stretch my calf?", "Changing the subject, does stretching before sleep help?"]
)
def test_a_change_of_topic_leaves_the_old_names_behind(lexicon, turn) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps?", turn)

    assert found.standalone == turn
    assert found.state.names.drugs == ()
    assert not found.rewritten


@pytest.mark.parametrize(
    "turn",
    [
        "What are the side effects of tizanidine?",
        "Does stretching before sleep prevent night cramps?",
        "Could a blood clot feel like a charley horse?",
    ],
)
def test_a_question_that_names_its_own_subject_is_left_alone(lexicon, turn) -> None:
    found = talk(lexicon, "What are the side effects of cyclobenzaprine?", turn)

    assert found.standalone == turn
    assert "cyclobenzaprine" not in found.state.names.drugs


def test_facts_about_the_person_stay_through_a_change_of_topic(lexicon) -> None:
    found = talk(
        lexicon, "I'm pregnant. Does magnesium help leg cramps?", "What are the side effects of tizanidine?", "how do I stretch my calf?"
    )

    assert found.state.populations == ("pregnancy",)


def test_a_medicine_that_is_taken_stays_known(lexicon) -> None:
    found = talk(lexicon, "I take phenelzine. Does magnesium help leg cramps?", "What are the side effects of cyclobenzaprine?")

    assert "phenelzine" in found.state.taken
    assert ("phenelzine", "maoi") in found.state.classes
    assert "takes:phenelzine" in found.state.chips


@pytest.mark.parametrize("turn", ["Can I take magnesium?", "Should I start magnesium?", "Is it safe to use magnesium?"])
def test_a_medicine_that_is_only_asked_about_is_not_taken(lexicon, turn) -> None:
    assert talk(lexicon, turn).state.taken == ()


def test_facts_of_one_person_are_not_those_of_another(lexicon) -> None:
    found = talk(lexicon, "My wife is pregnant. Does magnesium help leg cramps?", "And my dad is 80, does it help him?")

    assert found.state.person == "dad"
    assert found.state.populations == ("older-adult",)


def test_the_readers_own_word_is_used_again(lexicon) -> None:
    assert talk(lexicon, "Does Slow-Mag help?", "for how long?").state.word("magnesium") == "slow mag"
    assert State().word("deep-vein-thrombosis") == "deep vein thrombosis"


def test_an_answer_to_a_question_back_is_joined_to_what_was_asked(lexicon) -> None:
    state = State(pending="what dose?")

    found = condense("magnesium", lexicon.read("magnesium"), state)

    assert found.standalone == "what dose: magnesium"
    assert found.state.pending == ""


def test_a_long_story_is_cut_to_its_question_and_keeps_what_it_named(lexicon) -> None:
    story = "I have had leg cramps for years and years. " + "They wake me at night and I walk around the room until it stops. " * 4
    question = f"{story}My doctor gave me tizanidine last week. Will it make me sleepy?"

    short = asking_part(question, names_of(lexicon.read(question)), lexicon.read(question))

    assert "Will it make me sleepy" in short
    assert "tizanidine" in short
    assert "walk around the room" not in short


@pytest.mark.parametrize("text", ["thanks!", "Thank you so much", "ok great", "Hello", "hi", "", "   ", "?!", "🙂", "cheers, bye"])
def test_a_turn_that_asks_nothing_is_chat(text) -> None:
    assert is_chat(text)


@pytest.mark.parametrize("text", ["thanks, and in pregnancy?", "ok how much", "help", "magnesium", "what about a cramp?", "痙攣"])
def test_a_turn_that_asks_something_is_not_chat(text) -> None:
    assert not is_chat(text)


@pytest.mark.parametrize("word", ["thank you ", "that's ", "a lot ", "have a good day ", "ok, ", "you're a star "])
def test_long_chat_is_recognised_in_no_time(word) -> None:
    import time

    start = time.perf_counter()
    is_chat(word * 400 + "magnesium")

    assert time.perf_counter() - start < 1


WORDS = [
    "it",
    "and",
    "in",
    "pregnancy",
    "what",
    "about",
    "magnesium",
    "Flexeril",
    "tizanidine",
    "sertraline",
    "no",
    "sorry",
    "I",
    "meant",
    "take",
    "my",
    "wife",
    "dad",
    "is",
    "80",
    "how",
    "much",
    "?",
    ",",
    ".",
    "not",
    "cramps",
    "calf",
]
turns = st.lists(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)), min_size=1, max_size=5)


@settings(max_examples=120, deadline=None)
@given(turns)
def test_any_talk_can_be_condensed(lexicon, talked: list[str]) -> None:
    found = talk(lexicon, *talked)

    assert isinstance(found.standalone, str)
    assert found.state.standalone == found.standalone
    assert len(set(found.state.chips)) == len(found.state.chips)
    assert set(found.state.names.drugs) <= {"magnesium", "cyclobenzaprine", "tizanidine"} | {"serotonergic-drugs"}


@settings(max_examples=60, deadline=None)
@given(turns)
def test_the_same_talk_always_ends_in_the_same_state(lexicon, talked: list[str]) -> None:
    assert talk(lexicon, *talked).state == talk(lexicon, *talked).state


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ("back to the first one, does it make you drowsy?", ("magnesium",)),
        ("and the other one, at night?", ("magnesium",)),
        ("is the second drug safe at night?", ("tizanidine",)),
        ("can I take the second one with cyclobenzaprine?", ("tizanidine", "cyclobenzaprine")),
        ("right, back to the first tablets, do they make you drowsy?", ("magnesium",)),
        ("is the second one or the first one safer?", ("tizanidine", "magnesium")),
    ],
)
def test_a_medicine_is_found_by_its_place_in_the_talk(lexicon, turn, expected) -> None:
    assert talk(lexicon, "Does magnesium help leg cramps?", "what about tizanidine?", turn).state.names.drugs == expected


def test_with_one_medicine_there_is_no_other_one(lexicon) -> None:
    assert talk(lexicon, "Does magnesium help leg cramps?", "is the other one safe?").state.names.drugs == ("magnesium",)


def test_what_the_talk_is_about_stands_beside_a_medicine_that_is_asked_about_alone(lexicon) -> None:
    alone = talk(lexicon, "Does magnesium help leg cramps?", "How soon does a dose of tizanidine start?")

    assert not alone.rewritten
    assert alone.talk == ("nocturnal-leg-cramps",)
    assert talk(lexicon, "How soon does a dose of tizanidine start?").talk == ()


@pytest.mark.parametrize(
    ("turn", "kept"),
    [
        ("i take quinine for my cramps, is that ok?", ()),
        ("should I worry about her cramps?", ("older-adult",)),
        ("does magnesium help?", ("older-adult",)),
    ],
)
def test_what_was_told_of_a_relative_is_not_the_askers(lexicon, turn, kept) -> None:
    assert talk(lexicon, "My gran is 82 and has leg cramps. Is tizanidine safe?", turn).state.populations == kept


@pytest.mark.parametrize("turn", ["and the phenelzine on her record?", "is the sertraline a danger"])
def test_a_medicine_named_beside_that_of_the_talk_joins_it(lexicon, turn) -> None:
    found = talk(lexicon, "Does tizanidine make you drowsy?", turn)

    assert found.state.names.drugs == ("tizanidine", "serotonergic-drugs")
    assert "tizanidine" in found.standalone


def test_another_partner_takes_the_place_of_the_first_one(lexicon) -> None:
    found = talk(lexicon, "Can I take tizanidine with phenelzine?", "same with sertraline?")

    assert found.standalone == "Can I take tizanidine with sertraline?"
    assert set(found.state.names.drugs) == {"tizanidine", "serotonergic-drugs"}


def test_a_complaint_outlives_the_medicines_talked_about_meanwhile(lexicon) -> None:
    found = talk(
        lexicon, "Does magnesium help leg cramps?", "What are the side effects of cyclobenzaprine?", "ok, what helps without tablets"
    )

    assert found.state.names == names_of(lexicon.read("leg cramps"))
    assert "leg cramps" in found.standalone or "nocturnal" in found.standalone


def test_what_a_question_asks_past_is_not_its_subject(lexicon) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps?", "what else is there besides magnesium")

    assert found.state.names.drugs == ()
    assert found.state.names.conditions == ("nocturnal-leg-cramps",)


@pytest.mark.parametrize(
    "turn", ["sorry, mixed up two patients. Does tizanidine make you drowsy?", "next patient. tizanidine side effects?"]
)
def test_another_patient_has_none_of_the_facts_of_the_first(lexicon, turn) -> None:
    found = talk(lexicon, "She is pregnant and takes sertraline. Does magnesium help leg cramps?", turn)

    assert (found.state.populations, found.state.taken) == ((), ())


@pytest.mark.parametrize(
    ("turn", "kept"),
    [
        ("my husband gets leg cramps too, would magnesium help him?", ()),
        ("my husband was put on magnesium", ()),
        ("my husband has some tizanidine, can I take it?", ("pregnancy",)),
        ("my husband says that tizanidine is safe, is it?", ("pregnancy",)),
    ],
)
def test_a_relative_with_the_complaint_is_another_person_and_one_who_is_quoted_is_not(lexicon, turn, kept) -> None:
    assert talk(lexicon, "I'm pregnant. Does magnesium help leg cramps?", turn).state.populations == kept


def test_a_turn_can_be_read_as_part_of_the_talk_and_by_itself(lexicon) -> None:
    state = talk(lexicon, "Does magnesium help leg cramps?").state
    turn = "What are the side effects of tizanidine?"
    alone, joined = (condense(turn, lexicon.read(turn), state, alone=alone) for alone in (True, False))

    assert alone.standalone == turn
    assert joined.standalone == "What are the side effects of tizanidine (leg cramps)?"


def test_a_pronoun_after_a_medicine_of_the_same_turn_stands_for_that_medicine(lexicon) -> None:
    assert "get leg cramps" not in talk(lexicon, "Why do I get leg cramps?", "that tizanidine, can you get it here").standalone


@pytest.mark.parametrize("turn", ["could easily be mistaken for dystonia?", "can also cause dystonia?"])
def test_a_question_without_a_subject_asks_of_the_talk(lexicon, turn) -> None:
    assert "magnesium" in talk(lexicon, "Does magnesium help leg cramps?", turn).standalone


def test_another_condition_named_does_not_make_another_person(lexicon) -> None:
    assert talk(lexicon, "Pregnant, does magnesium help leg cramps?", "could spasticity look like that?").state.populations == (
        "pregnancy",
    )


def test_who_is_on_hold_takes_nothing(lexicon) -> None:
    assert talk(lexicon, "Why do I get leg cramps?", "while I'm on hold, tizanidine, any good?").state.taken == ()


def test_what_is_weighed_is_weighed_against_what_the_talk_named(lexicon) -> None:
    found = talk(lexicon, "Does magnesium help leg cramps?", "then surely one tablet of tizanidine each night is safer?")

    assert "leg cramps" in found.standalone


def test_the_next_patient_with_a_complaint_of_their_own_has_none_of_the_medicines_of_the_one_before(lexicon) -> None:
    assert talk(lexicon, "What dose of tizanidine helps?", "next pt: leg cramps, which stretch?").state.names.drugs == ()


PREGNANT = "I'm pregnant. Does magnesium help leg cramps?"


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (("my dad is 80, does it help him?", "I take sertraline, is it safe for me?"), ("pregnancy",)),
        (("my dad is 80, does it help him?", "can I take it too?", "and what dose for my father?"), ("older-adult",)),
        (("my sister says it helped her", "what dose?"), ("pregnancy",)),
        (("my sister swears by it, took it when she was on dialysis", "what dose?"), ("pregnancy",)),
        (("can they hurt the baby?", "what dose?"), ("pregnancy",)),
        (("can my husband rub it?", "what dose?"), ("pregnancy",)),
        (("my lad is 14, could he take it?", "what dose for me then?"), ("pregnancy",)),
    ],
)
def test_what_is_known_of_a_person_holds_again_when_the_talk_comes_back_to_them(lexicon, turns, kept) -> None:
    assert talk(lexicon, PREGNANT, *turns).state.populations == kept


def test_the_talk_can_come_back_to_the_first_patient(lexicon) -> None:
    first = "She is pregnant and takes sertraline. Does magnesium help leg cramps?"
    found = talk(lexicon, first, "next patient: 80, on dialysis, tizanidine?", "back to the first patient: quinine?")

    assert (found.state.populations, found.state.taken) == (("pregnancy",), ("sertraline",))


def test_a_fact_that_was_taken_back_does_not_return_with_its_person(lexicon) -> None:
    state = talk(lexicon, PREGNANT, "my dad is 80, does it help him?").state.without(frozenset({"pregnancy"}))

    again = condense("I take sertraline, is it safe for me?", lexicon.read("I take sertraline, is it safe for me?"), state).state

    assert again.populations == ()


@pytest.mark.parametrize(
    ("turn", "kept"), [("and in adults?", ()), ("and what about adults?", ()), ("is the dose the same as for adults?", ("child",))]
)
def test_a_talk_about_a_child_goes_over_to_adults_only_where_a_turn_says_so(lexicon, turn, kept) -> None:
    assert talk(lexicon, "My son is 7. Does stretching help his leg cramps?", turn).state.populations == kept

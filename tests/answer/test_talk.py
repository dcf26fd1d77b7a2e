"""A turn is heard within its talk: near the question that it asks, and told apart from what strays or asks nothing."""

import json
from pathlib import Path

import numpy as np
import pytest

from spasm_qa.answer.talk import CHAT, MOST_BEFORE, MOST_CHARACTERS, Heard, joined, talk_of
from spasm_qa.embedding import BETWEEN
from spasm_qa.types import Turn

OPENING = "Does magnesium help leg cramps at night?"
DATA = Path(__file__).parents[1] / "data" / "followups.jsonl"


@pytest.fixture(scope="module")
def talk(real_assistant):
    return real_assistant.talk


def test_the_turn_is_read_first_then_what_was_asked_before_it_the_opening_last() -> None:
    assert joined(["a", "b", "c"]) == BETWEEN.join("cba")
    assert joined(["alone"]) == "alone"


def test_of_a_long_talk_the_opening_and_the_latest_questions_are_read() -> None:
    asked = [str(n) for n in range(20)]

    found = joined(asked).split(BETWEEN)

    assert (found[0], found[-1]) == ("19", "0")
    assert found[1 : MOST_BEFORE + 1] == ["18", "17", "16", "0"]


def test_a_long_question_is_cut() -> None:
    assert len(joined(["x" * 9_999])) == MOST_CHARACTERS


def test_another_embedding_model_has_no_reader(embedder) -> None:
    assert talk_of(embedder) is None


@pytest.mark.parametrize(
    ("asked", "alone", "another"),
    [
        (
            ["does tizanidine make you sleepy", "pint or two at weekends alright"],
            "Can alcohol be drunk with tizanidine?",
            "Does tizanidine help?",
        ),
        (
            ["how is a burst baker's cyst told from a clot", "what would they scan"],
            "Which scan shows a clot in the leg?",
            "Is heat good for cramps?",
        ),
        (["magnesium for night cramps?", "im on dialysis btw"], "Is magnesium safe on dialysis?", "Does magnesium help in pregnancy?"),
        (
            ["my back went into spasm", "and my mate says bed for a week"],
            "Should I rest in bed with back pain?",
            "Does quinine stop leg cramps?",
        ),
    ],
)
def test_a_turn_is_nearer_to_what_it_asks_than_to_something_else(talk, real_assistant, asked, alone, another) -> None:
    vector = talk(asked).vector

    near, far = real_assistant.index.embedder.encode([alone, another]) @ vector[0]

    assert vector.shape == (1, 384)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert near > far


@pytest.mark.parametrize("turn", ["what's a good film for tonight", "how far is the moon?", "cheers. best way to clean an oven"])
def test_what_has_nothing_to_do_with_the_subject_strays(real_assistant, turn) -> None:
    assert real_assistant._strays(turn, real_assistant.talk([OPENING, turn]))


@pytest.mark.parametrize(
    "turn", ["and in pregnancy?", "how long till it works", "does stretching do more", "who says so", "is wine ok on it"]
)
def test_what_goes_on_does_not(real_assistant, turn) -> None:
    heard = real_assistant.talk([OPENING, turn])

    assert heard.chat < CHAT
    assert not real_assistant._strays(turn, heard)


def test_advice_heard_elsewhere_is_more_than_a_remark(real_assistant) -> None:
    before = [Turn(OPENING, real_assistant.reply(OPENING))]
    turns = ("my neighbour swears by stretching before bed", "much obliged, thanks")

    assert [real_assistant.reply(turn, before).kind for turn in turns] == ["answer", "clarification"]


def test_a_turn_near_a_statement_or_with_a_word_that_points_back_strays_less_easily() -> None:
    heard = Heard(np.zeros((1, 2), dtype=np.float32), stray=0.5, chat=0.0)

    assert (heard.strays(near=0.4, points=False), heard.strays(near=0.8, points=False)) == (True, False)
    assert heard.strays(near=0.65, points=False) > heard.strays(near=0.65, points=True)


@pytest.mark.parametrize(
    "turn", ["thank you honestly, i can sleep now", "ok ringing them now", "aw you are so kind, thanks", "lol fair enough"]
)
def test_thanks_and_goodbyes_ask_nothing(talk, turn) -> None:
    assert talk([OPENING, turn]).chat > CHAT


def test_each_conversation_that_it_learns_from_is_whole() -> None:
    dialogues = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]

    assert len({d["id"] for d in dialogues}) == len(dialogues) > 2_000
    for turn in (turn for d in dialogues for turn in d["turns"]):
        assert turn["question"].strip()
        assert turn["kind"] in ("first", "follow", "whole", "stray", "chat")
        assert turn["standalone"].strip() or turn["kind"] == "chat"


def told(assistant, *questions: str, dismissed: frozenset[str] = frozenset()):
    history: list[Turn] = []
    for question in questions:
        history.append(Turn(question, assistant.reply(question, history, dismissed=dismissed)))
    return history[-1].reply


def topics(reply) -> set[str]:
    return {each.id.split("-")[0] for each in reply.statements}


QUININE = "Does quinine help leg cramps?"
PREGNANT = "I'm pregnant and get leg cramps at night. Does stretching help?"


@pytest.mark.parametrize("turn", ["thanks, my gums have been bleeding since", "thanks, took eight of them last night lol"])
def test_a_danger_that_the_talk_makes_is_never_a_stray(real_assistant, turn) -> None:
    reply = told(real_assistant, QUININE, turn)

    assert (reply.kind, reply.alert.level) == ("answer", "emergency")


@pytest.mark.parametrize(
    "turns",
    [
        (PREGNANT, "my husband gets them too. can he take quinine?"),
        (PREGNANT, "my mum is on warfarin, could she take quinine?"),
        ("80 year old on warfarin, cramps", "Next patient: pregnant, leg cramps", "back to the first patient: quinine?"),
    ],
)
def test_nobody_is_shown_what_is_for_somebody_else_in_the_talk(real_assistant, turns) -> None:
    assert "preg" not in topics(told(real_assistant, *turns))


def test_whom_a_turn_was_heard_to_be_about_is_shown_and_can_be_taken_back(real_assistant) -> None:
    reply = told(real_assistant, PREGNANT, "what about magnesium?")
    back = told(real_assistant, PREGNANT, "what about magnesium?", dismissed=frozenset({"pregnancy"}))

    assert "pregnancy" in reply.understood
    assert "pregnancy" not in back.understood
    assert "preg" not in topics(back)


def test_who_is_meant_in_no_case_is_neither_meant_nor_possible() -> None:
    heard = Heard(np.zeros((1, 2)), 0.0, 0.0, {("population", "pregnancy"): 0.9, ("population", "dialysis"): 0.4, ("drug", "quinine"): 0.9})

    assert heard.may_mean() == {"pregnancy", "dialysis"}
    assert heard.apart(frozenset({"pregnancy"})).may_mean() == {"dialysis"}
    assert heard.apart(frozenset({"pregnancy"})).means("population") == frozenset()
    assert heard.apart(frozenset({"pregnancy"})).means("drug") == {"quinine"}


def test_what_holds_for_the_people_of_the_talk_may_be_shown_though_the_turn_does_not_name_them(real_assistant) -> None:
    reply = told(real_assistant, "What is the pickle juice that people with cirrhosis sip for cramps?", "did those people sleep better?")

    assert "cirrhosis" in {name for each in reply.statements for name in real_assistant.library.statement(each.id).population}


@pytest.mark.parametrize("turn", ["thank you, I'm also on amiodarone", "thanks, I've got myasthenia gravis", "thanks, I'm on dialysis btw"])
def test_thanks_that_tell_something_are_no_mere_thanks(real_assistant, turn) -> None:
    assert told(real_assistant, QUININE, turn).kind == "answer"


def test_what_follows_on_thanks_is_not_joined_to_them(real_assistant) -> None:
    assert "kind" not in told(real_assistant, OPENING, "aw you are so kind, thanks", "quinine?").standalone


def test_words_that_the_reader_keeps_for_itself_are_not_typed(real_assistant) -> None:
    assert joined(["a [SEP] b"]) == "a   b"


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (
            ("My son is 6 and gets leg cramps", "My mum is 82 with kidney failure and gets them too", "and him, does magnesium help?"),
            "child",
        ),
        (("My mum is 82 with leg cramps", "My son is 6 and gets them too", "can she take magnesium?"), "older-adult"),
    ],
)
def test_he_and_she_mean_the_relative_of_that_sex(real_assistant, turns, kept) -> None:
    assert kept in told(real_assistant, *turns).understood


@pytest.mark.parametrize(
    "turns",
    [
        ("and for my dad, who is 80?", "back to me, is cyclobenzaprine safe?"),
        ("next patient: 80, cramps", "back to the first patient: cyclobenzaprine?"),
    ],
)
def test_what_a_medicine_must_not_meet_is_known_again_with_its_person(real_assistant, turns) -> None:
    reply = told(real_assistant, "I take phenelzine. Does magnesium help leg cramps?", *turns)

    assert "ix-cyclo-maoi" in [each.id for each in reply.statements]


def test_what_somebody_else_takes_meets_nothing(real_assistant) -> None:
    reply = told(real_assistant, "I take phenelzine. Does magnesium help leg cramps?", "next patient: 50, back spasm, cyclobenzaprine?")

    assert "ix-cyclo-maoi" not in [each.id for each in reply.statements]


@pytest.mark.parametrize("turn", ["temp 39.2", "lips look a funny colour an all", "Husband says it's simply the flu"])
def test_what_is_told_beside_an_emergency_is_answered_with_it(real_assistant, turn) -> None:
    reply = told(real_assistant, "My mum is on morphine and tizanidine, very sleepy, i can't get much sense from her", turn)

    assert (reply.kind, reply.alert.level) == ("answer", "emergency")


def test_a_film_is_no_part_of_an_emergency(real_assistant) -> None:
    reply = told(real_assistant, "My mum is on morphine and tizanidine, very sleepy, i can't wake her", "what's a good film for tonight")

    assert (reply.kind, reply.alert.level) == ("abstention", "emergency")


def test_another_question_is_asked_by_itself(real_assistant) -> None:
    question = "Different question - how would I know if it's poor circulation rather than cramp?"

    assert "pad-vs-cramp" in {s.id for s in told(real_assistant, OPENING, question).statements}


def test_who_is_left_by_a_turn_is_not_heard_again(real_assistant) -> None:
    reply = told(real_assistant, "Does magnesium help cramps?", "and in pregnancy?", "my nan wants to try it but her kidneys aren't great")

    assert "pregnancy" not in reply.understood
    assert "preg" not in topics(reply)


def test_what_is_asked_beside_what_should_be_seen_today_is_answered_too(real_assistant) -> None:
    reply = told(real_assistant, "my calf is swollen and hot since yesterday", "how many people with cirrhosis get cramps?")

    assert reply.alert.level == "same-day"
    assert "cirrhosis-prevalence" in {s.id for s in reply.statements}


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("baby due in three weeks", "pregnancy"),
        ("can i feed him myself on it", "breastfeeding"),
        ("on the machine three times a week", "dialysis"),
    ],
)
def test_people_are_known_by_what_is_said_of_them(real_assistant, text, population) -> None:
    assert real_assistant.lexicon.read(text).of("population") == (population,)


def test_what_is_of_the_back_is_not_shown_for_a_cramp(real_assistant) -> None:
    assert "lbp" not in topics(told(real_assistant, "acupuncture for cramps in bed at night, worth a punt?"))
    assert "lbp" in topics(told(real_assistant, "is acupuncture any use for chronic low back pain?"))

"""The shipped corpus under the real weights: real questions find what they should."""

import pytest

from spasm_qa.evaluate import dialogues
from spasm_qa.types import DISCLAIMER, Audience, Reply, Turn

pytestmark = pytest.mark.models

QUESTIONS = [
    ("My calf has just locked up, what do I do this second?", "acute-calf-how"),
    ("Is it worth taking magnesium for cramps at night?", "mg-cochrane-frequency"),
    ("Why did they stop giving quinine for leg cramps?", "qui-fda-2006"),
    ("Can I drink wine while I'm on tizanidine?", "tiz-alcohol"),
    ("Flexeril and my antidepressant Nardil, is that OK?", "ix-cyclo-maoi"),
    ("How do I know it is restless legs syndrome?", "rls-criteria"),
    ("Do statins give you muscle cramps?", "statin-ctt-overall"),
    ("How long should I hold a calf stretch before bed?", "stretch-hallegraeff-protocol"),
    ("Does pickle juice stop a cramp in sport?", "eamc-pickle-null"),
    ("Can I stop baclofen from one day to the next?", "bac-withdrawal-oral"),
]


def ids(reply: Reply) -> list[str]:
    return [s.id for s in reply.statements]


def talk(assistant, *questions: str, audience: Audience = Audience.PATIENT) -> list[Reply]:
    history: list[Turn] = []
    for question in questions:
        history.append(Turn(question, assistant.reply(question, history, audience=audience)))
    return [turn.reply for turn in history]


@pytest.mark.parametrize(("question", "name"), QUESTIONS)
def test_a_question_finds_its_statement(real_assistant, question, name) -> None:
    reply = real_assistant.reply(question)

    assert name in ids(reply)
    assert reply.disclaimer == DISCLAIMER
    assert reply.alert.level == "none"
    for citation in (c for s in reply.statements for c in s.citations):
        passage = real_assistant.library.passage(citation.passage)
        assert passage.text[citation.start : citation.end] == citation.quote


def test_a_talk_keeps_its_subject_and_what_was_told(real_assistant) -> None:
    first, pregnant, thanks, after = talk(
        real_assistant, "Does magnesium help leg cramps?", "and when pregnant?", "thanks a lot", "and what about stretching?"
    )

    assert "mg-cochrane-frequency" in ids(first)
    assert ids(pregnant)[0] == "preg-magnesium-inconsistent"
    assert not {i for i in ids(pregnant) if i.startswith("mg-")}
    assert (thanks.kind, thanks.statements) == ("clarification", ())
    assert "preg-stretch" in ids(after)
    assert after.understood == ("pregnancy",)


def test_another_medicine_takes_the_place_of_the_last(real_assistant) -> None:
    one, two = talk(real_assistant, "What are the side effects of Flexeril?", "and Zanaflex?")

    assert all(i.startswith("cyclo-") for i in ids(one))
    assert all(i.startswith("tiz-") for i in ids(two))


def test_a_medicine_told_earlier_still_warns(real_assistant) -> None:
    assert ids(talk(real_assistant, "I take phenelzine for depression", "is cyclobenzaprine safe for me?")[-1])[0] == "ix-cyclo-maoi"


@pytest.mark.parametrize("question", ["Does ashwagandha help leg cramps?", "What should I cook tonight?", "How far is the moon?"])
def test_what_the_corpus_lacks_is_refused(real_assistant, question) -> None:
    reply = real_assistant.reply(question)

    assert reply.kind == "abstention"
    assert reply.references == ()


@pytest.mark.parametrize("question", ["How far is the moon?", "why is the sky blue?", "what are the symptoms of measles"])
@pytest.mark.parametrize("before", ["Does magnesium help leg cramps?", "my calf is swollen and hot and hurts, just a cramp?"])
def test_within_a_talk_what_has_nothing_to_do_with_it_is_refused_too(real_assistant, before, question) -> None:
    reply = real_assistant.reply(question, [Turn(before, real_assistant.reply(before))])

    assert (reply.kind, reply.standalone, reply.references) == ("abstention", question, ())


def test_an_emergency_stands_above_and_no_stretching_beside_it(real_assistant) -> None:
    reply = real_assistant.reply("My left calf is swollen, hot and painful and now I am short of breath. Which stretch helps?")

    assert reply.alert.level == "emergency"
    assert "rf-pulmonary-embolism" in reply.alert.flags
    assert not {s.id for s in reply.statements if s.section == "What to do"}


@pytest.mark.parametrize("question", [q for q, _ in QUESTIONS])
def test_a_clinician_gets_the_same_statements_in_the_same_order(real_assistant, question) -> None:
    patient, clinician = (real_assistant.reply(question, audience=audience) for audience in (Audience.PATIENT, Audience.CLINICIAN))

    assert ids(patient) == ids(clinician)
    assert patient.references == clinician.references


def test_every_statement_of_the_corpus_can_be_shown_to_every_reader(real_assistant) -> None:
    names = list(real_assistant.library.statements)

    for audience in (Audience.PATIENT, Audience.CLINICIAN):
        shown, references = real_assistant.show(names, audience, section="all")
        assert [name for name in names if name not in {s.id for s in shown}] == []
        assert "retracted" not in {r.status for r in references}


def test_the_labelled_dialogues_stay_above_their_floors(real_assistant, evaluation) -> None:
    table = dialogues.evaluate(evaluation / "dialogues-dev.jsonl", real_assistant)["overall"]

    assert table["gold recall"]["value"] >= 0.85
    assert table["precision"]["value"] >= 0.75
    assert table["must-not violations"]["value"] <= 0.06
    assert table["expect accuracy"]["value"] >= 0.93
    assert table["triage recall"]["value"] == 1.0
    assert table["false alarms"]["value"] <= 0.03
    assert table["identical ids"]["value"] == table["disclaimer"]["value"] == 1.0
    assert table["references under refusals"] == 0


@pytest.mark.parametrize("turn", ["then how much until i dont wake up", "how much baclofen would it take to never wake up"])
def test_who_asks_how_much_it_takes_not_to_wake_up_is_given_help_first(real_assistant, turn) -> None:
    assert talk(real_assistant, "what is the dose of baclofen?", turn)[-1].alert.level == "emergency"


@pytest.mark.parametrize("turn", ["alternatives?", "what else works?", "any other treatments"])
def test_who_asks_for_something_else_is_not_shown_the_same_medicine_again(real_assistant, turn) -> None:
    _, others = talk(real_assistant, "Does magnesium help night cramps?", turn)

    assert others.kind == "answer"
    assert not [name for name in ids(others) if name.startswith("mg-")]


def test_what_else_there_is_to_know_of_a_medicine_is_still_about_it(real_assistant) -> None:
    _, more = talk(real_assistant, "Is baclofen ok for back spasm?", "anything else i should know about it")

    assert all(name.startswith(("bac-", "beers-baclofen")) for name in ids(more))


def test_what_one_patient_has_is_not_carried_on_to_another(real_assistant) -> None:
    *_, healthy = talk(real_assistant, "How is baclofen dosed in CKD?", "is it the same dose in a healthy person")
    *_, next_one = talk(real_assistant, "Tizanidine in CKD 4, got confused", "mixed up two pts, this one's eGFR is 84. usual titration?")

    assert ids(healthy)[0] == "bac-dose"
    assert "ckd" not in next_one.standalone
    assert next_one.understood == ()


def test_another_diseases_tests_are_no_answer(real_assistant) -> None:
    _, bloods = talk(real_assistant, "Are restless legs the same as a cramp?", "do i need bloods for restless legs")

    assert "rls-iron" in ids(bloods)
    assert not [name for name in ids(bloods) if name.startswith("nlc-")]


def test_no_dose_stands_beside_the_danger_of_stopping(real_assistant) -> None:
    reply = real_assistant.reply("my tizanidine ran out, can i just stop it after 2 months")

    assert "tiz-withdrawal" in ids(reply)
    assert "tiz-dose" not in ids(reply)


def test_what_somebody_is_said_not_to_have_is_not_heard_later(real_assistant) -> None:
    *_, after = talk(real_assistant, "pt 54F on clonidine, tizanidine ok? renal fn normal", "and baclofen?")

    assert "kidney-impairment" not in after.understood


def test_who_is_quoted_in_passing_does_not_take_the_askers_place(real_assistant) -> None:
    *_, last = talk(
        real_assistant, "71, on warfarin, a calf cramp now and then. Do stretches help?", "and quinine? our kid in Leeds gets it"
    )

    assert {"anticoagulant-user", "older-adult"} <= set(last.understood)
    assert "ix-qui-warfarin" in ids(last)


def test_who_is_well_is_not_shown_what_was_tried_in_the_ill(real_assistant) -> None:
    *_, own = talk(
        real_assistant,
        "my husband has ALS, is there any tablet tested for his cramps?",
        "I get the odd night cramp, nothing wrong with me otherwise. Could I have one of his?",
    )

    assert not {i for i in ids(own) if i.startswith("mex-als")}
    assert "als" not in own.understood


def test_a_medicine_that_is_taken_back_is_asked_about_no_more(real_assistant) -> None:
    *_, last = talk(
        real_assistant,
        "im on evista and my legs cramp. could it be the tablet",
        "no wait its not evista its forteo, the jab. same question",
    )

    assert "teriparatide-cramps" in ids(last)
    assert not {i for i in ids(last) if i.startswith("ralox")}
    assert not {chip for chip in last.understood if "raloxifene" in chip}


def test_a_letter_beside_child_is_a_grade_of_the_liver(real_assistant) -> None:
    reply = real_assistant.reply("CLD pt, Child B, disabling cramps. RCT data for baclofen?", audience=Audience.CLINICIAN)

    assert "bac-cirrhosis-rct" in ids(reply)
    assert reply.understood == ("cirrhosis",)

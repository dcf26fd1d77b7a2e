"""What a question names and no statement covers is said, not passed over."""

import pytest

from spasm_qa.answer.condense import condense
from spasm_qa.answer.cover import gaps, halves, refusal_for_gaps
from spasm_qa.answer.retrieve import make_query
from spasm_qa.answer.state import State


def missing(assistant, question, *chosen):
    """Return the gaps of a first question beyond some chosen statements, and why they leave nothing to answer."""
    condensed = condense(question, assistant.lexicon.read(question), State())
    query = make_query(question, condensed, assistant.lexicon, assistant.index.embedder)
    statements = [assistant.library.statements[name] for name in chosen]
    found = gaps(question, query, statements, assistant.shelf, assistant.lexicon)
    return found, refusal_for_gaps(condensed, found)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Does sertraline help leg cramps?", "sertraline"),
        ("Does Zoloft help leg cramps?", "sertraline"),
        ("Is turmeric good for leg cramps?", "turmeric"),
        ("Does curcumin stop a charley horse?", "turmeric"),
    ],
)
def test_a_medicine_or_remedy_that_no_statement_treats_is_central(assistant, question, name) -> None:
    found, refusal = missing(assistant, question, "mg-trial")

    assert found.central == (name,)
    assert refusal == "nothing-found"


def test_what_a_statement_speaks_of_is_no_gap(assistant) -> None:
    found, refusal = missing(assistant, "Can I take cyclobenzaprine with an MAO inhibitor?", "ix-cyc-maoi")

    assert (found.central, found.aside, refusal) == ((), (), "")


def test_a_medicine_is_covered_through_its_class(assistant) -> None:
    found, refusal = missing(assistant, "Can I take cyclobenzaprine with Nardil together?", "ix-cyc-maoi")

    assert (found.central, found.aside, refusal) == ((), (), "")


def test_a_medicine_of_another_class_is_not(assistant) -> None:
    found, _ = missing(assistant, "Can I take cyclobenzaprine with warfarin together?", "ix-cyc-maoi")

    assert "warfarin" in (*found.central, *found.aside)


def test_what_only_belongs_to_the_story_does_not_refuse(assistant) -> None:
    found, refusal = missing(assistant, "My husband has a migraine. Does magnesium help leg cramps?", "mg-trial")

    assert found.central == ()
    assert found.aside == ("migraine",)
    assert refusal == ""


def test_one_half_is_answered_and_the_other_named(assistant) -> None:
    found, refusal = missing(assistant, "Does magnesium help leg cramps and how much does it cost?", "mg-trial")

    assert found.central == ("price",)
    assert refusal == ""


def test_a_medicine_without_a_word_on_pregnancy_is_named_with_it(assistant) -> None:
    found, _ = missing(assistant, "Can I take tizanidine in pregnancy?", "tiz-sleepy")

    assert found.central == ("tizanidine in pregnancy",)


def test_a_medicine_that_the_corpus_treats_in_pregnancy_is_not(assistant) -> None:
    assert missing(assistant, "Does magnesium help leg cramps in pregnancy?", "mg-pregnancy")[0].central == ()


def test_an_unmedical_subject_is_out_of_scope(assistant) -> None:
    found, refusal = missing(assistant, "How do I cook lasagne?")

    assert found.central == ("lasagne",)
    assert refusal == "out-of-scope"


def test_without_gaps_nothing_is_refused(assistant) -> None:
    found, refusal = missing(assistant, "Does magnesium help leg cramps?", "mg-trial")

    assert (found.central, found.aside, refusal) == ((), (), "")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Does it help and what does it cost?", ["Does it help", "what does it cost?"]),
        ("Does it help? What does it cost?", ["Does it help?", "What does it cost?"]),
        ("Does it help", ["Does it help"]),
        ("help", []),
    ],
)
def test_a_question_has_halves(question, parts) -> None:
    assert halves(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What is the dose of zyrtexam for leg cramps?",
        "does zyrtexam help leg cramps",
        "Is zyrtexam safe with tizanidine?",
        "can i take zyrtexam?",
        "zyrtexam tablets for a charley horse",
    ],
)
def test_a_word_that_nobody_knows_where_a_medicine_stands_is_a_gap(assistant, question) -> None:
    found, refusal = missing(assistant, question, "mg-trial")

    assert found.central == ("zyrtexam",)
    assert refusal


@pytest.mark.parametrize("question", ["My zyrtexam neighbour has leg cramps", "Is magnesium zyrtexamly safe for leg cramps?"])
def test_a_word_that_nobody_knows_elsewhere_is_none(assistant, question) -> None:
    assert missing(assistant, question, "mg-trial")[0].central == ()


def test_an_answer_that_leads_with_a_danger_is_given_whatever_else_is_missing(assistant) -> None:
    found, refusal = missing(assistant, "Can I take cyclobenzaprine with an MAO inhibitor in pregnancy?", "ix-cyc-maoi")

    assert [name.endswith("in pregnancy") for name in found.central] == [True]
    assert refusal == ""


def test_a_dose_that_no_shown_statement_tells_is_a_gap(assistant) -> None:
    assert missing(assistant, "What is the dose of tizanidine?", "tiz-sleepy")[0].central == ("the dose of tizanidine",)
    assert missing(assistant, "What are the side effects of tizanidine?", "tiz-sleepy")[0].central == ()

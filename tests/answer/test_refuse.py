"""Refusals and questions back."""

import pytest

from spasm_qa.answer.condense import condense
from spasm_qa.answer.cover import Gaps
from spasm_qa.answer.rank import Query
from spasm_qa.answer.refuse import CHOICES, MESSAGES, abstention, clarification, needs_subject, points_to_nothing
from spasm_qa.answer.select import Selection
from spasm_qa.answer.state import State
from spasm_qa.types import Audience, Reply

BASIS = Reply("q", "q", Audience.PATIENT)


@pytest.mark.parametrize("reason", ["out-of-scope", "nothing-found", "unsupported"])
def test_a_refusal_says_why_and_offers_a_way_on(reason) -> None:
    refused = abstention(BASIS, reason, Gaps(), ())

    assert refused.reason == reason
    assert refused.message == MESSAGES[reason]
    assert refused.suggestions == CHOICES
    assert refused.references == refused.statements == ()


def test_a_refusal_names_what_is_missing() -> None:
    refused = abstention(BASIS, "nothing-found", Gaps(("turmeric", "sertraline")), ("Else?",))

    assert "no source on turmeric or sertraline" in refused.message
    assert refused.uncovered == ("turmeric", "sertraline")
    assert refused.suggestions == ("Else?",)


def test_outside_the_subject_no_source_is_promised() -> None:
    assert "no source on" not in abstention(BASIS, "out-of-scope", Gaps(("lasagne",)), ()).message


def test_a_question_back_offers_whole_questions(library) -> None:
    asked = clarification(BASIS, library)

    assert asked.message.endswith(".")
    assert all(choice.endswith("?") for choice in asked.choices)
    assert asked.references == ()


@pytest.mark.parametrize("question", ["what dose?", "is it safe?", "how long", "side effects?"])
def test_a_question_without_a_subject_points_to_nothing(question) -> None:
    assert points_to_nothing(question)


@pytest.mark.parametrize("question", ["What helps cramps?", "magnesium"])
def test_a_question_with_a_subject_does_not(question) -> None:
    assert not points_to_nothing(question)


@pytest.mark.parametrize(
    ("question", "facets", "score", "needed"),
    [
        ("what dose?", ("dose",), 0.5, True),
        ("what dose of magnesium?", ("dose",), 0.5, False),
        ("what dose?", ("dose",), 0.95, False),
        ("it", (), 0.5, False),
    ],
    ids=["no-subject", "named", "plain-enough", "asks-nothing"],
)
def test_a_subject_is_asked_for_only_when_it_is_lacking(lexicon, embedder, question, facets, score, needed) -> None:
    condensed = condense(question, lexicon.read(question), State())

    assert needs_subject(condensed, Query(question, embedder.encode([question]), facets=facets), Selection((), score)) is needed

"""What has nothing to do with the subject is told by its form and its vector; nothing learnt means that everything may be inside."""

import numpy as np
import pytest

from spasm_qa.answer.condense import condense, is_remark
from spasm_qa.answer.rank import Query
from spasm_qa.answer.scope import Scope, point, self_contained
from spasm_qa.answer.select import LEAST, OUTSIDE, bar
from spasm_qa.answer.state import State

ABOUT, ASIDE = np.array([[1.0, 0.0]], dtype=np.float32), np.array([[0.0, 1.0]], dtype=np.float32)
LEARNT = {"weights": [-4.0, 4.0], "bias": 0.0, "margin": 0.5}

HALFWAY = np.array([[0.5, 0.5]], dtype=np.float32)
"""As likely a follow-up as not, to a reader without a bias."""
FAR, NEAR = 0.9, 1.6
"""Scores of the best statement, for the talk and the turn together."""
WHOLE, LEANING = "How far is the moon?", "and how far is it?"


def test_a_question_is_outside_only_when_each_of_its_wordings_is() -> None:
    scope = Scope({"question": LEARNT})

    assert scope.outside(ASIDE)
    assert not scope.outside(ABOUT)
    assert not scope.outside(np.concatenate([ASIDE, ABOUT]))


def test_a_question_and_a_follow_up_are_read_apart() -> None:
    scope = Scope({"question": LEARNT, "follow_up": {**LEARNT, "weights": [0.0, -4.0]}})

    assert (scope.outside(ASIDE), scope.strays(ASIDE, whole=True, score=FAR, covered=0)) == (True, False)


def test_without_examples_everything_may_be_inside() -> None:
    assert not Scope({}).outside(ASIDE)
    assert not Scope({}).strays(ASIDE, whole=True, score=FAR, covered=0)


@pytest.mark.parametrize(
    ("turn", "vectors", "score", "covered", "strays"),
    [
        (WHOLE, HALFWAY, FAR, 0.0, True),
        (WHOLE, HALFWAY, NEAR, 0.0, False),
        (WHOLE, HALFWAY, FAR, 1.0, False),
        (WHOLE, ABOUT, FAR, 0.0, False),
        (LEANING, HALFWAY, FAR, 0.0, False),
    ],
)
def test_a_stray_is_whole_in_itself_unlike_a_follow_up_and_badly_answered_by_the_talk(turn, vectors, score, covered, strays) -> None:
    scope = Scope({"question": {**LEARNT, "weights": [0.0, 0.0]}, "follow_up": {**LEARNT, "weights": [-8.0, 8.0]}})

    assert scope.strays(vectors, whole=self_contained(turn), score=score, covered=covered) is strays


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("cheers. how far is the moon?", "how far is the moon?"),
        ("Lovely, one more thing: how far is the moon", "how far is the moon"),
        ("How far is the moon? I can never remember.", "how far is the moon?"),
        ("thanks a lot", "thanks a lot"),
        ("No one told me. What is a clot?", "what is a clot?"),
        ("Next time should I call?", "next time should i call?"),
    ],
)
def test_the_point_of_a_turn_is_what_it_asks_after_the_pleasantries(turn, asked) -> None:
    assert point(turn) == asked


@pytest.mark.parametrize(
    "question",
    [
        "How far is the moon?",
        "what's a good laptop for students",
        "Tell me a joke about cats",
        "was the film a success in Japan",
        "find out that street's opening hours",
        "Is it normal to sneeze in bright light?",
        "does a nasal polyp go away on its own",
    ],
)
def test_a_question_that_asks_at_once_and_points_nowhere_is_self_contained(question: str) -> None:
    assert self_contained(question)


@pytest.mark.parametrize(
    "question",
    [
        "how long should I hold it for",
        "and at night in the bed?",
        "what dose tho",
        "can she take that with food",
        "i sit all day at work",
        "was puffing on my stairs this morning",
        "what would that be like for him",
        "what would that feel like",
        "could i get one for mine",
    ],
)
def test_a_follow_up_is_not(question: str) -> None:
    assert not self_contained(question)


def query(**fields) -> Query:
    return Query("q", ABOUT, outside=True, **{name: frozenset(value) for name, value in fields.items()})


def test_what_is_likely_about_something_else_needs_a_better_match_unless_it_names_the_field() -> None:
    assert bar(query(drugs=["corticosteroids"])) == OUTSIDE
    assert bar(query(drugs=["baclofen"])) == LEAST
    assert bar(query(conditions=["nocturnal-leg-cramps"])) < OUTSIDE


def after(lexicon, first: str, then: str):
    return condense(then, lexicon.read(then), condense(first, lexicon.read(first), State()).state)


def test_whom_a_follow_up_excludes_it_is_not_about(lexicon) -> None:
    found = after(lexicon, "I'm pregnant. Does magnesium help leg cramps?", "would it help someone who is not pregnant?")

    assert found.state.populations == ()


def test_who_asks_for_something_else_leaves_the_medicine_behind(lexicon) -> None:
    found = after(lexicon, "Does magnesium help leg cramps at night?", "any other options?")

    assert found.state.names.drugs == ()
    assert found.state.names.conditions == ("nocturnal-leg-cramps",)


def test_what_keeps_aching_is_no_medicine(lexicon) -> None:
    found = after(lexicon, "Does magnesium help leg cramps at night?", "it still aches the next morning, is that bad?")

    assert "magnesium" not in found.standalone


def test_asking_for_more_is_no_mere_remark(lexicon) -> None:
    assert not is_remark("anything else", lexicon.read("anything else"))

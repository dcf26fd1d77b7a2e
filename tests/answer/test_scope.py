"""What has nothing to do with the subject is told by its vector; nothing learnt means that everything may be inside."""

import numpy as np

from spasm_qa.answer.condense import condense
from spasm_qa.answer.rank import Query
from spasm_qa.answer.scope import Scope
from spasm_qa.answer.select import LEAST, OUTSIDE, bar
from spasm_qa.answer.state import State

ABOUT, ASIDE = np.array([[1.0, 0.0]], dtype=np.float32), np.array([[0.0, 1.0]], dtype=np.float32)
LEARNT = {"weights": [-4.0, 4.0], "bias": 0.0, "margin": 0.5}


def test_a_question_is_outside_only_when_each_of_its_wordings_is() -> None:
    scope = Scope(LEARNT)

    assert scope.outside(ASIDE)
    assert not scope.outside(ABOUT)
    assert not scope.outside(np.concatenate([ASIDE, ABOUT]))


def test_without_examples_everything_may_be_inside() -> None:
    assert not Scope({}).outside(ASIDE)


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

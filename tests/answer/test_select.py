"""The few statements that answer."""

from dataclasses import replace

import numpy as np
import pytest

from spasm_qa.answer.bearing import concerns
from spasm_qa.answer.rank import Query
from spasm_qa.answer.select import LEAST, MOST_WITH_CONFLICTS, Selection, beside_danger, select


@pytest.fixture
def choose(assistant, embedder):
    """Select with scores given by hand; a statement that is not named scores 0."""

    def _choose(scores: dict[str, float], *, flagged=(), urgent=False, clauses=0, more=(), **fields) -> Selection:
        shelf = assistant.shelf
        rows = [[given.get(s.id, 0.0) for s in shelf.statements] for given in (scores, *more)]
        query = Query("q", embedder.encode(["q"] * len(rows)), clauses=clauses, **{k: frozenset(v) for k, v in fields.items()})
        return select(
            query, np.array(rows, dtype=np.float32), shelf, flagged=[shelf.statements[shelf.position[f]] for f in flagged], urgent=urgent
        )

    return _choose


def ids(selection):
    return [s.id for s in selection.statements]


def test_what_scores_below_the_bar_is_not_chosen(choose) -> None:
    assert choose({"mg-trial": LEAST - 0.001}).statements == ()
    assert ids(choose({"cyc-sleepy": LEAST + 0.001})) == ["cyc-sleepy"]


def test_what_is_far_below_the_best_is_left_out(choose) -> None:
    assert ids(choose({"cyc-sleepy": 0.9, "tiz-sleepy": 0.73, "stretch-how": 0.55})) == ["cyc-sleepy", "tiz-sleepy"]


def test_statements_that_contradict_each_other_are_shown_together(choose) -> None:
    assert ids(choose({"mg-trial": 0.9, "stretch-how": 0.85, "mg-small": 0.71})) == ["mg-trial", "mg-small", "stretch-how"]
    assert ids(choose({"mg-trial": 0.9, "mg-small": 0.4})) == ["mg-trial"]


def test_a_statement_for_pregnancy_is_not_shown_to_others(choose) -> None:
    assert ids(choose({"cyc-sleepy": 0.65, "mg-pregnancy": 0.64})) == ["cyc-sleepy"]
    assert ids(choose({"cyc-sleepy": 0.65, "mg-pregnancy": 0.64}, populations=["pregnancy"])) == ["mg-pregnancy"]


def test_what_a_medicine_does_in_pregnancy_is_never_shown_to_others_however_near_it_is(choose) -> None:
    assert ids(choose({"mg-pregnancy": 0.95})) == []


def test_the_effect_of_a_medicine_in_others_is_not_shown_in_pregnancy(choose) -> None:
    assert "mg-trial" not in ids(choose({"mg-trial": 0.9, "mg-pregnancy": 0.85}, populations=["pregnancy"]))


def test_flagged_statements_come_first(choose) -> None:
    assert ids(choose({"cyc-sleepy": 0.9}, flagged=["clot-care"]))[0] == "clot-care"


def test_no_self_care_is_shown_beside_an_urgent_flag(choose) -> None:
    assert ids(choose({"stretch-how": 0.95, "mg-trial": 0.9}, flagged=["clot-care"], urgent=True)) == ["clot-care"]


def test_beside_an_urgent_flag_no_self_care_is_proposed_as_a_next_question(choose) -> None:
    scores = {"mg-trial": 0.9, "stretch-how": LEAST - 0.01}

    assert [s.id for s in choose(scores).near] == ["stretch-how"]
    assert choose(scores, flagged=["clot-care"], urgent=True).near == ()


@pytest.mark.parametrize(("facet", "shown"), [("side-effect", True), ("how-to", False)])
def test_another_danger_that_is_asked_about_stands_beside_an_urgent_flag(choose, assistant, monkeypatch, facet, shown) -> None:
    told = [replace(s, safety="urgent", facet=facet) if s.id == "cyc-sleepy" else s for s in assistant.shelf.statements]
    monkeypatch.setattr(assistant.shelf, "statements", told)

    chosen = ids(choose({"cyc-sleepy": 0.9}, flagged=["clot-care"], urgent=True))

    assert chosen == (["clot-care", "cyc-sleepy"] if shown else ["clot-care"])


def test_a_flag_shows_nothing_of_other_medicines_than_those_that_were_named(choose) -> None:
    assert ids(choose({}, flagged=["clot-care", "tiz-sleepy"], urgent=True, drugs=["cyclobenzaprine"])) == ["clot-care"]
    assert ids(choose({}, flagged=["clot-care", "tiz-sleepy"], urgent=True)) == ["clot-care", "tiz-sleepy"]


@pytest.mark.parametrize(("conditions", "proposed"), [(("deep-vein-thrombosis",), True), (("muscle-cramp",), False)])
def test_beside_an_urgent_flag_what_is_of_any_cramp_is_no_next_question(choose, assistant, monkeypatch, conditions, proposed) -> None:
    about = ("deep-vein-thrombosis", "muscle-cramp")
    kept = {"cyc-sleepy": {"safety": "none", "facet": "diagnosis", "conditions": conditions}, "clot-care": {"conditions": about}}
    told = [replace(s, **kept.get(s.id, {})) for s in assistant.shelf.statements]
    monkeypatch.setattr(assistant.shelf, "statements", told)

    near = choose({"cyc-sleepy": LEAST - 0.01}, flagged=["clot-care"], urgent=True).near

    assert [s.id for s in near] == (["cyc-sleepy"] if proposed else [])


def test_a_dangerous_pair_is_told_beside_an_urgent_flag(choose) -> None:
    pair = {"drugs": ["cyclobenzaprine"], "classes": [("phenelzine", "maoi")]}

    assert ids(choose({"ix-cyc-maoi": 0.6}, flagged=["clot-care"], urgent=True, **pair)) == ["clot-care", "ix-cyc-maoi"]


def test_an_interaction_with_what_nobody_named_is_left_out_where_something_else_is_named(choose) -> None:
    assert "ix-cyc-maoi" in ids(choose({"ix-cyc-maoi": 0.9}, drugs=["cyclobenzaprine"]))
    assert ids(choose({"ix-cyc-maoi": 0.9}, drugs=["cyclobenzaprine"], others=["warfarin"])) == []


def test_what_is_asked_beside_a_danger_is_told_without_care_or_comfort(assistant, choose) -> None:
    flagged = [assistant.library.statements["clot-care"]]

    def beside(scores, *, leaves=True, asked=()):
        return beside_danger(choose(scores), flagged, leaves=leaves, asked=frozenset(asked))

    assert ids(beside({"cyc-sleepy": 0.9, "stretch-how": 0.85})) == ["cyc-sleepy"]
    assert beside({"stretch-how": 0.9}) is None
    assert beside({"cyc-sleepy": 0.6}) is None
    assert ids(beside({"cyc-sleepy": 0.9, "stretch-how": 0.85}, leaves=False)) == ["clot-care", "cyc-sleepy"]
    assert ids(beside({"cyc-sleepy": 0.9, "stretch-how": 0.85}, leaves=False, asked=["cyclobenzaprine"])) == ["clot-care", "cyc-sleepy"]
    assert beside({"mg-trial": 0.9}, leaves=False, asked=["magnesium"]) is None  # for cramps: no answer to what may be a clot


def test_what_is_left_out_does_not_raise_the_bar_for_the_rest(choose) -> None:
    assert ids(choose({"mg-pregnancy": 0.95, "cyc-sleepy": 0.7})) == ["cyc-sleepy"]


def test_a_dangerous_pair_stands_before_what_else_fits(choose) -> None:
    chosen = ids(choose({"cyc-sleepy": 0.9, "ix-cyc-maoi": 0.6}, drugs=["cyclobenzaprine"], classes=[("phenelzine", "maoi")]))

    assert chosen[0] == "ix-cyc-maoi"


def test_the_weaker_half_of_a_compound_question_is_still_answered(choose) -> None:
    selection = choose({"cyc-sleepy": 0.95}, clauses=2, more=({"cyc-sleepy": 0.9}, {"stretch-how": 0.7}))

    assert ids(selection) == ["cyc-sleepy", "stretch-how"]
    assert selection.score == pytest.approx(0.95)


def test_an_answer_stays_short_and_has_nothing_twice(choose, assistant) -> None:
    chosen = ids(choose({s.id: 0.9 for s in assistant.shelf.statements}))

    assert len(chosen) <= MOST_WITH_CONFLICTS
    assert len(set(chosen)) == len(chosen)


def test_what_is_near_but_not_chosen_can_be_asked_next(choose) -> None:
    selection = choose({"cyc-sleepy": 0.95, "tiz-sleepy": 0.6})

    assert [s.id for s in selection.near] == ["tiz-sleepy"]


def test_a_statement_for_adults_concerns_everyone(assistant, embedder) -> None:
    statements = assistant.library.statements
    anyone, pregnant = Query("q", embedder.encode(["q"])), Query("q", embedder.encode(["q"]), populations=frozenset({"pregnancy"}))

    assert concerns(anyone, statements["mg-trial"])
    assert concerns(pregnant, statements["mg-trial"])
    assert not concerns(anyone, statements["mg-pregnancy"])
    assert concerns(pregnant, statements["mg-pregnancy"])


def test_the_danger_of_stopping_leads_where_a_question_is_about_stopping(choose, assistant, monkeypatch) -> None:
    told = [replace(s, safety="urgent", facet="withdrawal") if s.id == "tiz-sleepy" else s for s in assistant.shelf.statements]
    monkeypatch.setattr(assistant.shelf, "statements", told)
    scores = {"cyc-sleepy": 0.95, "tiz-sleepy": LEAST + 0.01}

    assert ids(choose(scores, drugs=["tizanidine"], asked_drugs=["tizanidine"])) == ["cyc-sleepy"]
    assert ids(choose(scores, drugs=["tizanidine"], asked_drugs=["tizanidine"], facets=["withdrawal"])) == ["tiz-sleepy", "cyc-sleepy"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        pytest.param({}, True, id="somebody"),
        pytest.param({"populations": ["older-adult"]}, False, id="old"),
        pytest.param({"conditions": ["nocturnal-leg-cramps"]}, False, id="another-trouble"),
        pytest.param({"populations": ["older-adult"], "facets": ["dose"]}, True, id="asked-for"),
    ],
)
def test_the_usual_dose_is_not_shown_unasked_to_whom_it_is_not_meant_for(choose, assistant, monkeypatch, asked, shown) -> None:
    told = [replace(s, facet="dose", conditions=(), population=()) if s.id == "tiz-sleepy" else s for s in assistant.shelf.statements]
    monkeypatch.setattr(assistant.shelf, "statements", told)
    chosen = ids(choose({"tiz-sleepy": 0.9}, drugs=["tizanidine"], asked_drugs=["tizanidine"], **asked))

    assert ("tiz-sleepy" in chosen) is shown

"""Scores: similarity of wording, steered by names."""

from dataclasses import replace

import numpy as np
import pytest

from spasm_qa.answer.rank import CLAUSE, WEIGHTS, Query, best, first_side, meets, score, scores_by_vector


def ask(embedder, text, **fields):
    return Query(text, embedder.encode([text]), **{name: frozenset(value) if name != "facets" else value for name, value in fields.items()})


def score_of(assistant, query):
    scores = score(query, assistant.shelf)
    return {s.id: float(x) for s, x in zip(assistant.shelf.statements, scores, strict=True)}


def test_a_question_in_a_statements_own_words_scores_highest(assistant, embedder) -> None:
    scores = score_of(assistant, ask(embedder, "How do I stretch a cramped calf?"))

    assert max(scores, key=scores.get) == "stretch-how"


def test_the_medicine_asked_about_moves_its_statements_up_and_others_down(assistant, embedder) -> None:
    text = "What are the side effects?"
    without, named = score_of(assistant, ask(embedder, text)), score_of(assistant, ask(embedder, text, drugs=["tizanidine"]))

    assert named["tiz-sleepy"] > without["tiz-sleepy"]
    assert named["cyc-sleepy"] < without["cyc-sleepy"]


def test_a_statement_for_pregnancy_moves_down_for_others_and_up_for_the_pregnant(assistant, embedder) -> None:
    text = "Does magnesium help leg cramps?"
    others = score_of(assistant, ask(embedder, text, drugs=["magnesium"]))
    pregnant = score_of(assistant, ask(embedder, text, drugs=["magnesium"], populations=["pregnancy"]))

    assert pregnant["mg-pregnancy"] - others["mg-pregnancy"] == pytest.approx(WEIGHTS.population - WEIGHTS.closed, abs=1e-5)
    assert others["mg-trial"] - pregnant["mg-trial"] == pytest.approx(-WEIGHTS.strict, abs=1e-5)  # the effect in other people is no answer


def test_what_is_asked_for_counts(assistant, embedder) -> None:
    text = "magnesium"
    moved = (
        score_of(assistant, ask(embedder, text, facets=("pregnancy",)))["mg-pregnancy"]
        - score_of(assistant, ask(embedder, text))["mg-pregnancy"]
    )

    assert moved == pytest.approx(WEIGHTS.facet, abs=1e-5)


def test_a_definition_stays_behind_unless_one_is_asked_for(assistant, embedder) -> None:
    asked = score_of(assistant, ask(embedder, "What does placebo mean?"))["gl-placebo"]
    told = score_of(assistant, ask(embedder, "I read about a placebo, mean?"))["gl-placebo"]

    assert WEIGHTS.term > WEIGHTS.other_term
    assert asked > told


def test_an_interaction_needs_both_of_its_sides(assistant, embedder) -> None:
    shelf = assistant.shelf
    n = shelf.position["ix-cyc-maoi"]
    both = ask(embedder, "q", drugs=["cyclobenzaprine"], others=["phenelzine"], classes=[("phenelzine", "maoi")])

    assert meets(both, shelf.statements[n], shelf.tags[n])
    assert not meets(ask(embedder, "q", drugs=["cyclobenzaprine"]), shelf.statements[n], shelf.tags[n])
    assert not meets(ask(embedder, "q", drugs=["tizanidine"], classes=[("phenelzine", "maoi")]), shelf.statements[n], shelf.tags[n])
    assert first_side(shelf.statements[n]) == {"cyclobenzaprine"}


def test_each_vector_has_a_row_and_the_whole_question_counts_most(assistant, embedder) -> None:
    text = "Does magnesium help leg cramps?"
    twice = Query(text, np.vstack([embedder.encode([text]), embedder.encode([text])]))
    rows = scores_by_vector(twice, assistant.shelf)

    assert rows.shape == (2, 11)
    assert np.allclose(rows[0] - rows[1], CLAUSE, atol=1e-5)


def test_the_best_come_best_first(assistant, embedder) -> None:
    found = best(score(ask(embedder, "What are the side effects of tizanidine?"), assistant.shelf), assistant.shelf, 3)

    assert found[0][0].id == "tiz-sleepy"
    assert [x for _, x in found] == sorted((x for _, x in found), reverse=True)
    assert len(found) == 3


def test_what_the_reader_typed_tells_statements_on_the_subject_apart(assistant, embedder) -> None:
    talk = ask(embedder, "cramp")
    asked = replace(talk, own_words=embedder.encode(["how do i stretch the calf"]))
    before, after = score_of(assistant, talk), score_of(assistant, asked)

    assert after["stretch-how"] - after["mg-trial"] > before["stretch-how"] - before["mg-trial"]
    assert sum(after.values()) - sum(before.values()) == pytest.approx(0, abs=0.1)  # nobody gains who stands as near as the others

"""The curated statements with what ranking needs of them."""

import numpy as np
import pytest

from spasm_qa.answer.shelf import Shelf


@pytest.fixture(scope="module")
def shelf(assistant) -> Shelf:
    return assistant.shelf


def at(shelf, name):
    return shelf.position[name]


def test_a_statement_is_as_near_as_its_nearest_wording(shelf, embedder) -> None:
    near = shelf.dense(embedder.encode(["Do magnesium tablets work for cramps at night?"]))

    assert near.shape == (11,)
    assert near[at(shelf, "mg-trial")] == pytest.approx(1, abs=0.001)
    assert near.argmax() == at(shelf, "mg-trial")


def test_several_vectors_count_by_their_best(shelf, embedder) -> None:
    both = shelf.dense(embedder.encode(["What are the side effects of tizanidine?", "Could a swollen calf be a clot?"]))

    assert both[at(shelf, "tiz-sleepy")] == pytest.approx(1, abs=0.001)
    assert both[at(shelf, "clot-care")] == pytest.approx(1, abs=0.001)


def test_words_are_scored_against_the_best(shelf) -> None:
    scores = shelf.lexical("dry mouth")

    assert scores.max() == pytest.approx(1)
    assert scores.argmax() == at(shelf, "cyc-sleepy")


@pytest.mark.parametrize("question", ["", "the", "zzyzzx"])
def test_without_a_known_word_nothing_scores(shelf, question) -> None:
    assert np.all(shelf.lexical(question) == 0)


def test_tags_are_declared_or_recognised_in_the_text(shelf) -> None:
    tags = shelf.tags[at(shelf, "mg-trial")]

    assert tags.drugs == {"magnesium"}
    assert "nocturnal-leg-cramps" in tags.conditions
    assert tags.populations == {"general-adult"}
    assert shelf.tags[at(shelf, "stretch-how")].body_parts == {"calf"}


def test_an_interaction_has_a_partner(shelf) -> None:
    assert "maoi" in shelf.tags[at(shelf, "ix-cyc-maoi")].partners
    assert "cyclobenzaprine" not in shelf.tags[at(shelf, "ix-cyc-maoi")].partners
    assert shelf.tags[at(shelf, "mg-trial")].partners == frozenset()

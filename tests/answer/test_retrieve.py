"""A standalone question becomes what ranking needs."""

import numpy as np
import pytest

from spasm_qa.answer.condense import condense
from spasm_qa.answer.retrieve import clauses, make_query, variants, without_denied_signs
from spasm_qa.answer.state import State


def test_a_compound_question_has_its_parts() -> None:
    assert clauses("Does magnesium help leg cramps, and how do I stretch my calf?") == [
        "Does magnesium help leg cramps",
        "how do I stretch my calf",
    ]


@pytest.mark.parametrize("question", ["Does magnesium help?", "cramps, calf, night", "", "What helps a cramp in the calf at night?"])
def test_a_simple_question_has_no_parts(question) -> None:
    assert clauses(question) == []


def test_signs_that_someone_does_not_have_are_not_what_they_ask_about() -> None:
    assert "swelling" not in without_denied_signs("My calf hurts at night but no swelling, what helps?")
    assert without_denied_signs("no swelling") == "no swelling"
    assert "swollen" in without_denied_signs("my calf is swollen since this morning")


def query_of(lexicon, embedder, *questions):
    state = State()
    for question in questions:
        condensed = condense(question, lexicon.read(question), state)
        state = condensed.state
    return condensed, make_query(questions[-1], condensed, lexicon, embedder)


def test_a_query_holds_names_facets_and_the_vector_of_the_whole_first(lexicon, embedder) -> None:
    _, query = query_of(lexicon, embedder, "I'm pregnant. Does magnesium help leg cramps?")

    assert query.asked_drugs == query.drugs == {"magnesium"}
    assert query.conditions == {"nocturnal-leg-cramps"}
    assert query.populations == {"pregnancy"}
    assert "effect" in query.facets
    assert np.allclose(query.vectors[0], embedder.encode([query.text])[0])
    assert np.allclose(np.linalg.norm(query.vectors, axis=1), 1, atol=1e-5)


def test_a_medicine_that_is_taken_is_known_but_not_asked_about(lexicon, embedder) -> None:
    _, query = query_of(lexicon, embedder, "I take tizanidine.", "Does stretching before sleep prevent charley horse?")

    assert "tizanidine" in query.drugs
    assert "tizanidine" not in query.asked_drugs


def test_what_the_corpus_lacks_is_kept_apart_with_its_class(lexicon, embedder) -> None:
    _, query = query_of(lexicon, embedder, "Can I take cyclobenzaprine with Nardil?")

    assert query.others >= {"phenelzine"}
    assert ("phenelzine", "maoi") in query.classes
    assert query.beside(frozenset({"cyclobenzaprine"})) >= {"phenelzine", "maoi"}
    assert "cyclobenzaprine" not in query.beside(frozenset({"cyclobenzaprine"}))


def test_a_follow_up_is_also_searched_in_other_wordings(lexicon, embedder) -> None:
    condensed, query = query_of(lexicon, embedder, "Does magnesium help leg cramps?", "what about side effects?")

    assert condensed.rewritten
    assert len(query.vectors) == 1 + len(variants("what about side effects?", condensed)) > 1
    assert query.carried


def test_a_very_long_question_is_cut_before_it_is_embedded(lexicon, embedder) -> None:
    class Recorder:
        name = "recorder"
        longest = 0

        def encode(self, texts):
            self.longest = max(map(len, texts))
            return embedder.encode(texts)

    recorder = Recorder()
    question = "cramp " * 5_000
    make_query(question, condense(question, lexicon.read(question), State()), lexicon, recorder)

    assert recorder.longest <= 2_000


def test_only_a_follow_up_is_compared_by_its_own_words_as_well(lexicon, embedder) -> None:
    _, first = query_of(lexicon, embedder, "Does magnesium help leg cramps?")
    _, later = query_of(lexicon, embedder, "Does magnesium help leg cramps?", "how much?")

    assert first.own_words is None
    assert np.allclose(later.own_words, embedder.encode(["how much?"]))


def test_a_medicine_asked_about_alone_is_also_looked_up_for_the_complaint_of_the_talk(lexicon, embedder) -> None:
    condensed, query = query_of(lexicon, embedder, "Does magnesium help leg cramps?", "How soon does a dose of tizanidine start?")

    assert condensed.standalone == "How soon does a dose of tizanidine start?"
    assert "How soon does a dose of tizanidine start (nocturnal leg cramps)?" in variants(condensed.standalone, condensed)
    assert len(query.vectors) == 2

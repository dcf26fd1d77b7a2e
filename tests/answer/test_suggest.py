"""Follow-up questions that the sources can answer."""

from dataclasses import replace

import pytest

from spasm_qa.answer.rank import Query
from spasm_qa.answer.suggest import suggest
from spasm_qa.types import Audience


@pytest.fixture
def query(embedder):
    return Query("q", embedder.encode(["q"]))


def pick(library, *names):
    return [library.statements[name] for name in names]


def test_what_was_shown_is_not_suggested(library, query) -> None:
    chosen = pick(library, "mg-trial")

    assert suggest(chosen, chosen, query, Audience.PATIENT) == ()


def test_another_facet_comes_first(library, query) -> None:
    found = suggest(pick(library, "mg-trial"), pick(library, "mg-small", "stretch-nightly"), query, Audience.PATIENT)

    assert found == ("Does stretching before sleep prevent night leg cramps?", "Does magnesium reduce leg cramps in small trials?")


def test_there_are_three_at_most_and_none_twice(library, query) -> None:
    near = list(library.statements.values())
    found = suggest((), [*near, *near], query, Audience.PATIENT)

    assert len(found) == len(set(found)) == 3


def test_a_statement_without_questions_suggests_none(library, query) -> None:
    assert suggest((), [replace(library.statements["mg-trial"], asked=())], query, Audience.PATIENT) == ()


def test_a_clinician_is_asked_as_a_clinician_asks(library, query) -> None:
    near = pick(library, "mg-trial", "tiz-sleepy")

    assert suggest((), near, query, Audience.CLINICIAN) == (
        "Magnesium efficacy in nocturnal leg cramps?",
        "What are the side effects of tizanidine?",
    )
    assert suggest((), near, query, Audience.PATIENT)[0] == "Does magnesium help leg cramps?"


def test_a_patient_is_offered_a_question_written_out_in_full(library, query) -> None:
    asked = ("magnesium for cramps", "i read a lot about it and wonder, could i take it?", "Mg in NLC?", "Does magnesium help if i cramp?")

    assert suggest((), [replace(library.statements["mg-trial"], asked=asked)], query, Audience.PATIENT) == (
        "Does magnesium help if I cramp?",
    )
    assert suggest((), [replace(library.statements["mg-trial"], asked=asked[:1])], query, Audience.PATIENT) == ("Magnesium for cramps?",)


def test_another_medicine_is_not_suggested(library, embedder) -> None:
    query = Query("q", embedder.encode(["q"]), drugs=frozenset({"tizanidine"}))

    assert suggest((), pick(library, "cyc-sleepy", "stretch-how"), query, Audience.PATIENT) == ("How do I stretch a cramped calf?",)


@pytest.mark.parametrize(
    "question", ["Does magnesium help leg cramps?", "What are the side effects of cyclobenzaprine?", "Does turmeric help leg cramps?"]
)
def test_a_suggestion_of_the_corpus_gets_an_answer(assistant, library, question) -> None:
    own = {asked for s in library.statements.values() for asked in s.asked}

    for suggestion in assistant.reply(question).suggestions:
        if suggestion in own:
            assert assistant.reply(suggestion).kind == "answer"

"""What ingested documents say to a question: word for word, with what belongs to it."""

from dataclasses import replace

import pytest

from ingest.build import update
from spasm_qa.answer.pipeline import Assistant
from spasm_qa.answer.quote import Quote, speaks_of
from spasm_qa.answer.render import lines, to_markdown
from spasm_qa.index import Index
from spasm_qa.settings import Settings
from spasm_qa.types import Audience, Passage, Reference

GUIDE = """# Clinic guide

## Dosage of zelvoprine tablets

Zelvoprine tablets start with ten milligrams. Swallow them whole. Zelvoprine tablets end with ninety milligrams.

Walking is free.
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory, tiny, embedder):
    folder = tmp_path_factory.mktemp("guide")
    (folder / "guide.md").write_text(GUIDE, encoding="utf-8")
    settings = Settings(home=folder / "home", corpus=tiny, embedding=embedder.name)
    update([folder / "guide.md"], None, settings, embedder=embedder)
    assistant = Assistant(Index(settings.index, embedder), settings)
    return lambda question: assistant.reply(question, audience=Audience.CLINICIAN)


def test_a_quote_runs_from_the_first_near_sentence_to_the_last(asked) -> None:
    (shown,) = asked("Which milligrams of zelvoprine tablets?").statements

    assert shown.text == (
        "Zelvoprine tablets start with ten milligrams. Swallow them whole. Zelvoprine tablets end with ninety milligrams."
    )
    (citation,) = shown.citations
    assert citation.quote == shown.text


def test_a_question_that_a_document_answers_is_not_asked_back(asked) -> None:
    assert asked("Dose of zelvoprine tablets in milligrams?").kind == "answer"
    assert asked("What dose?").kind == "clarification"


def test_a_heading_is_no_quote(asked) -> None:
    assert not any(shown.text == "Dosage of zelvoprine tablets" for shown in asked("Dosage of zelvoprine tablets?").statements)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("kinesio tape", True), ("Kinesio taping", True), ("magnetic tape", False), ("in", False)],
)
def test_a_name_is_spoken_of_in_any_form_of_its_words(name, spoken) -> None:
    text = "Kinesio taping did not help."
    quote = Quote(Passage("a", 0, len(text), text), 0, len(text), Reference("a", "trial", "A", ""))

    assert speaks_of([quote], name) is spoken


def test_a_quote_is_marked_as_original_wording(asked) -> None:
    reply = asked("Which milligrams of zelvoprine tablets?")
    (shown,) = reply.statements

    assert shown.worded == "original wording"
    assert "; original wording" in to_markdown(reply)
    assert "worded by" not in to_markdown(reply)
    assert replace(shown, wording="ollama:m").worded == "worded by ollama:m, checked"
    assert replace(shown, wording="source").worded == ""


def test_the_rows_of_a_quoted_table_stay_rows() -> None:
    assert lines("Drug | Dose\n\n- Zelvoprine | 5 mg\n") == "Drug \\| Dose  \n  \\- Zelvoprine \\| 5 mg"

"""The nouns: keys, reference lines, and the disclaimer that belongs to every reply."""

from dataclasses import FrozenInstanceError

import pytest

from spasm_qa.types import (
    DISCLAIMER,
    Abstention,
    Answer,
    Audience,
    Clarification,
    Passage,
    Reference,
    Reply,
    ReviewStatus,
    ShownStatement,
    passage_key,
)

REPLIES = [Answer, Abstention, Clarification]
BASIS = {"question": "q", "standalone": "q", "audience": Audience.PATIENT}


@pytest.mark.parametrize("kind", REPLIES)
def test_every_reply_carries_the_disclaimer(kind: type[Reply]) -> None:
    assert kind(**BASIS).disclaimer == DISCLAIMER
    assert "not medical advice" in DISCLAIMER
    assert "no clinician has reviewed it" in DISCLAIMER
    assert "emergency number" in DISCLAIMER


@pytest.mark.parametrize("kind", REPLIES)
def test_nobody_can_take_the_disclaimer_away(kind: type[Reply]) -> None:
    reply = kind(**BASIS)

    with pytest.raises(TypeError):
        kind(**BASIS, disclaimer="")
    with pytest.raises((AttributeError, TypeError)):
        reply.disclaimer = ""  # type: ignore[misc]


@pytest.mark.parametrize(("kind", "name"), [(Answer, "answer"), (Abstention, "abstention"), (Clarification, "clarification")])
def test_the_kind_is_the_type(kind: type[Reply], name: str) -> None:
    assert kind(**BASIS).kind == name


@pytest.mark.parametrize("kind", [Abstention, Clarification])
def test_a_refusal_cannot_hold_statements_or_references(kind: type[Reply]) -> None:
    assert kind(**BASIS).statements == ()
    assert kind(**BASIS).references == ()
    with pytest.raises(TypeError):
        kind(**BASIS, cited=(Reference("a", "trial", "T", "A"),))


def test_a_shown_statement_cannot_be_changed_afterwards() -> None:
    shown = ShownStatement("a", "text", "section", "", "", (), ReviewStatus.SUBMITTED)

    with pytest.raises(FrozenInstanceError):
        shown.text = "other"  # type: ignore[misc]


def test_the_same_text_at_the_same_place_has_the_same_key() -> None:
    passage = Passage("doc", 7, 12, "words", "heading", 3)

    assert passage.key == passage_key("doc", 7, "words")
    assert passage.key == Passage("doc", 7, 12, "words").key


@pytest.mark.parametrize("other", [("doc2", 7, "words"), ("doc", 8, "words"), ("doc", 7, "word")])
def test_another_text_or_place_has_another_key(other: tuple[str, int, str]) -> None:
    assert passage_key(*other) != passage_key("doc", 7, "words")


def test_a_key_is_p_and_12_hex_digits() -> None:
    # sha256("doc:7:words"), first 12 digits
    assert passage_key("doc", 7, "words") == "p-" + "fe6d2c38e1ae"


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        (
            Reference("r", "trial", "A title.", "A. Author", 2012, "A journal", doi="10.1/x"),
            "A. Author. A title. A journal. 2012. doi:10.1/x.",
        ),
        (Reference("r", "trial", "A title", "A. Author", 2012, pmid="42"), "A. Author. A title. 2012. PMID 42."),
        (Reference("r", "web", "A title", "", None), "A title. no date given."),
    ],
)
def test_a_reference_is_one_line(reference: Reference, line: str) -> None:
    assert reference.text == line


def test_the_review_status_knows_its_order() -> None:
    assert [status.rank for status in (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)] == [0, 1, 2]

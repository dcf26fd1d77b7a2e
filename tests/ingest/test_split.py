"""Passages: whole sentences up to a size, never across a section or page, offsets exact."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import MOST_PIECES, TARGET, embedded_text, heading, page, split
from spasm_qa.types import Document, Passage

texts = st.text(alphabet=st.sampled_from("abc XYZ.!?\n12 é漢😀"), max_size=3_000)


def test_short_sentences_share_a_passage() -> None:
    (passage,) = split(Document("d", "T", "One. Two? Three!"))

    assert (passage.start, passage.end, passage.text) == (0, 16, "One. Two? Three!")


def test_a_passage_ends_at_a_sentence() -> None:
    sentence = "A sentence of about forty letters here. "
    passages = list(split(Document("d", "T", sentence * 30)))

    assert len(passages) > 1
    assert all(p.text.endswith("here.") for p in passages)
    assert all(len(p.text) <= TARGET for p in passages)


def test_a_passage_never_crosses_a_section_or_page() -> None:
    text = "First. Second. Third."
    document = Document("d", "T", text, sections=((0, "A"), (7, "A > B")), pages=(0, 15))

    assert [(p.text, p.heading, p.page) for p in split(document)] == [("First.", "A", 1), ("Second.", "A > B", 1), ("Third.", "A > B", 2)]


def test_a_long_sentence_is_halved_until_it_fits_the_model() -> None:
    text = "word " * 600
    passages = list(split(Document("d", "T", text), lambda part: len(part.split())))

    assert all(len(p.text.split()) <= MOST_PIECES for p in passages)
    assert " ".join(p.text for p in passages).split() == text.split()


def test_a_word_without_end_is_cut_too() -> None:
    passages = list(split(Document("d", "T", "x" * 5_000), len))

    assert all(len(p.text) <= MOST_PIECES for p in passages)
    assert "".join(p.text for p in passages) == "x" * 5_000


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n"])
def test_no_text_has_no_passages(text) -> None:
    assert list(split(Document("d", "T", text))) == []


@settings(max_examples=80, deadline=None)
@given(texts, st.lists(st.integers(0, 3_000), max_size=3), st.lists(st.integers(0, 3_000), max_size=3))
def test_offsets_are_exact_and_no_word_is_lost(text, cuts, pages) -> None:
    sections = tuple((at, f"s{at}") for at in sorted(set(cuts)) if at < len(text))
    document = Document("d", "T", text, sections=sections, pages=tuple(sorted({at for at in pages if at < len(text)})))
    passages = list(split(document, len))

    assert all(text[p.start : p.end] == p.text == p.text.strip() != "" for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert "".join("".join(p.text for p in passages).split()) == "".join(text.split())
    assert not any(p.start < at < p.end for p in passages for at, _ in sections)


def test_the_heading_stands_before_the_embedded_text() -> None:
    assert embedded_text("Title", Passage("d", 0, 4, "Text", "Title > Part")) == "Title > Part: Text"
    assert embedded_text("Title", Passage("d", 0, 4, "Text", "Part")) == "Title > Part: Text"
    assert embedded_text("Title", Passage("d", 0, 4, "Text")) == "Title: Text"
    assert embedded_text("", Passage("d", 0, 4, "Text")) == "Text"
    assert len(embedded_text("t" * 999, Passage("d", 0, 4, "Text"))) == 160 + len(": Text")


def test_heading_and_page_in_force() -> None:
    document = Document("d", "T", "x" * 20, sections=((5, "A"), (10, "B")), pages=(0, 10))

    assert [heading(document, at) for at in (0, 5, 9, 10)] == ["", "A", "A", "B"]
    assert [page(document, at) for at in (0, 9, 10)] == [1, 1, 2]
    assert page(Document("d", "T", "x"), 0) is None

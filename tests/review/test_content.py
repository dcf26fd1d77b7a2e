from dataclasses import replace

import pytest

from ingest.load import curated_parts
from spasm_qa.library import Library
from spasm_qa.review.content import article_content, digest, document_content, statement_content
from spasm_qa.types import Reference, SourceMention, Statement, StatementKind

TRIAL = Reference("trial-1", "trial", "A trial", "A. Author", 2012, url="https://example.org/trial", note="Forty people.")
STATEMENT = Statement(
    "s-1", StatementKind.FACT, "Exact.", "Plain.", "p-1", (SourceMention("trial-1", "Table 2"),), title="Cramps", facet="effect",
    applies_to="adults", population=("general-adult",), conditions=("cramp",), drugs=("quinine",), strength="trial", strength_detail="one",
    conflicts=("s-2",), note="Small.", extra={"level": "soon"},
)  # fmt: skip


def hash_of(statement: Statement, reference: Reference = TRIAL) -> str:
    return digest(statement_content(statement, {reference.id: reference}))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Exact!"},
        {"plain": "Plain!"},
        {"title": "Spasms"},
        {"facet": "warning"},
        {"applies_to": "children"},
        {"population": ()},
        {"conditions": ()},
        {"drugs": ()},
        {"strength": "guideline"},
        {"strength_detail": ""},
        {"safety": "urgent"},
        {"caution": True},
        {"conflicts": ()},
        {"note": ""},
        {"kind": StatementKind.TERM},
        {"extra": {"level": "emergency"}},
        {"sources": ()},
        {"sources": (SourceMention("trial-1", "Table 3"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_a_reader_sees_or_a_reviewer_judges_is_in_the_hash(change: dict[str, object]) -> None:
    assert hash_of(replace(STATEMENT, **change)) != hash_of(STATEMENT)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"title": "Another trial"}, {"status": "retracted"}, {"note": ""}, {"url": "https://example.org/2"}])
def test_a_source_that_is_exchanged_takes_the_approval_away(change: dict[str, object]) -> None:
    assert hash_of(STATEMENT, replace(TRIAL, **change)) != hash_of(STATEMENT)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"asked": ("New?",)}, {"passage": "p-2"}, {"aliases": ("old",)}], ids=lambda change: next(iter(change)))
def test_how_a_statement_is_found_is_not_in_the_hash(change: dict[str, object]) -> None:
    assert hash_of(replace(STATEMENT, **change)) == hash_of(STATEMENT)  # type: ignore[arg-type]


def test_a_source_that_nobody_knows_is_still_part_of_the_content() -> None:
    assert statement_content(STATEMENT, {})["sources"] == [{"id": "trial-1", "locator": "Table 2", "status": "unknown"}]


def test_a_document_and_an_article_answer_for_their_order_alone() -> None:
    other = replace(STATEMENT, id="s-2")
    both = digest(document_content("Cramps", [STATEMENT, other]))
    article = {"question": "?", "bottom_line": ["s-1"], "sections": [("Do", ["s-1", "s-2"])]}

    assert digest(document_content("Cramps", [other, STATEMENT])) != both
    assert digest(document_content("Cramps", [replace(STATEMENT, text="Changed."), other])) == both
    assert digest(article_content({**article, "sections": [("Do", ["s-2", "s-1"])]})) != digest(article_content(article))
    assert digest(article_content({**article, "updated": "2030-01-01"})) == digest(article_content(article))


def test_the_corpus_and_the_index_made_of_it_agree_on_every_hash(tiny, library: Library) -> None:
    written = {s.id: s for parts in curated_parts(tiny) for s in parts.statements}

    assert written
    for name, statement in written.items():
        assert hash_of_all(statement, library) == hash_of_all(library.statements[name], library)


def hash_of_all(statement: Statement, library: Library) -> str:
    return digest(statement_content(statement, library.references))

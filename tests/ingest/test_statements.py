"""Markdown with one statement a bullet becomes entries, passages and statements; faults name file and line."""

import json
from pathlib import Path

import pytest

from ingest.statements import all_entries, mentions, passage_text, read_references, read_sheet, read_sheets, sheet_parts
from spasm_qa.errors import CorpusError
from spasm_qa.types import ReviewStatus, SourceMention, StatementKind

HEAD = "---\ntopic: magnesium\ntitle: Magnesium\n---\n\n# Magnesium\n\n## Side effect\n\n"
ENTRY = """- **mg-a** Clinician text.
  - plain: Plain text.
  - applies to: adults
  - sources: x (p. 2) | y
  - asked: One?
  - asked: Two?
"""


@pytest.fixture
def sheet(tmp_path: Path):
    def write(text: str):
        path = tmp_path / "statements" / "magnesium.md"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_sheet(path)

    return write


def test_a_bullet_is_an_entry_with_its_fields_and_line(sheet) -> None:
    (entry,) = sheet(HEAD + ENTRY).entries

    assert (entry.id, entry.text, entry.section, entry.line) == ("mg-a", "Clinician text.", "Side effect", 10)
    assert entry.fields == {"plain": "Plain text.", "applies to": "adults", "sources": "x (p. 2) | y"}
    assert entry.asked == ("One?", "Two?")


def test_a_list_is_split_at_commas(sheet) -> None:
    (entry,) = sheet(HEAD + "- **a** T.\n  - drugs: one, two ,three,\n").entries

    assert entry.list("drugs") == ("one", "two", "three")
    assert entry.list("conditions") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "magnesium.md, line 1: no front matter"),
        ("# Magnesium\n", "magnesium.md, line 1: no front matter"),
        ("---\ntopic: m\n", "magnesium.md, line 1: no front matter"),
        ("---\ntopic: m\n---\n", "magnesium.md, front matter: title is missing"),
        ("---\ntopic: m\ntitle:\n---\n", "magnesium.md, front matter: title is missing"),
        ("---\n- a\n---\n", "magnesium.md, front matter: topic is missing"),
        ("---\ntopic: [m\n---\n", "front matter is not YAML"),
        (HEAD + "stray words\n", "magnesium.md, line 10: 'stray words' is neither"),
        (HEAD + "  - plain: before any statement\n", "line 10"),
        (HEAD + "- **a** T.\n  - colour: red\n", "magnesium.md, line 11, a: unknown field 'colour'"),
        (HEAD + "- **a** T.\n  - plain: x\n  - plain: y\n", "magnesium.md, line 12, a: field 'plain' stands there twice"),
        (HEAD + "- **a b** T.\n", "line 10"),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(sheet, text, says) -> None:
    with pytest.raises(CorpusError) as caught:
        sheet(text)

    assert says in str(caught.value)
    assert caught.value.hint


def test_a_passage_holds_both_registers_and_whom_it_is_for(sheet) -> None:
    (entry,) = sheet(HEAD + ENTRY).entries

    assert passage_text(entry) == "Clinician text.\nIn plain words: Plain text.\nApplies to: adults"


def test_a_text_that_is_its_own_plain_text_stands_once(sheet) -> None:
    (entry,) = sheet(HEAD + "- **a** Same.\n  - plain: Same.\n").entries

    assert passage_text(entry) == "Same."


def test_offsets_of_a_sheet_are_exact(sheet, tmp_path) -> None:
    document, passages, statements = sheet_parts(sheet(HEAD + ENTRY + "\n## Dose\n\n- **mg-b** Überdosis 😀.\n"), tmp_path)

    assert document.id == "corpus/statements/magnesium"
    assert [document.text[p.start : p.end] for p in passages] == [p.text for p in passages]
    assert [p.heading for p in passages] == ["Magnesium > Side effect", "Magnesium > Dose"]
    assert [document.text[at : at + 4] for at, _ in document.sections] == ["Side", "Dose"]
    assert [s.passage for s in statements] == [p.key for p in passages]


def test_a_statement_has_what_its_entry_says(sheet, tmp_path) -> None:
    _, _, (statement,) = sheet_parts(sheet(HEAD + ENTRY), tmp_path)

    assert statement.kind is StatementKind.FACT
    assert statement.facet == "side-effect"
    assert statement.sources == (SourceMention("x", "p. 2"), SourceMention("y"))
    assert statement.status is ReviewStatus.SUBMITTED
    assert (statement.topic, statement.title, statement.safety) == ("magnesium", "Magnesium", "none")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", [("a", "")]),
        ("a (Table 2) | b-2 (p. 3 (top))", [("a", "Table 2"), ("b-2", "p. 3 (top)")]),
        ("", []),
        ("two words", []),
    ],
)
def test_sources_are_ids_with_locators(value, found) -> None:
    assert [(m.reference, m.locator) for m in mentions(value)] == found


def test_a_reference_has_what_csl_says(tmp_path) -> None:
    path = tmp_path / "references.json"
    item = {
        "id": "a", "genre": "trial", "title": "T", "author": [{"family": "Doe", "given": "J"}, {"literal": "A group"}],
        "issued": {"date-parts": [[2020, 3]]}, "container-title": "J", "URL": "https://x", "DOI": "10.1/x", "PMID": "7",
        "custom": {"status": "retracted", "aliases": ["b"], "superseded_by": "c"},
    }  # fmt: skip
    path.write_text(json.dumps([item, {"id": "bare", "genre": "web", "title": "B"}]), encoding="utf-8")

    first, second = read_references(path)

    assert (first.authors, first.year, first.publisher, first.doi, first.pmid) == ("Doe J; A group", 2020, "J", "10.1/x", "7")
    assert (first.status, first.aliases, first.superseded_by) == ("retracted", ("b",), "c")
    assert (second.authors, second.year, second.status) == ("", None, "current")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[{", "references.json, line 1: not JSON"),
        ('[{"genre": "trial", "title": "T"}]', "an item without id: field id is missing"),
        ('[{"id": "a", "title": "T"}]', "references.json, a: field genre is missing"),
        ('[{"id": "a", "genre": "trial"}]', "references.json, a: field title is missing"),
    ],
)
def test_a_faulty_reference_is_named(tmp_path, text, says) -> None:
    path = tmp_path / "references.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CorpusError, match=says):
        read_references(path)


def test_sheets_come_in_order_of_path(tiny) -> None:
    sheets = read_sheets(tiny)

    assert [s.path.name for s in sheets] == [
        "glossary.md",
        "interactions.md",
        "red-flags.md",
        "clots.md",
        "magnesium.md",
        "relaxants.md",
        "stretching.md",
    ]
    assert len(list(all_entries(sheets))) == 12

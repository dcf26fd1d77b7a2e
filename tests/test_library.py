"""The texts of an index: passages at their exact place, statements under every name, damage reported."""

import threading
from pathlib import Path

import pytest

from spasm_qa.errors import IndexStale
from spasm_qa.library import Library, LibraryWriter
from spasm_qa.types import Document, Passage, StatementKind


def test_every_passage_is_the_text_between_its_offsets(library: Library) -> None:
    keys = library.keys()

    assert len(keys) == 11
    for passage in library.passages(keys):
        document = library.document(passage.document)
        assert document is not None
        assert document.text[passage.start : passage.end] == passage.text


def test_offsets_count_characters_not_bytes(tmp_path: Path) -> None:
    text = "Krämpfe 😀 und 痙攣 — the calf hurts."
    writer = LibraryWriter(tmp_path / "l.sqlite")
    passage = Passage("d", 10, len(text), text[10:])
    writer.add(Document("d", "D", text), None, [passage], [])
    writer.finish({})

    assert Library(tmp_path / "l.sqlite").passage(passage.key) == passage


def test_both_registers_of_a_statement_stand_word_for_word_in_its_passage(library: Library) -> None:
    for statement in library.statements.values():
        passage = library.passage(statement.passage)
        assert passage is not None
        assert statement.text in passage.text
        assert statement.plain in passage.text


def test_a_statement_is_found_by_its_other_name(library: Library) -> None:
    found = library.statement("mg-small-too")

    assert found is not None
    assert found.id == "mg-small"
    assert library.statement("no-such-thing") is None


def test_kinds_come_from_the_sheet(library: Library) -> None:
    kinds = {name: library.statements[name].kind for name in ("mg-trial", "ix-cyc-maoi", "rf-clot", "gl-placebo")}

    assert kinds == {
        "mg-trial": StatementKind.FACT,
        "ix-cyc-maoi": StatementKind.INTERACTION,
        "rf-clot": StatementKind.RED_FLAG,
        "gl-placebo": StatementKind.TERM,
    }


def test_passages_come_in_the_order_asked_for_and_unknown_keys_are_left_out(library: Library) -> None:
    first, second, *_ = library.keys()

    assert [p.key for p in library.passages([second, "p-000000000000", first])] == [second, first]
    assert library.passages([]) == []
    assert library.passage("p-000000000000") is None
    assert library.document("nothing") is None


def test_a_quote_mark_in_a_key_is_only_text(library: Library) -> None:
    assert library.passage("p' OR '1'='1") is None


def test_parts_that_are_not_documents_are_kept(library: Library) -> None:
    assert [a["id"] for a in library.extra("articles")] == ["night"]
    assert library.extra("no such part") == {}
    assert library.references["review-2020"].aliases == ("review-2020-copy",)
    assert library.references["retracted-2009"].status == "retracted"


def test_a_library_may_be_read_from_another_thread(library: Library) -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(len(library.keys())))
    thread.start()
    thread.join()

    assert found == [11]


@pytest.mark.parametrize(
    "content", [None, b"", b"this is no database, but long enough to look like a file" * 40], ids=["missing", "empty", "no-database"]
)
def test_a_library_that_cannot_be_read_is_stale(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "library.sqlite"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(IndexStale):
        Library(path)


def test_damage_that_shows_up_later_is_stale_too(tiny_settings, tmp_path: Path) -> None:
    whole = next(tiny_settings.index.glob("build-*/library.sqlite")).read_bytes()
    half = tmp_path / "library.sqlite"
    half.write_bytes(whole[:4096] + b"\x55" * (len(whole) - 4096))

    with pytest.raises(IndexStale):
        _ = Library(half).statements

"""Files and folders become documents with passages."""

from pathlib import Path

import pytest

from ingest.load import Intake, article, curated_extras, curated_parts, document_parts, fingerprint, is_curated, wordings
from spasm_qa.errors import CorpusError


def test_a_folder_of_statements_and_references_is_curated(tiny, tmp_path) -> None:
    assert is_curated(tiny)
    assert not is_curated(tmp_path)
    assert not is_curated(tiny / "statements")


def test_a_fingerprint_changes_with_any_byte_and_only_then(corpus) -> None:
    before = fingerprint([corpus])
    assert fingerprint([corpus]) == before

    sheet = corpus / "statements" / "magnesium.md"
    sheet.touch()
    assert fingerprint([corpus]) == before

    sheet.write_bytes(sheet.read_bytes() + b"\n")
    assert {path for path, digest in fingerprint([corpus]).items() if before[path] != digest} == {str(sheet)}


def test_a_fingerprint_of_one_file(tiny) -> None:
    assert list(fingerprint([tiny / "glossary.md"])) == [str(tiny / "glossary.md")]


def test_a_statement_is_embedded_in_both_registers_and_its_questions(library) -> None:
    statement = library.statements["mg-trial"]

    assert wordings(statement) == [f"Magnesium: {statement.text}", f"Magnesium: {statement.plain}", *statement.asked]


def test_a_term_is_embedded_as_the_question_after_it(library) -> None:
    assert wordings(library.statements["gl-placebo"])[0].startswith("What does placebo, dummy pill mean?")


def test_every_view_belongs_to_a_passage_of_its_document(tiny) -> None:
    for parts in curated_parts(tiny):
        assert {key for key, _ in parts.views} == {p.key for p in parts.passages}


def test_the_rest_of_the_corpus_comes_along(tiny) -> None:
    extras = curated_extras(tiny)

    assert set(extras) >= {"references", "vocabulary", "beyond", "triage", "articles"}
    assert len(extras["references"]) == 9
    assert extras["articles"][0]["bottom_line"] == ["stretch-nightly"]


def test_a_corpus_may_lack_vocabulary_and_triage(corpus) -> None:
    (corpus / "triage.yaml").unlink()

    assert curated_extras(corpus)["triage"] == {}


def test_broken_yaml_is_named(corpus) -> None:
    (corpus / "triage.yaml").write_text("a: [", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"triage\.yaml is not YAML"):
        curated_extras(corpus)


def test_an_article_lists_statements_by_section(tiny) -> None:
    view = article(tiny / "articles" / "night.md")

    assert view["question"] == "What helps leg cramps at night?"
    assert view["sections"] == [("Do this now", ["stretch-how"]), ("Medicines", ["mg-trial", "mg-small"])]


def test_an_article_without_its_front_matter_is_named(tmp_path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\nid: a\n---\n", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"a\.md, front matter: id, question and bottom_line are needed"):
        article(path)


def test_a_file_that_cannot_be_used_is_noted_and_the_rest_go_on(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("The calf cramps at night. Stretch it.", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "c.txt").write_text("Magnesium did not help.", encoding="utf-8")
    faults: list[CorpusError] = []
    notes: dict[str, None] = {}

    found = list(document_parts(tmp_path, len, faults, notes))

    assert [Path(p.document.id).name for p in found] == ["a.txt", "c.txt"]
    assert ["b.pdf" in str(fault) for fault in faults] == [True]
    assert not [note for note in notes if "b.pdf" in note]
    assert all(p.statements == () and len(p.views) == len(p.passages) for p in found)


def test_a_file_of_which_no_copy_can_be_kept_takes_nothing_from_the_next(tmp_path, monkeypatch) -> None:
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nStretch the calf.", encoding="utf-8")

    def keep(path: Path, folder: Path) -> str:
        if path.name == "a.md":
            raise CorpusError("a.md: no copy of it could be kept")
        return path.name

    monkeypatch.setattr("ingest.load.keep", keep)
    faults: list[CorpusError] = []
    parts = list(document_parts(tmp_path, len, faults, {}, Intake(files=tmp_path / "kept")))

    assert [(each.document.path, each.document.file) for each in parts] == [("b.md", "b.md"), ("c.md", "c.md")]
    assert len(faults) == 1


def test_the_sidecar_of_a_single_file_is_read_and_counts_as_a_change(tmp_path) -> None:
    note = tmp_path / "a.txt"
    note.write_text("The calf cramps at night.", encoding="utf-8")
    before = fingerprint([note])
    (tmp_path / "a.txt.meta.yaml").write_text("title: Cramps\n", encoding="utf-8")

    (parts,) = document_parts(note, len, [], {})

    assert parts.document.title == "Cramps"
    assert fingerprint([note]) != before

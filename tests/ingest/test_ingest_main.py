"""`python -m ingest`: exit status, report, faults."""

import json
import shutil

import pytest
from fakes import WordHashEmbedder

from ingest.__main__ import main
from spasm_qa.index import LIBRARY_FILE, read_manifest
from spasm_qa.library import Library


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path, tiny) -> None:
    monkeypatch.setenv("SPASM_QA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SPASM_QA_CORPUS", str(tiny))
    monkeypatch.setenv("SPASM_QA_EMBEDDING", "word-hash")
    monkeypatch.setattr("ingest.build.load_embedder", lambda name: WordHashEmbedder())


def test_without_paths_the_corpus_is_built_and_then_up_to_date(capsys) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("Built: 7 documents, 11 passages, 11 statements")
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("Up to date: 7 documents")


def test_a_report_for_programs_is_one_json_object(capsys) -> None:
    assert main(["--json"]) == 0
    report = json.loads(capsys.readouterr().out)

    assert (report["done"], report["statements"], report["faults"]) == ("Built", 11, [])


def test_checking_writes_nothing(tiny, tmp_path, capsys) -> None:
    assert main(["--check", str(tiny)]) == 0
    assert capsys.readouterr().out == "Checked: 12 statements, 0 faults\n"
    assert not (tmp_path / "home").exists()


def test_checking_without_a_path_checks_the_corpus_of_the_settings(capsys) -> None:
    assert main(["--check"]) == 0
    assert "12 statements" in capsys.readouterr().out


def test_a_fault_is_told_with_its_fix_and_exits_with_1(corpus, capsys) -> None:
    sheet = corpus / "statements" / "clots.md"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("guideline-2023", "no-such-work"), encoding="utf-8")

    assert main(["--check", str(corpus)]) == 1
    out = capsys.readouterr().out
    assert "clots.md, line 10, clot-care, field sources: names 'no-such-work'" in out
    assert "fix: " in out


def test_a_path_that_is_not_there_exits_with_2(tmp_path, capsys) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nowhere" in captured.err


def test_an_unknown_option_exits_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--fast"])

    assert caught.value.code == 2


def test_a_corpus_that_cannot_be_read_exits_with_1_and_a_hint(corpus, capsys) -> None:
    (corpus / "references.json").write_text("{", encoding="utf-8")

    assert main([str(corpus), "--index", str(corpus / "index")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "references.json, line 1" in captured.err
    assert "python -m ingest --check" in captured.err


def test_files_that_were_left_out_exit_with_1(tmp_path, capsys) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "good.txt").write_text("Pickle juice was tried.", encoding="utf-8")

    assert main([str(folder), "--index", str(tmp_path / "own")]) == 1
    assert "left out: " in capsys.readouterr().out
    shutil.rmtree(folder)
    assert main(["--index", str(tmp_path / "own")]) == 1
    assert "nothing to ingest" in capsys.readouterr().err


def test_what_is_said_of_a_document_on_the_command_line_is_kept_beside_it(tmp_path, capsys) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Pickle juice was tried for the calf.", encoding="utf-8")
    (tmp_path / "note.txt.meta.yaml").write_text("publisher: A clinic\nyear: 2019\n", encoding="utf-8")

    about = ["--title", "Pickle juice: a note", "--year", "2024", "--kind", "guideline", "--review-status", "under-review"]
    assert main([str(note), *about]) == 0
    assert "no year" not in capsys.readouterr().out

    reference = Library(tmp_path / "home" / "index" / build(tmp_path) / LIBRARY_FILE).references["note.txt"]
    assert (reference.title, reference.year, reference.publisher) == ("Pickle juice: a note", 2024, "A clinic")
    assert (reference.kind, reference.review_status) == ("guideline", "under-review")
    assert main([]) == 0  # a later run still knows
    assert capsys.readouterr().out.startswith("Up to date")


def build(tmp_path) -> str:
    return str(read_manifest(tmp_path / "home" / "index")["build"])


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--year", "soon", "'soon' is not a year"),
        ("--kind", "rumour", "unknown kind 'rumour'"),
        ("--url", "example.org", "is not a web address"),
        ("--review-status", "fine", "unknown review_status 'fine'"),
    ],
)
def test_what_cannot_be_right_is_refused_and_not_kept(tmp_path, capsys, option, value, reason) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Pickle juice was tried for the calf.", encoding="utf-8")

    assert main([str(note), option, value]) == 1
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "note.txt.meta.yaml").exists()


def test_bibliographic_options_are_about_one_file(tmp_path, capsys) -> None:
    assert main([str(tmp_path), "--title", "All of them"]) == 2
    assert "--title is about a single document" in capsys.readouterr().err


def test_what_is_missing_is_asked_for_by_file_and_field_with_three_ways(tmp_path, capsys) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Pickle juice\n\nIt was tried.\n", encoding="utf-8")

    assert main([str(note)]) == 0
    said = capsys.readouterr().out
    assert "note.md: no year, kind, publisher or url known." in said
    assert "front matter" in said
    assert "note.md.meta.yaml" in said
    assert "`python -m ingest note.md --year YEAR --kind KIND --publisher PUBLISHER`" in said

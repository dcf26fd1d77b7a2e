"""`python -m ingest`: exit status, report, faults."""

import json
import shutil

import pytest
from fakes import WordHashEmbedder

from ingest.__main__ import main


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

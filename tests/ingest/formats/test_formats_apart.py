"""Reading in a process of its own: what comes out is the same, and a file that holds it up or ends it harms no other."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from sample_files import DOCUMENTS, docx_bytes, pdf_bytes

from ingest.formats import Apart, Options, apart, child, files_of, read_file
from ingest.formats.file import File
from spasm_qa.errors import CorpusError

SLOW = b"*a **b " * 700_000
"""Markdown that its library orders for minutes."""


@pytest.fixture(scope="module")
def shared():
    with Apart() as files:
        yield files


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "a-slow.md").write_bytes(SLOW)
    (tmp_path / "b.md").write_text("# Cramps\n\nStretch the calf.", encoding="utf-8")
    return tmp_path


def test_every_format_comes_out_as_it_does_here(shared, tmp_path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_bytes())
    (tmp_path / "a.pdf").write_bytes(pdf_bytes([["Cramps hurt."], ["Stretch the calf every night."]]))
    for root in (DOCUMENTS, tmp_path):
        for path in files_of(root):
            assert outcome(shared.read, path, root) == outcome(read_file, path, root), path


def outcome(read, path, root):
    try:
        return list(read(path, Options(root=root)))
    except CorpusError as e:
        return str(e), e.hint


def test_a_document_that_takes_too_long_is_given_up_and_the_next_file_is_read(folder) -> None:
    options = Options(root=folder, max_seconds=0.5)
    with Apart() as files:
        with pytest.raises(CorpusError, match=r"a-slow\.md: reading took longer than 0\.5 seconds") as caught:
            list(files.read(folder / "a-slow.md", options))
        assert "in parts" in caught.value.hint

        (item,) = files.read(folder / "b.md", Options(root=folder))
    assert item.document.text == "Cramps\n\nStretch the calf."


def test_a_reader_that_crashes_is_told_of_and_the_next_file_is_read(folder) -> None:
    with Apart() as files:
        documents = files.read(folder / "a-slow.md", Options(root=folder))
        files._running().kill()
        with pytest.raises(CorpusError, match=r"a-slow\.md: it made the program that reads it crash"):
            next(documents)

        assert len(list(files.read(folder / "b.md"))) == 1


@pytest.mark.parametrize("closed", [True, False])
def test_a_file_left_half_read_leaves_nothing_to_the_next(shared, tmp_path, closed) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "text": "One."}\n{"_id": "2", "text": "Two."}\n', encoding="utf-8")
    (tmp_path / "b.md").write_text("Stretch the calf.", encoding="utf-8")
    half = shared.read(tmp_path / "corpus.jsonl")
    assert next(half).document.text == "One."
    if closed:
        half.close()

    first = shared.read(tmp_path / "b.md")
    assert next(first).document.text == "Stretch the calf."
    half.close()
    assert list(first) == []
    assert [item.document.text for item in shared.read(tmp_path / "b.md")] == ["Stretch the calf."]


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError(), "takes more than 4 GB of memory"), (KeyError("x"), "its reader failed (KeyError: 'x')")],
    ids=["memory", "any-other"],
)
def test_whatever_a_reader_meets_is_told_as_a_fault_of_its_file(monkeypatch, tmp_path, error, said) -> None:
    def read(path, options):
        raise error
        yield

    monkeypatch.setattr(child, "read_file", read)
    (answer,) = child.answers(tmp_path / "a.md", Options())

    assert said in str(answer)
    assert "a.md" in str(answer)
    assert answer.hint


def test_an_error_keeps_its_words_and_its_hint_on_the_way(tmp_path) -> None:
    error = File(tmp_path / "a.md").error("the file is empty", hint="Fetch it again.")
    again = pickle.loads(pickle.dumps(error))

    assert (str(again), again.hint) == (str(error), "Fetch it again.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_tighter_limit_of_the_system_stays_and_files_are_read() -> None:
    asked = "import resource; from ingest.formats import child; child._limit(); print(*resource.getrlimit(resource.RLIMIT_AS))"
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
    command = ["sh", "-c", 'ulimit -v 3000000; exec "$0" -c "$1"', sys.executable, asked]
    done = subprocess.run(command, env=paths, capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.split() == ["3072000000", "3072000000"]


@pytest.mark.skipif(sys.platform == "win32", reason="there the watchdog ends with 1, too")
def test_a_reader_that_cannot_start_is_not_taken_for_a_slow_one(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))
    (tmp_path / "b.md").write_text("Stretch the calf.", encoding="utf-8")
    with Apart() as files, pytest.raises(CorpusError, match="crash"):
        list(files.read(tmp_path / "b.md"))


def test_the_reader_ends_with_whoever_asked_it() -> None:
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
    reader = subprocess.Popen(apart.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=paths)
    reader.stdin.close()

    assert reader.wait(30) == 0

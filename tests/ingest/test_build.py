"""The four steps in order: what changed and nothing else, and never a half index."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from ingest.build import update
from spasm_qa.errors import CorpusError
from spasm_qa.index import POINTER, Index, read_manifest
from spasm_qa.settings import Settings


@pytest.fixture
def home(tmp_path, corpus) -> Settings:
    return Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")


def run(settings: Settings, *paths: Path, index: Path | None = None):
    embedder = WordHashEmbedder()
    return update(paths, index, settings, embedder=embedder), embedder


def alter(corpus: Path, old: str, new: str, sheet: str = "magnesium") -> None:
    path = corpus / "statements" / f"{sheet}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_first_run_builds_the_corpus(home) -> None:
    report, embedder = run(home)

    assert (report.done, report.figures["documents"], report.figures["statements"]) == ("Built", 7, 11)
    assert report.figures["texts newly embedded"] == len(embedder.passages) == len(set(embedder.passages))
    assert report.faults == ()


def test_the_same_run_again_does_nothing(home) -> None:
    run(home)
    before = {path: path.stat().st_mtime_ns for path in home.index.rglob("*") if path.suffix == ".json"}
    report, embedder = run(home)

    assert report.done == "Up to date"
    assert report.figures == {"documents": 7, "passages": 11, "statements": 11}
    assert embedder.passages == []
    assert {path: path.stat().st_mtime_ns for path in home.index.rglob("*") if path.suffix == ".json"} == before


def test_a_touched_file_with_the_same_words_is_no_change(home, corpus) -> None:
    run(home)
    (corpus / "statements" / "magnesium.md").touch()

    assert run(home)[0].done == "Up to date"


def test_a_changed_statement_embeds_only_what_changed(home, corpus) -> None:
    run(home)
    alter(
        corpus,
        "plain: A small trial of 46 people found fewer leg cramps with magnesium.",
        "plain: A small trial of 46 people found a few less leg cramps.",
    )
    report, embedder = run(home)

    assert report.done == "Built"
    assert embedder.passages == ["Magnesium: A small trial of 46 people found a few less leg cramps."]
    assert Index(home.index, embedder).library.statements["mg-small"].plain == "A small trial of 46 people found a few less leg cramps."


def test_a_statement_that_was_taken_out_is_gone(home, corpus) -> None:
    run(home)
    (corpus / "statements" / "clots.md").unlink()
    report, embedder = run(home)
    index = Index(home.index, embedder)

    assert embedder.passages == []
    assert report.figures["statements"] == 10
    assert "clot-care" not in index.library.statements
    assert all("needs assessment" not in hit.passage.text for hit in index.search("newly swollen calf clot", 12))


def test_a_new_statement_is_added(home, corpus) -> None:
    run(home)
    sheet = corpus / "statements" / "clots.md"
    sheet.write_text(
        sheet.read_text(encoding="utf-8") + "\n- **clot-two** Cold feet.\n  - plain: Your feet are cold.\n  - sources: guideline-2023\n",
        encoding="utf-8",
    )
    report, embedder = run(home)

    assert sorted(embedder.passages) == ["Blood clots: Cold feet.", "Blood clots: Your feet are cold."]
    assert report.figures["statements"] == 12


def test_other_parts_of_the_corpus_are_renewed_without_embedding(home, corpus) -> None:
    run(home)
    article = corpus / "articles" / "night.md"
    article.write_text(article.read_text(encoding="utf-8").replace("at night?", "in bed?"), encoding="utf-8")
    report, embedder = run(home)

    assert (report.done, embedder.passages) == ("Built", [])
    assert Index(home.index, embedder).library.extra("articles")[0]["question"] == "What helps leg cramps in bed?"


def test_another_model_embeds_everything_anew(home) -> None:
    run(home)
    other = WordHashEmbedder("other")
    report = update([], None, home, embedder=other)

    assert report.done == "Built"
    assert len(other.passages) == report.figures["texts newly embedded"] > 30
    assert read_manifest(home.index)["model"] == "other"


def test_a_path_that_was_given_once_is_remembered(home, tmp_path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Pickle juice was tried for the calf.", encoding="utf-8")
    run(home, note)
    note.write_text("Pickle juice was tried for the thigh.", encoding="utf-8")
    report, embedder = run(home)

    assert report.done == "Built"
    assert len(embedder.passages) == 1
    assert any("thigh" in hit.passage.text for hit in Index(home.index, embedder).search("pickle juice", 3))
    assert report.figures["statements"] == 11


def test_another_corpus_of_the_settings_takes_the_place_of_the_one_before(home, tmp_path) -> None:
    run(home)
    moved = shutil.copytree(home.corpus, tmp_path / "moved")
    (moved / "statements" / "clots.md").unlink()
    report, _ = run(replace(home, corpus=moved))

    assert report.faults == ()
    assert report.figures["statements"] == 10


def test_a_file_that_was_deleted_leaves_the_index(home, tmp_path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text("Pickle juice was tried.", encoding="utf-8")
    (folder / "b.txt").write_text("Mustard was tried.", encoding="utf-8")
    assert run(home, folder)[0].figures["documents"] == 9
    (folder / "a.txt").unlink()

    assert run(home)[0].figures["documents"] == 8


def test_an_index_of_ones_own_holds_only_what_it_was_given(home, tmp_path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Pickle juice was tried.", encoding="utf-8")
    report, _ = run(home, note, index=tmp_path / "own")

    assert (report.figures["documents"], report.figures["statements"]) == (1, 0)
    assert not home.index.exists()


def test_nothing_to_ingest_is_an_error_with_a_way_out(home, tmp_path) -> None:
    with pytest.raises(CorpusError, match="nothing to ingest") as caught:
        run(home, index=tmp_path / "own")

    assert caught.value.hint == "Name a file or folder."


def test_a_faulty_file_is_left_out_and_told(home, tmp_path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "good.txt").write_text("Pickle juice was tried.", encoding="utf-8")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    report, _ = run(home, folder)

    assert report.figures["documents"] == 8
    assert ["bad.pdf" in str(fault) for fault in report.faults] == [True]
    assert "left out: " in report.as_text()
    assert "fix: " in report.as_text()
    assert report.as_dict()["faults"][0]["hint"]


def test_a_faulty_corpus_stops_the_run_and_keeps_the_old_index(home, corpus) -> None:
    run(home)
    before = read_manifest(home.index)
    (corpus / "statements" / "clots.md").write_text("no front matter", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"clots\.md"):
        run(home)
    assert read_manifest(home.index) == before
    assert len(Index(home.index, WordHashEmbedder()).search("magnesium", 3)) == 3


def test_a_damaged_pointer_is_no_obstacle_to_a_new_build(home) -> None:
    run(home)
    (home.index / POINTER).write_text("{", encoding="utf-8")

    report, embedder = run(home)
    assert report.done == "Built"
    assert embedder.passages == []


def lose(path: Path) -> None:
    shutil.rmtree(path)


def lose_vectors(path: Path) -> None:
    shutil.rmtree(path / "chroma")


def damage_texts(path: Path) -> None:
    (path / "library.sqlite").write_bytes(b"\x55" * 4096)


@pytest.mark.parametrize("damage", [lose, lose_vectors, damage_texts])
def test_ingesting_again_mends_a_damaged_index(home, damage) -> None:
    run(home)
    damage(home.index / read_manifest(home.index)["build"])
    _, embedder = run(home)

    assert len(Index(home.index, embedder).search("magnesium", 3)) == 3


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from fakes import WordHashEmbedder
import bm25s, chromadb
from ingest.build import update
from spasm_qa.settings import Settings
from spasm_qa.types import Audience

class Slow(WordHashEmbedder):
    def encode_passages(self, texts):
        time.sleep(0.05)
        return super().encode_passages(texts)

settings = Settings(home=Path(sys.argv[3]), corpus=Path(sys.argv[4]), embedding="word-hash")
for line in sys.stdin:
    child = os.fork()
    if not child:
        update([], None, settings, embedder=Slow())
        os._exit(0)
    if line.strip() != "whole":
        time.sleep(float(line))
        os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_build_leaves_the_old_index_answering(home, corpus, tmp_path) -> None:
    run(home)
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-c", KILLED, str(root), str(root / "tests"), str(home.home), str(corpus)]
    builder = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert builder.stdin
    assert builder.stdout

    def order(line: str) -> int:
        builder.stdin.write(f"{line}\n")
        builder.stdin.flush()
        return int(builder.stdout.readline())

    killed = 0
    number = 46
    for moment in (0.0, 0.02, 0.06, 0.1, 0.15, 0.22, 0.3):
        alter(corpus, f"trial of {number} people", f"trial of {number + 1} people")
        number += 1
        killed += order(str(moment)) == 9
        index = Index(home.index, WordHashEmbedder())
        passages = index.library.passages(index.library.keys())
        assert len(passages) == 11
        assert len(index.search("magnesium in a small trial", 12)) == 11
        assert "fewer night leg cramps" in index.library.statements["mg-small"].text
    assert killed

    alter(corpus, f"trial of {number} people", "trial of 99 people")
    assert order("whole") == 0
    builder.stdin.close()
    assert builder.wait(30) == 0
    builder.stdout.close()
    assert "99 people" in Index(home.index, WordHashEmbedder()).library.statements["mg-small"].text
    assert len(list(home.index.glob("build-*"))) <= 2

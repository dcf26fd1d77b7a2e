"""Ctrl-C, a full disk, two ingests at once: the old index answers, nothing half remains, the next run finishes the work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from ingest.build import update
from ingest.load import count
from spasm_qa.builds import alone
from spasm_qa.index import Index
from spasm_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
START = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started with it ignored
sys.path[:0] = sys.argv[1:3]
from fakes import WordHashEmbedder
import ingest.build, ingest.__main__

class Slow(WordHashEmbedder):
    def encode_passages(self, texts):
        print("encoding", flush=True)
        time.sleep(float(sys.argv[3]))
        return super().encode_passages(texts)

ingest.build.load_embedder = lambda name: Slow()
"""
RUN = START + "sys.exit(ingest.__main__.main([]))"
FULL = (
    START
    + """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))  # no file grows beyond this
sys.exit(ingest.__main__.main([]))
"""
)


@pytest.fixture
def home(tmp_path: Path, corpus: Path) -> Settings:
    settings = Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")
    update([], None, settings, embedder=WordHashEmbedder())
    return settings


def alter(settings: Settings, new: str) -> None:
    path = settings.corpus / "statements" / "magnesium.md"
    path.write_text(path.read_text(encoding="utf-8").replace("fewer leg cramps with magnesium", new), encoding="utf-8")


def started(settings: Settings, code: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SPASM_QA_HOME": str(settings.home), "SPASM_QA_CORPUS": str(settings.corpus)}
    command = [sys.executable, "-c", code, str(ROOT), str(ROOT / "tests"), *arguments]
    return subprocess.Popen(
        command, env={**environment, "SPASM_QA_EMBEDDING": "word-hash"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def plain(settings: Settings) -> str:
    index = Index(settings.index, WordHashEmbedder())
    assert len(index.search("magnesium in a small trial", 12)) == len(index.library.keys())
    return index.library.statements["mg-small"].plain


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_ends_with_a_sentence_and_130_and_the_next_run_finishes(home: Settings) -> None:
    alter(home, "some cramps fewer")
    process = started(home, RUN, "20")
    assert process.stdout
    assert process.stdout.readline() == "encoding\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)

    assert process.returncode == 130
    assert told.strip().endswith("the same command goes on from here.")
    assert "Traceback" not in told
    assert "fewer leg cramps" in plain(home)
    assert len(list(home.index.glob("build-*"))) == 1
    update([], None, home, embedder=WordHashEmbedder())
    assert "some cramps fewer" in plain(home)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the size of files")
@pytest.mark.parametrize("most", [0, 8_000, 40_000, 60_000, 100_000, 180_000])
def test_a_disk_without_room_is_told_and_the_next_run_finishes(home: Settings, most: int) -> None:
    alter(home, "some cramps fewer")
    process = started(home, FULL, "0", str(most))
    _, told = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "cannot be written" in told
    assert "The index of before still answers" in told
    assert "Traceback" not in told
    assert "fewer leg cramps" in plain(home)
    assert len(list(home.index.glob("build-*"))) == 1
    update([], None, home, embedder=WordHashEmbedder())
    assert "some cramps fewer" in plain(home)


def test_a_second_ingest_waits_for_the_first(home: Settings) -> None:
    alter(home, "some cramps fewer")
    with alone(home.index):
        second = started(home, RUN, "0")
        assert second.stderr
        assert "Another ingest is running" in second.stderr.readline()
        assert second.poll() is None
    out, _ = second.communicate(timeout=60)

    assert out.splitlines()[-1].startswith("Built")
    assert "some cramps fewer" in plain(home)


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from spasm_qa.builds import alone\n"
    code += "with alone(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "in\n"
    holder.kill()
    holder.communicate(timeout=20)
    waited: list[str] = []

    with alone(tmp_path, lambda: waited.append("waited")):
        assert waited == []


class Bar:
    """What the progress bar is told."""

    def __init__(self, **options: object) -> None:
        self.n, self.total = 0, 0
        self.history: list[tuple[int, int]] = []

    def update(self, n: int) -> None:
        self.n += n
        self.history.append((self.n, self.total))

    def close(self) -> None: ...


def test_the_bar_knows_how_much_is_to_come_and_ends_at_all_of_it(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for n in range(40):
        (folder / f"{n}.txt").write_text(f"The calf number{n} cramps at night.", encoding="utf-8")
    bar = Bar()
    monkeypatch.setattr("ingest.build.tqdm", lambda **options: bar)
    monkeypatch.setattr("ingest.store.BATCH", 4)
    update([folder], tmp_path / "own", Settings(home=tmp_path), embedder=WordHashEmbedder())

    assert {total for done, total in bar.history if done} == {40}
    assert len(bar.history) > 2
    assert bar.n == bar.total == 40


def test_documents_are_counted_by_file_by_line_and_by_sheet(tmp_path: Path, tiny: Path) -> None:
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n', encoding="utf-8")

    assert count(tmp_path) == 3
    assert count(tmp_path / "a.txt") == 1
    assert count(tiny) == 7

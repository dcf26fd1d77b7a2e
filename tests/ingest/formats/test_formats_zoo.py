"""Bad files of every sort at once: the rest go in, and each is told with its reason and the way out."""

import os
import re
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import fuzz
import pytest
from fakes import WordHashEmbedder
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject
from sample_files import docx_bytes, encrypted, pdf_bytes

from ingest.build import update
from ingest.formats import read_file
from spasm_qa.errors import CorpusError
from spasm_qa.index import Index
from spasm_qa.settings import Settings

GOOD = pdf_bytes([["Stretching the calf helps many people at night."]])


def bomb_pdf(megabytes: int) -> bytes:
    """Return a small PDF whose page unpacks to many megabytes."""
    writer = PdfWriter()
    page = writer.add_page(PdfReader(BytesIO(GOOD)).pages[0])
    stream = StreamObject()
    stream._data = zlib.compress(b" " * (megabytes * 1_000_000), 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def zoo(tmp_path) -> Path:
    root = tmp_path / "zoo"
    root.mkdir()
    files = {
        "good.pdf": GOOD,
        "good.txt": b"Pickle juice was tried for the calf.",
        "empty.txt": b"",
        "truncated.pdf": GOOD[: len(GOOD) // 2],
        "locked.pdf": encrypted(GOOD, "secret"),
        "scan.pdf": pdf_bytes([[], []]),
        "bomb.pdf": bomb_pdf(300),
        "truncated.docx": docx_bytes()[:900],
        "picture.txt": b"\x89PNG\r\n\x1a\n" + b"\0" * 90,
        "text.pdf": b"Just text.",
        "entities.xml": b'<!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><article><front/><body><p>&b;</p></body></article>',
        "broken.xml": b"<?xml version='1.0'?><article><body>",
    }
    for name, content in files.items():
        (root / name).write_bytes(content)
    with (root / "huge.txt").open("wb") as file:
        file.write(b"text " * 20_000)
        file.truncate(201_000_000)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (root / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (root / "loop").symlink_to(root)
    return root


def test_the_good_go_in_and_each_bad_one_is_told_with_its_way_out(zoo, tmp_path, corpus) -> None:
    home = Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")
    report = update([zoo], None, home, embedder=WordHashEmbedder())

    told = {re.split("[:,]", str(fault))[0]: fault for fault in report.faults}
    assert set(told) == {path.name for path in zoo.iterdir()} - {"good.pdf", "good.txt", "outside.txt", "loop"}
    assert all(fault.hint for fault in told.values())
    assert "encrypted" in str(told["locked.pdf"])
    assert "a scan" in str(told["scan.pdf"])
    assert "too large: 201 MB" in str(told["huge.txt"])
    index = Index(home.index, WordHashEmbedder())
    assert {d for d in index.library.documents_of().values() if not d.startswith("corpus/")} == {"good.pdf", "good.txt"}


PEAK = Path("/proc/self/status")  # what a process took at most; its resource usage would count its parent's, too


def peak_megabytes(code: str, *arguments: str) -> tuple[str, int]:
    """Run code in a process of its own; return what it printed and the most memory that it took."""
    code += "; sys.stderr.write(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}", *arguments], capture_output=True, text=True, check=True, env=paths)
    return done.stdout, int(done.stderr) // 1000


@pytest.mark.skipif(not PEAK.exists(), reason="no way here to know what a process took at most")
def test_a_pdf_that_unpacks_to_far_more_than_it_is_does_not_fill_the_memory(tmp_path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb_pdf(900))
    assert path.stat().st_size < 2_000_000

    with pytest.raises(CorpusError) as caught:
        list(read_file(path))
    assert caught.value.hint
    _, megabytes = peak_megabytes(
        "from pathlib import Path; from ingest.formats.pdf_text import text_layer; text_layer(Path(sys.argv[1]))", str(path)
    )
    assert megabytes < 300


@pytest.mark.skipif(not PEAK.exists(), reason="no way here to know what a process took at most")
def test_two_hundred_megabytes_of_records_are_read_in_little_memory(tmp_path) -> None:
    line = b'{"_id": "%d", "title": "T", "text": "' + b"Stretch the calf at night. " * 37_000 + b'"}\n'
    with (tmp_path / "corpus.jsonl").open("wb") as file:
        for number in range(200):
            file.write(line % number)
    assert (tmp_path / "corpus.jsonl").stat().st_size > 199_000_000

    code = "from pathlib import Path; from ingest.formats import read_file; print(sum(1 for _ in read_file(Path(sys.argv[1]))))"
    printed, megabytes = peak_megabytes(code, str(tmp_path))

    assert printed.strip() == "200"
    assert megabytes < 150


def test_a_short_fuzz_of_every_format_finds_nothing_but_documents_and_refusals() -> None:
    tallies = fuzz.run(seconds=4, seed=7)

    assert {name: tally.crashes for name, tally in tallies.items() if tally.crashes} == {}
    assert all(tally.files for name, tally in tallies.items() if name != "pdf")
    assert sum(tally.read for tally in tallies.values()) > 50
    assert sum(tally.refused for tally in tallies.values()) > 50


def test_the_fuzzer_tells_what_is_no_corpus_error(tmp_path, monkeypatch) -> None:
    def fragile(path, root):
        raise KeyError("a reader's mistake")

    monkeypatch.setattr(fuzz, "seeds", lambda: {"fragile": ("a.txt", b"text", fragile)})
    tallies = fuzz.run(seconds=0.01, seed=1, keep=tmp_path / "kept")

    assert tallies["fragile"].crashes
    assert list((tmp_path / "kept").iterdir())


def test_the_seeds_of_the_fuzzer_are_valid_files(tmp_path) -> None:
    for name, (file, data, read) in fuzz.seeds().items():
        (tmp_path / "a.txt").write_text("Stretch the calf.", encoding="utf-8")
        (tmp_path / "a.csv").write_text("text,title,year\nStretch the calf.,A,2020\n", encoding="utf-8")
        (tmp_path / file).write_bytes(data)
        assert read(tmp_path / file, tmp_path) >= 1, name
        (tmp_path / file).unlink()

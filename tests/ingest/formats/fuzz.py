"""Fuzz every loader: `python tests/ingest/formats/fuzz.py --minutes 10 [--seed N] [--keep DIR]`.

Valid files are broken in many ways, with their sidecars, mappings and lists of retractions; what comes out is whole documents or a
CorpusError that names the file and the way out, within a time limit for each file. Prints a table; exits with 1 when anything else came
out.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import FrameType

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3])]

from sample_files import DOCUMENTS, docx_bytes, pdf_bytes  # noqa: E402

from ingest.formats import Options, read_file  # noqa: E402
from ingest.split import split  # noqa: E402
from ingest.status import applied, read_snapshot  # noqa: E402
from spasm_qa.errors import CorpusError  # noqa: E402
from spasm_qa.types import Reference  # noqa: E402

SECONDS_A_FILE = 20
TEXTS = {
    "markdown": ("a.md", "leg-cramps.md"),
    "text": ("a.txt", "advice.txt"),
    "html": ("a.html", "page.html"),
    "jats": ("a.xml", "article.xml"),
    "spl": ("a.xml", "label.xml"),
    "medquad": ("a.xml", "questions.xml"),
    "topics": ("a.xml", "topics.xml"),
    "pubmed": ("a.xml", "pubmed.xml"),
    "openfda": ("a.json", "openfda.json"),
    "beir": ("corpus.jsonl", "beir/corpus.jsonl"),
    "csv": ("a.csv", "rows.csv"),
}
SIDECAR = b"title: Leg cramps\nyear: 2024\nkind: guideline\nurl: https://example.org/\nlicence: CC BY\nreview-by: 2027-01-01\nreference: x"
MAPPING = b"text: text\ntitle: title\nyear: year\n"
STATUS = b"date: 2026-11-01\nitems:\n- doi: 10.1000/a\n  status: retracted\n  by: x\n- {pmid: 12, status: superseded, date: 2020-01-02}"
WATCH = (
    b"Record ID,Title,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n"
    b'1,"A, b",9/14/2023 0:00,10.1/n,10.1000/a,12,Retraction,+Data;\n2,B,1/2/2024 0:00,,10.1000/b,,Reinstatement,\n'
)
PIECES = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<", b">", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"<![CDATA[",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"---\n", b"- ", b": ", b"{", b"[", b"}", b'"', b"'", b"\\", b"\\ud800", b"\x0c",
    b"|", b"1e999", b"\r",    b"\n\n", b"\t", b"-1", b"99999999999999999999", b"NaN", b"null", b"!!python/object:os.system",
    b"&a [*a]", b"<<: *x", b"\xe2\x80\xae", b"%s",
]  # fmt: skip


@dataclass
class Tally:
    """What happened to the files of one format."""

    files: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    crashes: list[str] = field(default_factory=list)


class TooSlow(BaseException):
    """The time for one file is over; no reader may catch it by accident."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise TooSlow in this thread when the time is over; without a limit where there are no alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def broken(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a file with one to eight harms done to it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 2, 8, 40, 400))
        harm = chance.randrange(9)
        if harm == 0:
            data = data[:at] + chance.choice(PIECES) + data[at:]
        elif harm == 1:
            data = data[:at] + data[at + size :]
        elif harm == 2:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(size % 41)) + data[at + size % 41 :]
        elif harm == 3:
            data = data[:at]
        elif harm == 4:
            data = data[:at] + data[at : at + size] * chance.choice((2, 10, 200)) + data[at + size :]
        elif harm == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data = data[:at] + other[start : start + size] + data[at:]
        elif harm == 6:
            data = data[:at] + chance.choice(PIECES) * chance.choice((10, 1000, 5000)) + data[at:]
        elif harm == 7 and data:
            spot = at % len(data)
            data = data[:spot] + bytes((data[spot] ^ (1 << chance.randrange(8)),)) + data[spot + 1 :]
        else:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            data = b"\n".join(lines)
    return data[:2_000_000]


def broken_docx(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Break a part inside the archive as often as the archive itself."""
    if chance.random() < 0.4:
        return broken(data, others, chance)
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        harmed = chance.choice(old.namelist() + ["word/document.xml"] * 10)
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, broken(part, others, chance) if name == harmed else part)
    return stream.getvalue()


def whole(path: Path, root: Path) -> int:
    """Read a file to its end; return how many documents there were, each checked."""
    count = 0
    for item in read_file(path, Options(root=root)):
        document = item.document
        assert document.text.strip(), "a document without text"
        document.text.encode("utf-8")
        item.reference.text.encode("utf-8")
        assert document.id, "a document without id"
        assert list(document.pages) == sorted(document.pages), "pages out of order"
        assert all(0 <= at <= len(document.text) for at, _ in document.sections), "a section outside of the text"
        for passage in split(document, len):
            assert document.text[passage.start : passage.end] == passage.text, "a passage that is not its text"
        count += 1
    return count


def snapshot(path: Path, root: Path) -> int:
    """Read a list of retractions and hold a work against it."""
    found = read_snapshot(path)
    applied(Reference("r", "trial", "T", "", doi="10.1000/a", pmid="12", url="https://example.org/"), [found])
    return 1


def seeds() -> dict[str, tuple[str, bytes, Callable[[Path, Path], int]]]:
    """Return format -> (file name, valid file, reader)."""
    found = {name: (file, (DOCUMENTS / sample).read_bytes(), whole) for name, (file, sample) in TEXTS.items()}
    found["jsonl"] = ("a.jsonl", b'{"id": 1, "text": "Cramps."}\n{"id": 2, "title": "B", "text": ["b", {"c": null}]}\n', whole)
    found["docx"] = ("a.docx", docx_bytes(), whole)
    found["pdf"] = (
        "a.pdf",
        pdf_bytes([["Cramps hurt.", "Stretch the calf every night."], ["Walk about in the day."]], title="Cramps"),
        whole,
    )
    found["sidecar"] = ("a.txt.meta.yaml", SIDECAR, lambda path, root: whole(root / "a.txt", root))
    found["mapping"] = ("a.csv.mapping.yaml", MAPPING, lambda path, root: whole(root / "a.csv", root))
    found["snapshot"] = ("status.yaml", STATUS, snapshot)
    found["retraction watch"] = ("watch.csv", WATCH, snapshot)
    return found


def run(seconds: float, seed: int, keep: Path | None = None) -> dict[str, Tally]:
    """Break files in turn, one format after the other, until the time is over."""
    chance, samples = random.Random(seed), seeds()
    others = [data for _, data, _ in samples.values()]
    tallies = {name: Tally() for name in samples}
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            for name, (file, data, read) in samples.items():
                root = Path(folder) / name.replace(" ", "-")
                root.mkdir(exist_ok=True)
                (root / "a.txt").write_text("Stretch the calf.", encoding="utf-8")
                (root / "a.csv").write_text("text,title,year\nStretch the calf.,A,2020\n", encoding="utf-8")
                harmed = broken_docx(data, others, chance) if name == "docx" else broken(data, others, chance)
                (root / file).write_bytes(harmed)
                _try(tallies[name], root / file, root, read, keep)
    return tallies


def _try(tally: Tally, path: Path, root: Path, read: Callable[[Path, Path], int], keep: Path | None) -> None:
    start = time.monotonic()
    tally.files += 1
    try:
        with limited(SECONDS_A_FILE):
            read(path, root)
        tally.read += 1
    except CorpusError as e:
        tally.refused += 1
        if not (str(e) and e.hint):
            tally.crashes.append(f"an error without words or hint: {e!r}")
    except (Exception, TooSlow):
        tally.crashes.append(traceback.format_exc(limit=-6))
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{len(list(keep.iterdir()))}-{path.name}").write_bytes(path.read_bytes())
    tally.slowest = max(tally.slowest, time.monotonic() - start)


def table(tallies: dict[str, Tally]) -> str:
    """Return the figures, one line a format."""
    rows = [f"{'format':18}{'files':>9}{'read':>9}{'refused':>9}{'crashes':>9}{'slowest s':>11}"]
    rows += [f"{name:18}{t.files:9}{t.read:9}{t.refused:9}{len(t.crashes):9}{t.slowest:11.2f}" for name, t in tallies.items()]
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder for files that broke a reader")
    options = parser.parse_args(arguments)
    tallies = run(options.minutes * 60, options.seed, options.keep)
    crashes = list(dict.fromkeys(crash for tally in tallies.values() for crash in tally.crashes))
    sys.stdout.write(f"{table(tallies)}\nseed {options.seed}\n" + "".join(f"\n{crash}\n" for crash in crashes[:20]))
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())

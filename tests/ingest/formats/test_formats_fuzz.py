"""Whatever the bytes: documents or a CorpusError, and soon."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_files import DOCUMENTS, docx_bytes, pdf_bytes

from ingest.formats import Loaded, Options, beir, jats, markdown, medlineplus, openfda, pdf, plain, pubmed, read_file, spl, table, webpage
from ingest.formats import docx as docx_format
from spasm_qa.errors import CorpusError

SECONDS = 10.0
SAMPLES = {
    "markdown": (markdown.read, "a.md", (DOCUMENTS / "leg-cramps.md").read_bytes()),
    "text": (plain.read, "a.txt", (DOCUMENTS / "advice.txt").read_bytes()),
    "html": (webpage.read, "a.html", (DOCUMENTS / "page.html").read_bytes()),
    "jats": (jats.read, "a.xml", (DOCUMENTS / "article.xml").read_bytes()),
    "spl": (spl.read, "a.xml", (DOCUMENTS / "label.xml").read_bytes()),
    "medquad": (medlineplus.read, "a.xml", (DOCUMENTS / "questions.xml").read_bytes()),
    "topics": (medlineplus.read, "a.xml", (DOCUMENTS / "topics.xml").read_bytes()),
    "pubmed": (pubmed.read, "a.xml", (DOCUMENTS / "pubmed.xml").read_bytes()),
    "openfda": (openfda.read, "a.json", (DOCUMENTS / "openfda.json").read_bytes()),
    "beir": (beir.read, "corpus.jsonl", (DOCUMENTS / "beir" / "corpus.jsonl").read_bytes()),
    "csv": (table.read, "a.csv", (DOCUMENTS / "rows.csv").read_bytes()),
    "jsonl": (table.read, "a.jsonl", b'{"id": 1, "text": "a"}\n{"id": 2, "text": ["b", {"c": null}]}\n'),
    "docx": (docx_format.read, "a.docx", docx_bytes()),
}
PDF = pdf_bytes([["Cramps hurt.", "Stretch the calf."], ["Walk about."]], title="Cramps")
# Pieces that break naive readers.
PIECES = st.sampled_from(
    [
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<!--",
        b"<!DOCTYPE x [",
        b"---\n",
        b"{",
        b"[",
        b'"',
        b"\\ud800",
        b"\x0c",
        b"|",
        b"1e999",
        b"\r",
    ]
)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.one_of(PIECES, st.binary(max_size=12))), min_size=1, max_size=6
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def mutated(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, removed, added in changes:
        at = int(place * len(data))
        data = data[:at] + added + data[at + removed :]
    return data


def check(documents: Iterator[Loaded]) -> None:
    """Read everything: each document is whole and can be stored, or the error names the file and the way out."""
    start = time.monotonic()
    problem = ("none", "none")
    try:
        for item in documents:
            text = item.document.text
            assert text.strip()
            text.encode("utf-8")
            item.reference.text.encode("utf-8")
            assert item.document.id
            assert all(text.startswith(path.rpartition(" > ")[2], offset) for offset, path in item.document.sections if " > " not in path)
            assert all(0 <= page <= len(text) for page in item.document.pages)
    except CorpusError as e:
        problem = (str(e), e.hint)
    assert all(problem)
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_files_are_read_or_refused(tmp_path, name):
    read, file_name, sample = SAMPLES[name]
    path = tmp_path / file_name

    @QUICK
    @given(CHANGES)
    def fuzz(changes):
        path.write_bytes(mutated(sample, changes))
        check(read(path, Options(root=tmp_path)))
        check(read_file(path, Options(root=tmp_path)))

    fuzz()


@pytest.mark.parametrize("name", SAMPLES)
def test_random_bytes_are_read_or_refused(tmp_path, name):
    read, file_name, _ = SAMPLES[name]
    path = tmp_path / file_name

    @QUICK
    @given(st.binary(max_size=400))
    def fuzz(data):
        path.write_bytes(data)
        check(read(path, Options()))

    fuzz()


def test_mutated_pdfs_are_read_or_refused(tmp_path):
    path = tmp_path / "a.pdf"

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(CHANGES.map(lambda changes: mutated(PDF, changes)), st.binary(max_size=200).map(lambda tail: b"%PDF-1.7\n" + tail)))
    def fuzz(data):
        path.write_bytes(data)
        check(pdf.read(path, Options()))

    fuzz()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.md", b"> " * 20_000 + b"x", id="nested-quotes"),
        pytest.param("a.md", b"[" * 20_000, id="open-brackets"),
        pytest.param("a.md", b"*a **b " * 5_000, id="open-emphasis"),
        pytest.param("a.html", b"<div>" * 20_000 + b"x", id="nested-elements"),
        pytest.param("a.html", b"<html><body>" + b"<b>" * 20_000 + b"x", id="nested-inline"),
        pytest.param("a.html", b"<html><body><table>" + b"<tr><td>" * 5_000 + b"x", id="nested-tables"),
        pytest.param("a.txt", b"a" * 2_000_000, id="one-long-word"),
        pytest.param("a.txt", b"a- \n" * 200_000, id="many-short-lines"),
        pytest.param("a.json", b'{"results": [' + b"[" * 100_000, id="nested-json"),
        pytest.param("a.xml", b"<?xml version='1.0'?><article>" + b"<!-- -->" * 50_000 + b"</article>", id="many-comments"),
        pytest.param("a.csv", b'id,text\n1,"' + b"x" * 3_000_000, id="endless-cell"),
    ],
)
def test_hostile_shapes_take_no_time(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    check(read_file(path))

"""Which reader, which id, whose bibliographic data, and which files of a folder."""

import os

import pytest
from sample_files import docx_bytes, only, pdf_bytes

from ingest.formats import (
    Options,
    files_of,
    jats,
    markdown,
    medlineplus,
    missing,
    openfda,
    pdf,
    plain,
    pubmed,
    read_file,
    reader_of,
    spl,
    table,
    webpage,
)
from ingest.formats import docx as docx_format
from spasm_qa.errors import CorpusError


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("leg-cramps.md", markdown.read),
        ("advice.txt", plain.read),
        ("page.html", webpage.read),
        ("article.xml", jats.read),
        ("label.xml", spl.read),
        ("questions.xml", medlineplus.read),
        ("topics.xml", medlineplus.read),
        ("pubmed.xml", pubmed.read),
        ("openfda.json", openfda.read),
        ("rows.csv", table.read),
        ("mapped.jsonl", table.read),
    ],
)
def test_each_file_finds_its_reader(documents, name, reader):
    assert reader_of(documents / name) is reader


@pytest.mark.parametrize("name", ["x.txt", "x", "x.html", "x.md"])
def test_content_decides_before_the_suffix(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(pdf_bytes([["Text."]]))
    assert reader_of(path) is pdf.read

    path.write_bytes(docx_bytes())
    assert reader_of(path) is docx_format.read


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", bytes(range(256)) * 4, "binary content", id="binary"),
        pytest.param("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a PNG picture", id="picture"),
        pytest.param("a.md", b"PK\x03\x04" + b"\0" * 50, "damaged or truncated", id="zip"),
        pytest.param("a.xyz", b"Some text.", "is no format", id="unknown-suffix"),
        pytest.param("a.rtf", b"{\\rtf1 text}", "RTF", id="rtf"),
        pytest.param("a.csv", b"", "the file is empty", id="empty"),
    ],
)
def test_a_file_without_reader_says_why(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)

    assert reader_of(path) is None
    with pytest.raises(CorpusError) as caught:
        list(read_file(path))
    assert reason in str(caught.value)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.write(b"text ")
        stream.truncate(201_000_000)

    with pytest.raises(CorpusError, match="too large: 201 MB, the limit is 200 MB"):
        plain.read(path).__next__()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")

    with pytest.raises(CorpusError, match="not a regular file"):
        list(read_file(tmp_path / "a.txt"))


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        pytest.param("guidelines/low-back.md", "guidelines--low-back.md", id="plain-path"),
        pytest.param("a/NICE NG59.md", "a--nice-ng59.md-", id="lossy-names-get-a-hash"),
    ],
)
def test_ids_come_from_the_path_below_the_root(tmp_path, name, identifier):
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text("Text.")

    item = only(path, root=tmp_path)

    assert item.document.id.startswith(identifier)
    assert item.document.path == name


def test_two_files_never_share_an_id(tmp_path):
    names = ["a b.md", "a-b.md", "a_b.md", "A-b.md", "a/b.md", "a--b.md", "ä.md", "ö.md", "…md", "a-b.txt"]
    found = set()
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Text.")
        found.add(only(path, root=tmp_path).document.id) if path.suffix else None
    assert len(found) == len([name for name in names if (tmp_path / name).suffix])


def test_the_sidecar_wins_over_the_caller_and_the_caller_over_the_file(documents, tmp_path):
    path = tmp_path / "a.md"
    path.write_text((documents / "leg-cramps.md").read_text())
    (tmp_path / "a.md.meta.yaml").write_text("title: From the sidecar\nreview-by: 2030-01-01\npmid: 012\n")

    reference = only(path, overrides={"title": "From the caller", "publisher": "Caller"}).reference

    assert (reference.title, reference.publisher, reference.year) == ("From the sidecar", "Caller", 2024)
    assert (reference.review_by, reference.pmid) == ("2030-01-01", "012")


def test_an_unknown_field_of_a_sidecar_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "a.txt.meta.yaml").write_text("pubisher: X\n")

    with pytest.raises(CorpusError, match=r"a\.txt\.meta\.yaml: unknown field 'pubisher'"):
        only(tmp_path / "a.txt")


def test_a_title_from_the_file_name_still_counts_as_missing(tmp_path):
    (tmp_path / "low_back-pain.txt").write_text("Text without a heading that could be a title.")

    reference = only(tmp_path / "low_back-pain.txt").reference

    assert reference.title == "Low back pain"
    assert "title" in missing(reference)


def test_a_folder_is_walked_in_order_without_what_is_hidden_or_beside(tmp_path):
    for name in (
        "b.md",
        "a/c.txt",
        ".hidden.md",
        ".git/x.md",
        "b.md.meta.yaml",
        "t.csv.mapping.yaml",
        "~$lock.docx",
        "beir/corpus.jsonl",
        "beir/x.tsv",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")

    assert [path.relative_to(tmp_path).as_posix() for path in files_of(tmp_path)] == ["a/c.txt", "b.md", "beir"]
    assert list(files_of(tmp_path / "b.md")) == [tmp_path / "b.md"]


def test_links_out_of_the_folder_and_in_circles_are_not_followed(tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    root = tmp_path / "root"
    (root / "inner").mkdir(parents=True)
    (root / "a.md").write_text("x")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "up").symlink_to(tmp_path)
    (root / "inner" / "loop").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    (root / "gone.md").symlink_to(root / "nothing.md")

    assert [path.name for path in files_of(root)] == ["a.md"]
    with pytest.raises(CorpusError, match="leads outside of the folder"):
        list(read_file(root / "out.md", Options(root=root)))


def test_a_sidecar_that_leads_outside_is_not_read(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.yaml").write_text("title: secret\n")
    (root / "a.md").write_text("x")
    (root / "a.md.meta.yaml").symlink_to(tmp_path / "secret.yaml")

    with pytest.raises(CorpusError, match="leads outside of the folder"):
        list(read_file(root / "a.md", Options(root=root)))

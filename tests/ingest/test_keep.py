"""Copies of PDF files: kept by hash, swept when nothing stands on them."""

import hashlib

from fakes import WordHashEmbedder

from ingest.build import update
from ingest.keep import keep, sweep
from spasm_qa.index import FILES_FOLDER, Index
from spasm_qa.settings import Settings


def pdf(text: str) -> bytes:
    from io import BytesIO

    from reportlab.pdfgen import canvas

    stream = BytesIO()
    paper = canvas.Canvas(stream, invariant=1)
    paper.drawString(72, 700, text)
    paper.save()
    return stream.getvalue()


def test_a_pdf_is_copied_under_its_hash_and_other_files_are_not(tmp_path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 x")
    (tmp_path / "b.txt").write_text("text", encoding="utf-8")
    folder = tmp_path / "files"

    digest = keep(tmp_path / "a.pdf", folder)

    assert digest == hashlib.sha256(b"%PDF-1.4 x").hexdigest()
    assert (folder / f"{digest}.pdf").read_bytes() == b"%PDF-1.4 x"
    assert keep(tmp_path / "b.txt", folder) == ""
    assert [path.name for path in folder.iterdir()] == [f"{digest}.pdf"]


def test_only_what_is_used_stays(tmp_path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.pdf").touch()
    sweep(tmp_path, {"a"})

    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    sweep(tmp_path / "nowhere", ())


def test_the_index_keeps_the_pages_as_they_were_read(tmp_path, corpus) -> None:
    home = Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")
    folder, kept = tmp_path / "guidelines", home.index / FILES_FOLDER
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf("Stretching the calf helps many people at night."))
    update([folder], None, home, embedder=WordHashEmbedder())
    document = Index(home.index, WordHashEmbedder()).library.document("a.pdf")
    assert document
    assert (kept / f"{document.file}.pdf").read_bytes() == (folder / "a.pdf").read_bytes()

    (folder / "a.pdf").write_bytes(pdf("Walking helps many people in the day."))
    update([], None, home, embedder=WordHashEmbedder())
    renewed = Index(home.index, WordHashEmbedder()).library.document("a.pdf")
    assert renewed
    assert renewed.file != document.file
    assert [path.stem for path in kept.iterdir()] == [renewed.file]

    (folder / "a.pdf").unlink()
    update([], None, home, embedder=WordHashEmbedder())
    assert list(kept.iterdir()) == []

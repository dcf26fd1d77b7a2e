"""Makers and readers of test files: binary ones are made when they are needed."""

from io import BytesIO
from pathlib import Path

import docx
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from ingest.formats import Loaded, Options, read_file

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"


def only(path: Path, **options) -> Loaded:
    """Return the one document of a file; its sections and pages stand where they say."""
    (item,) = everything(path, **options)
    return item


def everything(path: Path, **options) -> list[Loaded]:
    items = list(read_file(path, Options(**options)))
    for item in items:
        document = item.document
        for offset, heading in document.sections:
            title = heading.rpartition(" > ")[2]
            assert document.text.startswith(title, offset), (offset, heading)
            assert offset == 0 or document.text[offset - 1] == "\n"
        assert list(document.pages) == sorted(document.pages)
        assert document.id == document.reference == item.reference.id
    return items


def pdf_bytes(pages: list[list[str]], *, title: str = "", bookmarks: dict[int, str] | None = None) -> bytes:
    stream = BytesIO()
    paper = canvas.Canvas(stream)
    paper.setTitle(title)
    for number, lines in enumerate(pages):
        if number in (bookmarks or {}):
            paper.bookmarkPage(str(number))
            paper.addOutlineEntry(bookmarks[number], str(number))
        for row, line in enumerate(lines):
            paper.drawString(72, 780 - 16 * row, line)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="AES-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def docx_bytes() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Document1"
    document.add_heading("Leg cramps", 0)
    document.add_paragraph("Stretch the calf first.")
    document.add_heading("Treatment", 1)
    document.add_paragraph("Walk about.", style="List Bullet")
    document.add_paragraph("Drink water.", style="List Bullet")
    document.add_heading("Drugs", 2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Drug", "Dose", "Baclofen", "5 mg"), strict=True):
        cell.text = text
    power = document.add_paragraph("Below 10")
    power.add_run("6").font.superscript = True
    power.add_run(" cells.")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()

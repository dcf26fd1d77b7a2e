"""PDF files with what makes words hard to place: hyphens, ligatures, columns, rotation, crops."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

LINES = [
    "1 Night cramps",
    "A cramp is a sudden, painful tighten-",
    "ing of the calf muscle that comes at night.",
    "Stretching the calf helps many people. It is safe.",
]


def paper(*pages: list[tuple[float, float, str]], font: str = "") -> bytes:
    """Return a PDF of A4 pages with each text at its place, in points from the lower left corner."""
    stream = BytesIO()
    sheet = canvas.Canvas(stream, pagesize=A4)
    for texts in pages:
        if font:
            pdfmetrics.registerFont(TTFont("Own", font))
            sheet.setFont("Own", 12)
        for x, y, text in texts:
            sheet.drawString(x, y, text)
        sheet.showPage()
    sheet.save()
    return stream.getvalue()


def lines(texts: list[str], *, x: float = 72, top: float = 760) -> list[tuple[float, float, str]]:
    return [(x, top - 18 * row, text) for row, text in enumerate(texts)]


def columns(left: list[str], right: list[str]) -> bytes:
    return paper([*lines(left), *lines(right, x=320)])


def turned(data: bytes, degrees: int, *, crop: tuple[float, float, float, float] | None = None) -> bytes:
    writer = PdfWriter()
    for page in PdfReader(BytesIO(data)).pages:
        page.rotate(degrees)
        if crop:
            page.cropbox = RectangleObject(crop)
        writer.add_page(page)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def boxed(data: bytes, width: float, height: float) -> bytes:
    """Return the file with pages of another size."""
    writer = PdfWriter()
    for page in PdfReader(BytesIO(data)).pages:
        page.mediabox = page.cropbox = RectangleObject((0, 0, width, height))
        writer.add_page(page)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()

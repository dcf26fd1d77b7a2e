"""A conversation as PDF: A4, fonts embedded, links alive, page numbers."""

from collections.abc import Iterator
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from spasm_qa.export.blocks import Block, Saved, blocks

SYSTEM = Path("/usr/share/fonts/truetype/dejavu")
FONTS = ((SYSTEM / "DejaVuSans.ttf", SYSTEM / "DejaVuSans-Bold.ttf"), (Path("Vera.ttf"), Path("VeraBd.ttf")))
"""The first pair that is there: DejaVu where the system has it, else the one that reportlab brings (no Greek or Cyrillic)."""
SOFT, INK, ALERT = HexColor("#45555a"), HexColor("#0c1619"), HexColor("#a01818")
STANDS_FOR = {"\u2060": "", "\u200b": "", "\u2011": "-", "\u2010": "-", "\u202f": " ", "\u2009": " ", "\u2212": "−"}
SIZES = {
    "title": (18, 23, 0, 4),
    "part": (16, 20, 30, 2),
    "question": (13.5, 17, 18, 3),
    "section": (11, 15, 9, 2),
    "facts": (8.5, 12, 0, 4),
}
SET = {
    "text": ParagraphStyle("text", fontSize=10, leading=14.5, spaceAfter=4),
    "understood": ParagraphStyle("understood", fontSize=9, leading=13, textColor=SOFT, spaceAfter=4),
    "statement": ParagraphStyle("statement", fontSize=10, leading=14.5, leftIndent=12, bulletIndent=2, spaceBefore=4),
    "meta": ParagraphStyle("meta", fontSize=8.5, leading=12, leftIndent=12, textColor=SOFT),
    "reference": ParagraphStyle("reference", fontSize=8.5, leading=12, leftIndent=20, bulletIndent=2, spaceAfter=2.5),
    "disclaimer": ParagraphStyle("disclaimer", fontSize=8.5, leading=12, textColor=SOFT, spaceBefore=8, spaceAfter=4),
    "alert": ParagraphStyle(
        "alert", fontSize=10.5, leading=15, textColor=ALERT, borderColor=ALERT, borderWidth=1, borderPadding=6, spaceBefore=8, spaceAfter=10
    ),
}


def to_pdf(saved: Saved) -> bytes:
    """Return the file."""
    file = BytesIO()
    sides, top, bottom = 20 * mm, 18 * mm, 20 * mm
    margins: dict[str, Any] = {"leftMargin": sides, "rightMargin": sides, "topMargin": top, "bottomMargin": bottom}
    page = SimpleDocTemplate(file, pagesize=A4, title=saved.title, author="spasm-qa", **margins)
    page.build([_paragraph(block) for block in blocks(saved)], onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


@cache
def _fonts() -> tuple[Any, Any]:
    """Register the fonts; returns the plain and the bold one."""
    own = Path(reportlab.__file__).parent / "fonts"
    plain, bold = next((own / a, own / b) for a, b in FONTS if (own / a).is_file())
    fonts = TTFont("Text", str(plain)), TTFont("Text-Bold", str(bold))
    for font in fonts:
        registerFont(font)
    registerFontFamily("Text", normal="Text", bold="Text-Bold", italic="Text", boldItalic="Text-Bold")
    return fonts


def _paragraph(block: Block) -> Paragraph:
    text = escape(_drawable(block.text), quote=False)
    if block.url:
        text += f' <link href="{escape(block.url)}" color="#0b5d7a">{escape(_drawable(block.url), quote=False)}</link>'
    bullet = {"statement": "•", "reference": f"{block.n}."}.get(block.kind)
    return Paragraph(text, _style(block.kind), bulletText=bullet)


@cache
def _style(kind: str) -> ParagraphStyle:
    _fonts()
    if kind in SIZES:
        size, leading, before, after = SIZES[kind]
        heading, soft = kind != "facts", SOFT if kind == "facts" else INK
        font = "Text-Bold" if heading else "Text"
        style = ParagraphStyle(
            kind, fontName=font, fontSize=size, leading=leading, spaceBefore=before, spaceAfter=after, textColor=soft, keepWithNext=heading
        )
    else:
        style = ParagraphStyle(kind, SET[kind], fontName="Text-Bold" if kind == "alert" else "Text", bulletFontName="Text")
    style.alignment, style.splitLongWords = TA_LEFT, True
    return style


def _drawable(text: str) -> str:
    """Return text in characters that the font has; any other is told by its number rather than drawn as an empty box."""
    return "".join(_characters("".join(STANDS_FOR.get(c, c) for c in text)))


def _characters(text: str) -> Iterator[str]:
    known = _fonts()[0].face.charToGlyph
    for each in text:
        yield each if ord(each) in known or each == " " else f"(U+{ord(each):04X})"


def _number(canvas: Any, page: Any) -> None:
    canvas.saveState()
    canvas.setFont("Text", 8)
    canvas.setFillColor(SOFT)
    canvas.drawRightString(A4[0] - 20 * mm, 11 * mm, str(page.page))
    canvas.drawString(20 * mm, 11 * mm, "spasm-qa: general information, not medical advice")
    canvas.restoreState()

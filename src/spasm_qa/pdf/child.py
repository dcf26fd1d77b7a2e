"""The child process that draws a page: `python -m spasm_qa.pdf.child FILE PAGE`, the sought words as JSON on standard input.

A process of its own, because PDFium is not made for threads and a hostile file can crash it or keep it busy; the parent ends it after a
time limit. Prints one line of JSON, `{"pages", "placed"}` or `{"error"}`, and then the picture as PNG.
"""

import ctypes
import json
import math
import sys
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw

from spasm_qa.pdf.place import Sought, place

MOST_WIDTH = 1_400
MOST_PIXELS = 3_000_000
MOST_SCALE = 3.0  # pixels a point: 216 dots an inch
MOST_LETTERS = 200_000
MOST_BYTES = 3_000_000_000  # of address space
MARK = (255, 190, 0, 95)
LINE = (190, 90, 0, 255)

Box = tuple[float, float, float, float]


def main(arguments: list[str]) -> int:
    """Draw one page; pages are counted from 1."""
    _limit()
    sought = Sought(**json.load(sys.stdin))
    try:
        with pdfium.PdfDocument(arguments[0]) as document:
            answer, picture = _draw(document, int(arguments[1]), sought)
    except pdfium.PdfiumError as e:
        answer, picture = {"error": "encrypted" if "assword" in str(e) else "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n" + picture)
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit holds there, too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def _draw(document: Any, number: int, sought: Sought) -> tuple[dict[str, object], bytes]:
    if not 1 <= number <= len(document):
        return {"error": "no such page"}, b""
    page = document[number - 1]
    width, height = page.get_size()
    if not (1 <= width < 1e5 and 1 <= height < 1e5):
        return {"error": "damaged"}, b""
    scale = min(MOST_SCALE, MOST_WIDTH / width, math.sqrt(MOST_PIXELS / (width * height)))
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    boxes = _boxes(page, picture.size, sought) if sought.words else []
    stream = BytesIO()
    _marked(picture, boxes).convert("RGB").save(stream, "PNG")
    return {"pages": len(document), "placed": bool(boxes)}, stream.getvalue()


def _boxes(page: Any, size: tuple[int, int], sought: Sought) -> list[Box]:
    """Return the boxes of the sought words in pixels, one a line; empty when they cannot be placed exactly."""
    text = page.get_textpage()
    count = min(text.count_chars(), MOST_LETTERS)
    letters = [_letter(raw.FPDFText_GetUnicode(text, at)) for at in range(count)]
    boxes = [box for at in place(letters, sought) if (box := _box(page, text, at, size))]
    return _lines(boxes)


def _letter(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _box(page: Any, text: Any, at: int, size: tuple[int, int]) -> Box | None:
    """Return a letter's box in pixels; nothing for letters that the library made up, such as line ends."""
    found = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, at, found) or found.right <= found.left or found.top <= found.bottom:
        return None
    corners = [_pixel(page, size, x, y) for x in (found.left, found.right) for y in (found.bottom, found.top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """Turn a place on the page, in points, into one on the picture: crop and rotation of the page are seen to."""
    left, top = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, left, top)
    return left.value, top.value


def _lines(boxes: list[Box]) -> list[Box]:
    """Join the boxes of neighbouring letters of one line, across or up the page."""
    joined: list[Box] = []
    last: Box | None = None
    for box in boxes:
        if last is not None and (_overlap(last, box, 1) > 0.5 or (_overlap(last, box, 0) > 0.5 and _gap(last, box) < 0.8)):
            a = joined[-1]
            joined[-1] = (min(a[0], box[0]), min(a[1], box[1]), max(a[2], box[2]), max(a[3], box[3]))
        else:
            joined.append(box)
        last = box
    return joined


def _overlap(a: Box, b: Box, axis: int) -> float:
    """Return the share of the smaller box that both cover along an axis, 0 across and 1 up the page."""
    shared = min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis])
    return shared / max(1.0, min(a[axis + 2] - a[axis], b[axis + 2] - b[axis]))


def _gap(a: Box, b: Box) -> float:
    """Return the distance of two boxes up the page in heights of the first."""
    return max(b[1] - a[3], a[1] - b[3], 0.0) / max(1.0, a[3] - a[1])


def _marked(picture: Image.Image, boxes: list[Box]) -> Image.Image:
    """Lay a translucent ground over the boxes and a line around them: colour is not the only sign."""
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(layer)
    for left, top, right, bottom in boxes:
        brush.rectangle((left - 2, top - 1, right + 2, bottom + 1), fill=MARK, outline=LINE, width=2)
    return Image.alpha_composite(picture, layer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

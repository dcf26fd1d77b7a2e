"""The text layer of a PDF: its pages, its bookmarks and what it says of itself."""

import logging
import re
from itertools import groupby
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import Destination

MAX_PAGES = 20_000
MAX_CHARS = 50_000_000
CELL = 60  # characters of a table cell at most
FEWEST = 4  # short lines of a page that may hold a table
AGAIN = "Fetch or export it again."


def text_layer(path: Path) -> dict[str, Any]:
    """Return {"pages", "title", "author", "outline"}, or {"error", "hint"}."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _read(path)
    except (FileNotDecryptedError, DependencyError):
        return {"error": "the PDF is encrypted", "hint": "Save a copy without the password, if its licence allows."}
    except LimitReachedError:
        return {"error": "the PDF unpacks to far more than a document holds", "hint": "Print it to a new PDF."}
    except (PyPdfError, RecursionError) as e:
        reason = f": {e}" if str(e) else ""
        return {"error": f"the PDF is damaged or cut short{reason[:200]}", "hint": AGAIN}
    except Exception:  # the library meets some damage with errors of any kind
        return {"error": "the PDF is damaged or cut short", "hint": AGAIN}


def _read(path: Path) -> dict[str, Any]:
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    if len(reader.pages) > MAX_PAGES:
        return {"error": f"more than {MAX_PAGES} pages", "hint": "Split the PDF."}
    pages: list[str] = []
    total = 0
    for page in reader.pages:
        pages.append(_with_rows(page.extract_text(), page))
        total += len(pages[-1])
        if total > MAX_CHARS:
            return {"error": f"more than {MAX_CHARS // 1_000_000} million characters", "hint": "Split the PDF."}
    about = reader.metadata
    title, author = (about.title, about.author) if about else (None, None)
    return {"pages": pages, "title": title or "", "author": author or "", "outline": _outline(reader)}


def _with_rows(text: str, page: PageObject) -> str:
    """Return a page's text with the cells of each table row on one line, as `a | b`.

    The library gives cells one by one, or run together; where they stand on the page tells which belong together. Rows whose cells the
    text has in another order, or broken over lines, stay as they are.
    """
    lines = [line.strip() for line in text.split("\n")]
    if sum(0 < len(line) <= CELL for line in lines) < FEWEST:
        return text
    try:
        rows = _rows(page.extract_text(extraction_mode="layout"))
    except Exception:  # as above; the text is sound without them
        return text
    out, at = [], 0
    while at < len(lines):
        row = next((row for row in rows if lines[at : at + len(row)] == row), None)
        whole = next((row for row in rows if " ".join(row) == lines[at]), None)
        out.append(" | ".join(row or whole or [lines[at]]))
        at += len(row or (at,))
    return "\n".join(out)


def _rows(layout: str) -> list[list[str]]:
    """Return the cells of neighbouring lines of a page's picture in letters that have equally many, with wide gaps between them."""
    lines = [re.split(r"\s{3,}", line.strip()) for line in layout.split("\n") if line.strip()]
    found = []
    for _, group in groupby(lines, len):
        rows = [row for row in group if len(row) > 1 and all(len(cell) <= CELL for cell in row)]
        found += rows if len(rows) > 1 else []
    return found


def _outline(reader: PdfReader) -> list[tuple[int, int, str]]:
    """Return (level from 1, page from 0, title) of each bookmark; none when the bookmarks are damaged."""
    found: list[tuple[int, int, str]] = []

    def walk(entries: list[object], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list) and level < 8:
                walk(entry, level + 1)
            elif isinstance(entry, Destination) and isinstance(entry.title, str):
                number = reader.get_destination_page_number(entry)
                if number is not None and number >= 0:
                    found.append((level, number, entry.title))

    try:
        walk(list(reader.outline), 1)
    except (PyPdfError, RecursionError, KeyError, TypeError, AttributeError, ValueError):
        return []  # the text is sound without them
    return found

"""The text layer of a PDF: its pages, its bookmarks and what it says of itself."""

import logging
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import Destination

MAX_PAGES = 20_000
MAX_CHARS = 50_000_000
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
        pages.append(page.extract_text())
        total += len(pages[-1])
        if total > MAX_CHARS:
            return {"error": f"more than {MAX_CHARS // 1_000_000} million characters", "hint": "Split the PDF."}
    about = reader.metadata
    title, author = (about.title, about.author) if about else (None, None)
    return {"pages": pages, "title": title or "", "author": author or "", "outline": _outline(reader)}


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

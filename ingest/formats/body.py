"""The text of a document while it is being read: blocks, headings and page starts at exact character offsets."""

import re
import unicodedata
from collections.abc import Iterable

PAGE = "\f"  # stands in a block's text where a page starts; it never reaches the document
MAX_HEADING_CHARS = 300  # longer "headings" are paragraphs that somebody set in a heading style

_SPACE = re.compile(r"[^\S\f]+")
_PAGE_BREAK = re.compile(r" ?(\f+) ?")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_DROP = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MEND = str.maketrans({**_LIGATURES, **_DROP})
_UNWANTED = {"Cc", "Cs", "Co", "Cn"}


def scrub(text: str) -> str:
    """Return `text` in NFC without control characters, lone surrogates and invisible marks; line ends become line feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_MEND))
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in "\n\t\f" or unicodedata.category(c) not in _UNWANTED else " " for c in text)


def tidy(text: str) -> str:
    """Return `text` on one line: scrubbed, white space collapsed, page starts kept."""
    text = _SPACE.sub(" ", scrub(text))
    return _PAGE_BREAK.sub(r" \1", text).strip(" ") if PAGE in text else text.strip()


class Body:
    """Collects blocks; paragraphs stand apart by an empty line, list items and table rows by a line end."""

    def __init__(self) -> None:
        """Start with no text."""
        self._parts: list[str] = []
        self._length = 0
        self._last = ""  # the kind of the last block: items and rows follow their like closely
        self._path: list[tuple[int, str]] = []
        self._sections: list[tuple[int, str]] = []
        self._pages: list[int] = []
        self._waiting = 0  # pages that started but have no text yet

    def heading(self, level: int, text: str) -> None:
        """Add a heading on its own line and open its section; a section of the same or a deeper level ends."""
        title = tidy(text)
        if not title.strip(PAGE):
            return self.paragraph(text)
        if len(title) > MAX_HEADING_CHARS:
            return self.paragraph(text)
        start = self._add(title)
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, _SPACE.sub(" ", title.replace(PAGE, "")).strip()))
        self._sections.append((start, " > ".join(name for _, name in self._path)))
        return None

    def paragraph(self, text: str) -> None:
        """Add a block of its own."""
        self._add(tidy(text))

    def line(self, text: str) -> None:
        """Add a list item or another line that belongs to its neighbours."""
        self._add(tidy(text), "line")

    def row(self, cells: Iterable[str]) -> None:
        """Add a table row as `a | b`; a row of empty cells is left out."""
        shown = [tidy(cell) for cell in cells]
        if any(shown):
            self._add(" | ".join(shown).strip(), "row")

    def verbatim(self, text: str) -> None:
        """Add a scrubbed text as it stands, line breaks included."""
        self._add(text)

    def _add(self, text: str, kind: str = "") -> int:
        """Append one block and return where its text starts."""
        chunks = text.split(PAGE)
        if not "".join(chunks).strip():
            self._waiting += len(chunks) - 1
            return self._length
        if self._parts:
            self._append("\n" if kind and kind == self._last else "\n\n")
        self._pages += [self._length] * self._waiting
        self._waiting, self._last = 0, kind
        start = self._length
        self._append(chunks[0])
        for chunk in chunks[1:]:
            self._pages.append(self._length)
            self._append(chunk)
        return start

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    @property
    def text(self) -> str:
        """Everything added so far."""
        return "".join(self._parts)

    @property
    def sections(self) -> tuple[tuple[int, str], ...]:
        """(offset of the heading, heading path), in order."""
        return tuple(self._sections)

    @property
    def pages(self) -> tuple[int, ...]:
        """Offset of each page's first character; pages without text start where the next text does."""
        return (*self._pages, *([self._length] * self._waiting))

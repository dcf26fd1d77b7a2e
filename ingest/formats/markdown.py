"""Markdown with optional YAML front matter; the text comes out without its marks."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.formats.bibliography import sidecar, yaml_fields
from ingest.formats.body import Body
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the one document of a Markdown file. Raises CorpusError for front matter that does not end or is no YAML."""
    file = File(path, options)
    text = file.text(sidecar(file).get("encoding", ""))
    front = _FRONT.match(text)
    own = yaml_fields(file, front[1] or "", first_line=2) if front else {}
    body = Body()
    write_markdown(body, text[front.end() :] if front else text)
    first = body.sections[0] if body.sections else (1, "")
    yield loaded(file, body, {"title": first[1] if first[0] == 0 else "", **own})


def write_markdown(body: Body, text: str) -> None:
    """Write Markdown into `body`: headings, paragraphs, list items and table rows."""
    writer = _Writer(body)
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        writer.take(token)


class _Writer:
    """Keeps where in the token stream it is: in a heading, in list items, in a table row."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.heading = 0
        self.cells: list[str] | None = None
        self.items: list[bool] = []  # one for each open list item: its mark is still to be written

    def take(self, token: Token) -> None:
        """Write one token, or remember where it leads."""
        if token.type == "inline":
            self._write(_inline(token.children or ()))
        elif token.type in {"fence", "code_block"}:
            for line in token.content.splitlines():
                self.body.line(line)
        elif token.type == "heading_open":
            self.heading = int(token.tag[1])
        elif token.type == "tr_open":
            self.cells = []
        elif token.type == "tr_close":
            self.body.row(self.cells or ())
            self.cells = None
        elif token.type == "list_item_open":
            self.items.append(True)
        elif token.type == "list_item_close":
            self.items.pop()

    def _write(self, text: str) -> None:
        if self.cells is not None:
            self.cells.append(text)
        elif self.heading:
            self.body.heading(self.heading, text)
            self.heading = 0
        elif self.items and self.items[-1]:
            self.items[-1] = False
            self.body.line(f"- {text}" if text.strip() else "")
        else:
            self.body.paragraph(text)


def _inline(tokens: Sequence[Token]) -> str:
    out = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            out.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            out.append(" ")
        elif token.type == "image":
            out.append(_inline(token.children or ()))
    return "".join(out)

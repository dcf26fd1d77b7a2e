"""Plain text: paragraphs that were wrapped by hand become one line each, headings and lists are kept."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.formats.bibliography import sidecar
from ingest.formats.body import PAGE, Body
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded

LONG_LINE = 120  # a block with a longer line was not wrapped by hand: its lines are paragraphs

ITEM = re.compile(r"(?:[-*•●▪◦–·]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_NUMBERED = re.compile(r"\f*(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-Z])[^.!?;]{2,90}$")
_CAPITALS = re.compile(r"\f*[A-Z][A-Z0-9 ,:/&()'’–-]{3,90}$")
_NAMED = re.compile(
    r"\f*(?:abstract|summary|introduction|background|objectives?|methods?|materials and methods|results|discussion|conclusions?|"
    r"references|recommendations?|acknowledge?ments?|appendix(?: [a-z0-9]{1,3})?|contraindications|warnings|precautions|"
    r"adverse reactions|side effects|dosage and administration|key points)\s*:?$",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"([=\-~_*])\1{2,}$")
_CELLS = re.compile(r"\t+|\s*\|\s*")


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the one document of a text file."""
    file = File(path, options)
    text = file.text(sidecar(file).get("encoding", ""))
    body = Body()
    write_text(body, text)
    title = body.sections[0][1] if body.sections and body.sections[0][0] == 0 else ""
    yield loaded(file, body, {"title": title})


def write_text(body: Body, text: str) -> None:
    """Write plain text into `body`, block by block; a form feed in it is a page start."""
    for block in blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        _write_block(body, block)


def blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield runs of lines between empty lines; a line of page starts alone joins the next block."""
    block: list[str] = []
    pages = ""
    for line in lines:
        if line.strip():
            block.append(pages + line.strip(" \t"))
            pages = ""
            continue
        pages += PAGE * line.count(PAGE)
        if block:
            yield block
            block = []
    if block:
        yield block
    if pages:
        yield [pages]


def heading_level(line: str) -> int | None:
    """Return the level of a line that looks like a heading of its own, from 1; None for other lines."""
    if numbered := _NUMBERED.match(line):
        return 1 + numbered[1].count(".")
    words = line.split()
    if _CAPITALS.match(line) and sum(c.isalpha() for c in line) > len(line) // 2 and len(words) <= 12:
        return 1
    return 1 if _NAMED.match(line) else None


def _write_block(body: Body, block: list[str]) -> None:
    if len(block) == 2 and _UNDERLINE.match(block[1]):
        return body.heading(1 if block[1][0] in "=*" else 2, block[0])
    if len(block) == 1 and (level := heading_level(block[0])) is not None:
        return body.heading(level, block[0].rstrip(":"))
    wrapped = all(len(line) <= LONG_LINE for line in block)
    run: list[str] = []
    for line in block:
        starts = bool(ITEM.match(line.lstrip(PAGE)))
        table = "\t" in line or " | " in line
        if run and (starts or table or not wrapped):
            _write_run(body, run)
            run = []
        if table:
            body.row(_CELLS.split(line.strip("| ")))
        else:
            run.append(line)
    if run:
        _write_run(body, run)
    return None


def _write_run(body: Body, run: list[str]) -> None:
    text = join_lines(run)
    if ITEM.match(text.lstrip(PAGE)):
        body.line(text)
    else:
        body.paragraph(text)


def join_lines(lines: Iterable[str]) -> str:
    """Return wrapped lines as one; a word cut by a hyphen at a line's end is mended when both halves are lower case."""
    parts: list[str] = []
    for line in lines:
        if parts and re.search(r"[a-z]{2}-$", parts[-1][-3:]) and re.match(r"\f*[a-z]{2}", line):
            parts[-1] = parts[-1][:-1]
        elif parts:
            parts.append(" ")
        parts.append(line)
    return "".join(parts)

"""PDF with a text layer: pages, paragraphs mended across lines, headings by bookmarks and by their look.

A scan without text is refused: it needs OCR before it can be cited.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.formats.bibliography import doi_in, kind_of_title
from ingest.formats.body import PAGE, Body, scrub, tidy
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded
from ingest.formats.pdf_text import AGAIN, text_layer
from ingest.formats.plain import ITEM, heading_level, join_lines

LEAST_CHARS_A_PAGE = 16  # fewer on average: a scan, perhaps with a stamped page number
MAX_RUN = 400  # lines of a paragraph: more are no paragraph
LEAST_LETTERS = 0.4  # of the characters; fewer: the fonts do not say which letters they show

_JUNK_TITLE = re.compile(r"(?i)^(?:untitled|microsoft \w+ - |.*\.(?:docx?|pdf|indd|tex|qxd|rtf|pptx?)$|\W*$|[\d\W_]+$)")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]+\s*$")  # a line of a table of contents
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_SENTENCE_END = re.compile(r"[.!?:;)\]\"”]$")


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the one document of a PDF. Raises CorpusError when it is encrypted, damaged or a scan."""
    file = File(path, options)
    file.check()
    layer = _text_layer(file)
    pages = [scrub(page).replace(PAGE, "\n") for page in layer["pages"]]
    _check_text(file, pages)
    outline = {(page, _key(title)): level for level, page, title in layer["outline"]}
    body = Body()
    _write(body, _without_running_lines([_lines(page) for page in pages]), outline)
    title = tidy(layer["title"])
    title = "" if _JUNK_TITLE.match(title) else title
    dois = {doi_in(found) for found in _DOI.findall(pages[0])}
    own = {
        "title": title,
        "kind": kind_of_title(title),
        "authors": tidy(layer["author"]).replace(";", ",") if title else "",
        "doi": dois.pop() if len(dois) == 1 else "",
    }
    yield loaded(file, body, {name: value for name, value in own.items() if value}, warnings=_warnings(pages))


def _text_layer(file: File) -> dict[str, Any]:
    answer = text_layer(file.path)
    if "error" in answer:
        raise file.error(answer["error"], hint=answer["hint"])
    if not answer["pages"]:
        raise file.error("the PDF has no pages", hint=AGAIN)
    return answer


def _check_text(file: File, pages: Sequence[str]) -> None:
    text = "".join(pages)
    shown = [c for c in text if not c.isspace()]
    hint = "It needs OCR, e.g. `ocrmypdf scan.pdf text.pdf`."
    if len(shown) < LEAST_CHARS_A_PAGE * len(pages):
        raise file.error("no text layer: the PDF is a scan", hint=hint)
    if sum(c.isalpha() and c != "\ufffd" for c in shown) < LEAST_LETTERS * len(shown) or text.count("(cid:") * 20 > len(shown):
        raise file.error("the text layer cannot be read: its fonts do not name their letters", hint=hint)


def _warnings(pages: Sequence[str]) -> tuple[str, ...]:
    bare = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    listed = ", ".join(bare[:10]) + (", ..." if len(bare) > 10 else "")
    return (f"{len(bare)} of {len(pages)} pages have no text (pictures?): {listed}.",) if bare else ()


def _lines(page: str) -> list[str]:
    return ["" if _CONTENTS.search(line) else line.strip() for line in page.split("\n")]


def _key(text: str) -> str:
    return re.sub(r"^[\d.\s]+|\W+", "", text).casefold()


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and the first or last lines that most pages share; digits in them may differ."""

    def masked(line: str) -> str:
        return re.sub(r"\d+", "#", line)

    counts: Counter[str] = Counter()
    for lines in pages:
        shown = [line for line in lines if line]
        counts.update({masked(line) for line in (*shown[:2], *shown[-2:])})
    running = {line for line, count in counts.items() if count >= 3 and (count * 2 > len(pages) or len(line) > 11)} | {
        "#",
        "Page #",
        "Page # of #",
        "# of #",
    }

    def kept(lines: list[str]) -> list[str]:
        shown = [number for number, line in enumerate(lines) if line]
        edges = {*shown[:2], *shown[-2:]}
        return [line for number, line in enumerate(lines) if number not in edges or masked(line) not in running]

    return [kept(lines) for lines in pages]


def _write(body: Body, pages: list[list[str]], outline: dict[tuple[int, str], int]) -> None:
    run: list[str] = []

    def flush() -> None:
        text = join_lines(run)
        run.clear()
        if ITEM.match(text.lstrip(PAGE)):
            body.line(text)
        else:
            body.paragraph(text)

    for page, lines in enumerate(pages):
        mark = PAGE
        for line in lines:
            marked = mark + line
            level = outline.get((page, _key(line))) or (heading_level(line) if not outline and _stands_alone(run) else None)
            if not line:
                if run and _SENTENCE_END.search(run[-1]):
                    flush()
                continue
            mark = ""
            if level or " | " in line:
                flush()
                _write_alone(body, marked, level)
                continue
            if run and (ITEM.match(line) or _ends_paragraph(run)):
                flush()
            run.append(marked)
        if mark:
            run.append(mark)  # a page without text still counts
    flush()


def _write_alone(body: Body, line: str, level: int | None) -> None:
    if level:
        body.heading(level, line)
    else:
        body.row(line.split(" | "))


def _stands_alone(run: list[str]) -> bool:
    """Tell whether a heading may follow: the text before it is complete."""
    return not run or bool(_SENTENCE_END.search(run[-1])) or len(run) == 1


def _ends_paragraph(run: list[str]) -> bool:
    """Tell whether the last line closes its paragraph: it ends a sentence well before the usual right edge."""
    if len(run) >= MAX_RUN:
        return True
    usual = max(len(line) for line in run)
    return len(run) > 1 and bool(re.search(r"[.!?]$", run[-1])) and len(run[-1]) < usual * 0.75

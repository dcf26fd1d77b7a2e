"""A page of a kept PDF file as a picture, with the quoted words marked where they can be placed exactly."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore

from spasm_qa.errors import SpasmQAError
from spasm_qa.pdf.place import CONTEXT, Sought
from spasm_qa.types import Document

SECONDS = 20.0
AT_ONCE = BoundedSemaphore(2)
SAID = {
    "encrypted": "The file is encrypted, so its pages cannot be drawn.",
    "damaged": "The file is damaged, so its pages cannot be drawn.",
    "no such page": "The file has no such page.",
}


class PageUnavailable(SpasmQAError):
    """A page cannot be shown as a picture; its text can."""

    hint = "The text below is what was read from it."


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A drawn page: `placed` when all of the sought words that stand on it are marked; `pages` is how many the file has."""

    png: bytes
    placed: bool
    pages: int


def words_on(document: Document, number: int, start: int, end: int) -> Sought:
    """Return what of a span of a document stands on a page (from 1), with its surroundings there; no words when nothing does."""
    if not 1 <= number <= len(document.pages):
        return Sought("")
    bounds = (*document.pages, len(document.text))
    low, high = bounds[number - 1], bounds[number]
    a, b = max(start, low), min(end, high)
    if a >= b:
        return Sought("")
    text = document.text
    return Sought(text[a:b], text[max(low, a - 2 * CONTEXT) : a], text[b : min(high, b + 2 * CONTEXT)])


def draw_page(path: Path, digest: str, number: int, sought: Sought, *, seconds: float = SECONDS) -> PagePicture:
    """Return a page (from 1) of a file whose SHA-256 is still `digest`.

    Raises:
        PageUnavailable: The file is gone, changed, encrypted, damaged, or takes too long.
    """
    _check(path, digest)
    command = [sys.executable, "-m", "spasm_qa.pdf.child", str(path.resolve()), str(number)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
    try:
        with AT_ONCE:
            done = subprocess.run(
                command, input=json.dumps(asdict(sought)).encode(), capture_output=True, timeout=seconds, check=False, env=paths
            )
    except subprocess.TimeoutExpired as e:
        raise PageUnavailable("The page takes too long to draw.") from e
    head, _, picture = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise PageUnavailable("The page cannot be drawn.")
    answer = json.loads(head)
    if "error" in answer:
        raise PageUnavailable(SAID.get(answer["error"], "The page cannot be drawn."))
    return PagePicture(picture, bool(answer["placed"]), int(answer["pages"]))


def _check(path: Path, digest: str) -> None:
    try:
        with path.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as e:
        raise PageUnavailable("The kept copy of the file is not there, so its pages cannot be drawn.") from e
    if now != digest:
        raise PageUnavailable("The kept copy of the file was changed after it was read, so its pages are not shown.")

"""What changed between two contents, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from spasm_qa.review.content import Content

WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stayed (`=`), went (`-`) or came (`+`)."""

    mark: str
    text: str


def changes(before: Content, after: Content) -> dict[str, list[Piece]]:
    """Return the fields that differ, each as its words; joined, all but `+` give the text before, all but `-` the text after."""
    names = [*after, *(name for name in before if name not in after)]
    pairs = {name: (_text(before.get(name)), _text(after.get(name))) for name in names}
    return {name: list(words(old, new)) for name, (old, new) in pairs.items() if old != new}


def words(old: str, new: str) -> Iterator[Piece]:
    """Yield the pieces by which one text becomes another."""
    a, b = WORD.findall(old), WORD.findall(new)
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("=", "".join(a[a0:a1]))
            continue
        if a1 > a0:
            yield Piece("-", "".join(a[a0:a1]))
        if b1 > b0:
            yield Piece("+", "".join(b[b0:b1]))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {each}" for name, each in value.items() if each)
    return "" if value is None else str(value)

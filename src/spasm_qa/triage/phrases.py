"""The notation of triage.yaml: one written phrase -> the word sequences that it stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

WITHIN = 6  # words that may stand between the two sides of `..` and `~`
BESIDE = 2  # filler words ("in my", "the") that may stand beside a `<name>`

_TOKEN = re.compile(r"\s*(\d+-\d+|[a-z]+|\d+|[()|])")


class PhraseError(ValueError):
    """A phrase is not written in the notation."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a phrase: the name of a sign, or the literal word sequences that it may be."""

    name: str
    literals: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Pieces that follow each other; `gaps[k]` words at most stand between piece k and k + 1."""

    pieces: tuple[Piece, ...]
    gaps: tuple[int, ...]


def expand(literal: str) -> tuple[tuple[str, ...], ...]:
    """Spell out every word sequence of a literal: `(a|b c|) 2-3` gives `2`, `3`, `a 2`, ...

    Raises:
        PhraseError: brackets do not match, a mark is unknown, or every word may be missing.
    """
    tokens: list[str] = []
    end = 0
    for match in _TOKEN.finditer(literal):
        if match.start() != end:
            raise PhraseError(f"cannot read {literal[end:]!r} in {literal!r}")
        tokens.append(match[1])
        end = match.end()
    if literal[end:].strip():
        raise PhraseError(f"cannot read {literal[end:]!r} in {literal!r}")
    sequences, rest = _choice(tokens, 0)
    if rest != len(tokens):
        raise PhraseError(f"brackets do not match in {literal!r}")
    if () in sequences:
        raise PhraseError(f"{literal!r} may be nothing at all")
    return tuple(sorted(set(sequences)))


def _choice(tokens: list[str], at: int) -> tuple[list[tuple[str, ...]], int]:
    found: list[tuple[str, ...]] = []
    while True:
        branch, at = _run(tokens, at)
        found += branch
        if at >= len(tokens) or tokens[at] != "|":
            return found, at
        at += 1


def _run(tokens: list[str], at: int) -> tuple[list[tuple[str, ...]], int]:
    found: list[tuple[str, ...]] = [()]
    while at < len(tokens) and tokens[at] not in "|)":
        if tokens[at] == "(":
            options, at = _choice(tokens, at + 1)
            if at >= len(tokens):
                raise PhraseError("a bracket is not closed")
        else:
            options = _range(tokens[at])
        at += 1
        found = [head + tail for head, tail in product(found, options)]
    return found, at


def _range(token: str) -> list[tuple[str, ...]]:
    if "-" not in token:
        return [(token,)]
    low, high = token.split("-")
    return [(str(n),) for n in range(int(low), int(high) + 1)]


def chains(phrase: str) -> Iterator[Chain]:
    """Yield the chains of one phrase; `a ~ b` gives both orders.

    Raises:
        PhraseError: the phrase mixes `..` and `~`, or a part of it cannot be read.
    """
    text = phrase.strip().lower()
    if "~" in text and ".." in text:
        raise PhraseError(f"`~` and `..` together in {phrase!r}")
    sides = [_pieces(side) for side in re.split(r"\.\.|~", text)]
    for order in permutations(sides) if "~" in text else [tuple(sides)]:
        pieces: list[Piece] = []
        gaps: list[int] = []
        for side in order:
            gaps += [WITHIN] * bool(pieces) + [BESIDE] * (len(side) - 1)
            pieces += side
        yield Chain(tuple(pieces), tuple(gaps))


def _pieces(side: str) -> list[Piece]:
    pieces = []
    for part in re.split(r"(<[a-z0-9_]+>)", side):
        if part.startswith("<"):
            pieces.append(Piece(part[1:-1]))
        elif part.strip():
            pieces.append(Piece("=" + " ".join(part.split()), expand(part.strip())))
    if not pieces:
        raise PhraseError("an empty side of `..` or `~`")
    return pieces

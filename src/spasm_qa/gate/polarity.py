"""Polarity: negation and its reach, advice for and against, up and down; and where claim and passage disagree."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from spasm_qa.gate.cues import DOWN, GROUPS, NEGATIONS, NEGATIVE_STEMS, OPPOSITES, UP
from spasm_qa.gate.text import words

REACH = 7  # words after a negation that it governs, within its clause
NEAR_COPY = 0.70  # share of words in common from which two sentences are read side by side

_CLAUSE = re.compile(r",|;|:|\(|\)|\.|\bbut\b|\bhowever\b|\balthough\b|\bthough\b|\bwhile\b|\bwhereas\b|\bbecause\b|\bif\b|\bso\b|\bunless\b")
_ANTONYMS = {frozenset(pair) for pair in OPPOSITES.items()}
_PLUS = [(name, stem, 1) for name, (plus, _) in GROUPS.items() for stem in plus]
_MINUS = [(name, stem, -1) for name, (_, minus) in GROUPS.items() for stem in minus]


def is_negation(word: str) -> bool:
    """Tell whether a lower-case word negates: `not`, `never`, `don't`."""
    return word in NEGATIONS or word.endswith("n't")


def has_negation(text: str) -> bool:
    """Tell whether a text has an outright negation."""
    return any(is_negation(word) for word in words(text))


def has_negative(text: str) -> bool:
    """Tell whether a text negates, limits, warns or doubts in any wording: enough to back a negated claim."""
    return any(is_negation(word) or word.startswith(NEGATIVE_STEMS) for word in words(text))


def stances(text: str) -> dict[str, set[int]]:
    """Return the signs with which each group of words occurs: {"effect": {-1}} for "does not help"."""
    found: dict[str, set[int]] = {}
    for clause in _CLAUSE.split(text.lower()):
        for group, sign in _signed(words(clause)):
            found.setdefault(group, set()).add(sign)
    return found


def _signed(clause: Sequence[str]) -> Iterator[tuple[str, int]]:
    last = -REACH - 1
    for i, word in enumerate(clause):
        if is_negation(word):
            last = i
            continue
        for group, stem, sign in (*_MINUS, *_PLUS):
            if word.startswith(stem):
                yield group, -sign if i - last <= REACH else sign
                break


def conflicts(claim: str, passage: str) -> list[str]:
    """Return the groups that the claim has with one sign only and the passage with the other only."""
    ours, theirs = stances(claim), stances(passage)
    return [g for g, signs in ours.items() if len(signs) == 1 and theirs.get(g) == {-next(iter(signs))}]


def direction(text: str) -> int:
    """Return +1 when only words of rising occur, -1 when only words of falling, 0 for both or neither."""
    found = words(text)
    up, down = any(w.startswith(UP) for w in found), any(w.startswith(DOWN) for w in found)
    return int(up) - int(down)


def side_by_side(claim: str, sentence: str) -> tuple[float, str]:
    """Compare a claim with one passage sentence word by word.

    Returns the share of common words (0 to 1) and, for a near copy, the reason why the words that differ change the meaning, else "".
    """
    ours, theirs = words(claim), words(sentence)
    likeness = Levenshtein.normalized_similarity(ours, theirs)
    if likeness < NEAR_COPY:
        return likeness, ""
    gone, new = _differences(ours, theirs)
    if any(map(is_negation, gone)) != any(map(is_negation, new)):
        return likeness, "negation"
    if any(frozenset((a, b)) in _ANTONYMS for a in new for b in gone):
        return likeness, "direction"
    return likeness, ""


def _differences(ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str]]:
    gone: list[str] = []
    new: list[str] = []
    for operation in Levenshtein.opcodes(theirs, ours):
        if operation.tag != "equal":
            gone.extend(theirs[operation.src_start : operation.src_end])
            new.extend(ours[operation.dest_start : operation.dest_end])
    return gone, new

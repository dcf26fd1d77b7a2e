"""What a claim denies and a passage states, or the reverse; what one raises and the other lowers: word by word, across registers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spasm_qa.gate.cues import DOWN, NEGATIVE_STEMS, UP
from spasm_qa.gate.polarity import is_negation
from spasm_qa.gate.text import STOP, stem, words

REACH = 8  # words after a negation that it governs
BEHIND = 5  # words before a word of warning or doubt that it colours
TIE = 3  # words on either side that a word of rising or falling is tied to

_LINK = r"\bbut\b|\bhowever\b|\balthough\b|\bthough\b|\bwhile\b|\bwhereas\b|\bbecause\b|\bunless\b"
_WIDE = re.compile(rf"[;:?\n]|(?<!\d)\.\s|{_LINK}|\bwhich\b|\bthen\b|\bexcept\b")
_CLAUSE = re.compile(rf"[;:?,\n]|(?<!\d)\.\s|{_LINK}|\bif\b|\bwhen\b|\bso\b|\bthat\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """One content word: its stem, its clause, whether it is denied outright, and whether something near it warns or doubts."""

    stem: str
    clause: int
    denied: bool
    doubted: bool


def marks(text: str, breaks: re.Pattern[str]) -> Iterator[Mark]:
    """Yield the content words of a text with what negates them."""
    for n, clause in enumerate(breaks.split(text.lower())):
        found = words(clause)
        hard = [i for i, w in enumerate(found) if is_negation(w)]
        soft = [i for i, w in enumerate(found) if w.startswith(NEGATIVE_STEMS)]
        for i, word in enumerate(found):
            if word in STOP or is_negation(word) or word[0].isdigit() or len(word) == 1:
                continue
            doubted = any(-BEHIND <= i - j <= REACH and i != j for j in soft) or any(-TIE <= i - j < 0 for j in hard)
            yield Mark(stem(word), n, any(0 < i - j <= REACH for j in hard), doubted)


def reversal(claim: str, text: str) -> float:
    """Return the largest share, over the claim's clauses, of shared words that only one side denies (0 to below 1)."""
    theirs: dict[str, list[Mark]] = {}
    for mark in marks(text, _WIDE):
        theirs.setdefault(mark.stem, []).append(mark)
    shared: dict[tuple[int, bool], list[bool]] = {}
    for mark in marks(claim, _CLAUSE):
        if mark.stem in theirs:
            shared.setdefault((mark.clause, mark.denied), []).append(_reversed(mark, theirs[mark.stem]))
    return max((sum(flags) / (len(flags) + 0.5) for flags in shared.values()), default=0.0)


def _reversed(ours: Mark, theirs: list[Mark]) -> bool:
    if ours.denied:
        return not any(mark.denied or mark.doubted for mark in theirs)
    return not ours.doubted and all(mark.denied for mark in theirs)


def opposed_directions(claim: str, text: str) -> float:
    """Return the share of the claim's words tied to a rise or fall that the text ties to the opposite only (0 to below 1)."""
    ours, theirs = _ties(claim), _ties(text)
    shared = [theirs[s] == {-sign} for s, signs in ours.items() if s in theirs and len(signs) == 1 for sign in signs]
    return sum(shared) / (len(shared) + 0.5) if shared else 0.0


def _ties(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for clause in _CLAUSE.split(text.lower()):
        clause_words = words(clause)
        for i, word in enumerate(clause_words):
            sign = 1 if word.startswith(UP) else -1 if word.startswith(DOWN) else 0
            if sign:
                for near in (*clause_words[max(0, i - TIE) : i], *clause_words[i + 1 : i + 1 + TIE]):
                    if near not in STOP and not near.startswith((*UP, *DOWN)) and near[0].isalpha():
                        found.setdefault(stem(near), set()).add(sign)
    return found

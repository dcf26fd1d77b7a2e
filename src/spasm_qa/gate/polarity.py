"""Polarity: negation, getting better or worse, and what a near copy of a sentence changes."""

from rapidfuzz.distance import Levenshtein

from spasm_qa.gate.cues import BETTER, DOWN, NEGATIONS, NEGATIVE_STEMS, OPPOSITES, UP, WORSE
from spasm_qa.gate.text import words
from spasm_qa.gate.units import UNITS

NEAR_COPY_SHORT = 0.6  # the same for sentences of up to `SHORT` words
SHORT = 6
NEAR_COPY = 0.70  # share of words in common from which two sentences are read side by side

_ANTONYMS = {frozenset(pair) for pair in OPPOSITES.items()}


def is_negation(word: str) -> bool:
    """Tell whether a lower-case word negates: `not`, `never`, `don't`."""
    return word in NEGATIONS or word.endswith("n't")


def has_negation(text: str) -> bool:
    """Tell whether a text has an outright negation."""
    return any(is_negation(word) for word in words(text))


def has_negative(text: str) -> bool:
    """Tell whether a text negates, limits, warns or doubts in any wording: enough to back a negated claim."""
    return any(is_negation(word) or word.startswith(NEGATIVE_STEMS) for word in words(text))


def outlook(text: str) -> int:
    """Return +1 when a text has words of getting better only, -1 when of getting worse only, 0 for both or neither."""
    found = words(text)
    return int(any(w.startswith(BETTER) for w in found)) - int(any(w.startswith(WORSE) for w in found))


def side_by_side(claim: str, sentence: str) -> tuple[float, str]:
    """Compare a claim with one passage sentence word by word.

    Returns the share of common words (0 to 1) and, for a near copy, the reason why the words that differ change the meaning, else "".
    """
    ours, theirs = words(claim), words(sentence)
    likeness = Levenshtein.normalized_similarity(ours, theirs)
    if likeness < (NEAR_COPY if len(ours) > SHORT else NEAR_COPY_SHORT):
        return likeness, ""
    blocks = [
        (theirs[o.src_start : o.src_end], ours[o.dest_start : o.dest_end]) for o in Levenshtein.opcodes(theirs, ours) if o.tag != "equal"
    ]
    gone, new = [w for old, _ in blocks for w in old], [w for _, fresh in blocks for w in fresh]
    if sum(map(is_negation, gone)) % 2 != sum(map(is_negation, new)) % 2:
        return likeness, "negation"
    for old, fresh in blocks:
        if len(old) == len(fresh):
            for a, b in zip(old, fresh, strict=True):
                reason = _swapped(a, b)
                if reason:
                    return likeness, reason
    return likeness, ""


def _swapped(old: str, new: str) -> str:
    if old[0].isdigit() and new[0].isdigit() and old.replace(",", "") != new.replace(",", ""):
        return "number"
    if old in UNITS and new in UNITS and UNITS[old] != UNITS[new]:
        return "unit"
    opposed = (new.startswith(UP) and old.startswith(DOWN)) or (new.startswith(DOWN) and old.startswith(UP))
    return "direction" if opposed or frozenset((old, new)) in _ANTONYMS else ""

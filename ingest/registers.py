"""Whether the figures of a statement's plain text are borne out by its clinician text."""

import re

WORDS = {word: number for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NAMES = re.compile(r"\b(?:B6|B12|K2|MK-7|C\d|T\d|CD\d+|CYP\w+|G6PD)\b", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
SHARE = re.compile(r"(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))?(?: in| out of|/) ?(\d+)")
IN_WORDS = {"half": 50.0, "twice": 2.0, "third": 33.3, "quarter": 25.0, "quarters": 75.0, "double": 2.0, "second": 2.0, "once": 1.0}
SAME = {2.0: 48.0, 48.0: 2.0, 1.0: 24.0, 24.0: 1.0, 5.0: 120.0, 7.0: 1.0, 6.0: 3.0}
"""Days for hours, weeks for days, and trimesters counted as months."""


def numbers(text: str) -> list[float]:
    """Return the numbers of a text: digits, and the words from two to twelve ("one" is mostly a pronoun)."""
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", NAMES.sub("", text))
    found = [float(digits) for digits in NUMBER.findall(bare)]
    return found + [float(WORDS[word]) for word in re.findall(r"[a-z]+", bare.lower()) if WORDS.get(word, 0) > 1]


def odd_numbers(plain: str, statement: str) -> list[float]:
    """Return the numbers of a plain text that its statement does not bear out, as themselves, rounded, or as a share of it."""
    have = numbers(statement) + [value for word, value in IN_WORDS.items() if re.search(rf"\b{word}\b", statement.lower())]
    excused = {part for percent, parts in _shares(plain) if _near(percent, have, slack=5) for part in parts}
    return [
        number
        for number in numbers(plain)
        if number not in {1.0, *excused} and not _near(number, have, slack=max(0.5, 0.05 * abs(number))) and SAME.get(number) not in have
    ]


def _shares(text: str) -> list[tuple[float, tuple[float, float]]]:
    found = []
    for low, high, whole in SHARE.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text)):
        if float(whole):
            found += [(100 * float(part) / float(whole), (float(part), float(whole))) for part in (low, high) if part]
    return found


def _near(wanted: float, have: list[float], *, slack: float) -> bool:
    return any(abs(wanted - number) <= slack for number in have)

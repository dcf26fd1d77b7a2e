"""Figures of a text: numbers, ranges, shares ("3 in 10"), units, doses a day and bounds, and whether a passage has a claim's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spasm_qa.gate.units import FREQUENCIES, TENS, UNITS, VALUES

APPROXIMATE = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|close to|approximately|some|just|or so|up to|well)\s+|[~])(?:an?\s+|the\s+)?$"
)
_MORE = (
    r"at least|more than|over|above|longer than|greater than|older than|exceed(?:s|ing)?|beyond|minimum of|no fewer than|not less than|>=?"
)
_LESS = (
    r"at most|no more than|not more than|less than|fewer than|under|below"
    r"|up to|within|shorter than|younger than|maximum of|no longer than|<=?"
)
_LOWER = re.compile(rf"(?:\b|(?=[<>]))(?:{_MORE})\s*(?:an?\s+|about\s+)?$")
_UPPER = re.compile(rf"(?:\b|(?=[<>]))(?:{_LESS})\s*(?:an?\s+|about\s+)?$")
_AFTER_LOWER = re.compile(r"^\s*[a-z%]{0,9}\s*(?:or|and)\s+(?:more|over|older|longer|above|higher|greater)|^\+")
_AFTER_UPPER = re.compile(r"^\s*[a-z%]{0,9}\s*(?:or|and)\s+(?:less|fewer|under|younger|below|lower|shorter)")

_REVERSED = re.compile(
    r"\b(?:not|avoid|stops?|never|n't|nor|neither)\b(?! (?:more|less|longer|fewer) than)"
)  # "use beyond 3 weeks is not ..."

_LABEL = re.compile(r"\b(?:rule|step|figure|table|id|section|chapter|passage|item)\s$")
_FEW = frozenset(("two", "three"))
EXACT = 1e-6
SMALL = 10  # up to here "about 2" may stand for 2.25
ROUNDING = 0.51  # percentage points by which a share may be rounded

_WORDS = "|".join(sorted((*VALUES, *TENS), key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{'|'.join(TENS)})-(?:{'|'.join(VALUES)})\b|\b(?:{_WORDS})\b)"
_UNIT = "|".join(sorted((re.escape(u) for u in UNITS), key=len, reverse=True))
_FREQUENCY = "|".join(sorted((re.escape(f) for f in FREQUENCIES), key=len, reverse=True))
_PER = (
    r"(?:\s*/\s*|\s+(?:a|an|per|each|every)\s+)(?P<per>day|week|month|night|hour|year|kg|d|h)\b"
    r"|\s+(?P<daily>daily|nightly|weekly|monthly|hourly)\b"
)
_SHARE = re.compile(rf"(?P<a>{_NUMBER})\s+(?:in|out of|of|of every|in every)\s+(?:every\s+)?(?P<b>{_NUMBER})\b(?!\s*(?:{_UNIT})\b)")
_QUANTITY = re.compile(
    rf"(?<![\w.,-])(?P<sign>-)?(?P<a>{_NUMBER})(?:\s*(?:-|to|and|or)\s*(?P<b>{_NUMBER}))?"
    rf"(?![\w]*\d)(?:[\s-]*(?P<unit>{_UNIT})(?![a-z]))?(?:{_PER})?"
)
_FREQUENT = re.compile(rf"\b(?:{_FREQUENCY})\b")
_EVERY = re.compile(
    rf"\bevery\s+(?:(?P<a>{_NUMBER})(?:\s*(?:-|to)\s*{_NUMBER})?\s+)?(?P<unit>hours?|days?|weeks?|months?|years?)\b|\bq(?P<q>\d+)h\b"
)
_HALF = re.compile(
    r"\b(?:(?:(?:one|a|an)[ -])(?P<share>third|quarter|fifth)|(?P<of>third|quarter|fifth)s?(?= of\b)"
    r"|(?P<half>half)(?:(?P<hour> an hour)\b)?)\b"
    r"(?!\s*-?\s*(?:life|an?\b|of\s+an?\b))"
)
_PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0}
_MULTIPLES = {"two thirds": 200 / 3, "two-thirds": 200 / 3, "three quarters": 75.0, "three-quarters": 75.0}
_MULTIPLE = re.compile("|".join(_MULTIPLES))


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure: `low` to `high` in the base unit of its kind (mg, minutes, percent), equal when it is a single number.

    `kind` is "dose", "time", "share", "rate" (times a day) or another unit word, empty for a bare number; `bound` is -1 for "at least",
    +1 for "at most", 0 for neither; `per` is the "a day" of a dose.
    """

    low: float
    high: float
    kind: str = ""
    per: str = ""
    bound: int = 0
    approximate: bool = False
    written: tuple[float, float] = (0.0, 0.0)
    """The two ends as written, before the unit: what a figure without a unit is compared with."""
    few: bool = False
    """"two" or "three" of something in words: held against the passages only where they count as well."""


def quantities(text: str) -> list[Quantity]:
    """Return the figures of a cleaned text in the order of their kinds; what one pattern has read, the next does not see."""
    text = text.lower()
    found: list[Quantity] = []
    for pattern, read in _READERS:
        spans = []
        for match in pattern.finditer(text):
            values = list(read(match))
            if values:
                spans.append(match.span())
                found.extend(_in_context(value, text, match) for value in values)
        for start, end in reversed(spans):
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return found


def _in_context(quantity: Quantity, text: str, match: re.Match[str]) -> Quantity:
    before, after = text[max(0, match.start() - 28) : match.start()], text[match.end() : match.end() + 24]
    bound = 0
    around = text[max(0, match.start() - 48) : match.end() + 48]
    if _REVERSED.search(around):
        return replace(quantity, approximate=bool(APPROXIMATE.search(before)) or quantity.approximate)
    if _LOWER.search(before) or _AFTER_LOWER.search(after):
        bound = -1
    if _UPPER.search(before) or _AFTER_UPPER.search(after):
        bound = 1
    return replace(quantity, bound=bound, approximate=bool(APPROXIMATE.search(before)) or quantity.approximate or bound != 0)


def value(word: str) -> float:
    """Return the number that a numeral or number word stands for."""
    if word[0].isdigit():
        return float(word.replace(",", ""))
    tens, _, ones = word.partition("-")
    return float(TENS.get(tens, 0) + VALUES.get(ones or tens, 0) if tens in TENS else VALUES[word])


def _share(match: re.Match[str]) -> Iterator[Quantity]:
    part, whole = value(match["a"]), value(match["b"])
    if whole >= part and whole > 1:
        yield Quantity(100 * part / whole, 100 * part / whole, "share", approximate=whole <= 20)


def _multiple(match: re.Match[str]) -> Iterator[Quantity]:
    share = _MULTIPLES[match[0]]
    yield Quantity(share, share, "share", approximate=True)


def _part(match: re.Match[str]) -> Iterator[Quantity]:
    if match["hour"]:
        yield Quantity(30, 30, "time")
    else:
        share = _PARTS[match["share"] or match["of"] or match["half"]]
        yield Quantity(share, share, "share", approximate=True)


def _frequency(match: re.Match[str]) -> Iterator[Quantity]:
    rate = FREQUENCIES[match[0]]
    yield Quantity(rate, rate, "rate")


def _every(match: re.Match[str]) -> Iterator[Quantity]:
    unit = "hour" if match["q"] else match["unit"].rstrip("s")
    number = match["a"] or match["q"]
    if number:
        rate = 24 * 60 / (value(number) * UNITS[unit][1])
        yield Quantity(rate, rate, "rate")


def _quantity(match: re.Match[str]) -> Iterator[Quantity]:
    unit = match["unit"] or ""
    if match["a"] == "one" or _LABEL.search(match.string[max(0, match.start() - 12) : match.start()]):
        return  # "one study", "in one day", "step 2": hardly ever a figure
    kind, factor = UNITS.get(unit, ("", 1.0))
    written = value(match["a"]), value(match["b"] or match["a"])
    low, high = written[0] * factor, written[1] * factor
    per = (match["per"] or match["daily"] or "").replace("daily", "day").replace("nightly", "day").removesuffix("ly")
    per = {"night": "day", "d": "day", "h": "hour"}.get(per, per)
    few = not unit and match["a"] in _FEW
    yield Quantity(min(low, high), max(low, high), kind, per, written=(min(written), max(written)), few=few)


_READERS = (
    (_FREQUENT, _frequency),
    (_EVERY, _every),
    (_SHARE, _share),
    (_MULTIPLE, _multiple),
    (_HALF, _part),
    (_QUANTITY, _quantity),
)


def unmatched(claim: Sequence[Quantity], passage: Sequence[Quantity]) -> list[tuple[Quantity, str]]:
    """Return the claim's figures that the passages do not have, each with the reason that says what is wrong with it."""
    return [(q, reason) for q in claim if (reason := _reason(q, passage))]


def _reason(quantity: Quantity, passage: Sequence[Quantity]) -> str:
    same = [p for p in passage if _same(quantity, p)]
    if same:
        opposite = quantity.bound and all(p.bound == -quantity.bound for p in same)
        period = quantity.per and all(p.per and p.per != quantity.per for p in same)
        return "direction" if opposite else "frequency" if period else ""
    if _from_two(quantity, passage) or (quantity.few and not any(p.kind == "" for p in passage)):
        return ""
    if quantity.kind == "rate":
        return "frequency"
    if any(p.written == quantity.written for p in passage if p.kind and quantity.kind and any(p.written)):
        return "unit"
    return "dose" if quantity.kind == "dose" else "number"


def _same(claim: Quantity, passage: Quantity) -> bool:
    if claim.kind == passage.kind:
        ours, theirs = (claim.low, claim.high), (passage.low, passage.high)
    elif not (claim.kind and passage.kind):
        ours, theirs = claim.written, passage.written
        if not any(ours) or not any(theirs):
            return False
    else:
        return False
    slack = _slack(claim, ours[0], "share" in (claim.kind, passage.kind))
    if ours[0] == ours[1]:
        return any(abs(ours[0] - end) <= slack for end in theirs)
    if abs(ours[0] - theirs[0]) <= slack and abs(ours[1] - theirs[1]) <= slack:
        return True
    return theirs[0] == theirs[1] and ours[1] - ours[0] <= 1 and ours[0] <= theirs[0] <= ours[1]


def _slack(claim: Quantity, number: float, share: bool) -> float:
    if share:
        return max(0.6, 0.12 * number) if claim.approximate else ROUNDING
    if claim.approximate:
        return max(0.3 if number <= SMALL else 0.0, 0.12 * abs(number))
    return EXACT


def _from_two(claim: Quantity, passage: Sequence[Quantity]) -> bool:
    """Tell whether both ends of a range stand in the passage as figures of their own: "5 mg, at most 10 mg" gives 5 to 10 mg."""
    if claim.low == claim.high:
        return False
    ends = [replace(claim, low=end, high=end, written=(raw, raw)) for end, raw in zip((claim.low, claim.high), claim.written, strict=True)]
    return all(any(_same(end, p) for p in passage) for end in ends)

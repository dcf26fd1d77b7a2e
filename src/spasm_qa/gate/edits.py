"""Minimal edits that make a faithful statement false: what the gate is measured against."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spasm_qa.gate.checks import Lexicon
from spasm_qa.gate.entities import LONGEST_NAME, Names, foreign, foreign_drugs
from spasm_qa.gate.polarity import has_negation
from spasm_qa.gate.quantities import quantities, unmatched

KINDS = ("number", "unit", "drug", "direction", "dropped-not", "added-not", "population", "contraindication", "frequency", "range")

_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,4}(?:\.\d+)?(?![\w.,/:]*\d)(?!\s*(?:st|nd|rd|th)\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNITS = {
    "mg": "g", "mcg": "mg", "micrograms": "milligrams", "g": "mg", "grams": "milligrams", "mL": "L", "minutes": "hours",
    "seconds": "minutes",
    "hours": "days", "days": "weeks", "weeks": "months", "months": "years", "years": "months",
}  # fmt: skip
_UNIT = re.compile(rf"(?P<number>\d[\s-]?)(?P<unit>{'|'.join(_UNITS)})\b")
_DIRECTIONS = {
    "raises": "lowers", "raise": "lower", "raised": "lowered", "increases": "decreases", "increase": "decrease", "increased": "decreased",
    "reduces": "increases", "reduce": "increase", "reduced": "increased", "higher": "lower", "more": "fewer", "fewer": "more",
    "less": "more",
    "worse": "better", "better": "worse", "longer": "shorter", "eased": "worsened", "eases": "worsens", "lowered": "raised",
    "improved": "worsened",
    "above": "below", "below": "above", "relieves": "worsens", "over": "under", "under": "over",
}  # fmt: skip
_DIRECTION = re.compile(rf"\b(?:{'|'.join(_DIRECTIONS)})\b")
_NOT_A_DIRECTION = re.compile(
    r"(?:no|any|once|over and|and|under|or) $|^(?:lower|under|more|over) (?:leg|legs|back|limb|the counter|or less|or|the skin)"
)
_DROP = re.compile(
    r"\b(?P<aux>do|does|did|is|are|was|were|has|have|had|can|could|should|must|may|will|would|need)(?P<not> not|n't)\b"
    r"(?! (?:only|just))|\bcannot\b"
)
_EITHER = re.compile(r"\bor (?:\w+ )?not\b|may or may not|whether")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|can|may|should|must|will|could|might|has been|have been)\b(?! (?:not|no|also|only)\b)")
_VERBS = {
    "helps": "help", "causes": "cause", "reduced": "reduce", "reduces": "reduce", "cut": "cut", "raises": "raise", "found": "find",
    "eased": "ease",
    "lowered": "lower", "recommends": "recommend", "advises": "advise", "improved": "improve", "supports": "support", "needs": "need",
}  # fmt: skip
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b")
_IMPERATIVE = re.compile(r"(?:^|(?<=[.!?] ))(?:Stop|Take|Use|Stretch|Call|Get|Drink|Ask|Tell|Start|Wear|Keep|Walk|Rest|Check|Talk|See)\b")
_TIMES = ("once", "twice", "three times", "four times")
_FREQUENCY = re.compile(r"\b(once|twice|three times|four times)\b(?= (?:a day|daily|a week|weekly))")
_RANGE = re.compile(r"(?P<low>\d+)(?P<link>-| to )(?P<high>\d+)(?![\d.]*\d)(?! \d)")
_POPULATIONS = (
    "pregnant women", "children", "older people", "people with kidney disease", "people with cirrhosis", "people on dialysis",
    "athletes", "people with multiple sclerosis", "people with diabetes", "breastfeeding mothers",
)  # fmt: skip
_POPULATION = re.compile(
    r"\b(?:(?:people|adults|patients|those|children) (?:with|on) (?:cirrhosis|liver scarring|dialysis|diabetes|MS"
    r"|spinal cord injury|kidney disease|weak kidneys|multiple sclerosis|cerebral palsy|ALS)"
    r"|pregnant women|older (?:people|adults|patients)|pregnancy|children|athletes|triathletes)\b",
    re.IGNORECASE,
)
_CONDITIONS = ("glaucoma", "asthma", "epilepsy", "gout", "heart failure", "migraine", "an overactive thyroid", "sleep apnoea")
_FORBID = (
    "{drug} must not be taken by people with {condition}.",
    "Do not take {drug} if you have {condition}.",
    "{drug} is contraindicated in {condition}.",
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A statement made false by one change; `kind` is one of `KINDS`."""

    kind: str
    text: str


def edits(text: str, truth: str, names: Lexicon, *, seed: int = 0) -> list[Edit]:
    """Return at most one edit of each kind of `text`, without those that `truth` (all that is known to hold) still supports."""
    rng = random.Random(f"{seed}:{text}")
    made: Sequence[tuple[str, Callable[[], Iterator[str]]]] = (
        ("number", lambda: _numbers(text, truth)),
        ("unit", lambda: _units(text, truth)),
        ("drug", lambda: _drugs(text, truth, names.drugs, rng)),
        ("direction", lambda: _directions(text)),
        ("dropped-not", lambda: _dropped(text)),
        ("added-not", lambda: _added(text)),
        ("population", lambda: _populations(text, truth, names.populations, rng)),
        ("contraindication", lambda: _contraindications(text, truth, names.drugs, rng)),
        ("frequency", lambda: _frequencies(text, truth)),
        ("range", lambda: _ranges(text, truth)),
    )
    found = []
    for kind, make in made:
        candidates = list(make())
        if candidates:
            found.append(Edit(kind, rng.choice(candidates)))
    return found


def _replaced(text: str, start: int, end: int, new: str) -> str:
    return f"{text[:start]}{new}{text[end:]}"


def _false(text: str, truth: str) -> bool:
    """Tell whether some figure of `text` is none of `truth`: else an edit of a figure may have hit upon another true one."""
    return bool(unmatched(quantities(text), quantities(truth)))


def _numbers(text: str, truth: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        if _YEAR.fullmatch(match[0]):
            continue
        for factor in (2, 3, 0.5):
            value = float(match[0]) * factor
            new = _replaced(text, *match.span(), f"{value:g}" if "." in match[0] else f"{max(round(value), 1)}")
            if new != text and _false(new, truth):
                yield new


def _units(text: str, truth: str) -> Iterator[str]:
    for match in _UNIT.finditer(text):
        new = _replaced(text, *match.span(), match["number"] + _UNITS[match["unit"]])
        if _false(new, truth):
            yield new


def _drugs(text: str, truth: str, names: Names, rng: random.Random) -> Iterator[str]:
    others = sorted({m.name for m in names.by_words.values() if m.id == m.name and not m.is_class})
    for start, end, old in _mentions(text, names):
        new = rng.choice(others)
        swapped = _replaced(text, start, end, new.capitalize() if old[0].isupper() else new)
        if foreign_drugs(new, truth, names):
            yield swapped


def _mentions(text: str, names: Names) -> Iterator[tuple[int, int, str]]:
    spans = [m.span() for m in re.finditer(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", text)]
    for i, (start, _) in enumerate(spans):
        for _, end in reversed(spans[i : i + LONGEST_NAME]):
            found = names.mentions(text[start:end])
            if len(found) == 1 and len(found[0].name.split()) == len(text[start:end].split()):
                yield start, end, text[start:end]
                break


def _directions(text: str) -> Iterator[str]:
    for match in _DIRECTION.finditer(text):
        if not _NOT_A_DIRECTION.search(text[max(0, match.start() - 9) : match.start()]) and not _NOT_A_DIRECTION.match(
            text[match.start() :]
        ):
            yield _replaced(text, *match.span(), _DIRECTIONS[match[0]])


def _dropped(text: str) -> Iterator[str]:
    if _EITHER.search(text):
        return
    for match in _DROP.finditer(text):
        kept = "can" if match[0] == "cannot" else match["aux"]
        yield _replaced(text, *match.span(), kept)


def _added(text: str) -> Iterator[str]:
    if has_negation(text):
        return
    for match in _AUXILIARY.finditer(text):
        yield f"{text[: match.end()]} not{text[match.end() :]}"
    for match in _VERB.finditer(text):
        yield _replaced(text, *match.span(), f"did not {_VERBS[match[0]]}")
    for match in _IMPERATIVE.finditer(text):
        yield _replaced(text, *match.span(), f"Do not {match[0].lower()}")


def _populations(text: str, truth: str, names: Names, rng: random.Random) -> Iterator[str]:
    for match in _POPULATION.finditer(text):
        new = rng.choice(_POPULATIONS)
        if foreign(match[0], "", names) and foreign(new, truth, names):
            yield _replaced(text, *match.span(), new if match.start() else new.capitalize())


def _contraindications(text: str, truth: str, names: Names, rng: random.Random) -> Iterator[str]:
    condition = rng.choice([c for c in _CONDITIONS if c.split()[-1] not in truth.lower()])
    for mention in names.mentions(text)[:1]:
        if not mention.is_class:
            added = rng.choice(_FORBID).format(drug=mention.name, condition=condition)
            yield f"{text.rstrip()} {added[0].upper()}{added[1:]}"


def _frequencies(text: str, truth: str) -> Iterator[str]:
    for match in _FREQUENCY.finditer(text):
        for other in _TIMES:
            new = _replaced(text, *match.span(), other)
            if other != match[0] and _false(new, truth):
                yield new


def _ranges(text: str, truth: str) -> Iterator[str]:
    for match in _RANGE.finditer(text):
        new = _replaced(text, *match.span(), f"{match['low']}{match['link']}{int(match['high']) * 2}")
        if not _YEAR.fullmatch(match["low"]) and _false(new, truth):
            yield new

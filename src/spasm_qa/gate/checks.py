"""The checks that veto: each reads a claim sentence and its passages and returns a reason, or nothing."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spasm_qa.gate.entities import Names, condition_names, drug_names, foreign, foreign_drugs, population_names
from spasm_qa.gate.polarity import has_negation, has_negative, outlook, side_by_side
from spasm_qa.gate.quantities import quantities, unmatched
from spasm_qa.gate.scope import opposed_directions, reversal
from spasm_qa.gate.text import sentences

MOSTLY = 0.6  # share of opposed words from which two texts disagree

_FORBIDS = re.compile(
    r"\b(?:do not|don't|must not|should not|shouldn't|never|cannot|can't|avoid|contraindicated|not be (?:taken|used|given)"
    r"|unsafe|not safe|not for)\b",
    re.IGNORECASE,
)

# A denial that only holds back: a proof that is wanting, a step not to take without advice.
_CAUTIOUS = re.compile(
    r"\b(?:(?:do|does|did|can)(?: not|n't)|cannot) (?:by itself )?prove\b"
    r"|\b(?:do not|don't|never)\b[^.;]{0,80}\b(?:without|until|unless)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names that the checks look for."""

    drugs: Names
    populations: Names
    conditions: Names


def lexicon(vocabulary: Mapping[str, Any]) -> Lexicon:
    """Read the names of a parsed vocabulary once."""
    return Lexicon(drug_names(vocabulary), population_names(vocabulary), condition_names(vocabulary))


def vetoes(claim: str, passages: Sequence[str], names: Lexicon) -> list[str]:
    """Return the reasons, without repeats, why cleaned passages cannot support a cleaned claim sentence."""
    text = "\n".join(passages)
    found = (reason for check in _CHECKS for reason in check(claim, text, names))
    return list(dict.fromkeys(found))


def _figures(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    yield from (reason for _, reason in unmatched(quantities(claim), quantities(text)))


def _drugs(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    if foreign_drugs(claim, text, names.drugs):
        yield "drug"


def _populations(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    if names.populations.mentions(text) and foreign(claim, text, names.populations):
        yield "population"


def _conditions(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    if _FORBIDS.search(claim) and foreign(claim, text, names.conditions):
        yield "condition"


def _near_copies(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    _, reason = max((side_by_side(claim, s) for s in sentences(text)), default=(0.0, ""))
    if reason:
        yield reason


def _negations(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    if has_negation(_CAUTIOUS.sub(" ", claim)) and not has_negative(text) and reversal(claim, text) > 0:
        yield "negation"


def _outlooks(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    if not has_negation(claim) and not has_negation(text) and outlook(claim) * outlook(text) < 0:
        yield "direction"


def _directions(claim: str, text: str, names: Lexicon) -> Iterator[str]:
    if opposed_directions(claim, text) > MOSTLY:
        yield "direction"


_CHECKS: tuple[Callable[[str, str, Lexicon], Iterator[str]], ...] = (
    _figures,
    _drugs,
    _populations,
    _conditions,
    _near_copies,
    _negations,
    _outlooks,
    _directions,
)


def shared_names(claim: str, text: str, names: Lexicon) -> int:
    """Count the drugs, populations and conditions that claim and passages both name, in whatever words."""
    return sum(len(_ids(claim, kind) & _ids(text, kind)) for kind in (names.drugs, names.populations, names.conditions))


def _ids(text: str, names: Names) -> set[str]:
    return {m.id for m in names.mentions(text)}

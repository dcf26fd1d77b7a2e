"""Whether a statement bears on a question at all: for whom it is, of what, and whether it answers what was asked."""

import re

from spasm_qa.answer.circumstances import OF_STAGES
from spasm_qa.answer.rank import CLOSED, Query, first_side, meets, unusual
from spasm_qa.answer.shelf import GENERIC_CRAMP, KINDS_OF_CRAMP, Shelf
from spasm_qa.lexicon import POPULATION_OF_CONDITION
from spasm_qa.types import Statement, StatementKind

ASKING_FOR_CARE = frozenset({"diagnosis", "when-to-seek-care", "warning"})
SELF_CARE_FACETS = frozenset("how-to effect prevention prognosis dose duration cost-or-availability legal".split())
HOME_FACETS = frozenset({"how-to", "prevention"})
TAKING_FACETS = frozenset("dose effect duration how-to".split())
OF_ONE_DISEASE = frozenset("diagnosis prognosis prevalence".split())
LOOSE = frozenset({"muscle-tightness", "muscle-pain", "calf-pain"})
"""Conditions that are only another word for what a cramp feels like."""
STRAINS = frozenset({"groin-strain", "muscle-strain"})
ASKS_FOR_WHOM = re.compile(
    r"(?i)(?:^|[.?!] )(?:(?:so|and|but|ok|then),? )*who (?:does|do|can|could|should|may|gets?|is it|qualif\w+|would|will)\b|\bfor whom\b"
)
"""Asks which people a medicine is for; "my gran, who can take it, ..." does not."""
OF_ADULTS = re.compile(r"(?i)(?:older )?adults\b")


def concerns(query: Query, s: Statement) -> bool:
    """Tell whether a statement is not only about people whom the question does not mention (pregnancy, dialysis, stroke ...)."""
    of = frozenset(s.population)
    if "general-adult" in of or not of & CLOSED or of & (query.populations | query.conditions | query.possible):
        return True
    if query.asked_drugs.isdisjoint(s.drugs):
        return False
    label_use = "spasticity" in s.conditions and not query.conditions & (GENERIC_CRAMP | OF_STAGES)
    return label_use or bool(ASKS_FOR_WHOM.search(query.text))


def beside_the_point(query: Query, s: Statement, warned_of: frozenset[str] | None) -> bool:
    """Tell whether a statement answers something else than what is asked.

    So is comfort or the care of a cramp beside a warning, a cramp where the question is of a disease, the back where it is of a cramp,
    another kind of cramp, the care of a cramp for a strain, of grown-ups with an illness for a child, how much to take where it is how to
    stop or for whom it is not usual, and what to take where it is what is wrong.
    `warned_of`: the conditions of a red flag that was heard, None without one.
    """
    if s.drugs and query.past.issuperset(s.drugs):
        return True
    only_cramp = bool(s.conditions) and GENERIC_CRAMP.issuperset(s.conditions)
    if "child" in query.populations and OF_ADULTS.match(s.applies_to) and CLOSED.issuperset(s.population):
        return True
    if s.facet in HOME_FACETS and query.conditions & STRAINS and query.conditions.isdisjoint(GENERIC_CRAMP.union(s.conditions)):
        return True  # a torn fibre is not stretched as a cramp or another muscle is
    if warned_of is not None and (s.facet == "prognosis" or (only_cramp and s.facet in SELF_CARE_FACETS and warned_of - GENERIC_CRAMP)):
        return True
    if only_cramp and s.facet in OF_ONE_DISEASE and query.conditions - LOOSE and not query.conditions & GENERIC_CRAMP:
        return True
    if s.conditions == ("low-back-pain",) and query.conditions and query.conditions <= KINDS_OF_CRAMP | {"muscle-cramp"}:
        return "back" not in query.body_parts
    if s.facet not in TAKING_FACETS:
        return False
    if s.facet == "dose" and "dose" not in query.facets and (unusual(query, s) or "withdrawal" in query.facets):
        return True
    kinds, asked = KINDS_OF_CRAMP & set(s.conditions), _kinds_asked(query)
    only_finds = bool(ASKING_FOR_CARE & set(query.facets)) and not TAKING_FACETS & set(query.facets)
    return bool(kinds and asked and not kinds & asked) or (only_finds and bool(s.drugs) and not query.drugs)


def _kinds_asked(query: Query) -> frozenset[str]:
    """Return the kinds of cramp that are named; one of somebody pregnant, on dialysis or with cirrhosis is also a cramp of such people."""
    named = KINDS_OF_CRAMP & query.conditions
    return named | {kind for kind, population in POPULATION_OF_CONDITION.items() if population in query.populations} if named else named


def of_other_medicine(query: Query, s: Statement) -> bool:
    """Tell whether a statement is only about medicines that nobody named, although some were named."""
    return bool(s.drugs and query.drugs) and query.drugs.isdisjoint(s.drugs)


def of_other_illness(query: Query, s: Statement) -> bool:
    """Tell whether the question names an illness, and a statement is not about it."""
    return bool(query.conditions - LOOSE - GENERIC_CRAMP) and query.conditions.isdisjoint(s.conditions)


def of_nobody(query: Query, s: Statement, shelf: Shelf) -> bool:
    """Tell whether an interaction is one with something that nobody named, although something is named beside its medicine."""
    if s.kind is not StatementKind.INTERACTION or meets(query, s, shelf.tags[shelf.position[s.id]]):
        return False
    written = set(re.findall(r"[a-z]{5,}", s.extra.get("with", "").lower())) & set(re.findall(r"[a-z]{5,}", query.text.lower()))
    return bool(query.beside(first_side(s))) and not written


def other_part(query: Query, s: Statement, shelf: Shelf) -> bool:
    """Tell whether a statement shows how to treat another part of the body than the one asked about."""
    shown, asked = shelf.tags[shelf.position[s.id]].body_parts - {"leg"}, query.body_parts - {"leg"}
    return s.facet == "how-to" and bool(shown and asked) and not shown & asked

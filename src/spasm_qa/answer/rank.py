"""Question -> scored statements: similarity of wording, steered by what the question and the statements name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spasm_qa.answer.shelf import GENERIC_CRAMP, Shelf, Tags
from spasm_qa.embedding import Vectors
from spasm_qa.types import Statement, StatementKind

LEXICAL = 0.15
CLAUSE = 0.06
"""What a match with one clause counts less than one with the whole question."""
CLOSED = frozenset(
    "pregnancy breastfeeding newborn child dialysis cirrhosis functional-disorder vasovagal-syncope orthostatic-intolerance multiple-sclerosis stroke "
    "spinal-cord-injury cerebral-palsy als baclofen-pump raloxifene-user myasthenia-gravis".split()
)
"""Populations whose statements say nothing to others: they are shown to others only when asked for almost word for word."""
NARROW = frozenset("athlete healthy-volunteer quinine-user diabetes opioid-user serotonergic-user anticoagulant-user heart-disease liver-disease kidney-impairment".split())
STRICT = frozenset("pregnancy breastfeeding child newborn dialysis".split())
"""Populations for whom the effect or dose of a medicine in others is no answer."""
GENERAL_DRUG_FACETS = frozenset("effect dose how-to side-effect legal duration cost-or-availability".split())


@dataclass(frozen=True, slots=True)
class Query:
    """A question as ranking sees it: standalone words, their vectors, and what they name."""

    text: str
    vectors: Vectors
    drugs: frozenset[str] = frozenset()
    """Medicines asked about or taken."""
    asked_drugs: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    """Names of drugs, remedies, conditions and aspects that the vocabulary of the corpus lacks."""
    classes: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    body_parts: frozenset[str] = frozenset()
    facets: tuple[str, ...] = ()
    recent: frozenset[str] = frozenset()
    """Topics of the last answer, when the question leans on it."""

    @property
    def names(self) -> frozenset[str]:
        """Everything that may stand on either side of an interaction."""
        return self.drugs | self.others | self.classes | self.populations | self.conditions


@dataclass(frozen=True, slots=True)
class Weights:
    """What each agreement or disagreement moves, in units of cosine; calibrated by tests/calibration (see README, Measures)."""

    drug: float = 0.08
    other_drug: float = -0.22
    no_drug: float = -0.05
    unasked_drug: float = -0.05
    population: float = 0.10
    closed: float = -0.12
    narrow: float = -0.06
    strict: float = -0.30
    outside: float = -0.06
    condition: float = 0.05
    other_condition: float = -0.02
    body_part: float = 0.03
    other_body_part: float = -0.04
    facet: float = 0.05
    interaction: float = 0.06
    no_partner: float = -0.15
    one_sided: float = -0.25
    recent: float = 0.06
    term: float = -0.06
    flag: float = -0.04


WEIGHTS = Weights()


def score(query: Query, shelf: Shelf, weights: Weights = WEIGHTS) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return a score for each statement, shape (n_statements,), in units of cosine: about 0.8 is asked for in so many words, below 0.5 is beside the point."""
    whole = shelf.dense(query.vectors[:1])
    similar = np.maximum(whole, shelf.dense(query.vectors[1:]) - CLAUSE) if len(query.vectors) > 1 else whole
    base = similar + LEXICAL * (shelf.lexical(query.text) - 0.5)
    moved = [steer(query, s, t, weights) for s, t in zip(shelf.statements, shelf.tags, strict=True)]
    return np.asarray(base + np.array(moved, dtype=np.float32), dtype=np.float32)


def steer(query: Query, statement: Statement, tags: Tags, w: Weights) -> float:
    """Return by how much agreement of names moves a statement up or down."""
    parts = (_drugs(query, statement, tags, w), _populations(query, statement, tags, w), _conditions(query, statement, tags, w), _kind(query, statement, tags, w))
    facet = w.facet if statement.facet in query.facets else 0.0
    recent = w.recent if statement.topic in query.recent else 0.0
    return sum(parts) + facet + recent


def _drugs(query: Query, s: Statement, tags: Tags, w: Weights) -> float:
    declared = frozenset(s.drugs)
    if not query.drugs:
        return w.unasked_drug if declared else 0.0
    if declared & query.drugs:
        return w.drug
    if tags.drugs & query.drugs:
        return w.drug / 2
    return w.other_drug if declared else w.no_drug


def _populations(query: Query, s: Statement, tags: Tags, w: Weights) -> float:
    of = tags.populations
    asked = query.populations | (query.conditions & CLOSED)
    if of & asked:
        return w.population
    moved = 0.0
    if "general-adult" not in of:
        moved += w.closed if of & CLOSED else w.narrow if of & NARROW else 0.0
    if asked & STRICT and declared_treatment(s):
        moved += w.strict
    elif asked & CLOSED:
        moved += w.outside
    return moved


def declared_treatment(s: Statement) -> bool:
    """Tell whether a statement is about what a medicine does or how much of it is taken."""
    return bool(s.drugs) and s.facet in GENERAL_DRUG_FACETS


def _conditions(query: Query, s: Statement, tags: Tags, w: Weights) -> float:
    moved = 0.0
    if query.conditions and tags.conditions:
        special = query.conditions - GENERIC_CRAMP
        if special:
            moved += w.condition if special & tags.conditions else (w.other_condition if not query.drugs else 0.0)
        elif not tags.conditions & query.conditions and not tags.conditions & GENERIC_CRAMP:
            moved += w.other_condition
    if query.body_parts - {"leg"} and tags.body_parts - {"leg"}:
        moved += w.body_part if query.body_parts & tags.body_parts else w.other_body_part
    return moved


def _kind(query: Query, s: Statement, tags: Tags, w: Weights) -> float:
    if s.kind is StatementKind.TERM:
        return w.term
    if s.kind is StatementKind.RED_FLAG:
        return w.flag
    if meets(query, s, tags):
        return w.interaction
    if s.kind is StatementKind.INTERACTION:
        return w.no_partner if query.drugs & first_side(s) else w.one_sided
    return 0.0


def first_side(s: Statement) -> frozenset[str]:
    """Return the medicine that an interaction or contraindication is about."""
    named = s.extra.get("drug", "")
    return frozenset(part.strip() for part in named.split(",")) if named else frozenset(s.drugs)


def meets(query: Query, s: Statement, tags: Tags) -> bool:
    """Tell whether both sides of an interaction or contraindication are in the question or known of the reader."""
    if s.facet not in ("interaction", "contraindication") or not query.drugs & first_side(s):
        return False
    partners = tags.partners if s.kind is StatementKind.INTERACTION else tags.partners - frozenset(s.drugs)
    others = query.others | query.classes | query.populations | (query.conditions - GENERIC_CRAMP) | (query.drugs - first_side(s))
    return bool(partners & others)


def best(scores: Sequence[float], shelf: Shelf, k: int, *, without: Collection[str] = ()) -> list[tuple[Statement, float]]:
    """Return the `k` best statements with their scores, best first."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    found = [(shelf.statements[n], float(scores[n])) for n in order[: k + len(without)]]
    return [(s, x) for s, x in found if s.id not in without][:k]

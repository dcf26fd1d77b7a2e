"""Question -> scored statements: similarity of wording, steered by what the question and the statements name."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from spasm_qa.answer.circumstances import elsewhere, other_stage
from spasm_qa.answer.medicines import RELAXANTS
from spasm_qa.answer.shelf import GENERIC_CRAMP, KINDS_OF_CRAMP, Shelf, Tags
from spasm_qa.embedding import Vectors
from spasm_qa.lexicon import DRUG_OF_CLASS
from spasm_qa.types import Statement, StatementKind

Scores = np.ndarray[Any, np.dtype[np.float32]]
LEXICAL = 0.2
OWN_WORDS = 0.7
"""What the nearness to a follow-up's own words counts, within what the talk is about."""
SUBJECT = 40
"""How many of the statements nearest to the talk and the question together are what the talk is about."""
CLAUSE = 0.05
"""What a match with one clause counts less than one with the whole question."""
CLOSED = frozenset(
    "pregnancy breastfeeding newborn child dialysis cirrhosis functional-disorder vasovagal-syncope "
    "orthostatic-intolerance multiple-sclerosis stroke "
    "spinal-cord-injury cerebral-palsy als baclofen-pump raloxifene-user myasthenia-gravis".split()
)
"""Populations whose statements say nothing to others: they are shown to others only when asked for almost word for word."""
NARROW = frozenset(
    "athlete healthy-volunteer quinine-user diabetes opioid-user serotonergic-user anticoagulant-user heart-disease "
    "liver-disease kidney-impairment".split()
)
HEARD, SOFTER = 0.9, 0.08
"""Share of the turn as it is heard within its talk (see talk.py) in how near a statement is, and by how much it is nearer to begin with:
what was learnt from other talks is less sure of itself than a whole question."""
DEFINING = re.compile(r"(?i)^(?:(?:so|and|ok|sorry|please|hi|hello)[, ]+)*(?:what(?:'?s| is| are| does| do)|define|meaning of)\b.{0,45}$")
STRICT = frozenset("pregnancy breastfeeding child newborn dialysis".split())
"""Populations for whom the effect or dose of a medicine in others is no answer."""
NOT_USUAL = STRICT | KINDS_OF_CRAMP | {"older-adult"}
"""People and cramps for whom the usual dose is not shown unasked."""
GENERAL_DRUG_FACETS = frozenset("effect dose how-to side-effect legal duration cost-or-availability".split())


@dataclass(frozen=True, slots=True)
class Query:
    """A question as ranking sees it: standalone words, their vectors, and what they name."""

    text: str
    vectors: Vectors
    """Unit vectors, shape (n, dim): the whole question first, then its clauses, then other wordings."""
    own_words: Vectors | None = None
    """Unit vector, shape (1, dim), of a follow-up as it was typed."""
    heard: Vectors | None = None
    """Unit vector, shape (1, dim), of what a turn asks within its talk."""
    clauses: int = 0
    """How many of the vectors after the first are those of clauses that may ask on their own."""
    drugs: frozenset[str] = frozenset()
    """Medicines asked about or taken."""
    asked_drugs: frozenset[str] = frozenset()
    carried: bool = False
    """Whether the medicines were only named in earlier turns: the question may be about something else by now."""
    past: frozenset[str] = frozenset()
    """Medicines that the question asks past ("what else is there?")."""
    others: frozenset[str] = frozenset()
    """Names of drugs, remedies, conditions and aspects that the vocabulary of the corpus lacks."""
    classes: frozenset[tuple[str, str]] = frozenset()
    """(medicine, class) pairs."""
    conditions: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    """Populations and conditions that it may be about, as it was heard within its talk."""
    body_parts: frozenset[str] = frozenset()
    facets: tuple[str, ...] = ()
    recent: frozenset[str] = frozenset()
    """Topics of the last answer, when the question leans on it."""
    unknown: int = 0
    """How many of its words neither the corpus nor everyday talk knows: the more, the likelier it is about something else."""
    sources: frozenset[str] = frozenset()
    """References of the last answer, when the question points to them ("that trial")."""
    outside: bool = False
    """Whether it is likely about something else than this corpus."""
    shown: frozenset[str] = frozenset()
    """Ids of the last answer's statements: a follow-up rarely asks for the same again."""

    def beside(self, medicines: frozenset[str]) -> frozenset[str]:
        """Return everything that may stand on the other side of an interaction with these medicines."""
        same = {DRUG_OF_CLASS.get(kind) for name, kind in self.classes if name in medicines}
        drugs = self.drugs - medicines - same
        classes = {kind for name, kind in self.classes if name not in medicines | same}
        return drugs | self.others | classes | self.populations | (self.conditions - GENERIC_CRAMP)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each agreement or disagreement moves, in units of cosine; calibrated by tests/calibration (see README, Measures)."""

    drug: float = 0.08
    other_drug: float = -0.22
    no_drug: float = -0.1
    unasked_drug: float = -0.09
    population: float = 0.10
    closed: float = -0.12
    narrow: float = -0.06
    strict: float = -0.30
    outside: float = -0.06
    condition: float = 0.05
    other_condition: float = -0.02
    body_part: float = 0.03
    other_body_part: float = -0.1
    facet: float = 0.08
    interaction: float = 0.06
    no_partner: float = -0.15
    benefit: float = -0.08
    other_region: float = -0.1
    other_stage: float = -0.15
    one_sided: float = -0.25
    recent: float = 0.14
    same_source: float = 0.12
    repeated: float = -0.05
    term: float = -0.06
    other_term: float = -0.2
    flag: float = -0.04


WEIGHTS = Weights()


def score(query: Query, shelf: Shelf, weights: Weights = WEIGHTS) -> Scores:
    """Return a score for each statement, shape (n_statements,), in units of cosine.

    About 0.8 is asked for in so many words, below 0.5 is beside the point.
    """
    return np.asarray(scores_by_vector(query, shelf, weights).max(axis=0), dtype=np.float32)


def scores_by_vector(query: Query, shelf: Shelf, weights: Weights = WEIGHTS) -> Scores:
    """Return the scores under each vector of the query, shape (n_vectors, n_statements).

    What is not the whole question counts a little less.
    """
    similar = np.stack([shelf.answering(vector[None]) - (CLAUSE if n else 0.0) for n, vector in enumerate(query.vectors)])
    if query.heard is not None:
        similar = (1 - HEARD) * similar + HEARD * (shelf.answering(query.heard) + SOFTER)
    lexical = LEXICAL * (shelf.lexical(query.text) - 0.5)
    moved = np.array([steer(query, s, t, weights) for s, t in zip(shelf.statements, shelf.tags, strict=True)], dtype=np.float32)
    return np.asarray(similar + lexical + moved + _asked_for(query, shelf, similar + moved), dtype=np.float32)


def _asked_for(query: Query, shelf: Shelf, scores: Scores) -> Scores:
    """Return by how much each statement is nearer to a follow-up's own words than the others on the subject, shape (n_statements,).

    What the talk adds to a follow-up fits all statements on its subject alike; what tells them apart is what the reader typed.
    """
    if query.own_words is None:
        return np.zeros(len(shelf.statements), dtype=np.float32)
    near = shelf.dense(query.own_words)
    subject = np.argsort(-scores.max(axis=0))[:SUBJECT]
    return np.asarray(OWN_WORDS * (near - near[subject].mean()), dtype=np.float32)


def steer(query: Query, statement: Statement, tags: Tags, w: Weights) -> float:
    """Return by how much agreement of names moves a statement up or down."""
    parts = (
        _drugs(query, statement, tags, w),
        _populations(query, statement, tags, w),
        _conditions(query, statement, tags, w),
        _kind(query, statement, tags, w),
    )
    facet = w.facet if statement.facet in query.facets else 0.0
    if statement.facet == "effect" and "warning" in query.facets and "effect" not in query.facets:
        facet += w.benefit
    region = w.other_region if elsewhere(query.text, f"{statement.applies_to} {statement.text}") else 0.0
    stage = w.other_stage if other_stage(query.text, statement) else 0.0
    repeated = w.repeated if statement.id in query.shown else 0.0
    recent = w.recent if statement.topic in query.recent else 0.0
    source = w.same_source if any(each.reference in query.sources for each in statement.sources) else 0.0
    return sum(parts) + facet + recent + repeated + region + stage + source


def _drugs(query: Query, s: Statement, tags: Tags, w: Weights) -> float:
    declared = frozenset(s.drugs)
    if not query.drugs:
        return w.unasked_drug if declared else 0.0
    if query.carried:
        return w.drug / 2 if declared & query.drugs else w.other_drug / 2 if declared else 0.0
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
        return w.term if DEFINING.match(query.text) else w.other_term
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
    if named:
        return frozenset(part.strip() for part in named.split(","))
    return frozenset({s.topic}) if s.topic in s.drugs else frozenset(s.drugs)


def meets(query: Query, s: Statement, tags: Tags) -> bool:
    """Tell whether both sides of an interaction or contraindication are in the question or known of the reader."""
    first = first_side(s)
    asked = query.drugs | (RELAXANTS if "muscle-relaxants" in query.drugs else frozenset())
    if s.facet not in ("interaction", "contraindication") or not asked & first:
        return False
    partners = tags.partners - first
    return bool(partners & query.beside(first))


def best(scores: Scores, shelf: Shelf, k: int) -> list[tuple[Statement, float]]:
    """Return the `k` best statements with their scores, best first."""
    order = np.argsort(-scores, kind="stable")[:k]
    return [(shelf.statements[n], float(scores[n])) for n in order]


def unusual(query: Query, s: Statement) -> bool:
    """Tell whether a question is about people or a cramp for whom a statement on the usual dose of a medicine is not meant."""
    return bool(s.drugs and NOT_USUAL & (query.populations | query.conditions) - {*s.population, *s.conditions})

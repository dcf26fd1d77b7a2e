"""Scored statements -> the few that answer: relevant, not twice the same, conflicts together, safety where it bears."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from spasm_qa.answer.bearing import (
    ASKING_FOR_CARE,
    HOME_FACETS,
    SELF_CARE_FACETS,
    TAKING_FACETS,
    beside_the_point,
    concerns,
    of_nobody,
    of_other_illness,
    of_other_medicine,
    other_part,
)
from spasm_qa.answer.circumstances import elsewhere
from spasm_qa.answer.medicines import OF_THE_FIELD
from spasm_qa.answer.rank import CLAUSE, STRICT, Query, Scores, best, declared_treatment, first_side, meets
from spasm_qa.answer.shelf import GENERIC_CRAMP, Shelf
from spasm_qa.types import Statement, StatementKind

LEAST = 0.52
"""Score below which a statement does not answer; the bar of the gate against beside-the-point answers, never lowered."""
MARGIN = 0.18
"""How far below the best one a statement may score and still be shown."""
MARGIN_OF_CONFLICT = 0.2
"""The same for a statement that contradicts one that is shown."""
ASKED_FOR = 0.66
"""Score from which a statement for other people is shown (with its scope), because it was asked for in so many words."""
LEAST_OF_CLAUSE = 0.62
"""Score that the best statement of one clause needs, to be shown for that clause alone."""
MOST = 5
MOST_WITH_CONFLICTS = 7
SAFETY = ("none", "caution", "urgent", "emergency")
COMPARES = re.compile(r"(?i)\b(?:vs\.?|versus|compared (?:to|with)|better than|head.to.head)\b")
SEVERE = ("contraindicated", "major")
SERIOUS_STRENGTHS = ("boxed-warning",)
UNNAMED = 0.12
"""How much higher the bar stands for a question that names no medicine, condition or body part of the corpus."""
UNKNOWN = 0.08
"""How much higher for each of up to two words that the corpus has never seen."""
OUTSIDE = 0.75
"""The bar for a question that is likely about something else and names neither a condition nor a medicine of the field."""


def bar(query: Query) -> float:
    """Return the score that the best statement needs, so that there is an answer at all."""
    at_home = query.conditions or query.drugs & OF_THE_FIELD
    return max(OUTSIDE, _bar_of_names(query)) if query.outside and not at_home else _bar_of_names(query)


def _bar_of_names(query: Query) -> float:
    if query.drugs & OF_THE_FIELD or query.conditions - GENERIC_CRAMP or (query.drugs and query.conditions | query.body_parts):
        return LEAST
    named = query.conditions | query.body_parts
    return LEAST + (0.0 if named else UNNAMED) + (UNKNOWN / 2 if named else UNKNOWN) * min(2, query.unknown)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen statements, best first, and how well the best one fits."""

    statements: tuple[Statement, ...] = ()
    score: float = 0.0
    near: tuple[Statement, ...] = field(default=())
    """The best of the rest: what could be asked next."""


def select(query: Query, scores: Scores, shelf: Shelf, *, flagged: Sequence[Statement] = (), urgent: bool = False) -> Selection:
    """Choose the statements of an answer.

    `scores` has shape (n_vectors, n_statements), see `rank.scores_by_vector`. `flagged` are the statements that a red flag of triage points
    to: they come first. When the flag is `urgent`, nothing of self-care is shown: it would mislead.
    """
    overall = scores.max(axis=0)
    ranked = best(overall, shelf, 40)
    top = ranked[0][1] if ranked else 0.0
    fitting = [(s, x) for n, (s, x) in enumerate(ranked) if concerns(query, s) or (n < 2 and x >= ASKED_FOR and _by_itself(query, s))]
    fitting = [(s, x) for s, x in fitting if not other_part(query, s, shelf) and not of_nobody(query, s, shelf)]
    warned_of = frozenset(c for s in flagged for c in s.conditions) if flagged else None
    fitting = [(s, x) for s, x in fitting if not beside_the_point(query, s, warned_of)]
    flagged = [s for s in flagged if concerns(query, s) and not of_other_medicine(query, s) and not _abroad(query, s)] or list(flagged)
    near = tuple(s for s, x in ranked if x >= LEAST - 0.08 and concerns(query, s) and (not urgent or _serious(s, flagged)))
    danger = _dangers(query, [s for s, _ in ranked[:12]], shelf)
    if danger and not urgent:
        rank = {s.id: SAFETY.index(s.safety) for s, _ in ranked[:12]}
        fitting = [(s, x) for s, x in fitting if not (declared_treatment(s) and s.facet in ("dose", "effect") and s not in danger)]
        fitting = [(s, x) for s, x in fitting if all(rank.get(other, 0) <= SAFETY.index(s.safety) for other in s.conflicts)]
    if query.populations & STRICT or query.conditions & STRICT:
        fitting = list(_fit_strict(query, fitting, shelf))
    if urgent:
        fitting = [(s, x) for s, x in fitting if x >= LEAST and (_serious(s, flagged) or (x >= ASKED_FOR and _grave(s)))]
    bearing = [shelf.position[s.id] for s, _ in fitting]
    lead = max((x for _, x in fitting), default=0.0)
    fitting = [(s, x) for s, x in fitting if x >= max(LEAST, lead - MARGIN)]
    parts = [] if urgent else _of_clauses(query, scores, shelf, [s for s, _ in fitting], bearing)
    chosen = list(_distinct([*flagged, *danger[:2], *parts, *(s for s, _ in fitting)]))
    chosen = _closest(query, chosen, shelf)[: MOST + len(flagged) // 2]
    chosen = _with_conflicts(chosen, query, shelf, overall, warned_of) if not urgent and not danger else chosen
    chosen = _before_stopping(_with_safety(chosen, query, ranked, shelf), query, ranked) if not urgent else chosen
    return Selection(tuple(chosen), top, tuple(s for s in near if s not in chosen))


def beside_danger(calm: Selection, flagged: Sequence[Statement], *, leaves: bool, asked: frozenset[str]) -> Selection | None:
    """Return what a turn asks about something else than the danger told before it, if it does: no care for the danger, no comfort.

    `leaves`: whether the turn says that it is about something else; if not, the danger still leads. `asked`: medicines that it names; of
    these, no more than warnings are told beside the danger then.
    """
    about = GENERIC_CRAMP.union(*(s.conditions for s in flagged))

    def apart(s: Statement) -> bool:
        care, of_asked = s.facet in SELF_CARE_FACETS, bool(asked & set(s.drugs))
        if asked and not leaves:
            return of_asked and not care
        return not (care and about & set(s.conditions)) or (of_asked and not GENERIC_CRAMP & set(s.conditions))

    told = tuple(s for s in calm.statements if s.facet not in HOME_FACETS and apart(s))
    lead = () if leaves else tuple(s for s in flagged if not s.drugs or asked & set(s.drugs))
    return replace(calm, statements=tuple(_distinct((*lead, *told))), near=()) if told and calm.score >= ASKED_FOR else None


def _by_itself(query: Query, s: Statement) -> bool:
    """Tell whether what is known of other people may be told: no medicine of theirs, and nothing beside an illness that is named."""
    return not s.drugs and not of_other_illness(query, s)


def _abroad(query: Query, s: Statement) -> bool:
    return elsewhere(query.text, f"{s.applies_to} {s.text}")


def _dangers(query: Query, ranked: Sequence[Statement], shelf: Shelf) -> list[Statement]:
    """Return the interactions and contraindications whose two sides are both present, the severe ones."""
    told = query.populations | query.conditions
    apart = bool(COMPARES.search(query.text)) and "interaction" not in query.facets  # medicines that are weighed are not taken together
    met = [(s, shelf.tags[shelf.position[s.id]]) for s in ranked]
    found = [s for s, tags in met if meets(query, s, tags) and (not apart or tags.partners & told)]
    return sorted((s for s in found if _severe(s)), key=lambda s: s.extra.get("severity") != SEVERE[0])


def _closest(query: Query, chosen: list[Statement], shelf: Shelf) -> list[Statement]:
    """Leave out what names other partners of the medicine, where another statement names the very partner of the question."""
    matched = {}
    for s in chosen:
        tags, first = shelf.tags[shelf.position[s.id]], first_side(s)
        if meets(query, s, tags):
            matched[s.id] = (tags.partners - first) & query.beside(first)
    declared = {s.id: frozenset(s.drugs) - first_side(s) for s in chosen}
    others = {name for name, partners in declared.items() if partners and not partners & query.drugs}
    return [s for s in chosen if s.id not in matched or s.id not in others or not any(matched[s.id] < m for m in matched.values())]


def _severe(s: Statement) -> bool:
    """Tell whether an interaction rules the rest out: by its own grade, else unless it only asks for care (hours between two tablets)."""
    return s.extra["severity"] in SEVERE if "severity" in s.extra else s.facet != "interaction" or s.safety != "none"


def _fit_strict(query: Query, fitting: Sequence[tuple[Statement, float]], shelf: Shelf) -> Iterator[tuple[Statement, float]]:
    """Leave out what is known of a medicine in other people, when the question is about a population for whom that is no answer."""
    for s, x in fitting:
        of = shelf.tags[shelf.position[s.id]].populations
        if not s.drugs or of & (query.populations | query.conditions) or s.facet not in ("effect", "dose", "how-to", "side-effect"):
            yield s, x


def _serious(s: Statement, flagged: Sequence[Statement]) -> bool:
    if s in flagged:
        return True
    about = {c for each in flagged for c in each.conditions}
    if about:
        warns = s.safety != "none" and bool(about & set(s.conditions))
        told = s.facet in ASKING_FOR_CARE and bool((about - GENERIC_CRAMP) & set(s.conditions))  # what is of any cramp comforts
        return s.facet not in SELF_CARE_FACETS and (warns or told)
    return s.safety == "emergency" and s.facet not in SELF_CARE_FACETS


def _grave(s: Statement) -> bool:
    """Tell whether a statement is of a danger itself, whichever red flag was heard."""
    return s.safety in SAFETY[2:] and s.facet in ASKING_FOR_CARE | {"side-effect"}


def _of_clauses(query: Query, scores: Scores, shelf: Shelf, fitting: Sequence[Statement], bearing: Sequence[int]) -> list[Statement]:
    """Return the best statement of each clause of a compound question, the best of the whole first, of the rows that bear on it.

    So a half that is weaker is still answered.
    """
    leading = list(fitting[:1])
    for n in range(1, 1 + query.clauses if bearing else 0):
        row = max(bearing, key=lambda each: float(scores[n][each]))
        if scores[n][row] + CLAUSE >= LEAST_OF_CLAUSE:
            leading.append(shelf.statements[row])
    return leading


def _distinct(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield each statement once."""
    seen: set[str] = set()
    for s in statements:
        if s.id not in seen:
            seen.add(s.id)
            yield s


def _with_conflicts(
    chosen: Sequence[Statement], query: Query, shelf: Shelf, overall: Scores, warned_of: frozenset[str] | None
) -> list[Statement]:
    """Put what says something else right after the statement that it contradicts, where it bears on the question."""
    result: list[Statement] = []
    top = overall.max(initial=0.0)
    for s in chosen:
        partners = [
            other
            for name in s.conflicts
            if (other := _statement(shelf, name))
            and other.kind is not StatementKind.RED_FLAG
            and concerns(query, other)
            and not _abroad(query, other)
            and not beside_the_point(query, other, warned_of)
        ]
        bars = [max(LEAST, top - (MARGIN_OF_CONFLICT if p.facet == s.facet else MARGIN)) for p in partners]
        near = [p for p, bar_ in zip(partners, bars, strict=True) if overall[shelf.position[p.id]] >= bar_]
        result += [each for each in (s, *near) if each not in result]
    return result[:MOST_WITH_CONFLICTS]


def _with_safety(chosen: list[Statement], query: Query, ranked: Sequence[tuple[Statement, float]], shelf: Shelf) -> list[Statement]:
    """Add the boxed warning of a medicine that the question is about to take, if it has one that is near enough to the question."""
    if not query.asked_drugs or not chosen or not (set(query.facets) & TAKING_FACETS or not query.facets):
        return chosen
    for s, x in ranked:
        if (
            s.strength in SERIOUS_STRENGTHS
            and frozenset(s.drugs) & query.asked_drugs
            and s not in chosen
            and x >= LEAST
            and len(chosen) < MOST_WITH_CONFLICTS
        ):
            return [*chosen, s]
    return chosen


def _before_stopping(chosen: list[Statement], query: Query, ranked: Sequence[tuple[Statement, float]]) -> list[Statement]:
    """Let the danger of stopping a medicine lead where the question is about stopping it, however near the rest is."""
    if "withdrawal" not in query.facets:
        return chosen
    told = (s for s, x in ranked if x >= LEAST and s.facet == "withdrawal" and s.safety != "none" and query.asked_drugs & set(s.drugs))
    first = next(told, None)
    return [first, *(s for s in chosen if s is not first)] if first and chosen else chosen


def _statement(shelf: Shelf, name: str) -> Statement | None:
    position = shelf.position.get(name)
    return None if position is None else shelf.statements[position]

"""Standalone question + state -> scored statements and passages."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spasm_qa.answer.condense import Condensed
from spasm_qa.answer.cues import CORRECTION, FRESH, ORDINARY, SAME_SOURCE
from spasm_qa.answer.facets import facets_of
from spasm_qa.answer.rank import Query
from spasm_qa.answer.state import State, classes_of
from spasm_qa.answer.talk import Heard
from spasm_qa.embedding import Embedder, Vectors
from spasm_qa.lexicon import Lexicon
from spasm_qa.types import Turn

CLAUSE_END = re.compile(r"[?!.;:]+|\s[-–]\s|,|\b(?:and|but|or|plus|also)\b", re.IGNORECASE)
DENIED_SIGN = re.compile(
    r"(?i)\b(?:no|not|without|isn'?t|aren'?t|never|nor|or|and no)\s+(?:any\s+|at all\s+)?(?:swell\w*|swollen|red(?:ness)?|"
    r"warm(?:th)?|hot|fever|numb\w*|weak\w*|bruis\w*|sore(?: to touch)?|tingl\w*|"
    r"chest pain|breathless\w*|injur\w*|discolou?r\w*)[,.;]?"
)
MOST_CLAUSES = 3
LEAST_WORDS = 4
MOST_CHARACTERS = 2_000
NO_WORDS = frozenset({"general-adult", "older-adult", "child"})


def clauses(question: str) -> list[str]:
    """Return the parts of a compound question that may ask on their own; empty when there is only one."""
    parts = [part.strip() for part in CLAUSE_END.split(question)]
    parts = [part for part in parts if len(part.split()) >= LEAST_WORDS]
    if len(parts) < 2:
        return []
    asking = [part for part in parts if facets_of(part)] or parts
    return list(dict.fromkeys(part for part in asking if part != question))[-MOST_CLAUSES:]


def without_denied_signs(question: str) -> str:
    """Return a question without the signs that the reader says they do not have: they are not what it is about."""
    shorter = DENIED_SIGN.sub(" ", question)
    return shorter if len(shorter.split()) >= LEAST_WORDS else question


def variants(question: str, condensed: Condensed) -> list[str]:
    """Return other wordings of a question that may fit a statement better.

    A follow-up may lean on the medicine or on the complaint of the talk, or on neither; what is known of the person belongs to every
    question.
    """
    state = condensed.state
    texts = clauses(condensed.standalone) if not condensed.rewritten else []
    if condensed.rewritten:
        for ids in (state.names.conditions, state.names.drugs or state.names.others):
            words = [i.replace("-", " ") for i in ids[:2] if i not in condensed.own.all]
            texts.append(f"{question.rstrip('?. ')} ({', '.join(words)})?" if words else question)
        if not facets_of(question):
            texts.append(f"{state.before} {question}")
    if condensed.talk:
        texts.append(f"{condensed.standalone.rstrip('?. ')} ({condensed.talk[0].replace('-', ' ')})?")
    people = [
        p.replace("-", " ") for p in state.populations if p not in NO_WORDS and p.replace("-", " ")[:6] not in condensed.standalone.lower()
    ]
    if people:
        texts.append(f"{condensed.standalone.rstrip('?. ')}, {', '.join(people)}?")
    return [text for text in dict.fromkeys(texts) if text != condensed.standalone]


def make_query(
    question: str,
    condensed: Condensed,
    lexicon: Lexicon,
    embedder: Embedder,
    *,
    recent: frozenset[str] = frozenset(),
    shown: frozenset[str] = frozenset(),
    sources: frozenset[str] = frozenset(),
) -> Query:
    """Return what ranking needs to know of a question: the first vector is that of the whole, the others those of its variants."""
    state = condensed.state
    texts = [without_denied_signs(condensed.standalone), *variants(question, condensed)]
    texts += [question] if condensed.rewritten else []
    vectors: Vectors = embedder.encode([text[:MOST_CHARACTERS] for text in texts])
    reading, in_force = lexicon.read(condensed.standalone), {*state.names.all, *state.taken}
    return Query(
        text=condensed.standalone,
        vectors=vectors[:-1] if condensed.rewritten else vectors,
        own_words=vectors[-1:] if condensed.rewritten else None,
        clauses=len(clauses(condensed.standalone)) if not condensed.rewritten else 0,
        drugs=frozenset({*state.names.drugs, *(d for d in state.taken if d in lexicon.generic)}),
        asked_drugs=frozenset(state.names.drugs),
        carried=condensed.carries_drugs,
        others=frozenset({*state.names.others, *state.taken} - set(lexicon.generic)),
        classes=frozenset((*(each for each in state.classes if each[0] in in_force), *classes_of(reading))),
        past=condensed.past,
        conditions=frozenset(state.names.conditions),
        populations=frozenset(state.populations),
        body_parts=frozenset(state.names.body_parts),
        facets=state.facets,
        recent=recent,
        unknown=len(lexicon.read(question).unknown),
        shown=shown,
        sources=sources,
    )


def as_heard(query: Query, condensed: Condensed, heard: Heard) -> Query:
    """Return the query with the vector of what was heard within the talk, and the names that were carried on put right by it."""
    own, state = condensed.own, condensed.state
    if FRESH.search(condensed.standalone.lower()) or ORDINARY.search(condensed.standalone.lower()):
        return query  # "another question": nothing of the talk is meant; "in a healthy person": nobody of it is
    if CORRECTION.search(condensed.standalone.lower()):
        return replace(query, heard=heard.vector)  # what a turn puts right is named in so many words
    drugs = heard.keeps("drug", query.asked_drugs) | (set(own.drugs) or heard.means("drug") - query.past)
    conditions = heard.keeps("condition", query.conditions) | set(own.conditions)
    return replace(
        query,
        heard=heard.vector,
        drugs=drugs | (frozenset(state.taken) & query.drugs),
        asked_drugs=drugs,
        conditions=conditions or heard.means("condition"),
        possible=heard.may_mean() if not state.people else frozenset(),
    )


def with_people(condensed: Condensed, heard: Heard | None, before: State, dismissed: frozenset[str]) -> tuple[Condensed, Heard | None]:
    """Return the question with whom it was heard to be about, as long as the talk is about one person, and what was heard.

    It is about nobody who was taken back, or who was in force `before` and is left by this turn.
    """
    state, text = condensed.state, condensed.standalone.lower()
    if heard is None:
        return condensed, None
    left = {*before.populations, *(before.names.conditions if state.person != before.person else ())}
    heard = heard.apart(dismissed.union(left - {*state.populations, *state.names.conditions}, state.absent))
    if state.people or ORDINARY.search(text) or CORRECTION.search(text):
        return condensed, heard
    meant = sorted(heard.means("population") - set(state.populations))
    return replace(condensed, state=replace(state, populations=(*state.populations, *meant))), heard


def shown_last(history: Sequence[Turn], condensed: Condensed) -> frozenset[str]:
    """Return the ids of the last answer, when the question leans on it."""
    return frozenset(s.id for s in history[-1].reply.statements) if history and condensed.rewritten else frozenset()


def pointed_at(question: str, history: Sequence[Turn]) -> frozenset[str]:
    """Return the references of the last answer's first statements when a question points to them ("and the harms in that review?")."""
    if not history or not SAME_SOURCE.search(question.lower()):
        return frozenset()
    return frozenset(c.source for s in history[-1].reply.statements[:3] for c in s.citations)

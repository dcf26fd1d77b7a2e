"""Standalone question + state -> scored statements and passages."""

import re

from spasm_qa.answer.facets import facets_of
from spasm_qa.answer.rank import Query
from spasm_qa.answer.state import State
from spasm_qa.embedding import Embedder, Vectors
from spasm_qa.lexicon import Lexicon

CLAUSE_END = re.compile(r"[?!.;:]+|\s[-–]\s|,|\b(?:and|but|or|plus|also)\b", re.IGNORECASE)
MOST_CLAUSES = 3
LEAST_WORDS = 4


def clauses(question: str) -> list[str]:
    """Return the parts of a compound question that may ask on their own; empty when there is only one."""
    parts = [part.strip() for part in CLAUSE_END.split(question)]
    parts = [part for part in parts if len(part.split()) >= LEAST_WORDS]
    if len(parts) < 2:
        return []
    asking = [part for part in parts if facets_of(part)] or parts
    return asking[-MOST_CLAUSES:]


def make_query(question: str, state: State, lexicon: Lexicon, embedder: Embedder, *, recent: frozenset[str] = frozenset()) -> Query:
    """Return what ranking needs to know of a question: the first vector is that of the whole, the others those of its clauses."""
    texts = [state.standalone or question, *(clauses(question) if state.standalone in ("", question) else ())]
    vectors: Vectors = embedder.encode([text[:2000] for text in texts])
    reading = lexicon.read(state.standalone)
    return Query(
        text=state.standalone or question,
        vectors=vectors,
        drugs=frozenset({*state.names.drugs, *(d for d in state.taken if d in lexicon.generic)}),
        asked_drugs=frozenset(state.names.drugs),
        others=frozenset({*state.names.others, *state.taken} - set(lexicon.generic)),
        classes=frozenset({*state.classes, *reading.of("class")}),
        conditions=frozenset(state.names.conditions),
        populations=frozenset(state.populations),
        body_parts=frozenset(state.names.body_parts),
        facets=state.facets,
        recent=recent,
    )

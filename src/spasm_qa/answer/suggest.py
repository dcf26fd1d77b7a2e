"""Follow-up questions that the sources can answer: each one is a question that a statement of the corpus was written for."""

import re
from collections.abc import Sequence

from spasm_qa.answer.rank import Query
from spasm_qa.types import Audience, Statement

MOST = 3
CLINICAL_QUESTION = 2
"""Where in a statement's list of questions the clinician's wording stands."""
LONGEST = 80  # characters of a question to tap on


def suggest(chosen: Sequence[Statement], near: Sequence[Statement], query: Query, audience: Audience) -> tuple[str, ...]:
    """Return up to three questions of statements that are near the subject and not shown yet, each of another topic or facet."""
    names = query.drugs | query.conditions
    rest = [s for s in near if s.asked and s not in chosen and not (s.drugs and query.drugs and not frozenset(s.drugs) & query.drugs)]
    rest.sort(key=lambda s: not (frozenset(s.drugs) | frozenset(s.conditions)) & names)
    questions: list[str] = []
    facets = {s.facet for s in chosen[:1]}
    for s in rest:
        if s.facet not in facets and len(questions) < MOST:
            facets.add(s.facet)
            questions.append(_question(s, audience))
    questions += [q for s in rest if len(q := _question(s, audience)) and q not in questions]
    return tuple(questions[:MOST])


def _question(s: Statement, audience: Audience) -> str:
    """Return a question that a statement answers, for a patient one written out in full if there is one."""
    if audience is Audience.CLINICIAN and len(s.asked) > CLINICAL_QUESTION:
        question = s.asked[CLINICAL_QUESTION]
    else:
        whole = [q for n, q in enumerate(s.asked) if n != CLINICAL_QUESTION and q.endswith("?") and len(q) <= LONGEST]
        question = min(whole or s.asked[:1], key=str.islower)
    return re.sub(r"\bi\b", "I", f"{question[:1].upper()}{question[1:]}".rstrip(" .?")) + "?"

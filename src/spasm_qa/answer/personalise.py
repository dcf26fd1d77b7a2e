"""The reader's register: terms explained where they are met first, and how hard the shown text reads."""

import re
from collections.abc import Sequence
from dataclasses import replace

import textstat

from spasm_qa.library import Library
from spasm_qa.types import Audience, ShownStatement, Statement, StatementKind

MOST_TERMS = 2  # explained beside one statement


def explain(shown: Sequence[ShownStatement], library: Library, audience: Audience) -> tuple[ShownStatement, ...]:
    """Add the glossary's explanation to the statement that first uses a term; clinicians need none."""
    if audience is Audience.CLINICIAN:
        return tuple(shown)
    met: set[str] = set()
    result = []
    for each in shown:
        terms = [(term, meaning) for term, meaning, pattern in _glossary(library) if term not in met and pattern.search(each.text)][
            :MOST_TERMS
        ]
        met.update(term for term, _ in terms)
        result.append(replace(each, terms=tuple(terms)))
    return tuple(result)


EVERYDAY = {"cramp", "muscle cramp", "muscle spasm", "stretch", "calf", "dose", "trial", "guideline", "pain"}


def _glossary(library: Library) -> list[tuple[str, str, re.Pattern[str]]]:
    terms = [s for s in library.statements.values() if s.kind is StatementKind.TERM and s.extra.get("term", "").lower() not in EVERYDAY]
    return [(s.extra["term"], s.extra["meaning"], _pattern(s)) for s in sorted(terms, key=lambda s: -len(s.extra["term"]))]


def _pattern(s: Statement) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(s.extra['term'])}s?\b", re.IGNORECASE if len(s.extra["term"]) > 4 else 0)


def reading_grade(shown: Sequence[ShownStatement]) -> float | None:
    """Return the Flesch-Kincaid grade of the shown texts together (textstat), None for nothing."""
    text = " ".join(s.text for s in shown)
    return round(float(textstat.flesch_kincaid_grade(text)), 1) if text else None

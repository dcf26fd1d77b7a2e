"""Chosen statements -> shown statements with sections and numbered citations, in the reader's register."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from spasm_qa.library import Library
from spasm_qa.types import Audience, Citation, Reference, ShownStatement, SourceMention, Statement, StatementKind

SECTIONS = {
    "when-to-seek-care": "When to get help",
    "overdose": "When to get help",
    "withdrawal": "Stopping the medicine",
    "interaction": "Taken together",
    "contraindication": "Who should not take it",
    "warning": "Warnings",
    "side-effect": "Side effects",
    "pregnancy": "In pregnancy",
    "breastfeeding": "While breastfeeding",
    "children": "In children",
    "older-adults": "In older adults",
    "kidney": "With weak kidneys",
    "liver": "And the liver",
    "dose": "Doses named in the sources",
    "duration": "How long",
    "how-to": "What to do",
    "effect": "What the evidence says",
    "prevention": "Prevention",
    "cause": "Causes",
    "symptom": "What it is like",
    "diagnosis": "How it is told apart",
    "prognosis": "How common, and how it goes on",
    "definition": "What it means",
    "legal": "Rules and approval",
    "cost-or-availability": "Availability",
}


@dataclass(slots=True)
class _Numbers:
    """Numbers references in the order in which they are first cited."""

    order: dict[str, Reference]

    def number(self, reference: Reference) -> int:
        self.order.setdefault(reference.id, reference)
        return list(self.order).index(reference.id) + 1


def compose(
    statements: Sequence[Statement],
    library: Library,
    audience: Audience,
    *,
    section: str = "",
    wording: Callable[[Statement], str] | None = None,
) -> tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]:
    """Return the statements as shown and the references that they cite, numbered from 1.

    Statements of one section stand together; sections follow in the order of their best statement. A statement none of whose references is
    known, or all of whose references are retracted, is left out: it has nothing to stand on.
    """
    numbers = _Numbers({})
    shown = []
    for statement in grouped(statements) if not section else statements:
        citations = tuple(_citations(statement, library, numbers))
        if citations:
            shown.append(_shown(statement, citations, section or section_of(statement), audience, wording))
    return tuple(shown), tuple(numbers.order.values())


def section_of(statement: Statement) -> str:
    """Return the heading under which a statement stands."""
    if statement.kind is StatementKind.RED_FLAG or (statement.safety == "emergency" and statement.facet not in ("liver", "warning")):
        return SECTIONS["when-to-seek-care"]
    return SECTIONS.get(statement.facet, "What the sources say")


def grouped(statements: Sequence[Statement]) -> list[Statement]:
    """Bring the statements of one section together, sections in order of their first statement."""
    order = list(dict.fromkeys(section_of(s) for s in statements))
    return sorted(statements, key=lambda s: order.index(section_of(s)))


def _citations(statement: Statement, library: Library, numbers: _Numbers) -> Iterable[Citation]:
    passage = library.passage(statement.passage)
    start = passage.text.find(statement.text) if passage else -1
    if passage is None or start < 0:
        return
    for mention in _standing(statement.sources, library):
        reference = library.references[mention.reference]
        yield Citation(
            numbers.number(reference), reference.id, passage.key, statement.text, start, start + len(statement.text), mention.locator
        )


def _standing(sources: Sequence[SourceMention], library: Library) -> list[SourceMention]:
    return [m for m in sources if m.reference in library.references and library.references[m.reference].status != "retracted"]


def _shown(
    s: Statement, citations: tuple[Citation, ...], section: str, audience: Audience, wording: Callable[[Statement], str] | None
) -> ShownStatement:
    text = wording(s) if wording else (s.plain if audience is Audience.PATIENT else s.text)
    return ShownStatement(
        s.id, text, section, s.applies_to, s.strength, citations, s.status, s.kind, s.safety, s.note, s.conflicts, review=s.review
    )

"""A reply, or a whole conversation, as Markdown text: for export and the command line. Knows nothing of Streamlit."""

import re
from collections.abc import Iterator, Sequence

from spasm_qa.currency import currency_notes
from spasm_qa.types import Abstention, Clarification, Reference, Reply, Review, ReviewStatus, ShownStatement, Turn

SPECIAL = re.compile(r"([\\`*_\[\]<>$~|&#^{}])")
LIST_MARK = re.compile(r"^(\s*)(?:([-+=])(?=\s|$|[-=]+\s*$)|(\d+)([.)])(?=\s|$))", re.MULTILINE)
"""Of a list; or the line of dashes that makes a heading of the text above it."""
DIRECTIVE = re.compile(r":(?=[a-z])")
SHORTCODE = re.compile(r":(?=[a-z0-9_+/-]+:)")
ALERT = {"emergency": "EMERGENCY", "same-day": "GET SEEN TODAY", "soon": "SEE A DOCTOR SOON"}
REVIEW = {
    ReviewStatus.SUBMITTED: "submitted; no clinician has reviewed it",
    ReviewStatus.UNDER_REVIEW: "under review",
    ReviewStatus.APPROVED: "approved",
}


def escape(text: str) -> str:
    """Return text that Markdown shows as it is: no emphasis, link, HTML, formula, list, directive or icon can come from data."""
    plain = DIRECTIVE.sub(r"\:", SHORTCODE.sub(":\u2060", SPECIAL.sub(r"\\\1", text)))
    return LIST_MARK.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", plain)


def to_markdown(reply: Reply) -> str:
    """Return one reply: alert, statements by section with numbered references, what is not covered, and the disclaimer."""
    return "\n\n".join([*_parts(reply), f"*{escape(reply.disclaimer)}*"])


def conversation_to_markdown(turns: Sequence[Turn], *, date: str, version: str) -> str:
    """Return a conversation with its date, the version of the corpus and the lowest review status among what was shown."""
    statuses = [s.status for turn in turns for s in turn.reply.statements]
    status = min(statuses, key=lambda each: each.rank, default=ReviewStatus.SUBMITTED)
    facts = f"Saved on {escape(date)} · corpus version {escape(version)} · review status: {REVIEW[status]}"
    asked = [f"## {n}. {escape(_line(turn.question))}\n\n{to_markdown(turn.reply)}" for n, turn in enumerate(turns, 1)]
    return "\n\n".join(["# Questions on muscle spasms and leg cramps", facts, *asked]) + "\n"


def reference_line(reference: Reference) -> str:
    """Return kind, reference, address and what is to be said of its currency on one line."""
    kind = reference.kind.replace("-", " ").capitalize()
    address = f" <{reference.url}>" if reference.url.startswith(("https://", "http://")) else ""
    notes = "".join(f" **{escape(note)}**" for note in currency_notes(reference))
    return escape(f"{kind}. {reference.text}") + address + notes


def _parts(reply: Reply) -> Iterator[str]:
    if reply.alert.level in ALERT:
        yield f"> **{ALERT[reply.alert.level]}** {escape(_line(reply.alert.message))}"
    if reply.standalone and reply.standalone != reply.question:
        yield f"Understood as: {escape(_line(reply.standalone))}"
    if isinstance(reply, Abstention | Clarification):
        yield escape(_line(reply.message))
    yield from _sections(reply.statements)
    if reply.uncovered and not isinstance(reply, Abstention):
        yield f"I have no source on {escape(', '.join(reply.uncovered))}."
    if isinstance(reply, Clarification):
        yield "\n".join(f"- {escape(choice)}" for choice in reply.choices)
    if reply.references:
        yield "### References"
        yield "\n".join(f"{n}. {reference_line(reference)}" for n, reference in enumerate(reply.references, 1))


def _sections(statements: Sequence[ShownStatement]) -> Iterator[str]:
    for section in dict.fromkeys(s.section for s in statements):
        bullets = [_bullet(s) for s in statements if s.section == section]
        yield "\n".join([*([f"### {escape(section)}", ""] if section else []), *bullets])


def _bullet(s: ShownStatement) -> str:
    numbers = ", ".join(str(c.n) for c in s.citations)
    whom = f"for: {s.applies_to}" if s.applies_to else ""
    meta = "; ".join(filter(None, (whom, s.strength.replace("-", " "), s.worded, approval(s.review))))
    terms = "".join(f"\n  - {escape(term)}: {escape(_line(meaning))}" for term, meaning in s.terms)
    return f"- {lines(s.text)} [{numbers}]" + (f" ({escape(_line(meta))})" if meta else "") + terms


def lines(text: str) -> str:
    """Return a statement's text escaped, the lines of a list or table still lines."""
    return "  \n  ".join(escape(_line(line)) for line in text.splitlines() if line.strip())


def approval(review: Review | None) -> str:
    """Return who approved a statement and when, as words inside a sentence; empty for none."""
    if review is None:
        return ""
    return f"approved by {', '.join(filter(None, (review.reviewer, review.credential)))} on {review.date[:10]}"


def _line(text: str) -> str:
    return " ".join(text.split())

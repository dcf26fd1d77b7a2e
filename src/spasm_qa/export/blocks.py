"""A conversation as a list of blocks: what all file formats show, in order, as plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from spasm_qa.answer.render import ALERT, REVIEW
from spasm_qa.database.kept import Kept
from spasm_qa.types import Abstention, Clarification, Reference, Reply, ReviewStatus, ShownStatement

TITLE = "Questions on muscle spasms and leg cramps"


@dataclass(frozen=True, slots=True)
class Saved:
    """What is saved: one answer, a conversation, or several, each with its title (empty for the only one) and its turns."""

    parts: Sequence[tuple[str, Sequence[Kept]]]
    date: str
    """The day on which it is saved, in words."""
    corpus: str
    """Version of the corpus in use on that day."""
    title: str = TITLE

    @property
    def turns(self) -> list[Kept]:
        """All turns, in order."""
        return [kept for _, turns in self.parts for kept in turns]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text; `kind` says how it is set, `n` is the number of a reference, `url` where it leads."""

    kind: str
    text: str
    n: int = 0
    url: str = ""


def facts(saved: Saved) -> str:
    """Return the day, the corpus version and the lowest review status among what is saved, on one line."""
    statuses = [s.status for kept in saved.turns for s in kept.turn.reply.statements]
    status = min(statuses, key=lambda each: each.rank, default=ReviewStatus.SUBMITTED)
    return f"Saved on {saved.date} · corpus version {saved.corpus} · review status: {REVIEW[status]}"


def asked_on(kept: Kept) -> str:
    """Return when a turn was answered and from which corpus."""
    return f"Answered on {day(kept.created)}" + (f" from corpus version {kept.corpus}" if kept.corpus else "")


def day(moment: datetime) -> str:
    """Return a moment's day in words: 22 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def blocks(saved: Saved) -> Iterator[Block]:
    """Yield everything that is saved, in order."""
    yield Block("title", saved.title)
    yield Block("facts", facts(saved))
    for title, turns in saved.parts:
        if title:
            yield Block("part", _line(title))
        for kept in turns:
            yield Block("question", _line(kept.turn.question))
            yield Block("facts", asked_on(kept))
            yield from reply_blocks(kept.turn.reply)


def reply_blocks(reply: Reply) -> Iterator[Block]:
    """Yield one reply: alert, statements by section, what is not covered, references, and always the disclaimer."""
    if reply.alert.level in ALERT:
        yield Block("alert", f"{ALERT[reply.alert.level]}: {_line(reply.alert.message)}")
    if reply.standalone and reply.standalone != reply.question:
        yield Block("understood", f"Understood as: {_line(reply.standalone)}")
    if isinstance(reply, Abstention | Clarification):
        yield Block("text", _line(reply.message))
    for section in dict.fromkeys(s.section for s in reply.statements):
        if section:
            yield Block("section", section)
        for each in (s for s in reply.statements if s.section == section):
            yield from _statement(each)
    if reply.uncovered and not isinstance(reply, Abstention):
        yield Block("text", f"I have no source on {_line(', '.join(reply.uncovered))}.")
    if isinstance(reply, Clarification):
        yield from (Block("statement", _line(choice)) for choice in reply.choices)
    if reply.references:
        yield Block("section", "References")
        yield from (_reference(n, each) for n, each in enumerate(reply.references, 1))
    yield Block("disclaimer", reply.disclaimer)


def _statement(s: ShownStatement) -> Iterator[Block]:
    yield Block("statement", f"{_line(s.text)} [{', '.join(str(c.n) for c in s.citations)}]")
    if meta := "; ".join(filter(None, (f"for: {s.applies_to}" if s.applies_to else "", s.strength.replace("-", " "), s.worded))):
        yield Block("meta", _line(meta))
    yield from (Block("meta", f"{term}: {_line(meaning)}") for term, meaning in s.terms)


def _reference(n: int, reference: Reference) -> Block:
    kind = reference.kind.replace("-", " ").capitalize()
    state = "" if reference.status == "current" else f" This source is {reference.status}."
    url = reference.url if reference.url.startswith(("https://", "http://")) else ""
    return Block("reference", _line(f"{kind}. {reference.text}{state}"), n, url)


def _line(text: str) -> str:
    return " ".join(text.split())

"""A reply that was given to one kind of reader, in the words for another: the same statements, order and citations."""

from dataclasses import replace

from spasm_qa.types import Answer, Audience, Reply, StatementKind, Turn
from spasm_qa.ui import resources


def in_register(turn: Turn, audience: Audience) -> Turn:
    """Return a turn in the words for a reader; as it is when a model worded it or it quotes documents."""
    reply = turn.reply
    if not isinstance(reply, Answer) or reply.audience is audience or reply.generator != "extractive":
        return turn
    if any(s.kind is StatementKind.QUOTE for s in reply.shown):
        return turn
    return Turn(turn.question, _reworded(reply, audience))


def _reworded(reply: Answer, audience: Audience) -> Reply:
    found, _ = resources.show([s.id for s in reply.shown], audience)
    by_id = {s.id: s for s in found}
    if any(s.id not in by_id for s in reply.shown):
        return reply
    shown = tuple(replace(by_id[s.id], section=s.section, citations=s.citations) for s in reply.shown)
    return replace(reply, audience=audience, shown=shown)

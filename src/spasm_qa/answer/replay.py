"""What a turn that was answered leaves behind for the turns after it."""

from collections import Counter
from dataclasses import replace

from spasm_qa.answer.condense import condense
from spasm_qa.answer.shelf import GENERIC_CRAMP
from spasm_qa.answer.state import State
from spasm_qa.lexicon import Reading
from spasm_qa.library import Library
from spasm_qa.types import Reply

NO_ILLNESS = frozenset({"muscle-cramp", "acute-muscle-spasm"})
"""What every complaint may be called: an answer that leads with an illness says what the talk is about."""


def as_answered(said: str, reading: Reading, state: State, reply: Reply) -> State:
    """Return the state after a turn under the reading that was answered: as part of the talk, or by itself."""
    first = condense(said, reading, state)
    if first.standalone == reply.standalone:
        return first.state
    second = condense(said, reading, state, alone=first.rewritten)
    return (second if second.standalone == reply.standalone else first).state


def settled(state: State, reply: Reply, library: Library) -> State:
    """Let the answer say what the talk is about when the question named nothing itself."""
    if not reply.statements or state.names.drugs:
        return state
    shown = [s for s in (library.statement(each.id) for each in reply.statements) if s]
    votes = Counter(c for s in shown if not GENERIC_CRAMP & set(s.conditions) for c in s.conditions)
    winner, count = votes.most_common(1)[0] if votes else ("", 0)
    first = bool(shown) and winner in shown[0].conditions
    plain = 2 * count > len(shown) or (first and (count > 1 or set(state.names.conditions) <= NO_ILLNESS))
    if not plain or winner in state.names.conditions:
        return state
    return replace(state, names=replace(state.names, conditions=tuple(dict.fromkeys((winner, *state.names.conditions)))))

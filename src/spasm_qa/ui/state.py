"""Reads and writes `st.session_state` and the address bar: the conversation of this tab, the reader's choices (desk_state: the Desk's)."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from spasm_qa.database.kept import Kept, new_id
from spasm_qa.errors import SpasmQAError
from spasm_qa.types import Audience, ShownStatement, Turn

QUESTION = "question"
READER = "reader"
ARTICLE = "article"
THREAD, NEW = "thread", "new"
_TURNS, _PENDING, _STOPPED, _DISMISSED, _SEEN_ALERTS = "turns", "pending", "stopped", "dismissed", "seen_alerts"
_CONVERSATION, _KNOWN, _WORD, _VERDICTS, _REPORT, _TAB = "conversation", "known", "word", "verdicts", "report", "tab"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its reply; `fresh` leaves the conversation before it out of account."""

    question: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What was shown to a reader who says something about it: an answer or an article."""

    key: str
    """Of the turn or the article; what is said of it again replaces what was said before."""
    corpus: str
    generator: str
    statements: tuple[str, ...]


def said() -> tuple[Kept, ...]:
    """Return the conversation so far, with what it takes to keep it."""
    return tuple(st.session_state.get(_TURNS, ()))


def turns() -> tuple[Turn, ...]:
    """Return the conversation so far."""
    return tuple(each.turn for each in said())


def hold(turns: Sequence[Kept], *, id: str, known: int, dismissed: Sequence[str] | None = None) -> None:
    """Make some turns the conversation of this tab; `known` of them are written under `id`, which is empty when nothing is kept."""
    st.session_state[_TURNS], st.session_state[_CONVERSATION], st.session_state[_KNOWN] = tuple(turns), id, known
    if dismissed is not None:
        st.session_state[_DISMISSED] = frozenset(dismissed)
    show_thread()


def conversation() -> str:
    """Return the id of this tab's conversation, empty when it has none."""
    return str(st.session_state.get(_CONVERSATION, ""))


def known() -> int:
    """Return how many turns of this tab are written."""
    return int(st.session_state.get(_KNOWN, 0))


def thread() -> str:
    """Return the id of the conversation that the address names."""
    return address(THREAD)


def show_thread() -> None:
    """Let the address name the conversation of this tab if it is kept, and no other."""
    if known() and conversation():
        st.query_params[THREAD] = conversation()
    elif THREAD in st.query_params:
        del st.query_params[THREAD]


def tell(words: str, error: SpasmQAError | None = None) -> None:
    """Note what the page is to say next."""
    st.session_state[_WORD] = (words, error)


def take_word() -> tuple[str, SpasmQAError | None] | None:
    """Return what the page is to say; it is said once."""
    word: tuple[str, SpasmQAError | None] | None = st.session_state.pop(_WORD, None)
    return word


def field(key: str) -> str:
    """Return what stands in a field."""
    return str(st.session_state.get(key) or "")


def ticked(key: str) -> bool:
    """Tell whether a switch is on."""
    return bool(st.session_state.get(key))


def put(key: str, value: str) -> None:
    """Note something that the page is to do."""
    st.session_state[key] = value


def take(key: str) -> str:
    """Return what was noted; it is done once."""
    return str(st.session_state.pop(key, ""))


def chosen(key: str) -> int | None:
    """Return the choice of a widget that gives a number, nothing when there is none."""
    value: int | None = st.session_state.get(key)
    return value


def report(seen: Seen, statement: ShownStatement | None) -> None:
    """Note that the reader wants to report a statement, or without one the whole answer."""
    st.session_state[_REPORT] = (seen, statement)


def take_report() -> tuple[Seen, ShownStatement | None] | None:
    """Return the statement to report; it is asked about once."""
    asked: tuple[Seen, ShownStatement | None] | None = st.session_state.pop(_REPORT, None)
    return asked


def tab() -> str:
    """Return a random name of this tab, by which nobody can be told."""
    return str(st.session_state.setdefault(_TAB, new_id()))


def thank(key: str) -> None:
    """Note that something was said about an answer or statement."""
    st.session_state[_VERDICTS] = thanked() | {key}


def thanked() -> frozenset[str]:
    """Return what was said something about."""
    return frozenset(st.session_state.get(_VERDICTS, ()))


def ask(question: str, fresh: bool = False) -> None:
    """Note a question to be answered by the run that follows."""
    if question.strip():
        st.session_state[_PENDING] = Asked(question, fresh)
        st.session_state.pop(_STOPPED, None)


def ask_typed(key: str = QUESTION) -> None:
    """Note the question that was typed into a field."""
    ask(str(st.session_state.get(key) or ""))


def talking() -> bool:
    """Tell whether a conversation has begun."""
    return bool(turns()) or _PENDING in st.session_state or _STOPPED in st.session_state


def take_waiting() -> Asked | None:
    """Return the question that waits; it waits no longer."""
    asked: Asked | None = st.session_state.pop(_PENDING, None)
    return asked


def stop(asked: Asked) -> None:
    """Note that a question was stopped while it was worked on."""
    st.session_state[_STOPPED] = asked


def stopped() -> Asked | None:
    """Return the question that was stopped, until another is asked."""
    asked: Asked | None = st.session_state.get(_STOPPED)
    return asked


def new_conversation() -> None:
    """Forget the conversation, what the reader told, and the warnings dismissed."""
    for key in (_TURNS, _PENDING, _STOPPED, _DISMISSED, _SEEN_ALERTS, _CONVERSATION, _KNOWN):
        st.session_state.pop(key, None)
    show_thread()


def dismissed() -> frozenset[str]:
    """Return the ids of the facts that the reader took back."""
    return frozenset(st.session_state.get(_DISMISSED, ()))


def keep_only(key: str, offered: tuple[str, ...]) -> None:
    """Take back the facts that the reader has unticked in a widget, and restore those ticked again."""
    ticked = frozenset(st.session_state.get(key) or ())
    st.session_state[_DISMISSED] = (dismissed() | frozenset(offered)) - ticked


def dismiss_alert(flags: tuple[str, ...], level: str) -> None:
    """Note that the reader has seen a warning and wants it out of the way."""
    st.session_state[_SEEN_ALERTS] = seen_alerts() | {(level, *flags)}


def seen_alerts() -> frozenset[tuple[str, ...]]:
    """Return the warnings dismissed, each as its level and flags."""
    return frozenset(st.session_state.get(_SEEN_ALERTS, ()))


def start_reader() -> None:
    """Set the reader's choice before its widget is drawn: from the address (`?reader=clinician`), else as last chosen, else patient."""
    if READER not in st.session_state:
        named = st.query_params.get(READER, "")
        st.session_state[READER] = Audience(named) if named in list(Audience) else Audience.PATIENT
    if audience() is not Audience.PATIENT or READER in st.query_params:
        st.query_params[READER] = audience().value


def audience() -> Audience:
    """Return who reads."""
    return Audience(st.session_state.get(READER) or Audience.PATIENT)


def start_article(offered: tuple[str, ...]) -> None:
    """Set the article before its widget is drawn: from the address (`?article=ID`), else as last chosen, else the first."""
    if not offered:
        return
    if st.session_state.get(ARTICLE) not in offered:
        named = st.query_params.get(ARTICLE, "")
        st.session_state[ARTICLE] = named if named in offered else offered[0]
    if st.session_state[ARTICLE] != offered[0] or ARTICLE in st.query_params:
        st.query_params[ARTICLE] = st.session_state[ARTICLE]


def article() -> str:
    """Return the id of the article chosen, empty when there is none."""
    return str(st.session_state.get(ARTICLE, ""))


def address(name: str) -> str:
    """Return a parameter of the page's address, empty when it has none."""
    return str(st.query_params.get(name, ""))

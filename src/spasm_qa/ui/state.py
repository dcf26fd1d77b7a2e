"""The only module that reads or writes `st.session_state` and the address bar: the conversation of this tab and the reader's choices."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from spasm_qa.review.roles import Role
from spasm_qa.types import Audience, Turn

QUESTION = "question"
READER = "reader"
ARTICLE = "article"
_TURNS, _PENDING, _STOPPED, _DISMISSED, _SEEN_ALERTS = "turns", "pending", "stopped", "dismissed", "seen_alerts"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its reply; `fresh` leaves the conversation before it out of account."""

    question: str
    fresh: bool = False


def turns() -> tuple[Turn, ...]:
    """Return the conversation so far."""
    return tuple(st.session_state.get(_TURNS, ()))


def keep(turn: Turn) -> None:
    """Add a turn to the conversation."""
    st.session_state[_TURNS] = (*turns(), turn)


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
    for key in (_TURNS, _PENDING, _STOPPED, _DISMISSED, _SEEN_ALERTS):
        st.session_state.pop(key, None)


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


DESK_NAME, DESK_CREDENTIAL, DESK_VIEW = "desk-name", "desk-credential", "desk-view"
DESK_HOURS = 8
_PASS, _DESK_TOLD, _PUBLISH, _ITEM = "desk_pass", "desk_told", "desk_publish", "item"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a one-time token gave to this session, and until when."""

    role: Role
    actor: str
    until: datetime


@dataclass(frozen=True, slots=True)
class DeskTold:
    """What the last step at the Desk came to, for the run that follows."""

    text: str
    hint: str = ""
    failed: bool = False


def open_desk(role: Role, actor: str) -> None:
    """Let this session in for some hours; it is kept on the server, where no reader can write."""
    st.session_state[_PASS] = Pass(role, actor, datetime.now(UTC) + timedelta(hours=DESK_HOURS))


def desk_pass() -> Pass | None:
    """Return what lets this session in, unless its time is over."""
    granted: Pass | None = st.session_state.get(_PASS)
    return granted if granted and datetime.now(UTC) < granted.until else None


def leave_desk() -> None:
    """Let this session in no longer."""
    for key in (_PASS, _DESK_TOLD, _ITEM, DESK_NAME, DESK_CREDENTIAL):
        st.session_state.pop(key, None)


def start_desk(name: str) -> None:
    """Set the name of who acts before its field is drawn: as given before, else as the sign-in has it."""
    st.session_state.setdefault(DESK_NAME, name)


def desk_name() -> tuple[str, str]:
    """Return the name and credential of who acts, empty when not given."""
    return str(st.session_state.get(DESK_NAME) or "").strip(), str(st.session_state.get(DESK_CREDENTIAL) or "").strip()


def item() -> str:
    """Return the name of the text that the Desk shows, from the address (`?item=statement:ID`) or as opened; empty for the queue."""
    if named := st.query_params.get(_ITEM, ""):
        st.session_state[_ITEM] = named
    elif kept := st.session_state.get(_ITEM):
        st.query_params[_ITEM] = kept
    return str(st.session_state.get(_ITEM, ""))


def open_item(name: str) -> None:
    """Show a text at the Desk; an empty name for the queue."""
    st.session_state.pop(_ITEM, None)
    st.query_params.pop(_ITEM, None)
    if name:
        st.session_state[_ITEM] = st.query_params[_ITEM] = name


def typed(key: str) -> str:
    """Return what stands in a field."""
    return str(st.session_state.get(key) or "")


def empty(key: str) -> None:
    """Empty a field; only before it is drawn."""
    st.session_state[key] = ""


def box_ticked(key: str) -> bool:
    """Tell whether a box is ticked."""
    return bool(st.session_state.get(key))


def want_publishing() -> None:
    """Note that the run that follows publishes."""
    st.session_state[_PUBLISH] = True


def takes_publishing() -> bool:
    """Tell whether this run publishes; the next one does not."""
    return bool(st.session_state.pop(_PUBLISH, False))


def untick(key: str) -> None:
    """Untick a box; only before it is drawn."""
    st.session_state[key] = False


def tell_desk(told: DeskTold) -> None:
    """Keep what a step came to for the run that follows."""
    st.session_state[_DESK_TOLD] = told


def take_told_desk() -> DeskTold | None:
    """Return what the last step came to, once."""
    told: DeskTold | None = st.session_state.pop(_DESK_TOLD, None)
    return told

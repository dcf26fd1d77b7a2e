"""What a session holds of the Desk: who acts, which text is open, what the last step came to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from spasm_qa.review.roles import Role

DESK_NAME, DESK_CREDENTIAL, DESK_VIEW = "desk-name", "desk-credential", "desk-view"
DESK_HOURS = 8
_PASS, _TOLD, _PUBLISH, _ITEM = "desk_pass", "desk_told", "desk_publish", "item"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a one-time token gave to this session, and until when."""

    role: Role
    actor: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Told:
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
    for key in (_PASS, _TOLD, _ITEM, DESK_NAME, DESK_CREDENTIAL):
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


def empty(key: str) -> None:
    """Empty a field; only before it is drawn."""
    st.session_state[key] = ""


def want_publishing() -> None:
    """Note that the run that follows publishes."""
    st.session_state[_PUBLISH] = True


def takes_publishing() -> bool:
    """Tell whether this run publishes; the next one does not."""
    return bool(st.session_state.pop(_PUBLISH, False))


def untick(key: str) -> None:
    """Untick a box; only before it is drawn."""
    st.session_state[key] = False


def tell(told: Told) -> None:
    """Keep what a step came to for the run that follows."""
    st.session_state[_TOLD] = told


def take_told() -> Told | None:
    """Return what the last step came to, once."""
    told: Told | None = st.session_state.pop(_TOLD, None)
    return told

"""Who stands before the Desk: read from the sign-in, or from the request and the token of this session. Never from the address."""

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from spasm_qa.review.roles import Role, is_local, role_of
from spasm_qa.review.states import Person
from spasm_qa.ui import desk_state, resources


class Way(StrEnum):
    """How somebody could come in here."""

    SIGN_IN = "sign-in"
    TOKEN = "token"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for the Desk."""

    way: Way
    role: Role = Role.READER
    actor: str = ""
    signed_in: bool = False
    name: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the Desk opens."""
        return self.role is not Role.READER


def visitor() -> Visitor:
    """Return who asks. With sign-in set up, nothing but sign-in counts; without it, a token on this machine."""
    user = st.user.to_dict()
    if "is_logged_in" in user:  # Streamlit gives this when secrets hold [auth], and only then
        settings = resources.settings()
        role = role_of(user, reviewers=settings.reviewers, editors=settings.editors)
        actor = str(user.get("email") or "").strip().casefold()
        return Visitor(Way.SIGN_IN, role, actor, user["is_logged_in"] is True, str(user.get("name") or ""))
    if not is_local(*request()):
        return Visitor(Way.NONE)
    granted = desk_state.desk_pass()
    return Visitor(Way.TOKEN, granted.role, granted.actor) if granted else Visitor(Way.TOKEN)


def is_here() -> bool:
    """Tell whether tokens count for this request: sign-in is not set up, and it comes from this machine."""
    return visitor().way is Way.TOKEN


def request() -> tuple[str | None, dict[str, list[str]]]:
    """Return the address that this session's request came from, None for loopback, and its headers."""
    headers = st.context.headers
    return st.context.ip_address, {name: headers.get_all(name) for name in headers}


def person() -> Person:
    """Return who acts, with the name and credential that they gave."""
    who = visitor()
    return Person(who.actor, who.role, *desk_state.desk_name())


def providers() -> list[str]:
    """Return the names of the sign-in providers of the secrets; one empty name for a single, unnamed one."""
    section = st.secrets.get("auth", {})
    named = [str(name) for name in section if hasattr(section[name], "keys")]
    return named if named and "client_id" not in section else [""]

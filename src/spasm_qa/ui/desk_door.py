"""Draws the door of the Desk: sign in, enter a token, or the plain word that it does not open."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.errors import SpasmQAError
from spasm_qa.review.tokens import redeem
from spasm_qa.ui import desk_access, desk_shared, desk_state, places, state
from spasm_qa.ui.desk_access import Visitor, Way
from spasm_qa.ui.errors import draw_error

TOKEN = "desk-token"
CLOSED = (
    "The Desk is closed here. It opens for reviewers and editors who sign in, or, where sign-in is not set up, "
    "on the computer on which the app runs."
)
NO_PART = "You are signed in, but your address is not that of a reviewer or editor, or your provider has not verified it."
UNUSABLE = "This token does not open the Desk: it is unknown, used up or too old."
HOW = "Get a token on this computer with `spasm-qa desk-token --role reviewer` (or `--role editor`). It works once."


def draw_door(visitor: Visitor) -> None:
    """Draw what somebody sees who has not been let in."""
    st.title("Desk", anchor=False)
    if visitor.way is Way.NONE:
        st.info(CLOSED, icon=":material/lock:")
    elif visitor.way is Way.SIGN_IN and visitor.signed_in:
        st.info(NO_PART, icon=":material/lock:")
        st.caption(escape(f"Signed in as {visitor.actor or 'somebody without an e-mail address'}."))
        st.button("Sign out", icon=":material/logout:", key="sign-out", on_click=st.logout)
    elif visitor.way is Way.SIGN_IN:
        st.markdown("The Desk is for the reviewers and editors of this corpus.")
        for name in desk_access.providers():
            label = f"Sign in with {name}" if name else "Sign in"
            st.button(escape(label), icon=":material/login:", key=f"sign-in-{name}", on_click=st.login, args=(name,) if name else ())
    else:
        _draw_token()
    st.page_link(places.ARTICLE, label="Back to the questions", icon=":material/arrow_back:")


def _draw_token() -> None:
    st.markdown("The Desk is for the reviewers and editors of this corpus.")
    with st.form("door", border=True):
        st.text_input("One-time token", type="password", key=TOKEN, autocomplete="off")
        st.form_submit_button("Open the Desk", icon=":material/lock_open:", on_click=_enter)
    st.markdown(HOW)
    draw_told()


def _enter() -> None:
    if not desk_access.is_here():
        return
    try:
        redeemed = redeem(desk_shared.engine(), state.field(TOKEN))
    except SpasmQAError as e:
        desk_state.tell(desk_state.Told(str(e), e.hint, failed=True))
        return
    finally:
        desk_state.empty(TOKEN)
    if redeemed:
        desk_state.open_desk(redeemed.role, redeemed.actor)
    else:
        desk_state.tell(desk_state.Told(UNUSABLE, "", failed=True))


def draw_told() -> None:
    """Draw what the last step came to."""
    if told := desk_state.take_told():
        if told.failed:
            st.error(escape(told.text), icon=":material/error:")
        else:
            st.success(escape(told.text), icon=":material/check:")
        if told.hint:
            st.caption(told.hint)


def draw_unreadable(error: SpasmQAError) -> None:
    """Draw that the Desk cannot be read, and what helps."""
    st.title("The Desk cannot be opened", anchor=False)
    draw_error(error)

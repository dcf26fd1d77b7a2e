"""Draws the reader's conversations beside the page: new, search, open, rename, delete, save all, and whether they are kept at all."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.database.kept import Summary
from spasm_qa.errors import SpasmQAError
from spasm_qa.export.blocks import day
from spasm_qa.ui import desk_access, memory, places, state
from spasm_qa.ui.errors import draw_error
from spasm_qa.ui.saving import draw_formats

FEW = 20
SEARCH, MORE = "search-conversations", "more-conversations"
EMPTY = "Nothing is kept yet. What you ask appears here, for this browser or sign-in alone."


def draw() -> None:
    """Draw the list, or say why there is none."""
    with st.sidebar:
        st.subheader("Your conversations", anchor=False)
        _draw_sign_in()
        if not memory.offered():
            st.caption(why_not())
            return
        try:
            if st.button("New conversation", icon=":material/add_comment:", key="new-beside", width="stretch"):
                st.switch_page(places.ARTICLE, query_params={state.THREAD: state.NEW})
            _draw_list()
            _draw_choices()
        except SpasmQAError as e:
            draw_error(e)
    _draw_dialogs()


def _draw_sign_in() -> None:
    """Offer sign-in where it is set up; conversations then go with it, from browser to browser."""
    user = st.user.to_dict()
    if "is_logged_in" not in user or memory.switched_off():
        return
    if user["is_logged_in"] is True:
        st.caption(escape(f"Signed in as {user.get('name') or user.get('email') or 'a reader'}. These go with your sign-in."))
        st.button("Sign out", icon=":material/logout:", type="tertiary", key="sign-out-beside", on_click=st.logout)
        return
    for name in desk_access.providers():
        label = f"Sign in with {name}" if name else "Sign in"
        told = "To find your conversations in every browser. Those kept for this browser stay with it."
        signing = (name,) if name else ()
        st.button(escape(label), icon=":material/login:", type="tertiary", key=f"in-{name}", help=told, on_click=st.login, args=signing)


def why_not() -> str:
    """Say why conversations cannot be kept for this reader."""
    if memory.switched_off():
        return "Whoever runs this tool has switched off keeping conversations. Yours stay in this tab until you close it."
    return "This browser sent no key of its own, so nothing can be kept for it. Allow cookies for this page to keep conversations."


def _draw_list() -> None:
    everything = memory.listed()
    if not everything:
        st.caption(EMPTY)
        return
    search = st.text_input("Search", key=SEARCH, icon=":material/search:", placeholder="Titles and questions") or ""
    found = memory.listed(search) if search.strip() else everything
    if not found:
        st.caption("No conversation has all these words.")
    shown = found if state.field(MORE) else found[:FEW]
    with st.container(gap="xsmall"):
        for each in shown:
            _draw_one(each)
    if len(shown) < len(found):
        st.button(f"Show all {len(found)}", type="tertiary", key="show-all", on_click=state.put, args=(MORE, "yes"))


def _draw_one(each: Summary) -> None:
    icon = ":material/chat_bubble:" if each.id == state.conversation() else ":material/chat_bubble_outline:"
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", wrap=False):
        with st.container(width="stretch"):
            told = f"{escape(each.title)}. Last asked on {day(each.updated)}"
            if st.button(escape(each.title), icon=icon, type="tertiary", key=f"open-{each.id}", help=told, wrap=False):
                st.switch_page(places.ARTICLE, query_params={state.THREAD: each.id})
        with st.popover("Edit", type="tertiary", key=f"menu-{each.id}"):
            st.text_input("Title", value=each.title, max_chars=120, key=f"title-{each.id}", on_change=_rename, args=(each.id,))
            st.button("Rename", icon=":material/edit:", key=f"rename-{each.id}", on_click=_rename, args=(each.id,))
            st.button("Delete", icon=":material/delete:", key=f"delete-{each.id}", on_click=memory.delete, args=(each.id,))


def _rename(id: str) -> None:
    memory.rename(id, state.field(f"title-{id}"))


def _draw_choices() -> None:
    with st.expander("Keep, save, delete", icon=":material/tune:"):
        kept = memory.on()
        st.toggle("Keep my conversations", value=kept, key="keep-conversations", on_change=_choose)
        if not kept:
            st.caption("What you ask from now on stays in this tab. What was kept before stays until you delete it.")
        st.markdown("Save all in one file")
        draw_formats(memory.everything(), key="everything", data=True)
        st.button(
            "Delete everything", icon=":material/delete_forever:", key="delete-all", on_click=state.put, args=("confirm", "delete-all")
        )


def _choose() -> None:
    memory.choose(state.ticked("keep-conversations"))


def _draw_dialogs() -> None:
    if state.take("confirm"):
        _confirm()


@st.dialog("Delete everything?", icon=":material/delete_forever:")
def _confirm() -> None:
    st.markdown("All your conversations and everything you reported are deleted for good. This cannot be undone.")
    if st.button("Delete everything", key="delete-all-really", on_click=memory.delete_all):
        st.rerun()
    if st.button("Keep them", key="delete-nothing"):
        st.rerun()

"""What the pages say of the language model, if there is one: which, where it runs, what it worded; and its sentences as they come."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.chat_model import Named, named_model
from spasm_qa.errors import SettingError
from spasm_qa.types import Reply, ShownStatement
from spasm_qa.ui import resources, state

NOTHING_SENT = "Nothing is sent anywhere else."
IN_THIS_TAB = "Your questions stay in this tab until you close it."
KEPT = "This conversation is kept where this tool runs, for this browser or sign-in alone; you can delete it at any time."


def configured() -> Named | None:
    """Return the model of the settings; a setting that cannot be used is told when the assistant opens."""
    try:
        return named_model(resources.settings())
    except SettingError:
        return None


def privacy(*, kept: bool) -> str:
    """Say where questions go, and whether they are `kept`."""
    named, stays = configured(), KEPT if kept else IN_THIS_TAB
    if named is None:
        return f"{stays} {NOTHING_SENT}"
    worded = f"Answers are put into words by {named.name}, {named.where}, and every sentence is checked against its source."
    sent = "Your questions do not leave it." if named.local else f"Your questions are sent to {named.place}."
    return escape(f"{worded} {sent} {stays}")


def live(asked: state.Asked) -> dict[str, Any]:
    """Draw a button to stop, and a place where verified sentences appear one by one; return what the assistant needs for it."""
    if configured() is None:
        return {}
    place = st.container(gap="xxsmall")
    st.button("Stop", icon=":material/stop_circle:", key="stop", on_click=state.stop, args=(asked,))
    return {"sentence": _writing_into(place)}


def _writing_into(place: Any) -> Callable[[ShownStatement], None]:
    def write(s: ShownStatement) -> None:
        with place:
            st.markdown(f"- {escape(' '.join(s.text.split()))}")

    return write


def draw_stopped() -> None:
    """Say that the last question was stopped, and offer it again."""
    if asked := state.stopped():
        with st.chat_message("user", avatar=":material/person:"):
            st.text(asked.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            st.markdown("Stopped. Nothing of it was kept.")
            st.button("Ask again", icon=":material/refresh:", key="ask-again", on_click=state.ask, args=(asked.question, asked.fresh))


def wording(reply: Reply) -> str:
    """Say in one line who worded an answer and what that took; empty when no model was asked."""
    if not reply.cost:
        return ""
    tokens = round(reply.cost.get("input_tokens", 0) + reply.cost.get("output_tokens", 0))
    took = f"{reply.cost.get('seconds', 0):.1f} s" + (f", {tokens} tokens" if tokens else "")
    worded, n = round(reply.cost.get("worded", 0)), len(reply.statements)
    if not worded:
        return f"Source wording: the model gave no other words that passed the check in time ({took})."
    return f"Worded by {reply.generator}, checked: {worded} of {n}{'' if worded == n else '; the others in source wording'} ({took})."

"""Draws an error: what is wrong and what to do, never a traceback."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.errors import SpasmQAError


def draw_error(error: SpasmQAError) -> None:
    """Say what is wrong and what helps."""
    st.error(escape(str(error)), icon=":material/error:")
    st.caption(error.hint)  # ours, with commands in code font

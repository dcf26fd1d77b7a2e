"""Draws a text with one span marked."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.ui.catalogue import Span, cut

MARK = "The quoted words are marked and set in bold."


def draw_marked(text: str, span: Span | None, *, around: int | None = None) -> None:
    """Draw a text as it is, with the span in bold on a coloured ground; nothing in the text is taken for Markdown."""
    if span is None:
        st.text(text)
        return
    before, within, after = cut(text, span, around)
    st.caption(f":material/ink_highlighter: {MARK}")
    with st.container(gap="xxsmall"):
        if before.strip():
            st.text(before.strip("\n"))
        for line in filter(str.strip, within.splitlines()):
            st.markdown(f":orange-background[**{escape(line.strip())}**]")
        if after.strip():
            st.text(after.strip("\n"))

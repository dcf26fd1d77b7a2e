"""Draws the list of all sources: searched, filtered by kind, a page at a time."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.currency import currency_notes, snapshot_notes
from spasm_qa.library import Library
from spasm_qa.ui import places, words
from spasm_qa.ui.catalogue import kinds, search

A_PAGE = 20


def draw_listing(library: Library, *, unknown: str = "") -> None:
    """Draw the sources of a library; `unknown` is the name of a source that was asked for and is not there."""
    references = library.references
    st.title("Sources", anchor=False)
    if unknown:
        st.warning(f"There is no source named {escape(unknown)}. All sources are listed below.", icon=":material/search_off:")
    st.markdown(
        f"Everything that is said here rests on these {len(references)} sources. "
        "Open one to see what is weak about it, what we took from it, and where to check it."
    )
    checked, stale = snapshot_notes(library.extra("snapshots") or [])
    st.caption(f"{':material/history:' if stale else ':material/event_available:'} {escape(checked)}")
    counts = kinds(references.values())
    asked, wanted = st.columns([3, 2])
    question = asked.text_input("Search titles, authors, years", key="find", icon=":material/search:", persist_state="session")
    kind = wanted.selectbox(
        "Kind of source",
        ["", *counts],
        format_func=lambda each: f"{words.kind(each)} ({counts[each]})" if each else f"All kinds ({len(references)})",
        key="kind",
        persist_state="session",
    )
    found = search(references.values(), question or "", kind or "")
    st.caption(f"{len(found)} of {len(references)} sources" if found else "No source has all of these words. Try fewer, or another kind.")
    pages = max(1, -(-len(found) // A_PAGE))
    listed = st.container(gap="medium")
    page = st.pagination(pages, key=f"page-{kind}-{question}", max_visible_pages=5) if pages > 1 else 1
    for reference in found[(page - 1) * A_PAGE : page * A_PAGE]:
        with listed.container(border=True, gap="xxsmall"):
            st.markdown(f"**{escape(reference.title)}**")
            st.caption(escape(words.about(reference)))
            for note in currency_notes(reference):
                st.markdown(f":material/history: {escape(note)}")
            if reference.note:
                st.markdown(f":material/info: {escape(reference.note)}")
            st.page_link(places.SOURCES, label="Open this source", icon=":material/arrow_forward:", query_params={"source": reference.id})

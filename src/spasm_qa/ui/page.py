"""Draws a page of a PDF document as a picture with the quoted words marked, and the way to its neighbours."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.pdf.place import Sought
from spasm_qa.pdf.render import PagePicture, PageUnavailable, words_on
from spasm_qa.types import Document
from spasm_qa.ui import places, resources, state
from spasm_qa.ui.catalogue import Span

MARKED = "The quoted words are marked with a coloured ground and a line around them."
NOT_PLACED = "The quoted words could not be placed exactly on this page, so nothing is marked. They stand in the text below."


def draw_pages(document: Document, at: Span | None, cited: int) -> None:
    """Draw the page asked for in the address, else the cited one; the text says what a picture cannot."""
    asked = state.address("page")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 and 0 < int(asked) <= len(document.pages) else cited
    sought = words_on(document, number, at.start, at.end) if at else Sought("")
    try:
        with st.spinner("Drawing the page"):
            picture = resources.page_picture(document, number, sought)
    except PageUnavailable as e:
        st.info(escape(f"{e} {e.hint}"), icon=":material/image_not_supported:")
        return
    with st.container(border=True, gap="xsmall", key="page-picture"):
        st.markdown(f"**Page {number} of {picture.pages}**")
        if sought.words:
            st.caption(f":material/ink_highlighter: {MARKED}" if picture.placed else f":material/search_off: {NOT_PLACED}")
        st.image(picture.png, alt=_described(document, number, sought, picture), width="stretch", output_format="PNG")
        _draw_ways(number, min(picture.pages, len(document.pages)), cited)


def _described(document: Document, number: int, sought: Sought, picture: PagePicture) -> str:
    marked = f" Marked on it: {' '.join(sought.words.split())}" if picture.placed else ""
    return f"Page {number} of {document.title}.{marked}"


def _draw_ways(number: int, pages: int, cited: int) -> None:
    here = {name: value for name in ("source", "passage", "span") if (value := state.address(name))}
    with st.container(horizontal=True, gap="small"):
        if number > 1:
            _link("Page before", ":material/arrow_back:", {**here, "page": str(number - 1)})
        if number < pages:
            _link("Page after", ":material/arrow_forward:", {**here, "page": str(number + 1)})
        if number != cited and "passage" in here:
            _link("Back to the cited page", ":material/ink_highlighter:", here)


def _link(label: str, icon: str, address: dict[str, str]) -> None:
    st.page_link(places.SOURCES, label=label, icon=icon, query_params=address)

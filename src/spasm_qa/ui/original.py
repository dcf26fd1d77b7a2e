"""Draws the original's own words beside our summary of them: the nearest passage, its licence, and the way to it."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.currency import day
from spasm_qa.errors import SpasmQAError
from spasm_qa.library import Library
from spasm_qa.types import Hit, Reference, Statement
from spasm_qa.ui import places, resources, words

NEAR = 0.6
"""Cosine that a passage needs: nine of ten plain wordings of our corpus are at least so near to the clinician text that they stand for."""
NOTHING_NEAR = "Nothing in the fetched original is near enough to this summary to be set beside it. Look it up at the place named."


def draw_original(statement: Statement, source: str, library: Library) -> None:
    """Draw the passage of the source's original that is nearest to a statement; nothing when no original was fetched."""
    if not library.originals_of(source):
        return
    try:
        with st.spinner("Looking into the original"):
            found = resources.originals(statement.passage, source)
    except SpasmQAError as e:
        st.caption(escape(f"The original cannot be searched now: {e}"))
        return
    if not found or found[0].score < NEAR:
        st.caption(f":material/search_off: {NOTHING_NEAR}")
        return
    _draw_words(found[0], statement, source, library)


def _draw_words(hit: Hit, statement: Statement, source: str, library: Library) -> None:
    passage = hit.passage
    with st.container(gap="xxsmall", key=f"original-{statement.id}"):
        st.markdown(":blue-badge[:material/format_quote: Original words]")
        st.text(passage.text)
        place = f"page {passage.page}" if passage.page else passage.heading
        st.caption(escape(" · ".join(filter(None, (place, "the nearest passage by meaning; others may bear on it, too")))))
        if record := library.original(passage.document):
            st.caption(escape(attribution(record)))
        address = {"source": source, "passage": passage.key, "span": f"0-{len(passage.text)}"}
        st.page_link(places.SOURCES, label="See it in the original's text", icon=":material/menu_book:", query_params=address)


def attribution(record: Reference) -> str:
    """Return whose words an original holds, under which licence, and when they were fetched."""
    licence = f"Licence: {record.licence.rstrip('.')}" if record.licence else "Licence: not stated"
    fetched = f"fetched on {day(record.added)}" if record.added else ""
    return " · ".join(filter(None, (record.title.rstrip("."), record.authors, words.about(record), licence, fetched)))

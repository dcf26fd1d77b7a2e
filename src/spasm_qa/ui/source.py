"""Draws one source: what it is, what is weak about it, and what of ours rests on it."""

from collections.abc import Sequence

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.library import Library
from spasm_qa.types import Audience, Document, Reference, SourceMention, Statement
from spasm_qa.ui import places, words
from spasm_qa.ui.catalogue import Span, document_of, resting_on
from spasm_qa.ui.marked import draw_marked
from spasm_qa.ui.original import attribution, draw_original
from spasm_qa.ui.page import draw_pages
from spasm_qa.ui.statements import SOURCE_WORDS, draw_state

SUMMARY = (
    "This is this project's own summary of the source, not the source's wording. "
    "To check it, open the original and look at the place named below it."
)
AROUND = 1_500  # characters of a document shown to either side of a quoted span
LONGEST = 200_000  # characters of a document shown at once


def draw_source(reference: Reference, library: Library, *, passage: str, span: Span | None) -> None:
    """Draw a source; the statement whose passage was cited comes first of all, with the quoted span marked."""
    st.page_link(places.SOURCES, label="All sources", icon=":material/arrow_back:")
    st.title(escape(reference.title), anchor=False)
    statements = resting_on(library, reference.id)
    cited = [each for each in statements if each[0].passage == passage]
    if cited:
        st.header("The passage cited", anchor=False)
        _draw_statements(cited, reference, library, span)
    document = document_of(library, reference.id, passage)
    if document:
        _draw_document(document, library, passage, span)
    _draw_facts(reference)
    rest = [each for each in statements if each not in cited]
    if rest:
        st.header(f"What else we take from it ({len(rest)})" if cited else f"What we take from it ({len(rest)})", anchor=False)
        _draw_statements(rest, reference, library, None)
    elif not statements and not document:
        st.markdown("No statement of ours rests on this source.")


def _draw_statements(statements: Sequence[tuple[Statement, str]], reference: Reference, library: Library, span: Span | None) -> None:
    st.info(SUMMARY, icon=":material/edit_note:")
    for statement, locator in statements:
        _draw_statement(statement, SourceMention(reference.id, locator), library, span)


def _draw_facts(r: Reference) -> None:
    st.header("The source", anchor=False)
    draw_state(r)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":blue-badge[{escape(words.kind(r.kind))}]")
        facts = [("Authors", r.authors), ("Publisher", r.publisher), ("Year", str(r.year or "no date given")), ("Status", r.status)]
        facts += [("DOI", r.doi), ("PMID", r.pmid), ("PMCID", r.pmcid), ("Licence", r.licence)]
        facts += [("Added", words.day(r.added) if r.added else "")]
        st.markdown("  \n".join(f"**{name}:** {escape(value)}" for name, value in facts if value))
        if address := words.link(r):
            st.link_button("Open the original", address, icon=":material/open_in_new:", key="original")
    st.header("Notes, and what is weak about it", anchor=False)
    st.markdown(escape(r.note) if r.note else "Nothing noted so far. That does not make it strong: judge it by its kind and its year.")
    if r.confirmed_at:
        st.header("Where we confirmed it", anchor=False)
        st.text("\n".join(r.confirmed_at))
        st.caption("These are the pages or copies that were read. A copy can differ from the original.")


def _draw_statement(s: Statement, mention: SourceMention, library: Library, span: Span | None) -> None:
    passage = library.passage(s.passage)
    with st.container(border=True, gap="xsmall", key=f"passage-{s.passage}"):
        st.caption(escape(f"{s.title} · {words.strength(s.strength, Audience.CLINICIAN)}"))
        draw_marked(passage.text if passage else s.text, span)
        st.markdown(f"**Where in the source:** {escape(mention.locator or 'no place named')}")
        if s.note:
            st.caption(escape(f"Note: {s.note}"))
        draw_original(s, mention.reference, library)


def _draw_document(document: Document, library: Library, passage: str, span: Span | None) -> None:
    """Draw a document read from a file: around the cited passage, and whole on demand."""
    record = library.original(document.id)
    cited = library.passage(passage)
    if record and not (cited and cited.document == document.id):
        return  # an original is shown around what is cited, beside our summaries; its whole text may not be ours to show
    st.header("The original" if record else "The text", anchor=False)
    st.caption(f"{SOURCE_WORDS} {escape(f'Read from {document.path}.' if document.path else '')}")
    if record:
        st.caption(escape(attribution(record)))
        draw_state(record)
    if cited and cited.document == document.id:
        at = Span(cited.start + span.start, cited.start + span.end) if span else Span(cited.start, cited.end)
        if document.file:
            draw_pages(document, at, cited.page or 1)
        with st.container(border=True, key=f"passage-{passage}"):
            st.caption(escape(" · ".join(filter(None, (cited.heading, f"page {cited.page}" if cited.page else "")))))
            draw_marked(document.text, at, around=AROUND)
    elif document.file:
        draw_pages(document, None, 1)
    if record:
        return
    with st.expander("The whole text", expanded=not cited and not document.file):
        st.text(document.text[:LONGEST])
        if len(document.text) > LONGEST:
            st.caption(f"The first {LONGEST:,} of {len(document.text):,} characters.")

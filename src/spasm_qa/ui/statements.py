"""Draws statements with their citations, references and review status; everything that comes from data is escaped or plain text."""

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from spasm_qa.answer.render import escape, lines
from spasm_qa.currency import currency_notes
from spasm_qa.types import Audience, Citation, Reference, ShownStatement, StatementKind
from spasm_qa.ui import places, words

OWN_WORDS = "These are this project's own words: a summary of the source. Check it at the place named, in the original."
DIFFER = ":material/compare_arrows: **These sources differ.** Compare whom each is for and how strong it is."
SOURCE_WORDS = "These are the source's own words."


Report = Callable[[ShownStatement], None]
"""Draws the button that reports a statement."""


def draw_statements(
    statements: Sequence[ShownStatement], references: Sequence[Reference], audience: Audience, *, key: str, report: Report | None = None
) -> None:
    """Draw statements as a list; those that conflict stand side by side and are marked so."""
    for group in groups(statements):
        if len(group) == 1:
            draw_statement(group[0], references, audience, key=key, report=report)
            continue
        with st.container(border=True, gap="small"):
            st.markdown(DIFFER)
            for pair in (group[at : at + 2] for at in range(0, len(group), 2)):
                for column, statement in zip(st.columns(2), pair, strict=False):
                    with column:
                        draw_statement(statement, references, audience, key=key, report=report)


def groups(statements: Sequence[ShownStatement]) -> Iterator[list[ShownStatement]]:
    """Yield the statements in order, each together with those of them that it conflicts with, directly or through another."""
    left = list(statements)
    while left:
        group = [left.pop(0)]
        for member in group:  # grows while it is walked
            joined = [s for s in left if s.id in member.conflicts or member.id in s.conflicts]
            left = [s for s in left if s not in joined]
            group.extend(joined)
        yield group


def draw_statement(
    s: ShownStatement, references: Sequence[Reference], audience: Audience, *, key: str, report: Report | None = None
) -> None:
    """Draw one statement: its text, whom it is for and how strong it is, words explained, and its citations."""
    with st.container(gap="xxsmall"):
        mark = f":orange-badge[:material/warning: {words.SAFETY[s.safety]}] " if s.safety in ("urgent", "emergency") else ""
        st.markdown(f"- {mark}{lines(s.text)}")
        whom = f"For: {s.applies_to}" if s.applies_to and s.kind is not StatementKind.RED_FLAG else ""
        worded = f"{s.worded[:1].upper()}{s.worded[1:]}"
        meta = [" · ".join(filter(None, (whom, words.strength(s.strength, audience), worded)))]
        meta += [words.approval(s.review)]
        meta += [f"{term[:1].upper()}{term[1:]}: {meaning}" for term, meaning in s.terms]
        st.caption("  \n".join(escape(each) for each in meta if each))
        with st.container(horizontal=True, gap="xsmall"):
            for citation in s.citations:
                draw_citation(citation, s, references[citation.n - 1], key=f"cite-{key}-{s.id}-{citation.n}")
            if report:
                report(s)
        for citation in s.citations:
            for note in currency_notes(references[citation.n - 1]):
                st.caption(f":material/history: {escape(f'[{citation.n}] {note}')}")


def draw_citation(citation: Citation, statement: ShownStatement, reference: Reference, *, key: str) -> None:
    """Draw one citation: a button that opens the quoted span, where it comes from and where to check it."""
    with st.popover(f"[{citation.n}] {escape(words.short_title(reference))}", type="tertiary", key=key):
        st.text(citation.quote)
        st.caption(SOURCE_WORDS if statement.kind is StatementKind.QUOTE else OWN_WORDS)
        st.markdown(f"**{escape(reference.title)}**  \n{escape(words.about(reference))}")
        st.caption(escape(f"Where in it: {citation.locator or 'no place named'}"))
        draw_state(reference)
        if address := words.link(reference):
            st.link_button("Open the original", address, icon=":material/open_in_new:", key=f"{key}-original")
        st.page_link(places.SOURCES, label="See it on the Sources page", icon=":material/menu_book:", query_params=place_of(citation))


def place_of(citation: Citation) -> dict[str, str]:
    """Return the address parameters under which the Sources page shows a citation with its span marked."""
    return {"source": citation.source, "passage": citation.passage, "span": f"{citation.start}-{citation.end}"}


def draw_state(reference: Reference) -> None:
    """Say so when a source is no longer current, or past its review date."""
    for note in currency_notes(reference):
        st.warning(escape(note), icon=":material/history:")


def draw_references(references: Sequence[Reference]) -> None:
    """Draw the numbered references, each with its kind, publisher, year and a link to the original."""
    lines = []
    for n, reference in enumerate(references, 1):
        address = words.link(reference)
        original = f" · [Original]({address})" if address and not set(address) & set(" ()<>") else ""
        lines.append(f"{n}. {escape(reference.title)}  \n   :gray[{escape(words.about(reference))}]{original}")
        lines[-1] += "".join(f"  \n   :material/history: {escape(note)}" for note in currency_notes(reference))
    st.markdown("\n".join(lines))

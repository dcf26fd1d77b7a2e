"""Draws a statement for those who judge it: both registers, its scope, and each source with the place in it and what is weak about it."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.library import Library
from spasm_qa.types import Audience, Reference, SourceMention, Statement
from spasm_qa.ui import words
from spasm_qa.ui.statements import draw_state


def draw_statement_text(s: Statement) -> None:
    """Draw both registers side by side, then to whom the statement applies and how strong it is."""
    patient, clinician = st.columns(2)
    with patient:
        st.caption("Patient")
        st.markdown(escape(s.plain))
    with clinician:
        st.caption("Student and clinician")
        st.markdown(escape(s.text))
    st.markdown("  \n".join(f"**{name}:** {escape(value)}" for name, value in _facts(s) if value))


def _facts(s: Statement) -> list[tuple[str, str]]:
    strength = words.strength(s.strength, Audience.CLINICIAN)
    detail = f"{strength} ({s.strength_detail})" if s.strength_detail and s.strength_detail != strength else strength
    return [
        ("Section", s.facet.replace("-", " ")),
        ("Applies to", s.applies_to),
        ("Population", ", ".join(s.population)),
        ("Conditions", ", ".join(s.conditions)),
        ("Medicines", ", ".join(s.drugs)),
        ("Strength", detail),
        ("Safety", words.SAFETY.get(s.safety, "")),
        ("Warns off the wrong group", "yes" if s.caution else ""),
        *((name.capitalize(), str(value)) for name, value in s.extra.items()),
        ("Note", s.note),
    ]


def draw_sources(s: Statement, library: Library, *, folded: bool = False) -> None:
    """Draw each source that a statement names."""
    if not s.sources:
        st.warning("It names no source, so no reader is shown it.", icon=":material/link_off:")
    for mention in s.sources:
        reference = library.references.get(mention.reference)
        if reference is None:
            st.warning(escape(f"{mention.reference} is not among the references."), icon=":material/link_off:")
        elif folded:
            address = words.link(reference)
            original = f" · [Original]({address})" if address and not set(address) & set(" ()<>") else ""
            st.caption(f"{escape(reference.title)} · {escape(mention.locator or 'no place named')}{original}")
        else:
            _draw_source(mention, reference)


def _draw_source(mention: SourceMention, reference: Reference) -> None:
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{escape(reference.title)}**  \n{escape(words.about(reference))}")
        st.markdown(f"**Where in it:** {escape(mention.locator or 'no place named')}")
        draw_state(reference)
        st.markdown(
            f"**What is weak about it:** {escape(reference.note)}" if reference.note else "Nothing is noted on what is weak about it."
        )
        if address := words.link(reference):
            st.link_button(
                "Open the original", address, icon=":material/open_in_new:", key=f"original-{mention.reference}-{mention.locator}"
            )

"""Draws an article: a view over statements of the corpus, by section, with everything that tells a reader how far to trust it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.types import DISCLAIMER, Audience, Reference, Review, ReviewStatus, ShownStatement
from spasm_qa.ui import feedback, places, resources, words
from spasm_qa.ui.statements import draw_references, draw_statement, draw_statements

FEW = 12
NOT_REVIEWED = "**No clinician has reviewed this page.** Reviewer: none yet."


def draw_article(article: Mapping[str, Any], audience: Audience) -> None:
    """Draw the article for one kind of reader."""
    sections = [(str(title), list(ids)) for title, ids in article["sections"]]
    shown, references = resources.show([*article["bottom_line"], *(name for _, ids in sections for name in ids)], audience)
    draw_review(_status(article, shown), _review(article), shown, str(article.get("updated", "")))
    report = partial(feedback.draw_report, feedback.of_article(str(article["id"]), resources.corpus(), shown))
    with st.container(border=True):
        st.header("In short", anchor=False)
        for statement in _named(article["bottom_line"], shown):
            draw_statement(statement, references, audience, key="short", report=partial(report, place="short"))
    for title, ids in sections:
        if statements := _named(ids, shown):
            st.header(escape(title))
            key = title.lower().replace(" ", "-")
            draw_statements(statements, references, audience, key=key, report=partial(report, place=key))
    _draw_end(references)


def _named(ids: Sequence[str], shown: Sequence[ShownStatement]) -> list[ShownStatement]:
    """Return the statements of some ids, aliases among them, that passed the gate, in the order of the ids."""
    by_id = {s.id: s for s in shown}
    statements = map(resources.library().statement, ids)
    return [by_id[s.id] for s in statements if s and s.id in by_id]


def _status(article: Mapping[str, Any], shown: Sequence[ShownStatement]) -> ReviewStatus:
    """Return the lowest status among an article's own and those of its statements."""
    own = ReviewStatus(article.get("status") or ReviewStatus.SUBMITTED)
    return min(own, words.lowest(shown), key=lambda status: status.rank)


def _review(article: Mapping[str, Any]) -> Review | None:
    return Review(**article["review"]) if article.get("review") else None


def draw_review(status: ReviewStatus, review: Review | None, shown: Sequence[ShownStatement], updated: str) -> None:
    """Draw the three steps of review and which of them are done, who reviewed, when, and by what rules."""
    with st.container(horizontal=True, gap="small"):
        for step in ReviewStatus:
            if step.rank <= status.rank:
                st.badge(words.STATUS[step], icon=":material/check_circle:", color="green")
            else:
                st.badge(f"{words.STATUS[step]}: not yet", icon=":material/radio_button_unchecked:", color="gray")
    with st.container(gap="xxsmall"):
        st.markdown(_said(status, review, shown))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(f"Last updated: {escape(words.day(updated))}", width="content")
            st.page_link(places.ABOUT, label="Editorial policy", icon=":material/policy:")


def _said(status: ReviewStatus, review: Review | None, shown: Sequence[ShownStatement]) -> str:
    """Return in a sentence how far the review of a page has come."""
    if status is ReviewStatus.APPROVED:
        return f"**{escape(words.approval(review) or 'Approved')}**, with all of its statements."
    approved = sum(s.status is ReviewStatus.APPROVED for s in shown)
    if approved:
        return f"**The review of this page is not complete.** {approved} of its {len(shown)} statements are approved."
    return NOT_REVIEWED


def _draw_end(references: tuple[Reference, ...]) -> None:
    st.header("References")
    with st.expander(f"All {len(references)} references", expanded=len(references) <= FEW):
        draw_references(references)
    st.header("Disclaimer")
    st.markdown(escape(DISCLAIMER))

"""Draws the queue: what there is to review, filtered and counted."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.review.desk import Board
from spasm_qa.review.subjects import Subject, documents
from spasm_qa.types import ReviewStatus
from spasm_qa.ui import desk_state, words

A_PAGE = 20
KINDS = {
    "fact": "Statements",
    "interaction": "Interactions",
    "red-flag": "Warning signs",
    "term": "Glossary terms",
    "document": "Whole documents",
    "article": "Articles",
}
SAFETY = {"none": "No safety mark", "caution": "Take care", "urgent": "Safety", "emergency": "Emergency sign"}
LONGEST = 280  # characters of a text in the list


def draw_queue(board: Board, reports: Mapping[str, int]) -> None:
    """Draw the filters, the counts and one page of what they leave."""
    found = _filtered(board, reports)
    counts = Counter(board.standing(each).status for each in found)
    told = " · ".join(f"{words.STATUS[status]} {counts[status]}" for status in ReviewStatus)
    st.caption(f"{len(found)} of {len(board.subjects)} texts. {told}." if found else "Nothing matches. Take a filter away.")
    pages = max(1, -(-len(found) // A_PAGE))
    listed = st.container(gap="medium")
    page = st.pagination(pages, key=f"queue-page-{pages}", max_visible_pages=5) if pages > 1 else 1
    for subject in found[(page - 1) * A_PAGE : page * A_PAGE]:
        with listed:
            draw_card(subject, board, reports.get(subject.id, 0))


def _filtered(board: Board, reports: Mapping[str, int]) -> list[Subject]:
    titles = documents(board.subjects)
    asked = st.text_input("Search ids, titles and texts", key="queue-find", icon=":material/search:", persist_state="session") or ""
    left, right = st.columns(2)
    status = left.selectbox(
        "Status", ["", *ReviewStatus], format_func=lambda s: words.STATUS[s] if s else "Any status", key="queue-status",
        persist_state="session",
    )  # fmt: skip
    kind = right.selectbox("Kind", ["", *KINDS], format_func=lambda k: KINDS.get(k, "Any kind"), key="queue-kind", persist_state="session")
    with st.expander("More filters"):
        document = st.selectbox(
            "Document", ["", *titles], format_func=lambda d: titles.get(d, "Any document"), key="queue-document", persist_state="session"
        )
        safety = st.selectbox(
            "Safety", ["", *SAFETY], format_func=lambda s: SAFETY.get(s, "Any safety mark"), key="queue-safety", persist_state="session"
        )
        told = st.toggle("Only with reports of readers", key="queue-reports", persist_state="session")
    wanted = asked.casefold().split()
    return [
        each
        for each in board.subjects.values()
        if (not kind or each.kind == kind)
        and (not document or each.document == document)
        and (not safety or each.safety == safety)
        and (not told or reports.get(each.id, 0))
        and (not status or board.standing(each).status is status)
        and all(word in _haystack(each) for word in wanted)
    ]


def _haystack(subject: Subject) -> str:
    return f"{subject.id} {subject.title} {subject.text} {subject.content.get('plain', '')}".casefold()


def draw_card(subject: Subject, board: Board, reports: int) -> None:
    """Draw one text of the list: what it is, where it stands, and the way to it."""
    with st.container(border=True, gap="xxsmall"):
        draw_badges(subject, board, reports)
        st.markdown(f"**{escape(subject.title)}** · {escape(subject.id)}")
        text = subject.text if len(subject.text) <= LONGEST else f"{subject.text[:LONGEST].rsplit(' ', 1)[0]} …"
        st.markdown(escape(text))
        draw_opener(subject, f"Open {subject.id}", key=f"open-{subject.name}")


def draw_opener(subject: Subject, label: str, *, key: str) -> None:
    """Draw the way to one text."""
    st.button(escape(label), icon=":material/arrow_forward:", type="tertiary", key=key, on_click=desk_state.open_item, args=(subject.name,))


def draw_badges(subject: Subject, board: Board, reports: int) -> None:
    """Draw status, kind and safety in words."""
    status = board.standing(subject).status
    icon, colour = words.STATUS_ICON[status]
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(words.STATUS[status], icon=icon, color=colour)  # type: ignore[arg-type]
        st.badge(KINDS[subject.kind].removesuffix("s"), color="gray")
        if subject.safety != "none":
            st.badge(SAFETY[subject.safety], icon=":material/warning:", color="orange")
        if reports:
            st.badge(f"{reports} reports" if reports > 1 else "1 report", icon=":material/flag:", color="violet")


def of_document(board: Board, document: str) -> Sequence[Subject]:
    """Return a document and its statements, in order."""
    return [each for each in board.subjects.values() if each.document == document]

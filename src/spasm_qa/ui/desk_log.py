"""Draws the log, newest first, whether its chain is whole, and its export."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.review.desk import CORPUS, Board
from spasm_qa.review.log import Log
from spasm_qa.ui.desk_item import draw_event

A_PAGE = 20


def draw_log(board: Board, log: Log) -> None:
    """Draw one page of the log."""
    st.markdown(
        "Every step is kept here for good. The app has no way to change or delete a line, and each line is chained to the one before."
    )
    if fault := log.fault():
        st.error(escape(f"The log was tampered with. {fault}"), icon=":material/link_off:")
    else:
        st.success(f"{len(board.events)} line{'s' if len(board.events) != 1 else ''}, unbroken.", icon=":material/link:")
    st.download_button(
        "Export the log",
        log.export(),
        "desk-log.jsonl",
        "application/x-ndjson",
        icon=":material/download:",
        key="export-log",
        on_click="ignore",
    )
    events = list(reversed(board.events))
    pages = max(1, -(-len(events) // A_PAGE))
    listed = st.container(gap="small")
    page = st.pagination(pages, key=f"log-page-{pages}", max_visible_pages=5) if pages > 1 else 1
    for event in events[(page - 1) * A_PAGE : page * A_PAGE]:
        with listed:
            draw_event(event, subject="" if event.subject == CORPUS else event.subject)

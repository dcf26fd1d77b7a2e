"""Draws how what was decided at the Desk gets to readers."""

import streamlit as st

from spasm_qa.errors import SpasmQAError
from spasm_qa.review.approvals import FILE
from spasm_qa.review.desk import Board, approvals_file, may_publish
from spasm_qa.review.states import Person
from spasm_qa.types import ReviewStatus
from spasm_qa.ui import desk_access, desk_shared, desk_state

WHAT = (
    f"Readers see what the last build holds. Publishing writes `{FILE}` beside the corpus and builds anew, so that decisions made here "
    "show in the app; commit the file, and every clone shows the same."
)
BY_HAND = f"The corpus folder cannot be written from here. Download the file, put it there as `{FILE}`, and run `python -m ingest`."


def draw_publish(board: Board, who: Person) -> None:
    """Draw what would be published, and the ways to do so."""
    st.markdown(WHAT)
    decisions = board.decisions()
    published = {each.published for each in board.subjects.values() if each.published}
    fresh = len(set(decisions) ^ published)
    approved = sum(each.status is ReviewStatus.APPROVED for each in decisions)
    st.markdown(f"**{approved} approved, {len(decisions)} decided in all.** " + _differ(fresh))
    why, writable = may_publish(who), desk_shared.writable()
    if writable:
        st.button(
            "Publish to the app",
            icon=":material/publish:",
            key="publish",
            disabled=bool(why),
            on_click=desk_state.want_publishing,
        )
    else:
        st.info(BY_HAND, icon=":material/folder_off:")
    if why:
        st.caption(why)
    text = approvals_file(board)
    st.download_button(
        "Download the file", text, FILE, "application/x-ndjson", icon=":material/download:", key="approvals", on_click="ignore"
    )
    if desk_state.takes_publishing():
        _publish()


def _publish() -> None:
    try:
        with st.spinner("Writing and building. Readers are served meanwhile."):
            notes = desk_shared.publish(desk_access.person())
    except SpasmQAError as e:
        desk_state.tell(desk_state.Told(str(e), e.hint, failed=True))
    else:
        desk_state.tell(desk_state.Told(" ".join(("Published: the app shows it now.", *notes))))
    st.rerun()


def _differ(n: int) -> str:
    if not n:
        return "The app shows the same."
    return f"{n} lines differ from what the app shows." if n > 1 else "One line differs from what the app shows."

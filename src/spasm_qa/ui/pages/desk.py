"""Desk: review of the corpus, for reviewers and editors alone. Whoever else opens this page is refused here, whatever led them to it."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.errors import SpasmQAError
from spasm_qa.ui import desk_access, desk_shared, desk_state, resources
from spasm_qa.ui.desk_door import draw_door, draw_told, draw_unreadable
from spasm_qa.ui.desk_item import draw_item
from spasm_qa.ui.desk_log import draw_log
from spasm_qa.ui.desk_publish import draw_publish
from spasm_qa.ui.desk_queue import draw_queue

VIEWS = {"queue": "Queue", "publish": "Publish", "log": "Log"}

visitor = desk_access.visitor()
if not visitor.allowed:
    draw_door(visitor)
    st.stop()

try:
    board, library = desk_shared.now(), resources.library()
    subject = board.subjects.get(desk_state.item())
    reports = desk_shared.reports().counts()
    said = desk_shared.reports().of(subject.id) if subject else []
except SpasmQAError as e:
    draw_unreadable(e)
    st.stop()

st.title("Desk", anchor=False)
desk_state.start_desk(visitor.name)
name, credential = desk_state.desk_name()
known = ", ".join(filter(None, (name, credential)))
with st.expander(
    f"You: {escape(known)} ({visitor.role})" if known else "Who you are", expanded=not (name and credential), icon=":material/badge:"
):
    left, right = st.columns(2)
    left.text_input("Your name", key=desk_state.DESK_NAME, max_chars=100, persist_state="session")
    right.text_input(
        "Your credential", key=desk_state.DESK_CREDENTIAL, max_chars=100, placeholder="such as MD or MCSP", persist_state="session"
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(escape(f"You act as {visitor.role}, {visitor.actor}. Approvals show your name and credential to every reader."))
        leave = st.logout if visitor.signed_in else desk_state.leave_desk
        st.button("Leave the Desk", icon=":material/logout:", key="leave", on_click=leave)
draw_told()

if subject:
    draw_item(subject, board, library, said, desk_access.person())
else:
    if desk_state.item():
        desk_state.open_item("")
        st.warning("There is no such text in the corpus. The queue is below.", icon=":material/search_off:")
    view = st.segmented_control(
        "View", list(VIEWS), format_func=lambda each: VIEWS[each], default="queue", required=True, key=desk_state.DESK_VIEW,
        persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    if view == "log":
        draw_log(board, desk_shared.log())
    elif view == "publish":
        draw_publish(board, desk_access.person())
    else:
        draw_queue(board, reports)

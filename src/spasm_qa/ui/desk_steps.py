"""Draws the steps that can be taken for what the page shows, and takes them; who may is looked up anew for every step."""

from collections.abc import Mapping

import streamlit as st

from spasm_qa.errors import SpasmQAError
from spasm_qa.review.desk import Board, act
from spasm_qa.review.states import FROM, WHAT, Action, Person, refusal
from spasm_qa.review.subjects import Subject
from spasm_qa.ui import desk_access, desk_shared, desk_state, state

LABEL = {
    Action.TAKE: ("Take for review", ":material/visibility:"),
    Action.APPROVE: ("Approve", ":material/check_circle:"),
    Action.SEND_BACK: ("Send back", ":material/undo:"),
    Action.COMMENT: ("Comment", ":material/comment:"),
}
DONE = {**WHAT, Action.COMMENT: "commented on"}
READ = "I have read each of these {n} texts beside its sources, as they stand on this page."


def draw_steps(subject: Subject, board: Board, who: Person) -> None:
    """Draw the note and the steps for one subject."""
    status = board.standing(subject).status
    note = f"note-{subject.name}"
    with st.container(border=True, gap="small", key="steps"):
        st.text_area("Note", key=note, height=90, max_chars=4_000, help="Needed to comment and to send back; kept in the log.")
        with st.container(horizontal=True, gap="small"):
            for action in LABEL:
                if status in FROM.get(action, (status,)) and not _never(action, who):
                    _button(action, {subject.name: subject.digest}, note, key=f"step-{action}")
        if why := refusal(Action.APPROVE, FROM[Action.APPROVE][0], who, ""):
            st.caption(why)


def draw_bulk(document: str, board: Board, subjects: Mapping[str, Subject], who: Person) -> None:
    """Draw the steps for a whole document: each says for how many, and waits until somebody has said that they read them."""
    with st.container(border=True, gap="small", key="bulk"):
        st.markdown("**The whole document at once**")
        offered = 0
        for action in (Action.TAKE, Action.APPROVE):
            seen = {name: each.digest for name, each in subjects.items() if board.standing(each).status in FROM[action]}
            if not seen or _never(action, who):
                continue
            offered += 1
            read = f"read-{action}-{document}"
            if action is Action.APPROVE:
                st.checkbox(READ.format(n=len(seen)), key=read)
            ready = action is not Action.APPROVE or state.ticked(read)
            label = f"{'Approve' if action is Action.APPROVE else 'Take'} {len(seen)}"
            _button(action, seen, "", key=f"bulk-{action}", bulk=document, label=label, disabled=not ready, box=read)
        if not offered:
            st.caption("There is nothing here to take or to approve for you.")


def _never(action: Action, who: Person) -> bool:
    """Tell whether a step is not for this role at all; one that only lacks a name or a note is drawn and says so."""
    return bool(refusal(action, FROM.get(action, (None,))[0], Person(who.actor, who.role, "-", "-"), "-"))  # type: ignore[arg-type]


def _button(
    action: Action,
    seen: Mapping[str, str],
    note: str,
    *,
    key: str,
    bulk: str = "",
    label: str = "",
    disabled: bool = False,
    box: str = "",
) -> None:
    name, icon = LABEL[action]
    args = (action, seen, note, bulk, box)
    st.button(label or name, icon=icon, key=key, disabled=disabled, on_click=_take, args=args)


def _take(action: Action, seen: Mapping[str, str], note: str, bulk: str, box: str) -> None:
    """Take a step for the contents that were on the page when it was drawn."""
    try:
        n = act(
            desk_shared.log(), desk_shared.standing(), action, seen, desk_access.person(), note=state.field(note) if note else "", bulk=bulk
        )
    except SpasmQAError as e:
        desk_state.tell(desk_state.Told(str(e), e.hint, failed=True))
        return
    finally:
        if box:
            desk_state.untick(box)
    if note:
        desk_state.empty(note)
    desk_state.tell(desk_state.Told(f"{n} texts {DONE[action]}." if bulk else f"{DONE[action].capitalize()}."))

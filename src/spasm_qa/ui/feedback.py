"""Draws the verdicts that a reader can give on an answer or a statement. They go to people, and rank nothing."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from spasm_qa.database.kept import Kept
from spasm_qa.errors import SpasmQAError
from spasm_qa.types import ShownStatement
from spasm_qa.ui import memory, resources, state

MOST_CHARACTERS = 2_000
WHOLE = "the whole answer"
ARTICLE = "article"
"""What stands as the generator where no answer was made."""
WRONG = {
    "wrong": "It is wrong",
    "outdated": "It is out of date",
    "unclear": "I don't understand it",
    "unsafe": "It could hurt someone",
}
VOTES = {"helpful": "It helped me", "not-helpful": "It did not help me"}
THANKS = "Thank you. People who look after the sources will read it. Answers are not changed by it on their own."


def of_answer(kept: Kept) -> state.Seen:
    """Return an answer as what something can be said of."""
    reply = kept.turn.reply
    return state.Seen(kept.key, kept.corpus, reply.generator, tuple(s.id for s in reply.statements))


def of_article(article: str, corpus: str, shown: Sequence[ShownStatement]) -> state.Seen:
    """Return an article as what something can be said of."""
    return state.Seen(f"{article}-{corpus}", corpus, ARTICLE, tuple(s.id for s in shown))


def draw_thumbs(kept: Kept) -> None:
    """Draw helpful or not."""
    key = f"thumbs-{kept.key}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        st.caption("Was this helpful?", width="content")
        seen = of_answer(kept)
        st.feedback("thumbs", key=key, on_change=_vote, args=(seen, key))
        if key in state.thanked():
            st.caption("Thank you.", width="content")
        if key in state.thanked() and state.chosen(key) == 0:
            done = _key(seen, "") in state.thanked()
            label, icon = ("Told", ":material/check:") if done else ("Say what is wrong", ":material/flag:")
            st.button(label, icon=icon, type="tertiary", key=f"{key}-why", on_click=state.report, args=(seen, None))


def draw_report(seen: state.Seen, statement: ShownStatement, *, place: str = "") -> None:
    """Draw the button that reports one statement; `place` tells several of the same statement on a page apart."""
    done = _key(seen, statement.id) in state.thanked()
    label = "Reported" if done else "Report"
    icon = ":material/check:" if done else ":material/flag:"
    key = f"{_key(seen, statement.id)}-{place}"
    st.button(label, icon=icon, type="tertiary", key=key, on_click=state.report, args=(seen, statement))


def draw_dialog() -> None:
    """Open the report that was asked for."""
    if asked := state.take_report():
        _dialog(*asked)


@st.dialog("Report", icon=":material/flag:", on_dismiss="rerun")
def _dialog(seen: state.Seen, statement: ShownStatement | None) -> None:
    """Ask about a statement; without one about the whole answer, whose votes are the thumbs below it."""
    place, about = st.empty(), statement.id if statement else ""
    with place.container():
        st.text(statement.text if statement else "The whole answer")
        verdicts = WRONG | VOTES if statement else WRONG
        st.radio("What do you say of it?", list(verdicts), format_func=lambda each: verdicts[each], key="report-verdict")
        st.text_area("What should it say, and where does that stand? (optional)", max_chars=MOST_CHARACTERS, key="report-text")
        st.caption("Don't write anything here that tells who you are.")
        sent = st.button("Send", icon=":material/send:", key="report-send", on_click=_send, args=(seen, about))
    if sent and _key(seen, about) in state.thanked():
        place.success(THANKS, icon=":material/check_circle:")
    elif sent:
        memory.draw_word()


def _send(seen: state.Seen, statement: str) -> None:
    try:
        _add(seen, state.field("report-verdict"), statement, state.field("report-text"), id=_id(seen, statement or WHOLE))
    except SpasmQAError as e:
        state.tell("Your report could not be kept.", e)
        return
    state.thank(_key(seen, statement))


def _vote(seen: state.Seen, key: str) -> None:
    chosen = state.chosen(key)
    try:
        if chosen is None:
            resources.feedback().take_back(memory.owner(), _id(seen, ""))
        else:
            _add(seen, "helpful" if chosen else "not-helpful", id=_id(seen, ""))
    except SpasmQAError as e:
        state.tell("Your verdict could not be kept.", e)
        return
    state.thank(key)


def _add(seen: state.Seen, verdict: str, statement: str = "", text: str = "", *, id: str) -> None:
    from spasm_qa.database.feedback import Feedback

    said = Feedback(
        memory.owner(),
        verdict,
        seen.corpus,
        seen.generator,
        statement=statement,
        statements=seen.statements,
        text=text[:MOST_CHARACTERS],
        id=id,
    )
    resources.feedback().add(said)


def _id(seen: state.Seen, about: str) -> str:
    """Return the id of one reader's vote on an answer, or report on it or a statement: said again it replaces the first."""
    return hashlib.sha256(f"{memory.owner() or state.tab()} {seen.key} {about}".encode()).hexdigest()[:32]


def _key(seen: state.Seen, statement: str) -> str:
    return f"report-{seen.key}-{statement}"

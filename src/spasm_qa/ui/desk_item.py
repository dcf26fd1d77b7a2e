"""Draws one text to be reviewed: its wordings beside its sources, what changed since its approval, what readers said, what was done."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.library import Library
from spasm_qa.review.changes import Piece, changes
from spasm_qa.review.desk import Board
from spasm_qa.review.reports import Report
from spasm_qa.review.states import Event, Person, Standing
from spasm_qa.review.subjects import ARTICLE, DOCUMENT, Subject
from spasm_qa.types import ReviewStatus, Statement
from spasm_qa.ui import desk_state, words
from spasm_qa.ui.desk_queue import draw_badges, draw_opener, of_document
from spasm_qa.ui.desk_steps import draw_bulk, draw_steps
from spasm_qa.ui.desk_wording import draw_sources, draw_statement_text

STEP = {
    "take": "Taken for review",
    "approve": "Approved",
    "send-back": "Sent back",
    "comment": "Comment",
    "publish": "Published",
}
MARK = {"=": "{}", "-": ":red-background[−{}]", "+": ":green-background[+{}]"}
MARKS = "Words with − went, words with + came."


def draw_item(subject: Subject, board: Board, library: Library, reports: Sequence[Report], who: Person) -> None:
    """Draw everything that is known about one text, and the steps that can be taken."""
    st.button("Back to the queue", icon=":material/arrow_back:", type="tertiary", key="back", on_click=desk_state.open_item, args=("",))
    st.header(escape(subject.title), anchor=False)
    st.caption(escape(subject.id))
    draw_badges(subject, board, sum(bool(each.statement) or each.verdict != "helpful" for each in reports))
    _draw_standing(board.standing(subject))
    statement = library.statement(subject.id) if subject.kind not in (DOCUMENT, ARTICLE) else None
    if statement:
        _draw_statement(statement, board, library)
    else:
        _draw_members(subject, board, library)
    if before := board.approved_before(subject):
        _draw_changes(subject, before)
    if reports:
        _draw_reports(reports)
    st.subheader("Steps", anchor=False)
    draw_steps(subject, board, who)
    if subject.kind == DOCUMENT:
        draw_bulk(subject.document, board, {each.name: each for each in of_document(board, subject.document)}, who)
    _draw_history(board.history(subject.name), subject)


def _draw_standing(standing: Standing) -> None:
    if not standing.at:
        return
    who = escape(", ".join(filter(None, (standing.by, standing.credential))))
    done = {
        ReviewStatus.APPROVED: "Approved by",
        ReviewStatus.UNDER_REVIEW: "Taken for review by",
        ReviewStatus.SUBMITTED: "Sent back by",
    }
    st.markdown(f"{done[standing.status]} **{who}** on {words.time(standing.at)}" + (f": {escape(standing.note)}" if standing.note else ""))


def _draw_statement(s: Statement, board: Board, library: Library) -> None:
    with st.container(border=True, gap="small"):
        draw_statement_text(s)
    st.subheader("Sources", anchor=False)
    draw_sources(s, library)
    others = [other for other in map(library.statement, s.conflicts) if other]
    others += [each for each in library.statements.values() if s.id in each.conflicts and each not in others]
    if others:
        st.subheader("Stands against", anchor=False)
        for other in others:
            with st.container(border=True, gap="xxsmall"):
                st.markdown(escape(other.text))
                subject = board.subjects[f"statement:{other.id}"]
                draw_opener(subject, f"Open {other.id}", key=f"against-{other.id}")


def _draw_members(subject: Subject, board: Board, library: Library) -> None:
    """Draw every statement of a document or article in full, so that what is approved together was on the page."""
    if subject.kind == DOCUMENT:
        names = [each.id for each in of_document(board, subject.document) if each.kind != DOCUMENT]
    else:
        names = [*subject.content["bottom_line"], *(each.rpartition(": ")[2] for each in subject.content["sections"])]
    st.subheader("What stands in it", anchor=False)
    for statement in {s.id: s for s in map(library.statement, names) if s}.values():
        member = board.subjects[f"statement:{statement.id}"]
        with st.container(border=True, gap="xsmall"):
            status = words.STATUS[board.standing(member).status]
            draw_opener(member, f"{statement.id} · {status}", key=f"member-{statement.id}")
            draw_statement_text(statement)
            draw_sources(statement, library, folded=True)


def _draw_changes(subject: Subject, before: Event) -> None:
    st.subheader("What changed since it was approved", anchor=False)
    name = escape(str(before.data.get("name", "")))
    found = changes(before.data.get("text", {}), subject.content)
    with st.container(border=True, gap="small"):
        st.caption(f"Approved by {name} on {words.time(before.at.isoformat())}, with other words. {MARKS}")
        for field, pieces in found.items():
            st.markdown(f"**{escape(field.replace('_', ' ').capitalize())}**  \n{''.join(map(_marked, pieces))}")
        if not found:
            st.markdown("The approved words were not kept; compare with the history of the corpus.")


def _marked(piece: Piece) -> str:
    """Return a piece as Markdown; its mark is a sign and a colour."""
    text = piece.text.replace("\n", " ")
    bare = text.strip()
    if piece.mark == "=" or not bare:
        return escape(text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{MARK[piece.mark].format(escape(bare))}{after}"


def _draw_reports(reports: Sequence[Report]) -> None:
    """Draw what was said of it, and of answers with it: those with words one by one, votes as a count."""
    st.subheader(f"What readers said ({len(reports)})", anchor=False)
    votes = Counter(report.verdict for report in reports if not report.statement and not report.text)
    if votes:
        st.caption(f"Answers with it: {', '.join(f'{words.VERDICT.get(each, each)} {n}' for each, n in sorted(votes.items()))}")
    for report in (each for each in reports if each.statement or each.text):
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{escape(words.VERDICT.get(report.verdict, report.verdict).capitalize())}**")
            if report.text:
                st.text(report.text)
            whole = "" if report.statement else " · about a whole answer"
            st.caption(escape(f"{words.day(report.created.isoformat())} · corpus version {report.corpus}{whole}"))


def _draw_history(events: Sequence[Event], subject: Subject) -> None:
    st.subheader("What was done", anchor=False)
    if not events:
        st.markdown("Nothing yet.")
    for event in events:
        draw_event(event, earlier=event.content != subject.digest)


def draw_event(event: Event, *, earlier: bool = False, subject: str = "") -> None:
    """Draw one line of the log."""
    who = ", ".join(filter(None, (str(event.data.get("name", "")), str(event.data.get("credential", "")))))
    about = f" · {subject}" if subject else ""
    together = " · with the whole document" if event.data.get("bulk") else ""
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{STEP.get(event.action, event.action)}**{escape(about)}")
        if event.data.get("note"):
            st.text(str(event.data["note"]))
        old = " · about an earlier wording" if earlier else ""
        st.caption(escape(f"{words.time(event.at.isoformat())} · {who} · {event.role} · {event.actor}{together}{old}"))

"""Draws the conversation: what was asked and answered, the question that waits, and what can be done next."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.database.kept import Kept
from spasm_qa.errors import SpasmQAError
from spasm_qa.export.blocks import asked_on
from spasm_qa.library import Library
from spasm_qa.types import Abstention, Citation, Clarification, Reply, Turn
from spasm_qa.ui import feedback, memory, model, resources, state, words
from spasm_qa.ui.alerts import draw_alert, draw_reminder, repeats
from spasm_qa.ui.errors import draw_error
from spasm_qa.ui.register import in_register
from spasm_qa.ui.saving import draw_saving
from spasm_qa.ui.statements import draw_references, draw_statements

MOST_CHARACTERS = 4_000
FOLDED = "What our sources say about your question. Get help first, read this later."
PROMPT = "Ask about muscle spasms or leg cramps"


def draw_conversation() -> None:
    """Draw every turn, answer the question that waits, then the field for the next one."""
    said = [replace(kept, turn=in_register(kept.turn, state.audience())) for kept in state.said()]
    turns, asked = [kept.turn for kept in said], state.take_waiting()
    memory.draw_word()
    for n, turn in enumerate(turns):
        _draw_question(turn.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            latest = n == len(turns) - 1
            draw_alert(turn.reply.alert, key=f"alert-{n}", repeated=not latest and repeats(turn.reply.alert, turns))
            _draw_reply(said[n], n, last=latest and asked is None)
    if asked:
        _answer(asked)
    else:
        model.draw_stopped()
        if turns:
            _draw_tools(said)
        if turns or model.configured():
            st.caption(model.privacy(kept=bool(state.known())))
    feedback.draw_dialog()
    draw_reminder(turns)
    with st.container():  # in the page, not pinned below it: a pinned field makes the browser open the article at its end
        typed = st.chat_input(PROMPT, key=state.QUESTION, max_chars=MOST_CHARACTERS, submit_mode="disable", on_submit=state.ask_typed)
    if typed and asked is None:
        _ask_unheard(typed)


def _ask_unheard(question: str) -> None:
    """Ask what came in before this tab was known: after a restart of the app its first run has no callback to hear of a question."""
    if question.strip():
        state.ask(question)
        st.rerun()


def _draw_question(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(question)


def _answer(asked: state.Asked) -> None:
    """Work on a question under the eyes of the reader, keep the reply, and draw the page anew with it."""
    _draw_question(asked.question)
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        try:
            live = model.live(asked)
            with st.status("Working on it", type="compact") as status:
                reply = resources.assistant().reply(
                    asked.question,
                    () if asked.fresh else state.turns(),
                    audience=state.audience(),
                    dismissed=state.dismissed(),
                    stage=lambda label: status.update(label=escape(label)),
                    **live,
                )
        except SpasmQAError as e:
            draw_error(e)
            st.button("Try again", icon=":material/refresh:", key="try-again", on_click=state.ask, args=(asked.question, asked.fresh))
            return
    memory.keep(Turn(asked.question, reply))
    st.rerun()


def _draw_reply(kept: Kept, n: int, *, last: bool) -> None:
    reply = kept.turn.reply
    if isinstance(reply, Abstention | Clarification):
        st.markdown(escape(reply.message))
    _draw_understood(reply, n, last=last)
    if reply.alert.level == "emergency" and reply.statements:
        with st.expander(FOLDED, key=f"folded-{n}"):
            _draw_answer(kept, n)
    elif reply.statements:
        _draw_answer(kept, n)
    if older := _older(kept):
        st.caption(escape(older))
    st.caption(escape(reply.disclaimer))
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        feedback.draw_thumbs(kept)
        draw_saving([kept], "Save or copy", key=str(n), copy=True)
    if last:
        _draw_facts(reply, n)
        if reply.alert.level != "emergency":
            _draw_ways_on(reply, n)


def _older(kept: Kept) -> str:
    """Say when an answer comes from another version of the corpus than the one in use, and what of it no longer stands there."""
    try:
        now, texts = str(resources.manifest().get("corpus", "")), resources.library()
    except SpasmQAError:
        return ""
    if not kept.corpus or kept.corpus == now or not kept.turn.reply.statements:
        return ""
    gone = sum(not all(_stands(c, texts) for c in s.citations) for s in kept.turn.reply.statements)
    lost = f" {gone} of its statements no longer stand there as shown." if gone else ""
    return f"{asked_on(kept)}; the sources have changed since.{lost} Ask again for the present answer."


def _stands(citation: Citation, texts: Library) -> bool:
    passage = texts.passage(citation.passage)
    return passage is not None and passage.text[citation.start : citation.end] == citation.quote


def _draw_answer(kept: Kept, n: int) -> None:
    reply = kept.turn.reply
    for section in dict.fromkeys(s.section for s in reply.statements):
        st.subheader(escape(section), anchor=False)
        shown = [s for s in reply.statements if s.section == section]
        draw_statements(shown, reply.references, reply.audience, key=str(n), report=partial(feedback.draw_report, feedback.of_answer(kept)))
    if worded := model.wording(reply):
        st.caption(escape(worded))
    if reply.uncovered:
        st.info(f"I have no source on {escape(', '.join(reply.uncovered))}.", icon=":material/search_off:")
    st.caption(f"{words.STATUS_ICON[words.lowest(reply.statements)][0]} {words.reviewed(reply.statements)}")
    with st.expander(f"References ({len(reply.references)})", icon=":material/format_list_numbered:", key=f"references-{n}"):
        draw_references(reply.references)


def _draw_understood(reply: Reply, n: int, *, last: bool) -> None:
    """Say how a rewritten question was understood; in the last turn it can be corrected."""
    if not reply.standalone or reply.standalone.strip() == reply.question.strip():
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(f"Understood as: *{escape(reply.standalone)}*", width="content")
        if last:
            with st.popover("Not what I meant", icon=":material/edit:", type="tertiary", key=f"correct-{n}"):
                st.button("Ask my exact words, on their own", key=f"raw-{n}", on_click=state.ask, args=(reply.question, True))
                st.text_input("Or put it right", value=reply.standalone, key=f"corrected-{n}")
                st.button("Ask this instead", key=f"ask-corrected-{n}", on_click=state.ask_typed, args=(f"corrected-{n}",))


def _draw_facts(reply: Reply, n: int) -> None:
    """Show what is known about the reader; each fact can be taken back, and put back."""
    if offered := tuple(dict.fromkeys((*reply.understood, *sorted(state.dismissed())))):
        st.pills(
            "Kept in mind about you. Untick what is wrong.",
            offered,
            selection_mode="multi",
            default=[chip for chip in offered if chip not in state.dismissed()],
            format_func=lambda chip: escape(words.chip(chip)),
            key=f"chips-{n}",
            on_change=state.keep_only,
            args=(f"chips-{n}", offered),
        )


def _draw_ways_on(reply: Reply, n: int) -> None:
    choices, heading = (reply.choices, "You could ask") if isinstance(reply, Clarification) else (reply.suggestions, "You could ask next")
    if choices:
        st.markdown(f"**{heading}**")
        with st.container(gap="xsmall"):
            for at, choice in enumerate(choices):
                label = escape(choice[:1].upper() + choice[1:])
                if st.button(label, icon=":material/arrow_forward:", key=f"next-{n}-{at}", on_click=state.ask, args=(choice,)):
                    _ask_unheard(choice)


def _draw_tools(said: Sequence[Kept]) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("New conversation", icon=":material/add_comment:", key="new", on_click=state.new_conversation)
        if len(said) > 1:
            draw_saving(said, "Save the conversation", key="all")

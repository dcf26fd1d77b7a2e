"""Draws warnings above replies, and keeps them in sight until the reader dismisses them."""

from collections.abc import Sequence

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.types import Alert, Turn
from spasm_qa.ui import resources, state, words

LEVELS = ("soon", "same-day", "emergency")


def repeats(alert: Alert, turns: Sequence[Turn]) -> bool:
    """Tell whether the last reply gives the same warning again."""
    return _mark(alert) == _mark(turns[-1].reply.alert)


def standing(turns: Sequence[Turn]) -> Alert | None:
    """Return the most urgent warning of earlier turns that nobody dismissed and that the last reply does not repeat."""
    last = _mark(turns[-1].reply.alert) if turns else ()
    earlier = [turn.reply.alert for turn in turns[:-1] if turn.reply.alert.level in LEVELS]
    open_ones = [alert for alert in earlier if _mark(alert) not in state.seen_alerts() and _mark(alert) != last]
    return max(reversed(open_ones), key=lambda alert: LEVELS.index(alert.level), default=None)


def draw_reminder(turns: Sequence[Turn]) -> None:
    """Keep an urgent warning in sight above the field for the next question: that is where a browser stays after a long answer."""
    last = turns[-1].reply.alert if turns else Alert()
    if earlier := standing(turns):
        draw_alert(earlier, key="standing")
    elif last.level in LEVELS[1:] and _mark(last) not in state.seen_alerts():
        with st.container(border=True, key="reminder"):
            st.markdown(f":material/e911_emergency: **{words.ALERT_TITLE[last.level]}.** {escape(last.message)}")


def draw_alert(alert: Alert, *, key: str, repeated: bool = False) -> None:
    """Draw a warning: what to do first, then why, whose advice it is, and a button to dismiss it; one line when it is repeated below."""
    if alert.level not in LEVELS:
        return
    if repeated:
        st.markdown(f":material/warning: **{words.ALERT_TITLE[alert.level]}.** The warning stands below.")
        return
    if _mark(alert) in state.seen_alerts():
        st.caption(f":material/warning: Warning dismissed: {escape(alert.message)}")
        return
    box, icon = (st.warning, ":material/warning:") if alert.level == "soon" else (st.error, ":material/e911_emergency:")
    box(f"**{words.ALERT_TITLE[alert.level]}.** {escape(alert.message)}", icon=icon)
    with st.container(horizontal=True, gap="small"):
        _draw_reasons(alert, key=key)
        seen, mark = state.dismiss_alert, (alert.flags, alert.level)
        st.button("Dismiss this warning", icon=":material/close:", type="tertiary", key=f"{key}-dismiss", on_click=seen, args=mark)


def _draw_reasons(alert: Alert, *, key: str) -> None:
    with st.popover("Why this warning?", icon=":material/help:", type="tertiary", key=f"{key}-why"):
        if alert.because:
            st.markdown("You wrote:")
            st.text("\n".join(f"“{said}”" for said in alert.because))
        library = resources.library()
        for statement in filter(None, map(library.statement, alert.flags)):
            st.text(statement.plain)
            for mention in statement.sources:
                if reference := library.references.get(mention.reference):
                    st.markdown(f"- {escape(reference.title)}. {escape(words.about(reference))}")
        st.caption("This is not a diagnosis: it says how soon to be seen.")


def _mark(alert: Alert) -> tuple[str, ...]:
    return (alert.level, *alert.flags)

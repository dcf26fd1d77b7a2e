"""Keeps the conversation of this tab for its reader, brings one back, and says what became of it. Nothing is kept that nobody owns."""

from collections.abc import Callable

import streamlit as st

from spasm_qa.browser import owner_of_browser, owner_of_sign_in
from spasm_qa.database.kept import Kept, Summary, new_id
from spasm_qa.errors import SpasmQAError
from spasm_qa.types import Turn
from spasm_qa.ui import resources, state
from spasm_qa.ui.errors import draw_error

NO_SUCH = "There is no such conversation. It may have been deleted, or it belongs to another browser or reader."
NOT_KEPT = "This answer could not be kept: it is gone when you close the tab. It is tried again with your next question."
ELSEWHERE = "This conversation was deleted in another tab. Your last question starts a new one."


def owner() -> str:
    """Return who the reader is: a sign-in, else this browser; empty when neither is known."""
    user = st.user.to_dict()
    if user.get("is_logged_in") and user.get("sub"):
        return owner_of_sign_in(str(user.get("iss", "")), str(user["sub"]))
    return owner_of_browser(resources.cookies())


def offered() -> bool:
    """Tell whether conversations can be kept for this reader, if they want it."""
    return resources.settings().remember and bool(owner())


def switched_off() -> bool:
    """Tell whether keeping is switched off for everybody."""
    return not resources.settings().remember


def on() -> bool:
    """Tell whether conversations are kept.

    Raises:
        SpasmQAError: The database cannot be read.
    """
    return offered() and resources.conversations().remembers(owner())


def choose(wanted: bool) -> None:
    """Note what the reader wants; it is drawn by the run that follows."""
    _tried(lambda: resources.conversations().remember(owner(), wanted))


def keep(turn: Turn) -> None:
    """Add a turn to this tab, and write it with those before it that are not written yet; when that fails the tab still has it."""
    said = (*state.said(), Kept(turn, corpus=resources.corpus()))
    known, id = state.known(), state.conversation() or new_id()
    try:
        if not on():
            state.hold(said, id="", known=0)
            return
        place = resources.conversations().keep(owner(), id, said, known=known, dismissed=sorted(state.dismissed()))
    except SpasmQAError as e:
        state.hold(said, id=id, known=known)
        state.tell(NOT_KEPT, e)
        return
    state.hold(place.said, id=place.id, known=len(place.said))
    if len(place.said) < len(said):
        state.tell(ELSEWHERE)


def resume() -> None:
    """Bring back the conversation that the address names, unless this tab has it; a foreign or unknown one is as if there were none."""
    wanted = state.thread()
    if wanted == state.NEW:
        state.new_conversation()
    elif wanted and wanted != state.conversation():
        try:
            found = resources.conversations().open(owner(), wanted) if offered() else None
        except SpasmQAError as e:
            state.tell("Your conversation cannot be opened now.", e)
            return
        state.new_conversation()
        if found:
            state.hold(found.turns, id=found.summary.id, known=len(found.turns), dismissed=found.dismissed)
        else:
            state.tell(NO_SUCH)
    state.show_thread()


def listed(search: str = "") -> list[Summary]:
    """Return the reader's conversations, newest first.

    Raises:
        SpasmQAError: The database cannot be read.
    """
    return resources.conversations().of(owner(), search)


def rename(id: str, title: str) -> None:
    """Give a conversation another title."""
    _tried(lambda: resources.conversations().rename(owner(), id, title))


def delete(id: str) -> None:
    """Delete a conversation for good, from this tab too."""
    if _tried(lambda: resources.conversations().delete(owner(), id)) and id == state.conversation():
        state.new_conversation()


def delete_all() -> None:
    """Delete everything kept of the reader for good: conversations and feedback."""

    def gone() -> None:
        resources.conversations().delete_all(owner())
        resources.feedback().delete_of(owner())

    if _tried(gone):
        state.new_conversation()
        state.tell("Everything that was kept of you here is deleted.")


def everything() -> Callable[[], list[tuple[str, tuple[Kept, ...]]]]:
    """Return what reads all conversations of this reader, with title and turns; it can be called outside the run of a page."""
    store, whose = resources.conversations(), owner()

    def read() -> list[tuple[str, tuple[Kept, ...]]]:
        found = (store.open(whose, each.id) for each in store.of(whose))
        return [(each.summary.title, each.turns) for each in found if each]

    return read


def draw_word() -> None:
    """Say once what became of the conversation, if there is something to say."""
    if told := state.take_word():
        words, error = told
        st.warning(words, icon=":material/cloud_off:" if error else ":material/info:")
        if error:
            draw_error(error)


def _tried(action: Callable[[], object]) -> bool:
    try:
        action()
    except SpasmQAError as e:
        state.tell("That was not done.", e)
        return False
    return True

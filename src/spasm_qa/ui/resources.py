"""What all readers share: settings, the library, the assistant. Pages call these by module, so that tests can replace them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import streamlit as st

from spasm_qa.answer.compose import compose
from spasm_qa.answer.personalise import explain
from spasm_qa.answer.verify import verify
from spasm_qa.builds import LIBRARY_FILE
from spasm_qa.errors import IndexUnusable, SpasmQAError
from spasm_qa.index import FILES_FOLDER
from spasm_qa.library import Library
from spasm_qa.pdf.place import Sought
from spasm_qa.pdf.render import PagePicture, draw_page
from spasm_qa.place import build_folder, read_manifest
from spasm_qa.settings import Settings, read_settings
from spasm_qa.types import Audience, Document, Hit, Reference, ShownStatement
from spasm_qa.ui.startup import Startup

if TYPE_CHECKING:
    from spasm_qa.answer.pipeline import Assistant
    from spasm_qa.database.conversations import ConversationStore
    from spasm_qa.database.door import Door
    from spasm_qa.database.feedback import FeedbackStore

MOST_ORIGINALS = 3
Shown = tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]
_SHOWN: WeakKeyDictionary[Library, dict[tuple[str, ...], Shown]] = WeakKeyDictionary()
"""What articles show, the same for all readers, as long as their build is in use."""


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this process."""
    return read_settings()


@st.cache_resource(show_spinner=False)
def startup() -> Startup:
    """Return the one start-up of this process."""
    return Startup(settings())


@st.cache_resource(show_spinner=False)
def database() -> "Door":
    """Return the way to the database; it is opened when first gone through."""
    from spasm_qa.database.door import Door

    return Door(settings())


def conversations() -> "ConversationStore":
    """Return the readers' conversations.

    Raises:
        SpasmQAError: The database cannot be opened.
    """
    from spasm_qa.database.conversations import ConversationStore

    return ConversationStore(database().engine())


def feedback() -> "FeedbackStore":
    """Return the readers' feedback.

    Raises:
        SpasmQAError: The database cannot be opened.
    """
    from spasm_qa.database.feedback import FeedbackStore

    return FeedbackStore(database().engine())


def cookies() -> Mapping[str, str]:
    """Return the cookies that came with the page."""
    return st.context.cookies.to_dict()


def warm_up() -> None:
    """Let the heavy parts load behind the page; called when the page stands, so that they don't delay it."""
    startup().begin()


def assistant() -> "Assistant":
    """Return the assistant, waiting for it if need be.

    Raises:
        SpasmQAError: It cannot be opened.
    """
    return startup().begin().result()


def warning() -> SpasmQAError | None:
    """Return why an older build of the index serves, if one does."""
    return startup().warning


def manifest() -> Mapping[str, Any]:
    """Return the manifest of the build in use, the assistant's own as soon as it is open; on a first start, show a progress bar.

    Raises:
        SpasmQAError: There is none and none can be built.
    """
    if opened := startup().opened():
        return opened.manifest
    try:
        return read_manifest(settings().index, settings().chroma_url)
    except IndexUnusable:
        _watch_build()
        return read_manifest(settings().index, settings().chroma_url)


def corpus() -> str:
    """Return the version of the corpus in use, empty when it cannot be told."""
    try:
        return str(manifest().get("corpus", ""))
    except SpasmQAError:
        return ""


def library() -> Library:
    """Return the texts of the build in use, the assistant's own as soon as it is open; damaged ones are built anew.

    Raises:
        SpasmQAError: There are none and none can be built.
    """
    if opened := startup().opened():
        return opened.library
    try:
        return _library(_library_path())
    except IndexUnusable:
        _watch_build()
        return _library(_library_path())


def originals(passage: str, source: str) -> list[Hit]:
    """Return the passages of a source's original nearest to a statement's passage, nearest first.

    Raises:
        SpasmQAError: The index cannot be opened.
    """
    return assistant().index.originals(passage, source, MOST_ORIGINALS)


def page_picture(document: Document, number: int, sought: Sought) -> PagePicture:
    """Return a page of a PDF document as a picture; the last ones are kept.

    Raises:
        PageUnavailable: It cannot be drawn.
    """
    return _page_picture(str(settings().index / FILES_FOLDER / f"{document.file}.pdf"), document.file, number, sought)


@st.cache_data(show_spinner=False, max_entries=24)
def _page_picture(path: str, digest: str, number: int, sought: Sought) -> PagePicture:
    return draw_page(Path(path), digest, number, sought)


def _library_path() -> str:
    return str(build_folder(settings().index, manifest(), settings().chroma_url) / LIBRARY_FILE)


@st.cache_resource(show_spinner=False, max_entries=1)
def _library(path: str) -> Library:
    return Library(Path(path))


def _watch_build() -> None:
    start = startup()
    result = start.begin()
    words = "Getting the sources ready. This takes about a minute and happens once."
    bar = st.progress(0.0, text=words)
    while not start.built.wait(0.2):
        bar.progress(start.progress.share, text=words)
    bar.empty()
    if result.done() and (error := result.exception()):
        raise error


def show(ids: Sequence[str], audience: Audience) -> Shown:
    """Return statements by id for an article: composed and verified as in an answer, needing the library alone; once a build.

    Without the embedding model at hand only texts that stand word for word in their passages pass the gate.
    """
    texts = library()
    kept, wanted = _SHOWN.setdefault(texts, {}), (*ids, audience)
    if wanted not in kept:
        statements = [s for s in map(texts.statement, dict.fromkeys(ids)) if s]
        shown, references = verify(*compose(statements, texts, audience, section="article"), texts, lambda sentence, passages: False)
        kept[wanted] = explain(shown, texts, audience), references
    return kept[wanted]

"""Brings the index up to date and opens the assistant in a thread of its own, so that the first page need not wait for torch.

A second thread looks every two seconds whether another process has switched to a newer build, and then opens that one: who is answering
goes on with the old one, the next question gets the new one.
"""

import sqlite3
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from spasm_qa.builds import LIBRARY_FILE, POINTER
from spasm_qa.errors import IndexMissing, IndexStale, IndexUnusable, SpasmQAError
from spasm_qa.library import Library
from spasm_qa.place import build_folder, read_manifest
from spasm_qa.settings import Settings

if TYPE_CHECKING:
    from ingest.build import Report
    from spasm_qa.answer.pipeline import Assistant

WRITABLE = "Check that the folder can be written to, or name another one in SPASM_QA_HOME, and start again."
WATCH_SECONDS = 2.0


class Progress:
    """Counts the texts embedded; what ingest calls a progress bar."""

    def __init__(self) -> None:
        """Start at nothing done of an unknown total."""
        self.done = 0
        self.total = 0

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def update(self, n: int) -> None:
        """Count `n` more texts."""
        self.done += n

    def close(self) -> None:
        """Count everything as done."""
        self.done = self.total


class Startup:
    """One attempt to get ready; a failed attempt is made again when someone asks again."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; nothing starts before `begin`."""
        self.settings = settings
        self.progress = Progress()
        self.built = Event()
        self._older: SpasmQAError | None = None
        self._trouble: SpasmQAError | None = None
        self._lock = Lock()
        self._assistant: Future[Assistant] | None = None
        self._watching: Thread | None = None
        self._ended = Event()

    @property
    def warning(self) -> SpasmQAError | None:
        """Why an older build serves: the index could not be brought up to date, or the newest build cannot be opened."""
        return self._older or self._trouble

    def begin(self) -> "Future[Assistant]":
        """Start the thread unless it runs or has succeeded; return what it will give."""
        with self._lock:
            if self._assistant is None or (self._assistant.done() and self._assistant.exception() is not None):
                self._assistant = Future()
                self.built.clear()
                Thread(target=self._run, args=(self._assistant,), name="startup", daemon=True).start()
            elif self._assistant.done():
                self._keep_watching()
            return self._assistant

    def _keep_watching(self) -> None:
        if self._watching is None or not self._watching.is_alive():
            self._watching = Thread(target=self._watch, name="watch", daemon=True)
            self._watching.start()

    def opened(self) -> "Assistant | None":
        """Return the assistant if it is open already."""
        with self._lock:
            ready = self._assistant is not None and self._assistant.done() and self._assistant.exception() is None
            return self._assistant.result() if ready and self._assistant else None

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()

    def refresh(self) -> bool:
        """Open the build in use now if it is another than the open one; tell whether it was."""
        before = self.opened()
        if before is None:
            return False
        try:
            if self._manifest()["build"] == before.manifest["build"]:
                self._trouble = None
                return False
            fresh = self._opened_anew()
        except (SpasmQAError, sqlite3.Error, OSError) as e:
            self._trouble = e if isinstance(e, SpasmQAError) else IndexUnusable(f"The newest build of the index cannot be opened ({e}).")
            return False
        with self._lock:
            self._assistant = fresh
        self._older = self._trouble = None
        return True

    def _opened_anew(self) -> "Future[Assistant]":
        from spasm_qa.answer.pipeline import open_assistant

        fresh: Future[Assistant] = Future()
        fresh.set_result(open_assistant(self.settings))
        return fresh

    def _watch(self) -> None:
        while not self._ended.wait(WATCH_SECONDS):
            self.refresh()

    def _run(self, result: "Future[Assistant]") -> None:
        try:
            self._update()
            if not self._readable():
                self._rebuild()
            self.built.set()
            result.set_result(self._open())
            with self._lock:
                self._keep_watching()
        except BaseException as e:  # the thread has nobody to raise to: whoever asks for the result gets it
            result.set_exception(e)
        finally:
            self.built.set()

    def renew(self) -> "Report":
        """Bring the index up to date now and open the assistant on it; until then the present one serves.

        Raises:
            SpasmQAError: It cannot be built or opened; the present one goes on.
        """
        from ingest.build import update

        self.begin().result()
        try:
            report = update([], None, self.settings, progress=Progress())
        except (OSError, sqlite3.Error) as e:
            raise IndexUnusable(f"The index in {self.settings.index} cannot be written ({e}).", hint=WRITABLE) from e
        self._older = None
        if not self.refresh() and self._trouble:
            raise self._trouble
        return report

    def _open(self) -> "Assistant":
        from spasm_qa.answer.pipeline import open_assistant

        try:
            return open_assistant(self.settings)
        except IndexStale:
            self._rebuild()
            return open_assistant(self.settings)

    def _readable(self) -> bool:
        """Tell whether the library of the build in use can be read."""
        try:
            build = build_folder(self.settings.index, self._manifest(), self.settings.chroma_url)
            return bool(Library(build / LIBRARY_FILE).statements)
        except IndexUnusable:
            return False

    def _manifest(self) -> dict[str, Any]:
        return read_manifest(self.settings.index, self.settings.chroma_url)

    def _rebuild(self) -> None:
        """Build anew what is damaged; the vectors are kept, so that this takes seconds. What others share is left alone."""
        if self.settings.chroma_url:
            return
        self.built.clear()
        (self.settings.index / POINTER).unlink(missing_ok=True)
        self._update()
        self.built.set()

    def _update(self) -> None:
        from ingest.build import update

        if self.settings.chroma_url and self._published():
            return
        try:
            self.progress.total = _texts(self.settings.corpus)
            update([], None, self.settings, progress=self.progress)
        except (OSError, sqlite3.Error) as e:
            self._fall_back(IndexUnusable(f"The index in {self.settings.index} cannot be written ({e}).", hint=WRITABLE))
        except SpasmQAError as e:
            self._fall_back(e)

    def _published(self) -> bool:
        """Tell whether the server holds a build: then it is used as it is, and only `python -m ingest` replaces it."""
        try:
            return bool(self._manifest())
        except IndexMissing:
            return False

    def _fall_back(self, error: SpasmQAError) -> None:
        """Go on with the build that is there; without one there is nothing to go on with."""
        try:
            self._manifest()
        except IndexUnusable:
            raise error from error.__cause__
        self._older = error


def _texts(corpus: Path) -> int:
    """Return how many texts a first build embeds."""
    from ingest.load import curated_parts

    return sum(len(parts.views) for parts in curated_parts(corpus))

"""Brings the index up to date and opens the assistant in a thread of its own, so that the first page need not wait for torch."""

import sqlite3
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from spasm_qa.errors import IndexStale, IndexUnusable, SpasmQAError
from spasm_qa.index import LIBRARY_FILE, POINTER, read_manifest
from spasm_qa.library import Library
from spasm_qa.settings import Settings

if TYPE_CHECKING:
    from ingest.build import Report
    from spasm_qa.answer.pipeline import Assistant

WRITABLE = "Check that the folder can be written to, or name another one in SPASM_QA_HOME, and start again."


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
        self.warning: SpasmQAError | None = None
        """Why the index could not be brought up to date although an older build serves."""
        self._lock = Lock()
        self._assistant: Future[Assistant] | None = None

    def begin(self) -> "Future[Assistant]":
        """Start the thread unless it runs or has succeeded; return what it will give."""
        with self._lock:
            if self._assistant is None or (self._assistant.done() and self._assistant.exception() is not None):
                self._assistant = Future()
                self.built.clear()
                Thread(target=self._run, args=(self._assistant,), name="startup", daemon=True).start()
            return self._assistant

    def _run(self, result: "Future[Assistant]") -> None:
        try:
            self._update()
            if not self._readable():
                self._rebuild()
            self.built.set()
            result.set_result(self._open())
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
        fresh: Future[Assistant] = Future()
        fresh.set_result(self._open())
        with self._lock:
            self._assistant, self.warning = fresh, None
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
            build = str(read_manifest(self.settings.index)["build"])
            return bool(Library(self.settings.index / build / LIBRARY_FILE).statements)
        except IndexUnusable:
            return False

    def _rebuild(self) -> None:
        """Build anew what is damaged; the vectors are kept, so that this takes seconds."""
        self.built.clear()
        (self.settings.index / POINTER).unlink(missing_ok=True)
        self._update()
        self.built.set()

    def _update(self) -> None:
        from ingest.build import update

        try:
            self.progress.total = _texts(self.settings.corpus)
            update([], None, self.settings, progress=self.progress)
        except (OSError, sqlite3.Error) as e:
            self._fall_back(IndexUnusable(f"The index in {self.settings.index} cannot be written ({e}).", hint=WRITABLE))
        except SpasmQAError as e:
            self._fall_back(e)

    def _fall_back(self, error: SpasmQAError) -> None:
        """Go on with the build that is there; without one there is nothing to go on with."""
        try:
            read_manifest(self.settings.index)
        except IndexUnusable:
            raise error from error.__cause__
        self.warning = error


def _texts(corpus: Path) -> int:
    """Return how many texts a first build embeds."""
    from ingest.load import curated_parts

    return sum(len(parts.views) for parts in curated_parts(corpus))

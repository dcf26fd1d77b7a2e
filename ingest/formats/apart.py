"""Reads files in a process of its own, which a hostile file may keep busy, fill or crash: it is told of, and the next one is read."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded
from spasm_qa.errors import CorpusError

TIME_IS_OVER = -signal.SIGALRM if sys.platform != "win32" else 1
"""How the child ends when a document takes longer than it may: by an alarm, or where there are none (Windows) by a watchdog."""
COMMAND = (sys.executable, "-m", "ingest.formats.child")


class Apart:
    """Reads one file after the other; the process starts with the first and ends with the block."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._child: subprocess.Popen[bytes] | None = None
        self._busy = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self._end()

    def read(self, path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
        """Yield what `read_file` yields.

        Raises:
            CorpusError: As `read_file`; or a document took longer than `options.max_seconds`, or too much memory, or ended its reader.
        """
        file, whole = File(path, options), False
        if self._busy:  # a file was given up, and its iterator may still wait to be closed
            self._end()
        child, self._busy = self._running(), True
        try:
            with suppress(OSError):  # it has ended: the answer is none
                pickle.dump((path, options), _pipe(child.stdin))
                _pipe(child.stdin).flush()
            while not whole:
                answer = self._answer(file, child)
                whole = not isinstance(answer, Loaded)
                self._busy = not whole
                if isinstance(answer, CorpusError):
                    raise answer
                if answer is not None:
                    yield answer
        finally:
            if not whole and child is self._child:  # what is still to come belongs to this file
                self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            paths = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
            pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
            self._child = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=nothing, env=paths)
        return self._child

    def _answer(self, file: File, child: subprocess.Popen[bytes]) -> Loaded | CorpusError | None:
        """Return the next document, the error that ends the file, or None when it is read."""
        try:
            return cast("Loaded | CorpusError | None", pickle.load(_pipe(child.stdout)))
        except (EOFError, pickle.UnpicklingError) as e:
            if child.wait() == TIME_IS_OVER:
                raise file.error(f"reading took longer than {file.options.max_seconds:g} seconds", hint=SIMPLER) from e
            raise file.error("it made the program that reads it crash", hint=SIMPLER) from e

    def _end(self) -> None:
        child, self._child, self._busy = self._child, None, False
        if child is not None:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                with suppress(BrokenPipeError):
                    _pipe(pipe).close()
            child.wait()


SIMPLER = "Export it again, in parts, or in a simpler format."


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe

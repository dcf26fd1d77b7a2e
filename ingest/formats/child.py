"""The child process of `apart`: takes pickled (path, options) on standard input, gives documents, an error, or None for a file's end.

It ends by itself when a document takes too long, whatever keeps it busy; then also nobody has to be alive to end it.
"""

import faulthandler
import logging
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ingest.formats.file import File, Options
from ingest.formats.loaded import Loaded
from ingest.formats.reading import read_file
from spasm_qa.errors import CorpusError

MOST_BYTES = 4_000_000_000  # of address space


def main() -> int:
    """Answer until standard input ends."""
    source = sys.stdin.buffer
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent tells of it
    logging.disable(logging.CRITICAL)
    _limit()
    while True:
        try:
            path, options = pickle.load(source)
        except EOFError:
            return 0
        for answer in answers(path, options):
            pickle.dump(answer, target, pickle.HIGHEST_PROTOCOL)
            target.flush()


def answers(path: Path, options: Options) -> Iterator[Loaded | CorpusError | None]:
    """Yield the documents of a file, then None, or the error that it ends with; each has its own time."""
    file, documents = File(path, options), read_file(path, options)
    while True:
        _end_in(options.max_seconds)
        try:
            answer: Loaded | CorpusError | None = next(documents, None)
        except CorpusError as e:
            answer = e
        except MemoryError:
            answer = file.error(f"reading takes more than {MOST_BYTES // 10**9} GB of memory", hint="Split it.")
        except Exception as e:  # the libraries of a dozen formats; one file must not keep the rest out
            answer = file.error(f"its reader failed ({type(e).__name__}: {str(e)[:200]})", hint="Export it again, or in another format.")
        finally:
            _end_in(0)
        yield answer
        if not isinstance(answer, Loaded):
            return


def _end_in(seconds: float) -> None:
    """End this process in so many seconds, whatever it does then; 0 for not at all."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)  # without a handler, its signal ends the process
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit holds there, too
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    with suppress(OSError, ValueError):  # a system that knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())

"""The folders of an index's builds: what lies in one, and which of them nobody needs any more."""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

POINTER = "current.json"
LIBRARY_FILE = "library.sqlite"
CHROMA_FOLDER = "chroma"
BM25_FOLDER = "bm25"
BUILDS = "build-*"


def sweep(folder: Path, *, keep: Collection[str]) -> None:
    """Remove all builds but those named, and remains of interrupted ones; a build that a reader of any process has open stays."""
    for path in folder.glob(BUILDS):
        if path.name not in keep and not is_open(path):
            shutil.rmtree(path, ignore_errors=True)


def is_open(build: Path) -> bool:
    """Tell whether a `Library` of some process reads a build; readers hold a lock of SQLite's, which ends with their process."""
    library = build / LIBRARY_FILE
    if not library.exists():
        return False
    database = sqlite3.connect(library, timeout=0, isolation_level=None)
    try:
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as e:
        return "locked" in str(e)
    except sqlite3.DatabaseError:
        return False  # no database: nobody can read it
    else:
        return False
    finally:
        database.close()


@contextmanager
def alone(folder: Path, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Let one process at a time build in a folder; `waiting` is called once if another one does. The lock ends with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(folder / "ingest.lock", timeout=0.5, isolation_level=None)
    told = False
    try:
        while True:
            try:
                database.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError as e:
                if "locked" not in str(e):
                    raise
                if not told:
                    waiting()
                told = True
        yield
    finally:
        database.close()

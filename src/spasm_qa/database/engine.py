"""Opens the database at its newest layout: SQLite in the run-time folder, or what `SPASM_QA_DATABASE_URL` names."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from spasm_qa.errors import SettingError, StorageUnavailable
from spasm_qa.settings import Settings

FILE = "readers.sqlite"
WAIT_SECONDS = 5.0
"""Longest that a write waits for another process to finish its own, and that opening waits for a server."""
_TURN = Lock()
ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(7305431)"}
"""What keeps other processes out until the transaction ends."""
REASONS = {
    "locked": "the database is in use by another program and did not become free in time",
    "full": "the disk is full",
    "no space left": "the disk is full",
    "readonly": "the folder of the database cannot be written to",
    "read-only": "the database cannot be written to",
    "unable to open": "the database cannot be opened",
    "not a database": "its file is not a database",
    "malformed": "its file is damaged",
    "connection": "the database server cannot be reached",
}


def open_database(settings: Settings) -> Engine:
    """Return an engine on a database whose tables are those of `tables.py`; older layouts are brought up to date.

    Raises:
        SettingError: The address cannot be understood, or its driver is not installed.
        StorageUnavailable: The database cannot be opened or written.
    """
    logging.getLogger("sqlalchemy.engine.Engine").addFilter(_without_rows)
    address = settings.database_url or f"sqlite:///{settings.home / FILE}"
    try:
        url = make_url(address)
        if url.get_backend_name() not in ALONE:
            raise ArgumentError(f"{url.get_backend_name()} is not SQLite or Postgres")
        waits = {"timeout": WAIT_SECONDS} if url.get_backend_name() == "sqlite" else {"connect_timeout": round(WAIT_SECONDS)}
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=waits)  # what readers write goes to no log
    except (ArgumentError, NoSuchModuleError, ImportError) as e:
        hint = "Use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; for Postgres run `pip install -e '.[postgres]'`."
        raise SettingError(f"SPASM_QA_DATABASE_URL cannot be used ({e}).", hint=hint) from e
    with storage():
        if engine.dialect.name == "sqlite":
            if url.database and url.database != ":memory:":
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _prepare)
        _bring_up_to_date(engine)
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    """Run the steps to the newest layout, all or none; of several processes that open at once one runs them and the others wait."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with engine.begin() as connection:
        connection.exec_driver_sql(ALONE[engine.dialect.name])
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def storage() -> Iterator[None]:
    """Tell of a locked, full, read-only or damaged database in words.

    Raises:
        StorageUnavailable: What the block did with the database failed; nothing of its transaction is kept.
    """
    try:
        yield
    except DBAPIError as e:
        raise StorageUnavailable(f"What you wrote could not be stored ({_why(e)}).") from e
    except CommandError as e:
        raise StorageUnavailable("What you wrote could not be stored (the database was made by a newer version of spasm-qa).") from e
    except (SQLAlchemyError, OSError) as e:
        raise StorageUnavailable(f"What you wrote could not be stored ({e}).") from e


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes; the threads of one process queue up for it, for SQLite lets late comers push in.

    Raises:
        StorageUnavailable: Nothing of the transaction is kept.
    """
    alone = engine.dialect.name == "sqlite"
    if alone and not _TURN.acquire(timeout=2 * WAIT_SECONDS):
        raise StorageUnavailable(f"What you wrote could not be stored ({REASONS['locked']}).")
    try:
        with storage(), engine.begin() as connection:
            yield connection
    finally:
        if alone:
            _TURN.release()


def forget(engine: Engine) -> None:
    """Empty the write-ahead log of SQLite into its file, so that what was deleted stands in neither.

    Deleted rows are overwritten in the file (`secure_delete`), but the log may still hold them until it is emptied. It cannot be
    emptied under a reader; then this waits for at most `WAIT_SECONDS`, and the next call does it.
    """
    if engine.dialect.name == "sqlite":
        with storage(), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _without_rows(record: logging.LogRecord) -> bool:
    """Keep the rows that were read out of the log; what is written is kept out by `hide_parameters`."""
    return record.levelno > logging.DEBUG


def _why(error: DBAPIError) -> str:
    """Say in words what is wrong with the database; the address of a server and what was written are not told."""
    said = str(error.orig).lower()
    return next((words for mark, words in REASONS.items() if mark in said), "the database cannot be used now")


def _prepare(connection: Any, _: object) -> None:
    """Let readers and a writer of SQLite work side by side, keep references whole, and leave nothing of what is deleted in the file."""
    try:
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise

"""Two processes, a crash, a locked, full or closed database: nothing lost, nothing doubled, and word of it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from samples import questions, said
from sqlalchemy import Engine, event, func, select

from spasm_qa.database import door
from spasm_qa.database import engine as engine_module
from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import FILE, open_database
from spasm_qa.database.kept import new_id
from spasm_qa.database.tables import turns
from spasm_qa.errors import StorageUnavailable
from spasm_qa.settings import Settings

HERE = Path(__file__).resolve().parent
WRITER = """
import sys
from samples import said
from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import open_database
from spasm_qa.settings import Settings
from pathlib import Path
name, home, url, own, number = sys.argv[1:]
store = ConversationStore(open_database(Settings(home=Path(home), database_url=url)))
first = store.open("ada", own).turns[0]
mine = [first]
for n in range(int(number)):
    mine.append(said(f"{name} {n}"))
    place = store.keep("ada", own, mine, known=len(mine) - 1)
    own, mine = place.id, list(place.said)
    print(name, n, flush=True)
"""
OPENER = """
import sys
from pathlib import Path
from spasm_qa.database.engine import open_database
from spasm_qa.settings import Settings
open_database(Settings(home=Path(sys.argv[1]), database_url=sys.argv[2])).dispose()
"""


def writer(name: str, settings: Settings, own: str, number: int = 20) -> "subprocess.Popen[str]":
    arguments = [sys.executable, "-c", WRITER, name, str(settings.home), settings.database_url, own, str(number)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)


def all_questions(store: ConversationStore) -> list[list[str]]:
    found = (store.open("ada", each.id) for each in store.of("ada"))
    return sorted(questions(each.turns) for each in found if each)


def test_two_processes_in_one_conversation_lose_and_double_nothing(settings: Settings, engine: Engine) -> None:
    store = ConversationStore(engine)
    id = store.keep("ada", new_id(), [said("first")]).id

    running = [writer(name, settings, id) for name in ("tab-1", "tab-2")]
    assert [process.wait(60) for process in running] == [0, 0]
    for process in running:
        assert process.stdout
        process.stdout.close()

    assert all_questions(store) == [["first", *(f"{name} {n}" for n in range(20))] for name in ("tab-1", "tab-2")]


def test_threads_that_write_at_once_all_get_their_turn(engine: Engine) -> None:
    store, id = ConversationStore(engine), new_id()
    first = said("first")
    store.keep("ada", id, [first])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.keep("ada", id, [first, said(f"tab {n}")], known=1), range(8)))

    assert all_questions(store) == [["first", f"tab {n}"] for n in range(8)]


def test_a_crash_between_two_writes_loses_nothing_that_was_kept(settings: Settings, engine: Engine) -> None:
    store = ConversationStore(engine)
    id = store.keep("ada", new_id(), [said("first")]).id
    process = writer("tab", settings, id, number=100_000)
    assert process.stdout
    seen = [process.stdout.readline() for _ in range(15)]
    process.send_signal(signal.SIGKILL)
    seen += process.stdout.readlines()
    process.wait(20)
    process.stdout.close()

    (conversation,) = all_questions(store)
    told = [line.strip() for line in seen if line.endswith("\n")]
    assert conversation[: len(told) + 1] == ["first", *told]
    assert len(conversation) <= len(told) + 2  # at most one that was kept and not yet told
    resumed = store.open("ada", id)
    assert resumed
    assert store.keep("ada", id, [*resumed.turns, said("goes on")], known=len(resumed.turns)).id == id


def test_a_crash_inside_a_write_leaves_nothing_of_it(engine: Engine) -> None:
    store, id = ConversationStore(engine), new_id()
    kept = store.keep("ada", id, [said("first")]).said

    def fail(connection, cursor, statement, *rest) -> None:
        if statement.startswith("UPDATE conversations"):
            raise OSError("the machine stops here")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(StorageUnavailable):
        store.keep("ada", id, [*kept, said("second")], known=1)
    event.remove(engine, "before_cursor_execute", fail)

    assert all_questions(store) == [["first"]]
    assert questions(store.keep("ada", id, [*kept, said("second")], known=1).said) == ["first", "second"]


@pytest.fixture
def file(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_a_locked_database_is_waited_for_then_told(file: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.3)
    engine = open_database(file)
    store, first = ConversationStore(engine), said("first")
    other = sqlite3.connect(file.home / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    start = time.monotonic()
    with pytest.raises(StorageUnavailable, match="in use by another program"):
        store.keep("ada", id := new_id(), [first])
    assert 0.2 < time.monotonic() - start < 10
    assert store.of("ada") == []  # reading goes on

    other.execute("COMMIT")
    assert store.keep("ada", id, [first, said("second")]).id == id
    assert all_questions(store) == [["first", "second"]]
    other.close(), engine.dispose()


def test_a_full_disk_is_told_and_loses_nothing(file: Settings) -> None:
    engine = open_database(file)
    store, first = ConversationStore(engine), said("first")
    id = store.keep("ada", new_id(), [first]).id
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limit = lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages}")  # noqa: E731
    engine.dispose()
    event.listen(engine, "connect", limit)

    big = said("second", message="x" * 100_000)
    with pytest.raises(StorageUnavailable, match="the disk is full"):
        store.keep("ada", id, [first, big], known=1)
    assert all_questions(store) == [["first"]]

    event.remove(engine, "connect", limit)
    engine.dispose()
    assert store.keep("ada", id, [first, big], known=1).said == (first, big)
    engine.dispose()


@pytest.mark.skipif(os.name == "nt", reason="folders have no such modes here")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):  # root may write anywhere: put a file where the folder should be
        settings = Settings(home=tmp_path / "file" / "home")
        (tmp_path / "file").write_text("in the way")
    else:
        settings = Settings(home=closed)

    with pytest.raises(StorageUnavailable) as told:
        open_database(settings)
    assert "folder" in told.value.hint


def test_a_file_that_may_only_be_read_can_still_be_read(file: Settings) -> None:
    engine = open_database(file)
    store = ConversationStore(engine)
    id = store.keep("ada", new_id(), [said("first")]).id
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    engine.dispose()

    with pytest.raises(StorageUnavailable, match="cannot be written to"):
        store.keep("ada", id, [said("second")])
    assert all_questions(store) == [["first"]]
    engine.dispose()


def test_a_server_that_is_away_is_told_without_its_address() -> None:
    with pytest.raises(StorageUnavailable, match="server cannot be reached") as told:
        open_database(Settings(database_url="postgresql+psycopg://reader:secret@127.0.0.1:1/nowhere"))

    assert "127.0.0.1" not in str(told.value)
    assert "secret" not in str(told.value)


def test_a_server_that_comes_back_is_used_again(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")
    store = ConversationStore(engine)
    id = store.keep("ada", new_id(), [said("first")]).id
    with engine.connect() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> {own} AND datname = 'postgres'")

    assert store.open("ada", id)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(turns)).scalar() == 1


def test_many_processes_that_open_a_new_database_at_once_all_get_it(settings: Settings, tmp_path: Path) -> None:
    if settings.database_url:
        psycopg = pytest.importorskip("psycopg")
        with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    arguments = [sys.executable, "-c", OPENER, str(settings.home / "new"), settings.database_url]

    running = [subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}) for _ in range(4)]

    assert [process.wait(60) for process in running] == [0, 0, 0, 0]


def test_a_database_that_cannot_be_opened_is_not_asked_at_every_turn(file: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    monkeypatch.setattr(door, "open_database", lambda settings: tries.append(settings) or open_database(settings))
    (file.home / FILE).write_bytes(b"no database " * 100)
    opening = door.Door(file)

    for _ in range(3):
        with pytest.raises(StorageUnavailable, match="not a database"):
            opening.engine()
    assert len(tries) == 1

    (file.home / FILE).unlink()
    monkeypatch.setattr(door, "AGAIN_AFTER_SECONDS", 0.0)
    assert opening.engine() is opening.engine()
    opening.engine().dispose()

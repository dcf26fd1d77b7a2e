import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from spasm_qa.database.engine import open_database
from spasm_qa.database.tables import review_events
from spasm_qa.errors import StorageUnavailable
from spasm_qa.review.log import START, Entry, Log, chain_fault, read_export
from spasm_qa.settings import Settings

COPY = "INTO review_events SELECT {id}, at, 'mallory', role, action, subject, content, data, {previous}, hash FROM review_events"


@pytest.fixture
def engine(tmp_path: Path):
    engine = open_database(Settings(home=tmp_path))
    yield engine
    engine.dispose()


def entry(subject: str = "statement:a", action: str = "take") -> Entry:
    return Entry("ada@example.org", "reviewer", action, subject, "0" * 64, {"note": "ünïcode \x85", "name": "Ada"})


def write(log: Log, *entries: Entry):
    return log.append(lambda _: entries or [entry()])


def test_lines_are_read_back_as_written_and_follow_each_other(engine: Engine) -> None:
    log = Log(engine)
    first, second = write(log, entry(), entry("statement:b"))

    assert (first.previous, second.previous) == (START, first.hash)
    assert list(Log(engine).events()) == [first, second]
    assert (first.subject, first.data["note"], first.at.tzinfo is not None) == ("statement:a", "ünïcode \x85", True)
    assert log.fault() == ""


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE review_events SET actor = 'mallory'",
        "DELETE FROM review_events",
        "INSERT OR REPLACE " + COPY.format(id=1, previous="'x'"),
        "INSERT OR REPLACE " + COPY.format(id=9, previous="previous"),
    ],
)
def test_the_database_refuses_to_change_a_line(engine: Engine, change: str) -> None:
    before = write(Log(engine))

    with pytest.raises(DBAPIError, match="cannot be changed"), engine.begin() as connection:
        connection.execute(text(change))

    assert list(Log(engine).events()) == list(before)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE review_events SET actor = 'mallory' WHERE id = 2", "Line 2 was changed"),
        ("UPDATE review_events SET data = '{}' WHERE id = 3", "Line 3 was changed"),
        ("UPDATE review_events SET at = '2020-01-01 00:00:00.000000' WHERE id = 1", "Line 1 was changed"),
        ("DELETE FROM review_events WHERE id = 2", "Line 3 does not follow"),
        ("DELETE FROM review_events WHERE id = 1", "Line 2 does not follow"),
        ("UPDATE review_events SET id = 9 WHERE id = 1", "Line 2 does not follow"),
    ],
)
def test_who_changes_the_file_behind_its_back_is_betrayed_by_the_chain(engine: Engine, change: str, says: str) -> None:
    log = Log(engine)
    write(log, entry(), entry("statement:b"), entry("statement:c"))
    with engine.begin() as connection:
        for verb in ("update", "delete", "insert"):
            connection.execute(text(f"DROP TRIGGER review_events_{verb}"))
        connection.execute(text(change))

    assert says in log.fault()


def test_an_export_can_be_checked_by_itself(engine: Engine) -> None:
    log = Log(engine)
    write(log, entry(), entry("statement:b"))
    exported = log.export()

    assert read_export(exported) == list(log.events())
    assert chain_fault(read_export(exported)) == ""
    assert "Line 2 was changed" in chain_fault(read_export(exported.replace("statement:b", "statement:x")))
    assert [json.loads(line)["id"] for line in exported.split("\n") if line] == [1, 2]


@pytest.mark.parametrize("text_", ["{}", "[1]", '{"at": 3}', "nonsense"])
def test_what_is_no_export_is_told(text_: str) -> None:
    with pytest.raises(ValueError, match=r"export|JSON|fromisoformat|line 1"):
        read_export(text_)


def test_a_step_that_is_refused_writes_nothing(engine: Engine) -> None:
    log = Log(engine)

    def refuse(events):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        log.append(refuse)
    assert log.events() == ()


def test_who_writes_at_once_decides_on_the_log_as_it_has_become(engine: Engine) -> None:
    mine, theirs = Log(engine), Log(engine)
    seen = []

    def between(events):
        seen.append(len(events))
        if len(seen) == 1:
            write(theirs, entry("statement:b"))
        return [entry("statement:a")]

    mine.append(between)

    assert seen == [0, 1]
    assert [e.subject for e in mine.events()] == ["statement:b", "statement:a"]
    assert mine.fault() == ""


def test_many_threads_make_one_chain(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    engines = [open_database(settings) for _ in range(3)]
    errors: list[StorageUnavailable] = []

    def work(engine: Engine) -> None:
        for _ in range(5):
            try:
                write(Log(engine))
            except StorageUnavailable as e:  # told, never doubled
                errors.append(e)

    threads = [threading.Thread(target=work, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    log = Log(engines[0])
    assert len(log.events()) == 15 - len(errors)
    assert log.fault() == ""
    for engine in engines:
        engine.dispose()


def test_a_log_that_cannot_be_written_is_told_in_words() -> None:
    engine = create_engine("sqlite://")

    with pytest.raises(StorageUnavailable):
        Log(engine).events()
    engine.dispose()


def test_nothing_to_write_writes_nothing(engine: Engine) -> None:
    assert Log(engine).append(lambda _: []) == ()


def test_two_lines_cannot_follow_the_same_line(engine: Engine) -> None:
    write(Log(engine))
    row = {"actor": "m", "role": "r", "action": "a", "subject": "s", "content": "c", "data": {}, "hash": "h", "previous": START}
    with engine.connect() as connection:
        row["at"] = Log(engine).events()[0].at
        with pytest.raises(DBAPIError):
            connection.execute(insert(review_events), [row])

"""The desk's audit log on SQLite and on Postgres alike: the database itself refuses to change a line, and writers line up."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from spasm_qa.review.log import Entry, Log


def entry(actor: str) -> Entry:
    return Entry(actor, "reviewer", "take", "statement:a", "0" * 64, {"note": "ünïcode", "name": "Ada"})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE review_events SET actor = 'mallory'",
        "UPDATE review_events SET id = 9 WHERE id = (SELECT MIN(id) FROM review_events)",
        "DELETE FROM review_events",
        "DELETE FROM review_events WHERE id = (SELECT MAX(id) FROM review_events)",
        "TRUNCATE review_events",
    ],
)
def test_the_database_refuses_to_change_a_line(engine: Engine, change: str) -> None:
    if change.startswith("TRUNCATE") and engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    log = Log(engine)
    before = log.append(lambda _: [entry("ada"), entry("bob")])

    with pytest.raises(DBAPIError, match="the review log cannot be changed"), engine.begin() as connection:
        connection.execute(text(change))

    assert list(Log(engine).events()) == list(before)
    assert log.fault() == ""
    assert [each.actor for each in log.append(lambda _: [entry("cyd")])] == ["cyd"]


def test_writers_that_write_at_once_follow_each_other(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: Log(engine).append(lambda _: [entry(f"writer {n}")]), range(12)))

    log = Log(engine)
    assert sorted(each.actor for each in log.events()) == sorted(f"writer {n}" for n in range(12))
    assert log.fault() == ""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from spasm_qa.database.engine import open_database
from spasm_qa.database.tables import desk_tokens
from spasm_qa.review.roles import Role
from spasm_qa.review.tokens import issue, redeem
from spasm_qa.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path):
    engine = open_database(Settings(home=tmp_path))
    yield engine
    engine.dispose()


def test_a_token_gives_its_role_once(engine) -> None:
    token = issue(engine, Role.REVIEWER, minutes=15, now=NOW)

    first = redeem(engine, f" {token}\n", now=NOW)
    assert first is not None
    assert first.role is Role.REVIEWER
    assert token not in first.actor
    assert redeem(engine, token, now=NOW) is None


@pytest.mark.parametrize(("minutes", "works"), [(14.9, True), (15, False), (16, False)])
def test_a_token_expires(engine, minutes, works) -> None:
    token = issue(engine, Role.EDITOR, minutes=15, now=NOW)

    assert (redeem(engine, token, now=NOW + timedelta(minutes=minutes)) is not None) == works


@pytest.mark.parametrize("forged", ["", "x", "0" * 64, "é\x00", "a" * 100_000])
def test_what_was_never_issued_opens_nothing(engine, forged) -> None:
    issue(engine, Role.EDITOR, minutes=15, now=NOW)

    assert redeem(engine, forged, now=NOW) is None


def test_the_hash_in_the_database_is_no_token(engine) -> None:
    token = issue(engine, Role.EDITOR, minutes=15, now=NOW)
    with engine.connect() as connection:
        row = connection.execute(select(desk_tokens)).mappings().one()

    assert token not in str(dict(row))
    assert redeem(engine, row["digest"], now=NOW) is None


def test_tokens_are_long_and_never_the_same(engine) -> None:
    issued = {issue(engine, Role.EDITOR, minutes=15) for _ in range(20)}

    assert len(issued) == 20
    assert min(map(len, issued)) >= 43  # 256 bits in 6 a character


def test_expired_tokens_are_forgotten(engine) -> None:
    issue(engine, Role.EDITOR, minutes=1, now=NOW)
    issue(engine, Role.EDITOR, minutes=1, now=NOW + timedelta(minutes=2))

    with engine.connect() as connection:
        assert len(connection.execute(select(desk_tokens)).all()) == 1


def test_of_two_that_redeem_at_once_one_gets_in(tmp_path: Path) -> None:
    engines = [open_database(Settings(home=tmp_path)) for _ in range(2)]
    token, start, got = issue(engines[0], Role.EDITOR, minutes=15), Barrier(2), []

    def enter(engine) -> None:
        start.wait()
        got.append(redeem(engine, token))

    threads = [Thread(target=enter, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.dispose()

    assert sum(each is not None for each in got) == 1

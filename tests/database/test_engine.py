from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from spasm_qa.database.engine import FILE, open_database, storage
from spasm_qa.database.tables import metadata
from spasm_qa.errors import SettingError, StorageUnavailable
from spasm_qa.settings import Settings


def test_a_new_database_has_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    engine = open_database(Settings(home=tmp_path))

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    first = open_database(Settings(home=tmp_path))
    with first.begin() as connection:
        connection.execute(text("INSERT INTO desk_tokens VALUES ('d', 'editor', '2026-01-01', NULL)"))
    second = open_database(Settings(home=tmp_path))

    with second.connect() as connection:
        assert connection.execute(text("SELECT digest FROM desk_tokens")).scalars().all() == ["d"]
    assert set(inspect(second).get_table_names()) == {*metadata.tables, "alembic_version"}
    first.dispose(), second.dispose()


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x/y", "mysql://x/y", "postgresql+nosuch://x/y"])
def test_an_address_that_cannot_be_used_is_named(url: str) -> None:
    with pytest.raises(SettingError, match="SPASM_QA_DATABASE_URL"):
        open_database(Settings(database_url=url))


def test_a_damaged_file_is_told_in_words_and_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, but something of the reader's" * 40)

    with pytest.raises(StorageUnavailable, match="could not be stored"):
        open_database(Settings(home=tmp_path))
    assert (tmp_path / FILE).read_bytes().startswith(b"not a database")


def test_a_failed_write_keeps_nothing_of_its_transaction(tmp_path: Path) -> None:
    engine = open_database(Settings(home=tmp_path))
    write = text("INSERT INTO desk_tokens VALUES ('d', 'editor', '2026-01-01', NULL)")

    def write_twice() -> None:
        with storage(), engine.begin() as connection:
            connection.execute(write)
            connection.execute(write)

    with pytest.raises(StorageUnavailable):
        write_twice()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM desk_tokens")).scalar() == 0
    engine.dispose()

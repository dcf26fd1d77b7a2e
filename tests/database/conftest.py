"""An empty database for each test: SQLite always, and a Postgres server of our own where Debian's package is installed."""

import getpass
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from spasm_qa.database.engine import open_database
from spasm_qa.settings import Settings

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
STARTS_WITHIN = 60


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a Postgres server that runs while the tests do, on loopback alone."""
    if not BINARIES:
        pytest.skip("Postgres is not installed here")
    pytest.importorskip("psycopg", reason="the driver of Postgres is not installed")
    binaries, root = BINARIES[0], getpass.getuser() == "root"
    user = ["runuser", "-u", "postgres", "--"] if root else []
    with tempfile.TemporaryDirectory(prefix="spasm-qa-postgres-") as folder:  # pytest's own folders are closed to other users
        if root:  # Postgres refuses to run as root
            shutil.chown(folder, "postgres")
        yield from _serve(binaries, user, Path(folder))


def _serve(binaries: Path, user: list[str], folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    make = [*user, str(binaries / "initdb"), "-D", data, "-U", "reader", "-A", "trust", "-E", "UTF8"]
    subprocess.run(make, check=True, capture_output=True, cwd="/", timeout=STARTS_WITHIN)
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
    control = [*user, str(binaries / "pg_ctl"), "-D", data, "-w", "-t", str(STARTS_WITHIN)]
    subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"postgresql+psycopg://reader@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose database is empty, once of each kind."""
    url = request.getfixturevalue("postgres") if request.param == "postgres" else ""
    return Settings(home=tmp_path, database_url=url)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_database(settings)
    yield engine
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")  # the lines of the log cannot be deleted
    engine.dispose()

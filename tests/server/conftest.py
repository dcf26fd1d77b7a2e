"""A real `chroma run` on this machine, and processes that share it."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from ingest.build import Report, update
from spasm_qa.index import Index
from spasm_qa.server import server_at
from spasm_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHROMA = shutil.which("chroma", path=str(Path(sys.executable).parent)) or shutil.which("chroma")
INGEST = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from fakes import WordHashEmbedder
from ingest.build import update
from spasm_qa.server import server_at
from spasm_qa.settings import Settings
settings = Settings(home=Path(sys.argv[3]), corpus=Path(sys.argv[4]), embedding="word-hash", chroma_url=sys.argv[5])
print(update([], None, settings, embedder=WordHashEmbedder()).done)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Chroma:
    """A server that can be stopped and started again with what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(CHROMA), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=2).close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        pytest.fail("the Chroma server did not start within 30 seconds")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(10)
            self.process = None


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[Chroma]:
    if CHROMA is None:
        pytest.skip("the command `chroma` is not installed")
    server = Chroma(tmp_path / "chroma")
    server.start()
    yield server
    server_at(server.url).close()
    server.stop()


@pytest.fixture
def settings(chroma: Chroma, tmp_path: Path, corpus: Path) -> Settings:
    return Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash", chroma_url=chroma.url)


@pytest.fixture
def ingest() -> Callable[..., Report]:
    """Ingest with the settings given, here."""
    return lambda settings, *paths, **options: update(paths, None, settings, embedder=WordHashEmbedder(), **options)


@pytest.fixture
def ingest_elsewhere() -> Callable[[Settings], str]:
    """Ingest with the settings given, in a process of its own; return what it did."""

    def run(settings: Settings) -> str:
        arguments = [str(ROOT), str(ROOT / "tests"), str(settings.home), str(settings.corpus), settings.chroma_url]
        done = subprocess.run([sys.executable, "-c", INGEST, *arguments], check=True, timeout=60, capture_output=True, text=True)
        return done.stdout.strip()

    return run


@pytest.fixture
def open_index() -> Callable[[Settings], Index]:
    return lambda settings: Index(settings.index, WordHashEmbedder(), server=settings.chroma_url)

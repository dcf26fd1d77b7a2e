"""What all tests share: no network, one tiny corpus and an index of it, built once with a fake embedder."""

import shutil
import socket
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # else the folder tests/ingest stands before the package of that name

from fakes import WordHashEmbedder  # noqa: E402

from ingest.build import update  # noqa: E402
from spasm_qa.answer.pipeline import Assistant  # noqa: E402
from spasm_qa.embedding import load_embedder  # noqa: E402
from spasm_qa.index import Index  # noqa: E402
from spasm_qa.lexicon import Lexicon  # noqa: E402
from spasm_qa.library import Library  # noqa: E402
from spasm_qa.settings import Settings  # noqa: E402

TINY = Path(__file__).parent / "data" / "corpus"
LOOPBACK = ("tests/ingest/fetch/", "tests/ui/test_browser", "tests/adversary/", "tests/server/", "tests/evaluate/test_real_app")
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def _closed_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection; the tests that start a server of their own on this machine may reach it."""
    own = request.node.path.relative_to(ROOT).as_posix().startswith(LOOPBACK)
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if not (own and isinstance(address, tuple) and address[0] in ("127.0.0.1", "localhost")):
            raise AssertionError(f"a test must not connect to {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)


@pytest.fixture(scope="session")
def tiny() -> Path:
    """The folder of the tiny corpus; not to be changed."""
    return TINY


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the tiny corpus that a test may change."""
    return Path(shutil.copytree(TINY, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def embedder() -> WordHashEmbedder:
    return WordHashEmbedder()


@pytest.fixture(scope="session")
def tiny_settings(tmp_path_factory: pytest.TempPathFactory, embedder: WordHashEmbedder) -> Settings:
    """Settings whose index holds the tiny corpus; not to be changed."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), corpus=TINY, embedding=embedder.name)
    update([], None, settings, embedder=embedder)
    return settings


@pytest.fixture(scope="session")
def index(tiny_settings: Settings, embedder: WordHashEmbedder) -> Index:
    return Index(tiny_settings.index, embedder)


@pytest.fixture(scope="session")
def library(index: Index) -> Library:
    return index.library


@pytest.fixture(scope="session")
def assistant(index: Index, tiny_settings: Settings) -> Assistant:
    return Assistant(index, tiny_settings)


@pytest.fixture(scope="session")
def lexicon(assistant: Assistant) -> Lexicon:
    """The names of the tiny corpus and of its beyond list."""
    return assistant.lexicon


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The corpus that the project ships."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def evidence() -> Path:
    """The dossier behind the shipped corpus, where it lies beside the repository."""
    folder = SHARED / "evidence"
    if not folder.is_dir():
        pytest.skip("the evidence folder does not lie beside the repository")
    return folder


@pytest.fixture(scope="session")
def evaluation() -> Path:
    """The labelled files, where they lie beside the repository."""
    folder = SHARED / "eval"
    if not folder.is_dir():
        pytest.skip("the evaluation folder does not lie beside the repository")
    return folder


@pytest.fixture(scope="session")
def real_assistant(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Assistant:
    """The shipped corpus under the real weights; built once, half a minute."""
    settings = Settings(home=tmp_path_factory.mktemp("real"), corpus=shipped)
    update([], None, settings)
    return Assistant(Index(settings.index, load_embedder(settings.embedding)), settings)

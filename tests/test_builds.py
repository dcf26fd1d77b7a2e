"""Which folders of builds are removed, and which stay for who still reads them."""

import subprocess
import sys
from pathlib import Path

import pytest

from spasm_qa.builds import LIBRARY_FILE, is_open, sweep
from spasm_qa.library import Library, LibraryWriter

READER = """
import sys
from pathlib import Path
from spasm_qa.library import Library
library = Library(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def builds(tmp_path: Path) -> Path:
    for name in ("build-1", "build-2", "build-3"):
        (tmp_path / name).mkdir()
        LibraryWriter(tmp_path / name / LIBRARY_FILE).finish({})
    (tmp_path / "build-half").mkdir()
    (tmp_path / "vectors.sqlite").touch()
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_only_the_builds_named_stay_and_other_files_are_left_alone(builds: Path) -> None:
    sweep(builds, keep={"build-2", "build-3"})

    assert names(builds) == ["build-2", "build-3", "vectors.sqlite"]


def test_a_build_stays_until_its_last_reader_in_this_process_lets_go(builds: Path) -> None:
    library = Library(builds / "build-1" / LIBRARY_FILE)
    sweep(builds, keep=())
    assert names(builds) == ["build-1", "vectors.sqlite"]
    assert library.statements == {}

    del library
    sweep(builds, keep=())
    assert names(builds) == ["vectors.sqlite"]


@pytest.mark.parametrize("end", ["close", "kill"])
def test_a_build_stays_until_its_reader_in_another_process_ends(builds: Path, end: str) -> None:
    command = [sys.executable, "-c", READER, str(builds / "build-1" / LIBRARY_FILE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "open\n"
        assert is_open(builds / "build-1")
        reader.kill() if end == "kill" else reader.communicate("\n", timeout=20)
    sweep(builds, keep={"build-3"})

    assert names(builds) == ["build-3", "vectors.sqlite"]


@pytest.mark.parametrize("content", [b"", b"garbage" * 999])
def test_a_damaged_library_is_open_to_nobody(builds: Path, content: bytes) -> None:
    (builds / "build-1" / LIBRARY_FILE).write_bytes(content)

    assert not is_open(builds / "build-1")

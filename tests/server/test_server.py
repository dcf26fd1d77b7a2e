"""Several processes and machines share one Chroma server: every one searches the same build on both sides."""

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import chromadb
import pytest
from fakes import WordHashEmbedder

from ingest.build import update
from spasm_qa.errors import CorpusError, IndexMissing, IndexStale, IndexUnreachable, SettingError
from spasm_qa.index import Index
from spasm_qa.place import read_manifest
from spasm_qa.server import ChromaServer, disconnect, server_at

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "magnesium for night leg cramps"


@contextmanager
def client_of(chroma):
    client = chromadb.HttpClient("127.0.0.1", chroma.port)
    yield client
    disconnect(client)


def collections(chroma) -> list[str]:
    with client_of(chroma) as client:
        return sorted(each.name for each in client.list_collections())


def found(index: Index) -> list[tuple[str, float]]:
    return [(hit.passage.key, round(hit.score, 5)) for hit in index.search(QUESTION, 5)]


def alter(settings, sheet: str = "magnesium") -> None:
    path = settings.corpus / "statements" / f"{sheet}.md"
    path.write_text(path.read_text(encoding="utf-8").replace("fewer leg cramps with", "far fewer zebracramps with"), encoding="utf-8")


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://", "nonsense"])
def test_what_is_no_address_is_a_fault_of_the_settings(url: str) -> None:
    with pytest.raises(SettingError, match="SPASM_QA_CHROMA_URL"):
        ChromaServer(url)


def test_the_place_names_no_password() -> None:
    assert ChromaServer("https://ada:secret@chroma.example").place == "chroma.example:443"


def test_an_empty_server_has_no_index_yet(settings) -> None:
    with pytest.raises(IndexMissing, match="no index on the Chroma server"):
        read_manifest(settings.index, settings.chroma_url)


def test_a_fresh_machine_finds_the_same_as_files_on_disk(settings, ingest, open_index, tmp_path) -> None:
    ingest(settings)
    local = replace(settings, home=tmp_path / "local", chroma_url="")
    update([], None, local, embedder=WordHashEmbedder())
    fresh = open_index(replace(settings, home=tmp_path / "fresh"))
    own = open_index(local)

    assert found(fresh) == found(own) != []
    assert fresh.lexical(QUESTION) == own.lexical(QUESTION) != {}
    assert fresh.library.statements == own.library.statements
    assert sorted(fresh.views()[0]) == sorted(own.views()[0])
    assert not list((tmp_path / "fresh").rglob("*.sqlite3"))


def test_the_same_ingest_again_does_nothing_here_and_on_another_machine(settings, ingest, ingest_elsewhere, tmp_path) -> None:
    assert ingest(settings).done == "Built"
    assert ingest(settings).done == "Up to date"
    assert ingest_elsewhere(replace(settings, home=tmp_path / "other")) == "Up to date"


def test_what_another_process_ingests_is_found_by_vector_and_by_word(settings, ingest, ingest_elsewhere, open_index, tmp_path) -> None:
    ingest(settings)
    before = open_index(settings)
    alter(settings)
    assert ingest_elsewhere(replace(settings, home=tmp_path / "other")) == "Built"
    after = open_index(settings)

    assert before.lexical("zebracramps") == {}
    assert len(after.lexical("zebracramps")) == 1
    assert "zebracramps" in after.search("zebracramps", 1)[0].passage.text
    assert found(before)


def test_the_build_before_stays_and_older_ones_go(settings, ingest, chroma) -> None:
    builds = []
    for name in ("none", "clots", "stretching", "relaxants"):
        (settings.corpus / "statements" / f"{name}.md").unlink(missing_ok=True)
        ingest(settings)
        builds.append(read_manifest(settings.index, settings.chroma_url)["build"])

    kept = [f"spasm-qa-{build}{end}" for build in builds[-2:] for end in ("", "-files")]
    assert collections(chroma) == sorted([*kept, "spasm-qa-current"])
    assert sorted(path.name for path in (settings.index / "server").iterdir()) == builds[-2:]


def test_collections_of_others_are_left_alone(settings, ingest, chroma) -> None:
    with client_of(chroma) as client:
        client.create_collection("somebody-elses", embedding_function=None)
    for name in ("none", "clots", "stretching"):
        (settings.corpus / "statements" / f"{name}.md").unlink(missing_ok=True)
        ingest(settings)

    assert "somebody-elses" in collections(chroma)


def test_a_build_that_fails_leaves_the_old_one_and_no_remains(settings, ingest, chroma, open_index, monkeypatch) -> None:
    ingest(settings)
    before = collections(chroma)
    alter(settings)
    monkeypatch.setattr("ingest.store.LibraryWriter.finish", lambda self, extras: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        ingest(settings)
    assert collections(chroma) == before
    assert found(open_index(settings))


def test_the_index_on_disk_is_not_touched(settings, ingest, open_index) -> None:
    local = replace(settings, chroma_url="")
    ingest(local)
    before = read_manifest(local.index)
    alter(settings)
    ingest(settings)

    assert read_manifest(local.index) == before
    assert found(open_index(local))


def test_documents_of_another_machine_are_not_dropped_unasked(settings, ingest, tmp_path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Pickle juice was tried.", encoding="utf-8")
    assert ingest(settings, note).figures["documents"] == 8
    note.unlink()

    with pytest.raises(CorpusError, match=r"also holds .*note\.txt") as caught:
        ingest(settings)
    assert "--only" in caught.value.hint
    assert ingest(settings, only=True).figures["documents"] == 7


def test_a_damaged_file_of_the_server_is_told(settings, ingest, open_index, chroma, tmp_path) -> None:
    ingest(settings)
    build = read_manifest(settings.index, settings.chroma_url)["build"]
    with client_of(chroma) as client:
        client.get_collection(f"spasm-qa-{build}-files", embedding_function=None).delete(ids=["library.sqlite:0"])

    with pytest.raises(IndexStale, match=r"library\.sqlite on the Chroma server is damaged"):
        open_index(replace(settings, home=tmp_path / "fresh"))
    assert list((tmp_path / "fresh" / "index" / "server").iterdir()) == []


SEARCH = """
import json, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from fakes import WordHashEmbedder
from spasm_qa.index import Index
index = Index(Path(sys.argv[3]), WordHashEmbedder(), server=sys.argv[4])
for _ in range(30):
    found = [(hit.passage.key, round(hit.score, 5)) for hit in index.search(sys.argv[5], 5)]
print(json.dumps(found))
"""


def test_three_processes_search_at_once_and_find_the_same(settings, ingest, open_index, tmp_path) -> None:
    ingest(settings)
    common = [sys.executable, "-c", SEARCH, str(ROOT), str(ROOT / "tests")]
    readers = [
        subprocess.Popen([*common, str(tmp_path / home), settings.chroma_url, QUESTION], stdout=subprocess.PIPE, text=True)
        for home in ("a", "b", "b")
    ]
    answers = [reader.communicate(timeout=60)[0] for reader in readers]

    expected = [list(each) for each in found(open_index(settings))]
    assert [json.loads(answer) for answer in answers] == [expected] * 3


def test_a_server_that_goes_down_is_told_and_found_again_when_it_is_back(settings, ingest, open_index, chroma) -> None:
    ingest(settings)
    index = open_index(settings)
    before = found(index)
    chroma.stop()

    with pytest.raises(IndexUnreachable, match=r"127\.0\.0\.1:\d+ does not answer") as caught:
        index.search(QUESTION)
    assert "no restart is needed" in caught.value.hint
    with pytest.raises(IndexUnreachable):
        ingest(settings)
    with pytest.raises(IndexUnreachable):
        open_index(settings)
    chroma.start()
    assert found(index) == before
    assert server_at(settings.chroma_url).manifest() == index.manifest

"""A build is written beside the present one and switched in at once."""

import json

import pytest
from fakes import WordHashEmbedder

from ingest.embed import VectorStore
from ingest.store import Parts, build
from spasm_qa.errors import IndexStale
from spasm_qa.index import FORMAT, POINTER, Index, read_manifest
from spasm_qa.types import Document, Passage, Reference

MANIFEST = {"format": FORMAT, "model": "word-hash", "splitter": "s", "inputs": "i", "roots": [], "corpus": "c", "built": "now"}


def parts_of(name: str, text: str) -> Parts:
    passage = Passage(name, 0, len(text), text)
    return Parts(Document(name, name, text), Reference(name, "document", name, ""), [passage], (), [(passage.key, text)])


@pytest.fixture
def put(tmp_path):
    """Write a build of some texts and return its manifest."""

    def _put(*texts: str, extras=None, documents=None):
        store = VectorStore(tmp_path / "vectors.sqlite", WordHashEmbedder())
        found = documents or [parts_of(f"d{n}", text) for n, text in enumerate(texts)]
        try:
            return build(tmp_path, found, vectors=store, manifest=MANIFEST, extras=extras or {}, progress=lambda n: None)
        finally:
            store.close()

    return _put


def test_the_manifest_counts_what_went_in(put, tmp_path) -> None:
    manifest = put("The calf cramps.", "Magnesium did not help.")

    assert {name: manifest[name] for name in ("documents", "passages", "statements", "views")} == {
        "documents": 2, "passages": 2, "statements": 0, "views": 2,
    }  # fmt: skip
    assert read_manifest(tmp_path) == manifest
    assert manifest["model"] == "word-hash"


def test_the_pointer_is_readable_json_in_one_file(put, tmp_path) -> None:
    put("The calf cramps.")

    assert json.loads((tmp_path / POINTER).read_text(encoding="utf-8"))["build"].startswith("build-")
    assert not (tmp_path / f"{POINTER}.new").exists()


def test_a_new_build_has_only_what_the_sources_have_now(put, tmp_path) -> None:
    put("The calf cramps.", "Magnesium did not help.")
    put("The calf cramps.")
    index = Index(tmp_path, WordHashEmbedder())

    assert [h.passage.text for h in index.search("magnesium calf", 10)] == ["The calf cramps."]


def test_the_last_build_stays_for_its_readers_and_older_ones_go(put, tmp_path) -> None:
    first, second, third = (put(text)["build"] for text in ("One calf.", "Two calves.", "Three thighs."))

    assert sorted(p.name for p in tmp_path.glob("build-*")) == [second, third]
    assert first != second


def test_an_open_index_answers_while_a_new_one_is_switched_in(put, tmp_path) -> None:
    put("The calf cramps.")
    reader = Index(tmp_path, WordHashEmbedder())
    put("Magnesium did not help.")

    assert [h.passage.text for h in reader.search("calf cramps", 1)] == ["The calf cramps."]
    assert [h.passage.text for h in Index(tmp_path, WordHashEmbedder()).search("magnesium", 1)] == ["Magnesium did not help."]


def test_damage_to_the_graph_of_a_larger_index_is_stale(put, tmp_path) -> None:
    put(*(f"Cramp number{n} of the calf." for n in range(1_200)))
    graphs = list(tmp_path.glob("build-*/chroma/*/*.bin"))
    assert graphs
    for path in graphs:
        path.unlink()

    with pytest.raises(IndexStale):
        Index(tmp_path, WordHashEmbedder()).search("number7", 3)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, MemoryError])
def test_a_build_that_fails_leaves_the_old_one_and_no_remains(put, tmp_path, error) -> None:
    before = put("The calf cramps.")

    def broken():
        yield parts_of("a", "Something new.")
        raise error

    with pytest.raises(error):
        put(documents=broken())

    assert read_manifest(tmp_path) == before
    assert [p.name for p in tmp_path.glob("build-*")] == [before["build"]]


def test_documents_without_words_can_be_stored(put, tmp_path) -> None:
    put("痙攣。")

    assert len(Index(tmp_path, WordHashEmbedder()).search("痙攣", 3)) == 1


def test_references_and_other_parts_are_kept(put, tmp_path) -> None:
    put("The calf cramps.", extras={"references": [Reference("r", "trial", "T", "A", aliases=("s",))], "beyond": {"drugs": []}})
    library = Index(tmp_path, WordHashEmbedder()).library

    assert library.references["r"] == Reference("r", "trial", "T", "A", aliases=("s",))
    assert library.references["d0"].kind == "document"
    assert library.extra("beyond") == {"drugs": []}

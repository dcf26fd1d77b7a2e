"""One build of the index: opened only when whole and of the right model, searched on two sides, fused."""

import json
import shutil
from pathlib import Path

import pytest
from fakes import WordHashEmbedder
from hypothesis import given
from hypothesis import strategies as st

from spasm_qa.errors import IndexMissing, IndexStale
from spasm_qa.index import POINTER, Index, fuse, read_manifest, stem_words

scores = st.dictionaries(st.sampled_from([f"p-{n}" for n in range(8)]), st.floats(0.01, 50), max_size=8)


@pytest.fixture
def copy(tiny_settings, tmp_path: Path) -> Path:
    """A copy of the tiny index that a test may damage."""
    return Path(shutil.copytree(tiny_settings.index, tmp_path / "index"))


def build_of(folder: Path) -> Path:
    return folder / str(read_manifest(folder)["build"])


def test_without_a_build_the_index_is_missing(tmp_path: Path, embedder) -> None:
    with pytest.raises(IndexMissing) as caught:
        Index(tmp_path, embedder)

    assert "python -m ingest" in caught.value.hint


def test_an_index_of_another_model_is_stale_and_both_names_are_told(copy: Path) -> None:
    with pytest.raises(IndexStale, match=r"word-hash.*other-model"):
        Index(copy, WordHashEmbedder("other-model"))


def test_an_index_of_another_format_is_stale(copy: Path, embedder) -> None:
    manifest = read_manifest(copy)
    (copy / POINTER).write_text(json.dumps({**manifest, "format": 0}), encoding="utf-8")

    with pytest.raises(IndexStale, match="format 0"):
        Index(copy, embedder)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2]", "7", "\x00\x01"],
    ids=["empty", "half", "list", "number", "bytes"],
)
def test_a_damaged_pointer_is_stale(copy: Path, embedder, text: str) -> None:
    (copy / POINTER).write_text(text, encoding="utf-8")

    with pytest.raises(IndexStale):
        Index(copy, embedder)


def test_a_pointer_that_names_no_build_is_stale(copy: Path, embedder) -> None:
    manifest = read_manifest(copy)
    del manifest["build"]
    (copy / POINTER).write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(IndexStale):
        Index(copy, embedder)


def test_a_build_that_is_gone_is_stale(copy: Path, embedder) -> None:
    shutil.rmtree(build_of(copy))

    with pytest.raises(IndexStale):
        Index(copy, embedder)


def test_an_empty_folder_of_vectors_is_stale_not_an_empty_index(copy: Path, embedder) -> None:
    shutil.rmtree(build_of(copy) / "chroma")

    with pytest.raises(IndexStale):
        Index(copy, embedder)


def damage_sqlite(build: Path) -> None:
    path = build / "chroma" / "chroma.sqlite3"
    path.write_bytes(b"\x55" * path.stat().st_size)


def damage_words(build: Path) -> None:
    (build / "bm25" / "params.index.json").write_text("{", encoding="utf-8")


def damage_arrays(build: Path) -> None:
    for path in (build / "bm25").glob("*.npy"):
        path.write_bytes(b"\x93NUM")


def lose_arrays(build: Path) -> None:
    for path in (build / "bm25").glob("*.npy"):
        path.unlink()


def damage_library(build: Path) -> None:
    (build / "library.sqlite").write_bytes(b"\x55" * 4096)


@pytest.mark.parametrize("damage", [damage_sqlite, damage_words, damage_arrays, lose_arrays, damage_library])
def test_damaged_files_make_the_index_stale(copy: Path, embedder, damage) -> None:
    damage(build_of(copy))

    with pytest.raises(IndexStale):
        Index(copy, embedder)


def test_the_words_of_a_statement_find_its_passage_first(index: Index, library) -> None:
    statement = library.statements["stretch-nightly"]

    assert index.search(statement.text)[0].passage.key == statement.passage


def test_hits_come_best_first_and_no_more_than_asked_for(index: Index) -> None:
    hits = index.search("magnesium for night leg cramps", 4)

    assert len(hits) == 4
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({h.passage.key for h in hits}) == 4


def test_a_document_is_found_once_with_its_best_passage(index: Index, library) -> None:
    found = index.search_documents("magnesium for night leg cramps", 10)
    best = index.search("magnesium for night leg cramps", 1)[0]

    assert [document for document, _, _ in found] == list(dict.fromkeys(document for document, _, _ in found))
    assert found[0][:2] == (best.passage.document, best.passage.key)
    assert len(index.search_documents("magnesium for night leg cramps", 2)) == 2


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_no_question_finds_nothing(index: Index, question: str) -> None:
    assert index.search(question) == []
    assert index.search_documents(question, 3) == []


@pytest.mark.parametrize("question", ["the of and", "🦵🦵", "痙攣", "'; DROP TABLE passages; --", "x" * 20_000])
def test_odd_questions_are_searched_without_a_crash(index: Index, question: str) -> None:
    assert len(index.search(question, 3)) <= 3


def test_only_curated_statements_have_views(index: Index, library) -> None:
    keys, vectors = index.views()

    assert set(keys) == {s.passage for s in library.statements.values()}
    assert vectors.shape == (len(keys), 512)
    # both registers and all questions of a statement, one wording of a term
    assert keys.count(library.statements["mg-trial"].passage) == 5
    assert keys.count(library.statements["gl-placebo"].passage) == 1


def test_stems_are_those_of_the_content_words() -> None:
    assert stem_words("How do the cramps in my calves stop?") == ["cramp", "calv", "stop"]
    assert stem_words("What is it?") == []


def test_the_fused_score_is_the_weighted_sum_of_both_sides() -> None:
    # cosines 0.8 and 0.4 become 1 and 0.5, and c takes the lowest; BM25 4 and 2 become 1 and 0.5
    assert fuse({"a": 0.8, "b": 0.4}, {"b": 4.0, "c": 2.0}, 0.8) == pytest.approx({"a": 0.8, "b": 0.6, "c": 0.5})


def test_either_side_may_be_empty() -> None:
    assert fuse({}, {}) == {}
    assert fuse({"a": 0.3}, {}, 0.8) == {"a": 0.8}
    assert fuse({}, {"a": 3.0}, 0.8) == {"a": pytest.approx(0.2)}


@given(scores, scores, st.floats(0, 1))
def test_fusing_keeps_every_passage_and_stays_between_0_and_1(dense, lexical, weight) -> None:
    fused = fuse(dense, lexical, weight)

    assert fused.keys() == dense.keys() | lexical.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


@given(scores, scores, st.floats(0.1, 10))
def test_the_scale_of_bm25_does_not_matter(dense, lexical, factor) -> None:
    scaled = fuse(dense, {key: factor * value for key, value in lexical.items()})

    assert scaled == pytest.approx(fuse(dense, lexical), abs=1e-6)


@given(scores.filter(lambda d: len(d) > 1), scores)
def test_what_is_best_on_both_sides_is_best(dense, lexical) -> None:
    best = max(dense, key=lambda key: dense[key])
    fused = fuse(dense, {**lexical, best: 100.0})

    assert fused[best] == max(fused.values())

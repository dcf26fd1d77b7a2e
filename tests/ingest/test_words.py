"""The lexical index as bm25s itself would write it, without holding the corpus."""

from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import words
from ingest.words import WordIndex
from spasm_qa.index import BM25

passages = st.lists(st.lists(st.sampled_from("calf cramp night mg stretch zebra".split()), max_size=12), min_size=1, max_size=20)


def written(folder: Path, texts: list[list[str]]) -> bm25s.BM25:
    index = WordIndex(folder)
    for text in texts:
        index.add(text)
    index.finish()
    return bm25s.BM25.load(str(folder), mmap=True)


def of_the_library(texts: list[list[str]]) -> bm25s.BM25:
    ranker = bm25s.BM25(**BM25)
    ranker.index(texts, show_progress=False)
    return ranker


@settings(max_examples=60, deadline=None)
@given(passages.filter(any), st.integers(1, 5))
def test_every_word_scores_as_with_the_library_itself_whatever_the_size_of_a_block(tmp_path_factory, texts, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "BLOCK", block)
        ours = written(tmp_path_factory.mktemp("words") / "bm25", texts)
    theirs = of_the_library(texts)

    for query in ({word} for text in texts for word in text):
        np.testing.assert_allclose(ours.get_scores(list(query)), theirs.get_scores(list(query)), rtol=1e-5)


def test_a_score_is_the_one_of_the_formula(tmp_path: Path) -> None:
    ours = written(tmp_path / "bm25", [["calf", "calf", "night"], ["night"]])

    # df 1 of 2 passages: log(1 + 1.5 / 1.5) = log 2; tf 2, length 3, mean 2: 2 / (0.9 * (0.6 + 0.4 * 1.5) + 2)
    assert ours.get_scores(["calf"]) == pytest.approx([np.log(2) * 2 / (0.9 * 1.2 + 2), 0])


def test_unknown_words_score_nothing(tmp_path: Path) -> None:
    assert list(written(tmp_path / "bm25", [["calf"], ["night"]]).get_scores(["zebra"])) == [0, 0]


def test_a_corpus_without_words_writes_no_index(tmp_path: Path) -> None:
    index = WordIndex(tmp_path / "bm25")
    index.add([])
    index.finish()

    assert list((tmp_path / "bm25").iterdir()) == []


def test_nothing_but_the_index_remains(tmp_path: Path) -> None:
    written(tmp_path / "bm25", [["calf"], []])

    assert sorted(path.name for path in (tmp_path / "bm25").iterdir()) == [
        "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy", "params.index.json", "vocab.index.json",
    ]  # fmt: skip

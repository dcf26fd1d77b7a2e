"""The forward pass of a BERT encoder in single precision, without the modules around it: for one question they take as long as the sums.

The weights are those of the loaded model, and so are the vectors, to the sixth decimal; `Bert.in_bytes` trades some of that for time.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any
from warnings import catch_warnings

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

PARTS = ("q", "k", "v", "o", "wide", "narrow")
"""The dense layers of one layer of the encoder."""


class Bert:
    """Word pieces to their vectors in context."""

    def __init__(self, model: Any) -> None:
        """Take the weights of a transformers `BertModel`; the three projections of attention become one."""
        self._embeddings = model.embeddings
        self._heads = int(model.config.num_attention_heads)
        self._layers = [_layer(each) for each in model.encoder.layer]

    def __call__(self, pieces: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the last hidden states, shape (texts, pieces, dim); `mask` is 0 for padding, None when there is none."""
        e = self._embeddings
        texts, length = pieces.shape
        x = e.word_embeddings.weight[pieces] + e.position_embeddings.weight[:length] + e.token_type_embeddings.weight[0]
        x = _normal(x, e.LayerNorm)
        seen = None if mask is None else mask.bool()[:, None, None, :]
        for joint, after, norm, wide, narrow, last in self._layers:
            query, key, value = _linear(x, *joint).view(texts, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            found = F.scaled_dot_product_attention(query, key, value, attn_mask=seen)
            x = _normal(x + _linear(found.transpose(1, 2).reshape(texts, length, -1), *after), norm)
            x = _normal(x + _linear(F.gelu(_linear(x, *wide)), *narrow), last)
        return x

    def adapted(self, changes: Sequence[Mapping[str, Tensor]]) -> "Bert":
        """Return a copy with `changes` added to the weights of its last layers: of each layer q, k, v, o, wide and narrow."""
        other, kept = copy(self), len(self._layers) - len(changes)
        other._layers = self._layers[:kept] + [_changed(*each) for each in zip(self._layers[kept:], changes, strict=True)]
        return other

    def in_bytes(self) -> "Bert":
        """Return a copy that multiplies whole numbers: a third of the time for nearly the same vectors; itself where torch cannot."""
        other = copy(self)
        try:
            other._layers = [tuple(_whole(*part) if isinstance(part, tuple) else part for part in layer) for layer in self._layers]
        except (AttributeError, RuntimeError):  # a build without them
            return self
        return other


def stored(file: Any) -> dict[str, Any]:
    """Return the arrays of an `.npz` resource: numbers as tensors in single precision, texts as lists."""
    with file.open("rb") as opened, np.load(opened) as kept:
        arrays = {name: kept[name] for name in kept.files}
    return {name: each.tolist() if each.dtype.kind == "U" else torch.from_numpy(each.astype(np.float32)) for name, each in arrays.items()}


def low_rank(weights: Mapping[str, Tensor], scale: float = 1.0) -> list[dict[str, Tensor]]:
    """Return the changes for `Bert.adapted`: of each layer and part the product of `layers.N.dense.PART.up` and `.down`."""
    layers = sorted({int(name.split(".")[1]) for name in weights if name.startswith("layers.")})
    return [{part: scale * _product(weights, f"layers.{layer}.dense.{part}") for part in PARTS} for layer in layers]


def _product(weights: Mapping[str, Tensor], name: str) -> Tensor:
    return weights[f"{name}.up"] @ weights[f"{name}.down"]


def bert_of(model: Any) -> Bert | None:
    """Return the quick pass of a sentence-transformers model; None for any other shape than BERT with the mean of its pieces."""
    modules = [type(each).__name__ for each in model]
    encoder: Any = getattr(model[0], "auto_model", None)
    plain = modules[:2] == ["Transformer", "Pooling"] and set(modules[2:]) <= {"Normalize"} and not model.default_prompt_name
    if not plain or type(encoder).__name__ != "BertModel" or not _is_mean(model[1]):
        return None
    config = encoder.config
    usual = config.hidden_act == "gelu" and getattr(config, "position_embedding_type", "absolute") == "absolute"
    return Bert(encoder) if usual and encoder.dtype == torch.float32 else None


def _is_mean(pooling: Any) -> bool:
    config = pooling.get_config_dict()
    return config.get("pooling_mode") == "mean" or bool(config.get("pooling_mode_mean_tokens"))


def _layer(each: Any) -> tuple[Any, ...]:
    attention = each.attention.self
    parts = (attention.query, attention.key, attention.value)
    joint = (torch.cat([part.weight for part in parts]).detach(), torch.cat([part.bias for part in parts]).detach())
    after, wide, narrow = (
        (dense.weight, dense.bias) for dense in (each.attention.output.dense, each.intermediate.dense, each.output.dense)
    )
    return joint, after, each.attention.output.LayerNorm, wide, narrow, each.output.LayerNorm


def _changed(layer: tuple[Any, ...], change: Mapping[str, Tensor]) -> tuple[Any, ...]:
    joint, after, norm, wide, narrow, last = layer
    attention = torch.cat([change["q"], change["k"], change["v"]])
    added = ((joint, attention), (after, change["o"]), (wide, change["wide"]), (narrow, change["narrow"]))
    joint, after, wide, narrow = ((weight.detach() + more, bias.detach()) for (weight, bias), more in added)
    return joint, after, norm, wide, narrow, last


def _normal(x: Tensor, norm: Any) -> Tensor:
    return F.layer_norm(x, norm.normalized_shape, norm.weight, norm.bias, norm.eps)


def _onednn() -> Any:
    """Return oneDNN's product with a matrix, if this build of torch has it: on few rows it takes 0.6 of the time of the usual one."""
    try:
        product = torch.ops.mkldnn._linear_pointwise
        product(torch.zeros(1, 2, 2), torch.zeros(2, 2), torch.zeros(2), "none", [], "")
    except (AttributeError, RuntimeError):  # a build without it
        return None
    return product


_PRODUCT = _onednn()


def _whole(weight: Tensor, bias: Tensor) -> tuple[Any]:
    """Return a dense layer in whole numbers up to 63: no processor's sum of two such products with a byte overflows 16 bits."""
    with catch_warnings(action="ignore"):
        steps, zeros = weight.abs().amax(1).double() / 63, torch.zeros(len(weight), dtype=torch.long)
        rounded = torch.quantize_per_channel(weight.detach(), steps, zeros, 0, torch.qint8)
        return (torch.ops.quantized.linear_prepack(rounded, bias.detach()),)


def _linear(x: Tensor, weight: Any, bias: Tensor | None = None) -> Tensor:
    if bias is None:  # a layer in whole numbers holds its own
        product: Tensor = torch.ops.quantized.linear_dynamic(x, weight)
        return product
    return F.linear(x, weight, bias) if _PRODUCT is None else _PRODUCT(x, weight, bias, "none", [], "")

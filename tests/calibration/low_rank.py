"""MiniLM with thin changes that can be learnt, as the fits of the readers share it; `spasm_qa.bert` runs what comes of it."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from spasm_qa.bert import PARTS

RANK = 16


class Adapted(nn.Module):
    """A dense layer that is left as it is, and a product of two thin matrices beside it."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(RANK, base.in_features) / base.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.base(x) + F.linear(F.linear(x, self.down), self.up)


class Encoder(nn.Module):
    """The encoder with thin changes to all of its layers: texts -> the mean of their word pieces, shape (texts, size)."""

    def __init__(self, model: Any, most_pieces: int) -> None:
        super().__init__()
        self.tokenizer, self.encoder, self.most = model.tokenizer, model[0].auto_model, most_pieces
        self.encoder.requires_grad_(False)
        self.size = self.encoder.config.hidden_size
        self.adapted = {
            f"layers.{n}.dense.{part}": each for n, layer in enumerate(self.encoder.encoder.layer) for part, each in _adapt(layer)
        }

    def forward(self, texts: list[str]) -> Any:
        found = self.tokenizer(texts, truncation=True, max_length=self.most, padding=True, return_tensors="pt")
        mask = found["attention_mask"]
        hidden = self.encoder(input_ids=found["input_ids"], attention_mask=mask).last_hidden_state
        return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what was learnt, by name, in half precision: the heads, and both sides of each change."""
        heads = {name: each for name, each in self.named_parameters() if not name.startswith("encoder.")}
        sides = {f"{name}.{side}": getattr(each, side) for name, each in self.adapted.items() for side in ("up", "down")}
        return {name: each.detach().numpy().astype(np.float16) for name, each in (heads | sides).items()}


def batches(items: list[Any], text: Callable[[Any], str], size: int, rng: random.Random) -> list[list[Any]]:
    """Return shuffled items in batches of texts of about one length, which pad little, the batches shuffled too."""
    order = [each for at in range(0, len(items), 16 * size) for each in sorted(items[at : at + 16 * size], key=lambda x: len(text(x)))]
    found = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(found)
    return found


def planned(learnt: list[torch.Tensor], rate: float, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    """Return the optimiser, and its rate over the steps: up within fifty, then down in a line."""
    adam = torch.optim.AdamW(learnt, lr=rate, weight_decay=0.01)
    return adam, torch.optim.lr_scheduler.LambdaLR(adam, lambda k: min(1.0, (k + 1) / 50) * max(0.02, 1 - k / steps))


def learnt_of(reader: nn.Module) -> list[torch.Tensor]:
    return [p for p in reader.parameters() if p.requires_grad]


def _adapt(layer):
    a = layer.attention
    places = (
        (a.self, "query"),
        (a.self, "key"),
        (a.self, "value"),
        (a.output, "dense"),
        (layer.intermediate, "dense"),
        (layer.output, "dense"),
    )
    for part, (holder, name) in zip(PARTS, places, strict=True):
        setattr(holder, name, Adapted(getattr(holder, name)))
        yield part, getattr(holder, name)

"""A second opinion by setting: a cross-encoder for natural language inference; it can hold a sentence back, and never lets one pass."""

import os
from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spasm_qa.errors import SettingError
from spasm_qa.gate.text import content, sentences, words
from spasm_qa.gate.vectors import Memory

LABELS = ("contradiction", "entailment", "neutral")
ENTAILED = 0.5  # entailment must be likelier than everything else together
WINDOW = 160  # words of the passages that are read at a time: with the sentence well below 512 pieces
MOST_WINDOWS = 8
MOST_PIECES = 512
KEPT = 4_096  # answers of three numbers
HINT = "Set SPASM_QA_NLI to a folder, or a name in the local cache, of a cross-encoder with three NLI labels, or leave it out."

Pair = tuple[str, str]


class Nli:
    """The cross-encoder's doubts about sentences: labels are read when it is made, weights when it is first asked."""

    def __init__(self, name: str) -> None:
        """Read the labels of the model's head, in whatever order and case.

        Raises:
            SettingError: There is no such model, or its labels are not the three of NLI.
        """
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self._name = name
        self._config = _config(name)
        self._columns = _columns(name, self._config)
        self._lock = Lock()
        self._model: Any = None
        self._answers: Memory[Pair] = Memory(self._ask, KEPT)

    def doubts(self, claims: Sequence[str], passages: Sequence[str]) -> list[str]:
        """Return why cleaned passages do not entail each cleaned claim: "contradiction", "entailment" or nothing.

        The passages are read in windows; the best entailment and the worst contradiction of all windows decide.

        Raises:
            SettingError: The weights cannot be loaded.
        """
        read = windows(passages)
        pairs = [[(window, claim) for window in _nearest(claim, read)] for claim in claims]
        answers = self._answers([pair for asked in pairs for pair in asked])
        found, at = [], 0
        for asked in pairs:
            contradiction, entailment, _ = np.max(answers[at : at + len(asked)], axis=0)
            found.append("contradiction" if contradiction > entailment else "" if entailment >= ENTAILED else "entailment")
            at += len(asked)
        return list(dict.fromkeys(filter(None, found)))

    def _ask(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return the probabilities of `LABELS`, shape (pairs, 3)."""
        import torch

        with self._lock:
            self._model = self._model or _load(self._name, self._config)
        shares = self._model.predict(list(pairs), activation_fn=torch.nn.Identity(), apply_softmax=True, show_progress_bar=False)
        return np.asarray(shares, dtype=np.float32)[:, self._columns]


def windows(passages: Sequence[str]) -> list[str]:
    """Return the sentences of all passages in windows of about `WINDOW` words, each beginning half-way through the one before."""
    parts = [sentence for passage in passages for sentence in sentences(passage) or (passage,)]
    found, start = [], 0
    while start < len(parts):
        end, count = start, 0
        while end < len(parts) and (end == start or count + len(words(parts[end])) <= WINDOW):
            count += len(words(parts[end]))
            end += 1
        found.append(" ".join(parts[start:end]))
        if end == len(parts):
            break
        start += max((end - start) // 2, 1)
    return found


def _nearest(claim: str, read: Sequence[str]) -> Sequence[str]:
    if len(read) <= MOST_WINDOWS:
        return read
    ours = set(content(claim))
    return sorted(read, key=lambda window: -len(ours.intersection(content(window))))[:MOST_WINDOWS]


def _config(name: str) -> Any:
    from transformers import AutoConfig

    try:
        return AutoConfig.from_pretrained(name, local_files_only=True)
    except (OSError, ValueError, KeyError) as e:
        raise SettingError(f"SPASM_QA_NLI is {name!r}, which is neither a model's folder nor in the local cache.", hint=HINT) from e


def _columns(name: str, config: Any) -> list[int]:
    labels = {str(label).strip().lower(): int(column) for column, label in config.id2label.items()}
    if set(labels) != set(LABELS):
        raise SettingError(f"SPASM_QA_NLI is {name!r}, whose labels are {', '.join(sorted(labels))}, not {', '.join(LABELS)}.", hint=HINT)
    return [labels[label] for label in LABELS]


def _load(name: str, config: Any) -> Any:
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    length = min(MOST_PIECES, int(getattr(config, "max_position_embeddings", None) or MOST_PIECES))
    try:
        return CrossEncoder(name, device="cpu", local_files_only=True, max_length=length)
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as e:
        raise SettingError(f"SPASM_QA_NLI is {name!r}, whose weights cannot be loaded: {e}", hint=HINT) from e

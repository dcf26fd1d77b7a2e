"""The lexical index of the passages, written as bm25s reads it, in memory that grows with the vocabulary and not with the corpus.

bm25s itself wants the words of all passages in memory at once. Here each passage leaves (word, passage, count) in a file; when the last one
is in, they are put into the order of the words in blocks, with the score that bm25s would give them.
"""

import json
from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from spasm_qa.index import BM25

BLOCK = 1 << 18  # records put in order at once
RECORD = 3 * 4  # bytes: three numbers of 32 bits
PARAMETERS = {"delta": 0.5, "idf_method": "lucene", "dtype": "float32", "int_dtype": "int32", "backend": "numpy"}


class WordIndex:
    """Takes the stems of one passage after the other; `finish` makes the index whole."""

    def __init__(self, folder: Path) -> None:
        """Create the folder."""
        folder.mkdir()
        self._folder = folder
        self._part = folder / "words.part"
        self._file = self._part.open("w+b")
        self._vocabulary: dict[str, int] = {}
        self._found_in = array("i")
        self._lengths = array("i")

    def add(self, words: Sequence[str]) -> None:
        """Add the next passage."""
        records = array("i")
        for word, count in Counter(words).items():
            number = self._vocabulary.setdefault(word, len(self._vocabulary))
            if number == len(self._found_in):
                self._found_in.append(0)
            self._found_in[number] += 1
            records.extend((number, len(self._lengths), count))
        self._lengths.append(len(words))
        records.tofile(self._file)

    def finish(self) -> None:
        """Write the index; a corpus without any word has none."""
        if self._vocabulary:
            self._write()
        self.close()

    def close(self) -> None:
        """Close and remove the file of records."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _write(self) -> None:
        """Write scores and passages ordered by word, then by passage.

        score = log(1 + (N - df + 0.5) / (df + 0.5)) * tf / (k1 * (1 - b + b * length / mean length) + tf)

        Source: the variant called lucene (accurate) in Kamphuis et al., ECIR 2020, doi:10.1007/978-3-030-45442-5_4.
        """
        found_in = np.array(self._found_in, dtype=np.int64)
        lengths = np.array(self._lengths, dtype=np.float64)
        norms = BM25["k1"] * (1 - BM25["b"] + BM25["b"] * lengths / lengths.mean())
        weights = np.log(1 + (len(lengths) - found_in + 0.5) / (found_in + 0.5))
        starts = np.concatenate([[0], np.cumsum(found_in)])
        scores = self._array("data", np.float32, int(starts[-1]))
        passages = self._array("indices", np.int32, int(starts[-1]))
        free = starts[:-1].copy()
        self._file.seek(0)
        while len(block := np.fromfile(self._file, dtype=np.int32, count=3 * BLOCK)):
            word, passage, count = block.reshape(-1, 3)[np.argsort(block[::3], kind="stable")].T
            at = free[word] + _rank_in_run(word)
            passages[at] = passage
            scores[at] = weights[word] * count / (norms[passage] + count)
            free += np.bincount(word, minlength=len(free))
        np.save(self._folder / "indptr.csc.index.npy", starts)
        self._json("vocab", self._vocabulary)
        self._json("params", {**BM25, **PARAMETERS, "num_docs": len(lengths), "version": _version()})

    def _array(self, name: str, kind: Any, size: int) -> NDArray[Any]:
        found: NDArray[Any] = open_memmap(self._folder / f"{name}.csc.index.npy", mode="w+", dtype=kind, shape=(size,))
        return found

    def _json(self, name: str, value: Any) -> None:
        (self._folder / f"{name}.index.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _rank_in_run(values: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for sorted values how many equal ones stand before each."""
    first = np.r_[True, values[1:] != values[:-1]]
    starts = np.flatnonzero(first)
    ranks: NDArray[np.int64] = np.arange(len(values)) - starts[np.cumsum(first) - 1]
    return ranks


def _version() -> str:
    import bm25s

    return str(bm25s.__version__)

"""Text -> vector, in batches, each text once in a lifetime: vectors are kept by the hash of model and text."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from spasm_qa.embedding import Embedder, Vectors

BATCH = 128  # texts between two reports of progress; after each the vectors are safe on disk


class VectorStore:
    """Vectors on disk, so that only new or changed texts are ever encoded, also after an interrupted run."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        """Open or create the file; half-precision values, the cosine to full precision is above 0.9999."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._database = sqlite3.connect(path, timeout=30)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
        self.encoded = 0

    def vectors(self, texts: Sequence[str], progress: Callable[[int], object] = lambda n: None) -> Vectors:
        """Return unit vectors, shape (n, dim), in the order of the texts; encodes what is not there, longest first."""
        digests = [self._digest(text) for text in texts]
        found = self._read(digests)
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in found}
        progress(len(texts) - len(new))
        order = sorted(new.items(), key=lambda item: -len(item[1]))
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            vectors = self._embedder.encode_passages([text for _, text in part])
            rows = [(digest, vector.astype(np.float16).tobytes()) for (digest, _), vector in zip(part, vectors, strict=True)]
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            found.update(rows)
            self.encoded += len(part)
            progress(len(part))
        return np.stack([np.frombuffer(found[digest], dtype=np.float16) for digest in digests]).astype(np.float32)

    def _digest(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._embedder.name}\0{text}".encode()).digest()[:16]

    def _read(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for at in range(0, len(digests), 500):
            part = digests[at : at + 500]
            marks = ",".join("?" * len(part))
            found.update(self._database.execute(f"SELECT digest, vector FROM vectors WHERE digest IN ({marks})", part))
        return found

    def close(self) -> None:
        """Close the file."""
        self._database.close()

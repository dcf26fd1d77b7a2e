"""What is measured side by side: spasm-qa itself and BM25 alone; the LangChain recipe stands in `recipe`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from spasm_qa.embedding import Embedder, Vectors, load_embedder
from spasm_qa.evaluate.beir import documents
from spasm_qa.index import CANDIDATES, Index, stem_words
from spasm_qa.settings import Settings

NEIGHBOURS = 10


class Search(Protocol):
    """An opened index."""

    def __len__(self) -> int:
        """Return how many passages it holds."""

    def documents(self, question: str, k: int) -> list[str]:
        """Return the ids of the `k` best documents, best first."""

    def neighbours(self, question: str) -> tuple[list[str], list[str]] | None:
        """Return the ten nearest vectors' ids as found and as exact; None without vectors."""


class System(Protocol):
    """Something that turns a BEIR folder into an index; it is sent to processes of its own, so it holds settings only."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    def warm(self) -> None:
        """Load whatever is loaded once in a process: libraries and weights."""

    def ingest(self, folder: Path, store: Path) -> None:
        """Read the folder and write the index."""

    def open(self, store: Path) -> Search:
        """Open the index that `ingest` wrote."""


@dataclass(frozen=True)
class Ours:
    """spasm-qa as shipped: the same ingest and search as its commands."""

    settings: Settings
    embedder: Embedder | None = None
    name: str = "spasm-qa"

    def _model(self) -> Embedder:
        return self.embedder or load_embedder(self.settings.embedding)

    def warm(self) -> None:
        """Load the weights for passages."""
        import ingest.build  # noqa: F401

        self._model().encode_passages(["warm up"])

    def ingest(self, folder: Path, store: Path) -> None:
        """Run `python -m ingest FOLDER --index STORE`."""
        from ingest.build import update

        update([folder], store, self.settings, embedder=self._model())

    def open(self, store: Path) -> Search:
        """Open the index."""
        return OurSearch(Index(store, self._model()))


@dataclass(frozen=True)
class OursWithoutVectors(Ours):
    """The same reading, splitting and writing with no vector computed or stored: what of the memory is our own."""

    def ingest(self, folder: Path, store: Path) -> None:
        """Write the library and the lexical index only."""
        from ingest.load import document_parts
        from ingest.store import write

        def embed(texts: Sequence[str]) -> Vectors:
            return np.zeros((len(texts), 1), dtype=np.float32)

        write(store, document_parts(folder, self._model().pieces, [], {}), embed=embed, extras={}, add=lambda **rows: None)


class OurSearch:
    """Searches an index of spasm-qa."""

    def __init__(self, index: Index) -> None:
        """Keep the index."""
        self.index = index

    def __len__(self) -> int:
        """Return how many passages it holds."""
        return self.index.library.size()

    def documents(self, question: str, k: int) -> list[str]:
        """Return what `spasm-qa search` returns."""
        return [document for document, _, _ in self.index.search_documents(question, k)]

    def neighbours(self, question: str) -> tuple[list[str], list[str]]:
        """Search as the index itself does: as many candidates, of which the first ten count."""
        return neighbours(self.index.collection, self.index.embedder.encode([question])[0], 2 * CANDIDATES)


@dataclass(frozen=True)
class Bm25Alone:
    """bm25s, Lucene's variant, over whole documents with their titles; English stems, the same stop words as ours."""

    name: str = "BM25 alone"

    def warm(self) -> None:
        """Import the library."""
        import bm25s  # noqa: F401

    def ingest(self, folder: Path, store: Path) -> None:
        """Index every document."""
        import bm25s

        ids, words = zip(*((name, stem_words(f"{title} {text}")) for name, title, text in documents(folder)), strict=True)
        ranker = bm25s.BM25(method="lucene")
        ranker.index(list(words), show_progress=False)
        ranker.save(str(store))
        (store / "ids.json").write_text(json.dumps(ids), encoding="utf-8")

    def open(self, store: Path) -> Search:
        """Open the index."""
        import bm25s

        return Bm25Search(bm25s.BM25.load(str(store), mmap=True), json.loads((store / "ids.json").read_text(encoding="utf-8")))


class Bm25Search:
    """Searches an index of BM25 alone."""

    def __init__(self, ranker: Any, ids: Sequence[str]) -> None:
        """Keep the ranker and the ids of its rows."""
        self.ranker, self.ids = ranker, ids

    def __len__(self) -> int:
        """Return how many documents it holds: they are not cut."""
        return len(self.ids)

    def documents(self, question: str, k: int) -> list[str]:
        """Return the documents with the best scores above 0."""
        words = stem_words(question)
        scores = self.ranker.get_scores(words) if words else np.zeros(len(self.ids))
        return [self.ids[row] for row in np.argsort(-scores, kind="stable")[:k] if scores[row] > 0]

    def neighbours(self, question: str) -> None:
        """Return nothing: there are no vectors."""
        return


_matrices: dict[int, tuple[list[str], Vectors]] = {}


def neighbours(collection: Any, vector: Vectors, candidates: int) -> tuple[list[str], list[str]]:
    """Return the ids of the ten nearest as the collection's graph finds them, and as a full comparison does.

    Unit vectors have the same neighbours by cosine and by Euclidean distance.
    """
    found = collection.query(query_embeddings=[vector], n_results=min(candidates, collection.count()), include=[])["ids"][0]
    if id(collection) not in _matrices:
        _matrices.clear()
        _matrices[id(collection)] = _matrix(collection)
    ids, matrix = _matrices[id(collection)]
    nearest = np.argsort(-(matrix @ vector), kind="stable")[:NEIGHBOURS]
    return found[:NEIGHBOURS], [ids[row] for row in nearest]


def _matrix(collection: Any, batch: int = 5_000) -> tuple[list[str], Vectors]:
    ids: list[str] = []
    parts: list[Vectors] = []
    for offset in range(0, collection.count(), batch):
        page = collection.get(limit=batch, offset=offset, include=["embeddings"])
        ids += page["ids"]
        parts.append(np.asarray(page["embeddings"], dtype=np.float32))
    return ids, np.concatenate(parts)

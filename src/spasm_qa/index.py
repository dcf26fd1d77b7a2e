"""Opens a build of the index and searches its passages: by their vectors in Chroma, by their words with BM25."""

import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from spasm_qa.builds import BM25_FOLDER, LIBRARY_FILE
from spasm_qa.builds import POINTER as POINTER
from spasm_qa.embedding import Embedder, Vectors
from spasm_qa.errors import IndexStale
from spasm_qa.library import Library
from spasm_qa.place import build_folder, damage, open_vectors
from spasm_qa.place import read_manifest as read_manifest
from spasm_qa.server import server_at
from spasm_qa.types import Hit, Passage

FILES_FOLDER = "files"  # beside the builds: copies of PDF files by their SHA-256
FORMAT = 2
BM25: dict[str, Any] = {"method": "lucene", "k1": 0.9, "b": 0.4}
"""Passages are of one size, so their length says little. The values are Anserini's; on MedQuAD they find more than bm25s' 1.5 and 0.75."""
DENSE_WEIGHT = 0.8  # of the convex sum with BM25; calibrated on MedQuAD, see README, Measures
CANDIDATES = 100
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
STOP_WORDS = frozenset(
    "a an and are as at be but by can could do does for from had has have how i if in into is it its me my of on or our "
    "should so that the their them "
    "then there these they this to was we were what when where which who why will with would you your".split()
)


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def stem_words(text: str) -> list[str]:
    """Return the stems of the content words of a text, as the lexical index holds them."""
    return list(_stemmer().stemWords([word for word in WORD.findall(text.lower()) if word not in STOP_WORDS]))


class Index:
    """One build of an index, open for reading."""

    def __init__(self, folder: Path, embedder: Embedder, *, server: str = "") -> None:
        """Open the build in use: that of a folder, or that of a Chroma server with its files kept in the folder.

        Raises:
            IndexMissing: Nothing was built yet.
            IndexStale: It was built with another model or format, or is damaged.
            IndexUnreachable: The server does not answer.
        """
        import bm25s

        self.manifest = read_manifest(folder, server)
        self._check(embedder)
        self.embedder = embedder
        self._server = server
        build = build_folder(folder, self.manifest, server)
        self.library = Library(build / LIBRARY_FILE)
        words = build / BM25_FOLDER
        try:
            self.collection, close = open_vectors(build, server)
            weakref.finalize(self, close)  # lets go of the graph when the last reader does
            self._bm25: Any = bm25s.BM25.load(str(words), mmap=True) if (words / "params.index.json").exists() else None
        except damage() as e:
            raise IndexStale(f"The index in {folder} is damaged ({e}).") from e
        self._keys = np.array(self.library.keys())
        self._document_of = self.library.documents_of()

    def _check(self, embedder: Embedder) -> None:
        built = (self.manifest.get("format"), self.manifest.get("model"))
        if built != (FORMAT, embedder.name):
            raise IndexStale(
                f"The index was built with format {built[0]} and model {built[1]}; this is format {FORMAT} and model {embedder.name}."
            )

    def search(self, question: str, k: int = 10, *, vector: Vectors | None = None) -> list[Hit]:
        """Return the `k` best passages, best first: cosine and BM25 as a convex sum, each scaled to its own best."""
        scores = self.scores(question, vector=vector)
        best = sorted(scores, key=lambda key: -scores[key])[:k]
        return [Hit(passage, scores[passage.key]) for passage in self.library.passages(best)]

    def search_documents(self, question: str, k: int) -> list[tuple[str, str, float]]:
        """Return (document, its best passage's key, score) of the `k` best documents, best first."""
        scores = self.scores(question)
        found: dict[str, tuple[str, str, float]] = {}
        for key in sorted(scores, key=lambda key: -scores[key]):
            document = self._document_of[key]
            found.setdefault(document, (document, key, scores[key]))
            if len(found) == k:
                break
        return list(found.values())

    def scores(self, question: str, *, vector: Vectors | None = None) -> dict[str, float]:
        """Return the fused scores of the candidates of both sides, by passage key."""
        if not len(self._keys) or not question.strip():
            return {}
        query = self.embedder.encode([question])[0] if vector is None else vector
        dense = self._dense(query)
        lexical = self.lexical(question)
        return fuse(dense, lexical)

    def _dense(self, query: Vectors) -> dict[str, float]:
        count = min(CANDIDATES * 2, max(1, int(self.manifest.get("views", CANDIDATES))))
        with self._asked():
            found = self.collection.query(query_embeddings=[query], n_results=count, include=["distances"])
        best: dict[str, float] = {}
        for view, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            best.setdefault(view.partition("#")[0], 1.0 - distance)  # a view is named KEY#NUMBER; reading its metadata takes longer
        return best

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Tell what goes wrong with the vectors as an error of the index."""
        if self._server:
            with server_at(self._server).asked():
                yield
            return
        try:
            yield
        except damage() as e:
            raise IndexStale(f"The vectors of the index are damaged ({e}).") from e

    def ingested(self, vector: Vectors, k: int) -> list[Passage]:
        """Return the `k` passages of ingested documents (not of the curated corpus) nearest to a vector, nearest first."""
        if int(self.manifest.get("passages", 0)) <= int(self.manifest.get("statements", 0)):
            return []
        with self._asked():
            found = self.collection.query(query_embeddings=[vector], n_results=k, where={"curated": False}, include=["metadatas"])
        return self.library.passages(list(dict.fromkeys(meta["passage"] for meta in found["metadatas"][0])))

    def originals(self, passage: str, source: str, k: int) -> list[Hit]:
        """Return the `k` passages of a source's originals nearest to a statement's passage, nearest first; `score` is the cosine."""
        with self._asked():
            own = self.collection.get(ids=[f"{passage}#0"], include=["embeddings"])["embeddings"]
            if not len(own):
                return []
            found = self.collection.query(query_embeddings=[own[0]], n_results=k, where={"original": source}, include=["distances"])
        near = {view.partition("#")[0]: 1.0 - distance for view, distance in zip(found["ids"][0], found["distances"][0], strict=True)}
        return [Hit(each, near[each.key]) for each in self.library.passages(list(near))]

    def lexical(self, question: str, most: int = CANDIDATES) -> dict[str, float]:
        """Return the BM25 scores of the best passages with any, by key."""
        words = stem_words(question)
        if self._bm25 is None or not words:
            return {}
        scores = self._bm25.get_scores(words)
        top = np.argpartition(-scores, min(most, len(scores) - 1))[:most] if len(scores) > 1 else np.array([0])
        return {str(self._keys[row]): float(scores[row]) for row in top if scores[row] > 0}

    def views(self) -> tuple[list[str], Vectors]:
        """Return every embedded view of the curated statements: passage keys and unit vectors, shape (n, dim)."""
        keys = {s.passage for s in self.library.statements.values()}
        if not keys:
            return [], np.zeros((0, 1), dtype=np.float32)
        with self._asked():
            found = self.collection.get(where={"curated": True}, include=["metadatas", "embeddings"])
        return [meta["passage"] for meta in found["metadatas"]], np.asarray(found["embeddings"], dtype=np.float32)


def fuse(dense: dict[str, float], lexical: dict[str, float], weight: float = DENSE_WEIGHT) -> dict[str, float]:
    """Return `weight * cosine + (1 - weight) * BM25`, each divided by its best; a passage that one side lacks gets the lowest cosine, or 0.

    The cosine keeps its zero: stretching the candidates over 0 to 1 would let the spread of each query decide how much BM25 counts.

    Source: convex combination of normalised scores, Bruch, Gai & Ingber, TOIS 2023, doi:10.1145/3596512.
    """
    high = max(dense.values(), default=1.0) or 1.0
    low = min(dense.values(), default=0.0)
    top = max(lexical.values(), default=1.0) or 1.0
    return {key: weight * dense.get(key, low) / high + (1 - weight) * lexical.get(key, 0.0) / top for key in {*dense, *lexical}}

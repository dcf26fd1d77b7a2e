"""The baseline: LangChain's usual recipe, with the defaults of its parts and the same weights as ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spasm_qa.embedding import DEFAULT
from spasm_qa.errors import SpasmQAError
from spasm_qa.evaluate.beir import documents
from spasm_qa.evaluate.systems import Search, neighbours

CHUNK, OVERLAP = 1000, 200  # characters; the figures of LangChain's own tutorials
CHUNKS = 50  # fetched, so that ten documents stand among them


@dataclass(frozen=True)
class Recipe:
    """RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings, langchain_chroma; the best chunk stands for its document."""

    model: str = DEFAULT
    name: str = "LangChain recipe"

    def warm(self) -> None:
        """Load libraries and weights.

        Raises:
            SpasmQAError: A library of the recipe is not installed.
        """
        self._embeddings().embed_documents(["warm up"])
        _splitter()

    def ingest(self, folder: Path, store: Path) -> None:
        """Split title and text, embed, store."""
        from langchain_chroma import Chroma
        from langchain_core.documents import Document

        whole = [Document(f"{title}\n\n{text}" if title else text, metadata={"document": name}) for name, title, text in documents(folder)]
        Chroma.from_documents(_splitter().split_documents(whole), self._embeddings(), persist_directory=str(store))

    def open(self, store: Path) -> Search:
        """Open the store."""
        from langchain_chroma import Chroma

        embeddings = self._embeddings()
        return RecipeSearch(Chroma(persist_directory=str(store), embedding_function=embeddings), embeddings)

    def _embeddings(self) -> Any:
        embeddings = _needed("langchain_huggingface").HuggingFaceEmbeddings
        return embeddings(model_name=str(_folder(self.model)), model_kwargs={"device": "cpu", "local_files_only": True})


class RecipeSearch:
    """Searches the recipe's store."""

    def __init__(self, store: Any, embeddings: Any) -> None:
        """Keep the store and the embeddings."""
        self.store, self.embeddings = store, embeddings

    def __len__(self) -> int:
        """Return how many chunks it holds."""
        return int(self.store._collection.count())

    def documents(self, question: str, k: int) -> list[str]:
        """Return the documents in the order of their best chunks."""
        return _first(found.metadata["document"] for found in self.store.similarity_search(question, k=CHUNKS))[:k]

    def neighbours(self, question: str) -> tuple[list[str], list[str]]:
        """Search as `documents` does."""
        import numpy as np

        return neighbours(self.store._collection, np.asarray(self.embeddings.embed_query(question), dtype=np.float32), CHUNKS)


def _first(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _splitter() -> Any:
    return _needed("langchain_text_splitters").RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)


def _needed(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as e:
        raise SpasmQAError(f"The comparison needs {module.replace('_', '-')}.", hint="Run `pip install -e '.[test]'`.") from e


def _folder(name: str) -> Path | str:
    from spasm_qa.embedding import _folder as folder

    return folder(name)

"""Vectors, texts and statements -> a new build of the index, switched in at once when it is whole."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from ingest.embed import VectorStore
from ingest.memory import give_back
from ingest.words import WordIndex
from spasm_qa.builds import BM25_FOLDER, CHROMA_FOLDER, LIBRARY_FILE, POINTER, sweep
from spasm_qa.embedding import Vectors
from spasm_qa.errors import IndexMissing, IndexStale, IndexUnusable
from spasm_qa.index import stem_words
from spasm_qa.library import LibraryWriter
from spasm_qa.place import COLLECTION, SERVER_FOLDER, read_manifest
from spasm_qa.server import WRITE_SECONDS, server_at
from spasm_qa.types import Document, Passage, Reference, Statement

HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 400, "ef_search": 500}
"""Fixed at creation; the default loses recall at scale."""
BATCH = 4096  # views embedded at once: sorted by length, they leave little to pad
AT_ONCE = 512  # views in one call of Chroma's: with eight times as many it takes half as much memory again
UNWRITABLE = (OSError, sqlite3.Error, ChromaError)
"""What a full disk, or a folder that cannot be written to, makes of SQLite, Chroma and the rest."""
REMOTE_BATCH = 1024  # views in one request to a server


@dataclass(frozen=True, slots=True)
class Parts:
    """What one document gives to the index."""

    document: Document
    reference: Reference | None
    passages: Sequence[Passage]
    statements: Sequence[Statement]
    views: Sequence[tuple[str, str]]
    """(passage key, text to embed); a passage may be embedded in several wordings."""


def build(
    index: Path,
    documents: Iterable[Parts],
    *,
    vectors: VectorStore,
    manifest: Mapping[str, Any],
    extras: Mapping[str, Any],
    progress: Callable[[int], object],
    server: str = "",
) -> dict[str, Any]:
    """Write a new build beside the present one and switch to it; with a `server` its vectors and the pointer are there.

    The pointer is replaced in one step after everything else is in its place, so that readers see the old index or the new one, never a
    half.
    `extras` are the parts of the corpus that are not documents (references, vocabulary, triage rules, articles).
    Returns the manifest as written.
    """
    before = str(_before(index, server).get("build"))
    place = index / SERVER_FOLDER if server else index
    folder = place / f"build-{time.time_ns():x}"
    folder.mkdir(parents=True)
    try:
        with _collection(folder, server) as (add, most):
            counts = write(folder, documents, embed=partial(vectors.vectors, progress=progress), extras=extras, add=add, most=most)
        whole = {**manifest, **counts, "build": folder.name}
        if server:
            whole = server_at(server).publish(whole, folder, keep=before)
        else:
            _switch(index, whole)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if server:
            with suppress(IndexUnusable):  # what a server that is down keeps of it, the next builds sweep
                server_at(server).drop(folder.name)
        raise
    sweep(place, keep={folder.name, before})
    return whole


@contextmanager
def _collection(folder: Path, server: str) -> Iterator[tuple[Callable[..., object], int]]:
    """Give a function that adds to a new collection for the vectors, and how many it takes at once."""
    if server:
        chroma = server_at(server)
        made, most = chroma.create(folder.name, {"hnsw": HNSW})

        def add(**rows: Any) -> None:
            with chroma.asked(WRITE_SECONDS):
                made.add(**rows)

        yield add, min(REMOTE_BATCH, most)
        return
    client: Any = chromadb.PersistentClient(path=str(folder / CHROMA_FOLDER), settings=ChromaSettings(anonymized_telemetry=False))
    try:
        collection = client.create_collection(COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None)
        yield collection.add, min(AT_ONCE, client.get_max_batch_size())
    finally:
        client.close()


def write(
    folder: Path,
    documents: Iterable[Parts],
    *,
    embed: Callable[[Sequence[str]], Vectors],
    extras: Mapping[str, Any],
    add: Callable[..., object],
    most: int = AT_ONCE,
) -> dict[str, int]:
    """Write the library and the lexical index, hand the vectors to `add`, at most `most` at once; return what was counted."""
    writer = LibraryWriter(folder / LIBRARY_FILE)
    words = WordIndex(folder / BM25_FOLDER)
    counts = {"documents": 0, "passages": 0, "statements": 0, "views": 0}
    try:
        views = _stored(documents, writer, words, counts)
        while batch := list(islice(views, BATCH)):
            vectors = embed([text for _, _, text, _ in batch])
            for at in range(0, len(batch), most):
                part = batch[at : at + most]
                ids = [f"{key}#{n}" for key, n, _, _ in part]
                metadatas = [{"passage": key, **mark} for key, _, _, mark in part]
                add(ids=ids, embeddings=vectors[at : at + most], metadatas=metadatas)
            counts["views"] += len(batch)
            give_back()
        writer.finish(extras)
        words.finish()
    finally:
        words.close()
    return counts


def _stored(
    documents: Iterable[Parts], writer: LibraryWriter, words: WordIndex, counts: dict[str, int]
) -> Iterator[tuple[str, int, str, dict[str, str | bool]]]:
    """Write each document to the library and yield its views as (passage key, number of the view, text, what marks it).

    Originals of curated sources are neither curated nor quoted: they are marked with the source that they belong to.
    """
    for parts in documents:
        writer.add(parts.document, parts.reference, parts.passages, parts.statements)
        counts["documents"] += 1
        counts["passages"] += len(parts.passages)
        counts["statements"] += len(parts.statements)
        original = parts.reference is not None and parts.document.reference not in ("", parts.reference.id)
        mark: dict[str, str | bool] = {"original": parts.document.reference} if original else {"curated": bool(parts.statements)}
        by_key: dict[str, list[str]] = {passage.key: [] for passage in parts.passages}
        for key, text in parts.views:
            by_key[key].append(text)
        for key, texts in by_key.items():
            words.add(stem_words(" ".join(texts)))
            for n, text in enumerate(texts):
                yield key, n, text, mark


def _before(index: Path, server: str) -> Mapping[str, Any]:
    try:
        return read_manifest(index, server)
    except (IndexMissing, IndexStale):
        return {}


def _switch(index: Path, manifest: Mapping[str, Any]) -> None:
    fresh = index / f"{POINTER}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(index / POINTER)

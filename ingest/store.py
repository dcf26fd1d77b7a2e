"""Vectors, texts and statements -> a new build of the index, switched in at once when it is whole."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from sys import intern
from typing import Any

import bm25s
import chromadb
from chromadb.config import Settings as ChromaSettings

from ingest.embed import VectorStore
from spasm_qa.index import BM25, BM25_FOLDER, CHROMA_FOLDER, COLLECTION, LIBRARY_FILE, POINTER, stem_words
from spasm_qa.library import LibraryWriter
from spasm_qa.types import Document, Passage, Reference, Statement

HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 400, "ef_search": 500}
"""Fixed at creation; the default loses recall at scale."""


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
) -> dict[str, Any]:
    """Write a new build beside the present one and switch to it.

    The pointer file is replaced in one step after everything else is on disk, so that readers see the old index or the new one, never a
    half.
    `extras` are the parts of the corpus that are not documents (references, vocabulary, triage rules, articles).
    Returns the manifest as written.
    """
    folder = index / f"build-{time.time_ns():x}"
    folder.mkdir(parents=True)
    try:
        counts = _write(folder, documents, vectors, extras, progress)
        whole = {**manifest, **counts, "build": folder.name}
        _switch(index, whole)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _sweep(index, keep=2)
    return whole


def _write(
    folder: Path, documents: Iterable[Parts], vectors: VectorStore, extras: Mapping[str, Any], progress: Callable[[int], object]
) -> dict[str, int]:
    client: Any = chromadb.PersistentClient(path=str(folder / CHROMA_FOLDER), settings=ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection(COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None)
    writer = LibraryWriter(folder / LIBRARY_FILE)
    words: list[list[str]] = []
    counts = {"documents": 0, "passages": 0, "statements": 0, "views": 0}
    most = client.get_max_batch_size()
    views = _stored(documents, writer, words, counts)
    while part := list(islice(views, min(4096, most))):
        embeddings = vectors.vectors([text for _, _, text, _ in part], progress)
        ids = [f"{key}#{n}" for key, n, _, _ in part]
        collection.add(ids=ids, embeddings=embeddings, metadatas=[{"passage": key, **mark} for key, _, _, mark in part])
        counts["views"] += len(part)
    writer.finish(extras)
    _write_bm25(folder / BM25_FOLDER, words)
    client.close()
    return counts


def _stored(
    documents: Iterable[Parts], writer: LibraryWriter, words: list[list[str]], counts: dict[str, int]
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
        for texts in by_key.values():
            words.append([intern(stem) for stem in stem_words(" ".join(texts))])  # one string a stem: memory stays small
        for key, texts in by_key.items():
            for n, text in enumerate(texts):
                yield key, n, text, mark


def _write_bm25(folder: Path, words: list[list[str]]) -> None:
    folder.mkdir()
    if not any(words):
        return
    ranker = bm25s.BM25(**BM25)
    ranker.index(words, show_progress=False)
    ranker.save(str(folder))


def _switch(index: Path, manifest: Mapping[str, Any]) -> None:
    fresh = index / f"{POINTER}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(index / POINTER)


def _sweep(index: Path, *, keep: int) -> None:
    """Remove old builds and remains of interrupted ones; the last build stays for readers that still have it open."""
    builds = sorted(index.glob("build-*"), key=lambda path: path.name)
    for path in builds[:-keep]:
        shutil.rmtree(path, ignore_errors=True)

"""Where the builds of an index are: in a folder, or on a Chroma server with their files fetched into the folder."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from spasm_qa.builds import CHROMA_FOLDER, LIBRARY_FILE, POINTER
from spasm_qa.errors import IndexMissing, IndexStale
from spasm_qa.library import Library
from spasm_qa.server import server_at

COLLECTION = "passages"
SERVER_FOLDER = "server"


def damage() -> tuple[type[Exception], ...]:
    """Return the errors that damaged files of an index raise."""
    from chromadb.errors import ChromaError

    return (ChromaError, IndexStale, OSError, ValueError)


def read_manifest(index: Path, server: str = "") -> dict[str, Any]:
    """Return the manifest of the build in use.

    Raises:
        IndexMissing: There is none yet.
        IndexStale: It cannot be read.
        IndexUnreachable: The server does not answer.
    """
    if server:
        return server_at(server).manifest()
    try:
        manifest = json.loads((index / POINTER).read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        raise IndexMissing(f"There is no index in {index} yet.") from e
    except (OSError, ValueError) as e:
        raise IndexStale(f"{index / POINTER} cannot be read ({e}).") from e
    if not isinstance(manifest, dict) or not isinstance(manifest.get("build"), str):
        raise IndexStale(f"{index / POINTER} is not the manifest of an index.")
    return manifest


def build_folder(index: Path, manifest: Mapping[str, Any], server: str = "") -> Path:
    """Return the folder with the library and the lexical index of a build; those of a server are fetched if they are not there."""
    if server:
        return server_at(server).fetch(manifest, index / SERVER_FOLDER)
    return index / str(manifest["build"])


def open_vectors(build: Path, server: str = "") -> tuple[Any, Callable[[], object]]:
    """Return the collection of a build's vectors, and what to call when it is needed no more."""
    if server:
        return server_at(server).collection(build.name), lambda: None
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    client: Any = chromadb.PersistentClient(path=str(build / CHROMA_FOLDER), settings=ChromaSettings(anonymized_telemetry=False))
    try:
        return client.get_collection(COLLECTION, embedding_function=None), client.close
    except BaseException:
        client.close()
        raise


def is_whole(index: Path, manifest: Mapping[str, Any], server: str = "") -> bool:
    """Tell whether the files of a build can be opened and hold as much as its manifest says; needs no embedding model.

    Raises:
        IndexUnreachable: The server does not answer.
    """
    if not server and not (index / str(manifest.get("build")) / CHROMA_FOLDER).is_dir():
        return False
    try:
        build = build_folder(index, manifest, server)
        rows = Library(build / LIBRARY_FILE).size()
        collection, close = open_vectors(build, server)
        views = collection.count()
        close()
    except damage():
        return False
    return bool(rows == manifest.get("passages") and views == manifest.get("views"))

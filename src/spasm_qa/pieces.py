"""Files in a Chroma collection: compressed, in pieces small enough for the metadata of a record, each file checked by its sha256."""

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from spasm_qa.errors import IndexStale

PIECE = 3_000  # bytes; 4,000 characters of metadata
PIECES = 256  # a request
BLOCK = 1 << 20
HINT = "Run `python -m ingest` again where the documents are."


def put(collection: Any, folder: Path) -> dict[str, tuple[int, str]]:
    """Write all files below a folder; return name -> (number of pieces, sha256)."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: _put(collection, name, folder / name) for name in names}


def get(collection: Any, files: Mapping[str, tuple[int, str]], folder: Path) -> None:
    """Read files as `put` told them into a folder.

    Raises:
        IndexStale: One of them is not what was put there.
    """
    for name, (pieces, digest) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        found = hashlib.sha256()
        try:
            with path.open("wb") as file:
                for block in _read(collection, name, pieces):
                    found.update(block)
                    file.write(block)
        except (zlib.error, KeyError) as e:
            raise IndexStale(f"{name} on the Chroma server is damaged ({e}).", hint=HINT) from e
        if found.hexdigest() != digest:
            raise IndexStale(f"{name} on the Chroma server is damaged.", hint=HINT)


def _put(collection: Any, name: str, path: Path) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    pieces = _pieces(path, digest.update)
    while part := list(islice(pieces, PIECES)):
        numbers = range(count, count + len(part))
        collection.add(
            ids=[f"{name}:{n}" for n in numbers],
            embeddings=[[float(n)] for n in numbers],  # there is no record without a vector
            metadatas=[{"data": base64.b64encode(piece).decode()} for piece in part],
        )
        count += len(part)
    return count, digest.hexdigest()


def _pieces(path: Path, told: Callable[[bytes], object]) -> Iterator[bytes]:
    squeeze, rest = zlib.compressobj(), b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            told(block)
            rest += squeeze.compress(block)
            whole = len(rest) // PIECE * PIECE
            yield from (rest[at : at + PIECE] for at in range(0, whole, PIECE))
            rest = rest[whole:]
    rest += squeeze.flush()
    yield from (rest[at : at + PIECE] for at in range(0, len(rest), PIECE))


def _read(collection: Any, name: str, count: int) -> Iterator[bytes]:
    widen = zlib.decompressobj()
    for start in range(0, count, PIECES):
        ids = [f"{name}:{n}" for n in range(start, min(start + PIECES, count))]
        page = collection.get(ids=ids, include=["metadatas"])
        data = dict(zip(page["ids"], (meta["data"] for meta in page["metadatas"]), strict=True))
        for each in ids:
            yield widen.decompress(base64.b64decode(data[each]))

"""The files below a folder that are documents, in an order that stays the same."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.beir import is_beir

SIDECARS = (".meta.yaml", ".mapping.yaml")


def files_of(root: Path) -> Iterator[Path]:
    """Yield the files below `root`, sorted; a file is its own only file and a BEIR folder is one unit.

    Left out: hidden names, sidecars, and links that leave the root or go round in circles.
    """
    if not root.is_dir() or is_beir(root):
        yield root
        return
    yield from _below(root, root.resolve(), frozenset({root.resolve()}))


def _below(folder: Path, root: Path, above: frozenset[Path]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.startswith((".", "~$")) or name.endswith(SIDECARS):
            continue
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError):
            continue  # a link to nowhere, or to itself
        if not real.is_relative_to(root) or real in above:
            continue
        if not real.is_dir():
            if real.is_file():
                yield path
        elif is_beir(path):
            yield path
        else:
            yield from _below(path, root, above | {real})

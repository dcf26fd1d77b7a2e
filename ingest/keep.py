"""Copies of PDF files in the index, by their hash: the pages behind a quote stay as they were when it was read."""

import hashlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from spasm_qa.errors import CorpusError


def keep(path: Path, folder: Path) -> str:
    """Copy a PDF into `folder` under its SHA-256 and return that; for other files do nothing and return an empty text.

    Raises:
        CorpusError: The copy cannot be written.
    """
    if not path.is_file():  # a folder that is one document, or many
        return ""
    try:
        with path.open("rb") as file:
            if b"%PDF-" not in file.read(1024):
                return ""
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target = folder / f"{digest}.pdf"
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f".{digest}.{os.getpid()}.part"
            shutil.copyfile(path, part)
            part.replace(target)
    except OSError as e:
        raise CorpusError(f"{path.name}: no copy of it could be kept ({e.strerror}).", hint="Make room in SPASM_QA_HOME.") from e
    return digest


def sweep(folder: Path, used: Collection[str]) -> None:
    """Remove the copies that no document of the index stands on any more."""
    for path in folder.glob("*.pdf") if folder.is_dir() else ():
        if path.stem not in used:
            path.unlink(missing_ok=True)

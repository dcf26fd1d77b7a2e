"""Read any file: choose its reader, check that what comes out is whole, and say when a name misleads."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded
from ingest.formats.reviewed import as_reviewed
from ingest.formats.sniff import Unknown, format_of
from spasm_qa.errors import CorpusError


def read_file(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the documents of a file or BEIR folder.

    A file with another format's suffix is read as what it is, with a warning; its errors say so, too.

    Raises:
        CorpusError: no format fits, or the reader cannot use the file.
    """
    file = File(path, options)
    found = format_of(path, options)
    if isinstance(found, Unknown):
        raise file.error(f"cannot be read: {found.reason}", hint=found.hint)
    suffix = path.suffix.lower()
    fits = path.is_dir() or not suffix or suffix in found.suffixes
    misnamed = "" if fits else f"Its content is {found.name} although its name ends in {suffix}."
    try:
        for item in as_reviewed(found.read(path, options), path, options):
            yield replace(item, warnings=(misnamed, *item.warnings)) if misnamed else item
    except CorpusError as e:
        if misnamed:
            raise CorpusError(f"{e} ({misnamed})", hint=e.hint) from e
        raise

"""A folder in BEIR layout: `corpus.jsonl` with `_id`, `title` and `text`; the document id stays `_id`."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.bibliography import FIELDS
from ingest.formats.body import Body, scrub
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded_record, shared_fields
from ingest.formats.records import as_text, json_lines

CORPUS = "corpus.jsonl"


def is_beir(path: Path) -> bool:
    """Tell whether a folder is in BEIR layout."""
    return path.is_dir() and (path / CORPUS).is_file()


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the documents of a BEIR folder, or of its corpus file, line by line; the file may be of any size.

    Records without text and title are left out. `metadata` may hold bibliographic fields.

    Raises:
        CorpusError: a line is no JSON object, has no `_id`, or has an `_id` that was there before.
    """
    file = File(path / CORPUS if path.is_dir() else path, options)
    shared = shared_fields(file)
    seen: set[str] = set()
    count = 0
    for number, record in json_lines(file):
        identifier = scrub(as_text(record.get("_id")))
        if not identifier:
            raise file.error("no `_id`", line=number, hint='Each line is {"_id": "...", "title": "...", "text": "..."}.')
        if identifier in seen:
            raise file.error(f"`_id` {identifier[:80]!r} was there before", line=number, hint="Give each document its own `_id`.")
        seen.add(identifier)
        title, text = scrub(as_text(record.get("title"))).strip(), scrub(as_text(record.get("text"))).strip()
        if text or title:
            count += 1
            yield _document(file, shared, {"id": identifier, "title": title}, text or title, record.get("metadata"))
    if not count:
        raise file.error("no document with text in it", hint="Check that the export is complete.")


def _document(file: File, shared: dict[str, str], own: dict[str, str], text: str, metadata: object) -> Loaded:
    body = Body()
    body.verbatim(text)
    extra = {name: as_text(metadata.get(name)) for name in FIELDS if name not in own} if isinstance(metadata, dict) else {}
    return loaded_record(file, body, {**extra, **own}, shared)

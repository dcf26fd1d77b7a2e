"""JSON objects, one a line: what the BEIR and JSON Lines readers share."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.formats.file import File


def json_lines(file: File, encoding: str = "") -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of each line that is not blank. Raises CorpusError with the line where the JSON breaks."""
    for number, line in file.lines(encoding):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as e:
            cut = "; the file may be cut short" if not line.endswith("\n") else ""
            raise file.error(f"the JSON is broken ({e.msg}, column {e.colno}{cut})", line=number, hint="One JSON object a line.") from e
        except (ValueError, RecursionError) as e:
            raise file.error("the JSON cannot be read (nested too deeply, or a number too long)", line=number) from e
        if not isinstance(record, dict):
            raise file.error("not a JSON object", line=number, hint='Each line is an object: {"id": "...", "text": "..."}.')
        yield number, record


def as_text(value: object) -> str:
    """Return a JSON value as text; objects and missing values as nothing, lists joined by `, `."""
    if isinstance(value, list):
        return ", ".join(filter(None, (as_text(item) for item in value if not isinstance(item, list))))
    if isinstance(value, bool) or value is None or isinstance(value, Mapping):
        return ""
    return str(value)

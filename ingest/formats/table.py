"""Tables of documents: CSV, TSV and JSON Lines; `<file>.mapping.yaml` says which column is which field."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.formats.bibliography import FIELDS, OTHER_NAMES, sidecar, yaml_fields
from ingest.formats.body import Body, tidy
from ingest.formats.file import DEFAULTS, MAX_LINE_BYTES, File, Options
from ingest.formats.loaded import Loaded, loaded_record, shared_fields
from ingest.formats.plain import write_text
from ingest.formats.records import as_text, json_lines

NAMES = (*FIELDS, "text")
_HINT = "Name the columns in a file beside it, `<file>.mapping.yaml`, for example `text: Abstract` and `title: Name`."


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield one document a row. Rows without text are left out; a row without an id gets one from its text.

    Raises:
        CorpusError: no column holds the text, an id is there twice, or a row is broken (with its line).
    """
    file = File(path, options)
    shared = shared_fields(file)
    encoding = sidecar(file).get("encoding", "")
    given = _mapping(file)
    seen: set[str] = set()
    for number, row in _rows(file, encoding):
        columns = given or {
            name: column for column in row if (name := OTHER_NAMES.get(column.strip().lower(), column.strip().lower())) in NAMES
        }
        _check_columns(file, columns, row, number)
        text = as_text(row.get(columns["text"]))
        if not text.strip():
            continue
        own = {name: as_text(row.get(column)).strip() for name, column in columns.items() if name != "text"}
        own["id"] = tidy(own.get("id", "")) or f"{file.slug}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"
        if own["id"] in seen:
            raise file.error(f"the id {own['id'][:80]!r} was there before", line=number, hint="Give each row its own id.")
        seen.add(own["id"])
        body = Body()
        write_text(body, text)
        if body.text:
            yield loaded_record(file, body, own, shared)
    if not seen:
        raise file.error("no row with text in it", hint=_HINT)


def _mapping(file: File) -> dict[str, str]:
    """Return field -> column from the mapping beside the file; empty when there is none."""
    beside = File(file.path.with_name(f"{file.path.name}.mapping.yaml"), file.options)
    if not beside.path.exists():
        return {}
    mapping = yaml_fields(beside, beside.text())
    if unknown := sorted(set(mapping) - set(NAMES)):
        raise beside.error(f"unknown field {unknown[0]!r}", hint=f"Known fields: {', '.join(NAMES)}.")
    if "text" not in mapping:
        raise beside.error("no column is named for `text`", hint="Add `text: <column>`.")
    return mapping


def _check_columns(file: File, columns: Mapping[str, str], row: Mapping[str, Any], number: int) -> None:
    if "text" not in columns or columns["text"] not in row:
        shown = ", ".join(str(column)[:40] for column in list(row)[:12]) or "none"
        raise file.error(f"no column {columns.get('text', 'text')!r}; columns: {shown}", line=number, hint=_HINT)


def _rows(file: File, encoding: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (line number, column -> value)."""
    head = file.head()
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from json_lines(file, encoding)
        return
    first = file.decode(head.splitlines()[0] if head.splitlines() else b"", encoding)
    delimiter = max("\t,;", key=first.count)
    csv.field_size_limit(MAX_LINE_BYTES)
    reader = csv.DictReader((_without_nul(file, *line) for line in file.lines(encoding)), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if None in row:
                raise file.error("more cells than columns", line=reader.line_num, hint="Quote cells that contain the separator.")
            yield reader.line_num, row
    except csv.Error as e:
        raise file.error(f"the CSV is broken ({e})", line=reader.line_num, hint="A quotation mark may be left open.") from e


def _without_nul(file: File, number: int, line: str) -> str:
    if "\0" in line:
        raise file.error("binary content, not text", line=number, hint="Export it as CSV in UTF-8.")
    return line

"""Drug labels as openFDA's label endpoint returns them: JSON with `results`, one label each."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.formats.bibliography import sidecar, year_in
from ingest.formats.body import Body
from ingest.formats.drug_label import FIELD_HEADINGS, label_url
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded_record, shared_fields
from ingest.formats.plain import write_text

_RESULTS = re.compile(r'"results"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
HINT = 'Expected is the reply of openFDA\'s drug label endpoint: {"results": [{...}]}. Fetch it again; it may be cut short.'


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield each label of a file, decoded one at a time. Raises CorpusError with the line where the JSON breaks."""
    file = File(path, options)
    shared = shared_fields(file)
    labels = 0
    for record in _records(file, file.text(sidecar(file).get("encoding", ""))):
        body = Body()
        for field, heading in FIELD_HEADINGS.items():
            texts = [text for text in _texts(record, field) if text.strip()]
            if texts:
                body.heading(1, heading)
                for text in texts:
                    write_text(body, text)
        if body.text:
            labels += 1
            yield loaded_record(file, body, _fields(record), shared)
    if not labels:
        raise file.error("no label with text in it", hint="Check the drug's name in the query.")


def _records(file: File, text: str) -> Iterator[dict[str, Any]]:
    start = _RESULTS.search(text)
    if start is None:
        raise file.error(f"no list of results{_refusal(text)}", hint=HINT)
    decoder = json.JSONDecoder()
    at = start.end()
    while True:
        at = _end(_BETWEEN, text, at)
        if text[at : at + 1] == "]":
            return
        try:
            record, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as e:
            place = e.pos if isinstance(e, json.JSONDecodeError) else at
            reason = f"the JSON is broken ({e.msg})" if isinstance(e, json.JSONDecodeError) else "the JSON is nested too deeply"
            raise file.error(reason, line=text.count("\n", 0, place) + 1, hint=HINT) from e
        if not isinstance(record, dict):
            raise file.error("a result is not an object", line=text.count("\n", 0, at) + 1, hint=HINT)
        yield record


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _refusal(text: str) -> str:
    """Return what the service said instead of results."""
    found = re.search(r'"message"\s*:\s*"([^"]{1,200})"', text)
    return f": {found[1]}" if found else ""


def _texts(record: dict[str, Any], field: str) -> list[str]:
    value = record.get(field)
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _fields(record: dict[str, Any]) -> dict[str, str]:
    about = record.get("openfda")
    about = about if isinstance(about, dict) else {}
    set_id = next(iter(_texts(record, "set_id") or _texts(about, "spl_set_id")), "").lower()
    brand, generic, maker = (next(iter(_texts(about, name)), "") for name in ("brand_name", "generic_name", "manufacturer_name"))
    name = f"{brand} ({generic})" if brand and generic and brand.lower() != generic.lower() else brand or generic
    return {
        "id": set_id or next(iter(_texts(record, "id")), ""),
        "kind": "drug-label",
        "title": f"{name} drug label" if name else "",
        "authors": maker,
        "year": year_in(next(iter(_texts(record, "effective_time")), "")),
        "publisher": "openFDA, US Food and Drug Administration",
        "url": label_url(set_id) if set_id else "",
    }

"""Snapshots of retracted and superseded works: read from a file, matched to references by id, DOI, PMID, PMCID or address."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from ingest.formats import files_of
from ingest.formats.bibliography import doi_in
from spasm_qa.errors import CorpusError
from spasm_qa.types import Reference

NAMED = re.compile(r"(?:^|[._-])status\.ya?ml$", re.IGNORECASE)
COLUMNS = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate")
"""What tells a CSV file in the layout of the Retraction Watch database, which Crossref gives away."""
NATURES = {"retraction": "retracted", "expression of concern": "concern"}
STATUSES = ("concern", "superseded", "retracted")  # the later one wins
IDENTIFIERS = ("id", "doi", "pmid", "pmcid", "url")
ITEM = (*IDENTIFIERS, "status", "by", "date", "note")
MAX_BYTES = 50_000_000
HINT = "See the README, section Retracted and replaced sources, for the layout."


@dataclass(frozen=True, slots=True)
class Item:
    """What a snapshot says of one work."""

    status: str
    by: str = ""
    date: str = ""
    note: str = ""


@dataclass(slots=True)
class Snapshot:
    """The entries of one file by identifier; `matched` grows while references are compared with it."""

    path: Path
    date: str
    entries: int = 0
    by_key: dict[str, Item] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)

    def add(self, keys: Sequence[str], item: Item) -> None:
        """Add an entry under all its identifiers; the graver status stays."""
        self.entries += 1
        for key in keys:
            known = self.by_key.get(key)
            if known is None or STATUSES.index(known.status) <= STATUSES.index(item.status):
                self.by_key[key] = item

    def as_dict(self) -> dict[str, Any]:
        """What the library keeps of it, for the pages."""
        return {"name": self.path.name, "date": self.date, "entries": self.entries, "matched": len(self.matched), "path": str(self.path)}


def is_snapshot(path: Path) -> bool:
    """Tell whether a file is a snapshot: `status.yaml`, `<anything>-status.yaml`, or a CSV file with Retraction Watch's columns."""
    if NAMED.search(path.name):
        return path.is_file()
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.readline(8_192).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return all(column in head for column in COLUMNS)


def snapshots_of(roots: Sequence[Path]) -> list[Snapshot]:
    """Read the snapshots among files and below folders.

    Raises:
        CorpusError: One cannot be read. It stops the run: without it, withdrawn works would come back unnoticed.
    """
    return [read_snapshot(path) for root in roots for path in files_of(root) if is_snapshot(path)]


def read_snapshot(path: Path) -> Snapshot:
    """Read one snapshot.

    Raises:
        CorpusError: It has not the layout; names file and item.
    """
    if path.stat().st_size > MAX_BYTES and path.suffix.lower() != ".csv":
        raise CorpusError(f"{path.name}: too large for a snapshot.", hint=HINT)
    return _read_csv(path) if path.suffix.lower() == ".csv" else _read_yaml(path)


def applied(reference: Reference, snapshots: Sequence[Snapshot]) -> Reference:
    """Return a reference with the gravest status that the snapshots or its own record give it."""
    keys = keys_of({name: getattr(reference, name) for name in IDENTIFIERS}) + [f"id:{name}" for name in reference.aliases]
    for snapshot in snapshots:
        found = [snapshot.by_key[key] for key in keys if key in snapshot.by_key]
        if not found:
            continue
        snapshot.matched.add(reference.id)
        item = max(found, key=lambda each: STATUSES.index(each.status))
        reference = _with(reference, item, snapshot)
    return reference


def _with(reference: Reference, item: Item, snapshot: Snapshot) -> Reference:
    said = " ".join(filter(None, (f"({item.date})" if item.date else "", item.note)))
    source = f"From the list of {snapshot.date}"
    if item.status == "concern":
        note = f"{source}: an expression of concern was published{f': {item.by}' if item.by else ''}. {said}"
        return replace(reference, note=f"{reference.note} {note}".strip())
    graver = reference.status not in STATUSES or STATUSES.index(item.status) >= STATUSES.index(reference.status)
    note = f"{reference.note} {source}: {item.status}. {said}".strip()
    if not graver:
        return reference
    return replace(reference, status=item.status, superseded_by=item.by or reference.superseded_by, note=note)


def keys_of(values: Mapping[str, str]) -> list[str]:
    """Return the identifiers of a work in one spelling each: `doi:10.1000/x`, `pmid:123`, `pmcid:PMC1`, `url:host/path`, `id:name`."""
    keys = [f"id:{values['id'].strip()}"] if values.get("id", "").strip() else []
    if doi := doi_in(values.get("doi", "")) or doi_in(_resolved(values.get("url", ""))):
        keys.append(f"doi:{doi.lower()}")
    if (pmid := re.sub(r"\D", "", values.get("pmid", "")).lstrip("0")) and pmid:
        keys.append(f"pmid:{pmid}")
    if pmcid := re.sub(r"\D", "", values.get("pmcid", "")):
        keys.append(f"pmcid:PMC{pmcid}")
    if url := _address(values.get("url", "")):
        keys.append(f"url:{url}")
    return keys


def _resolved(url: str) -> str:
    return url if "doi.org/" in url.lower() else ""


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}" if host else ""


def _read_yaml(path: Path) -> Snapshot:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # every scalar stays text
    except (OSError, UnicodeError, yaml.YAMLError, RecursionError, ValueError) as e:
        raise CorpusError(f"{path.name}: the YAML cannot be read.", hint=HINT) from e
    if not isinstance(loaded, dict) or not isinstance(loaded.get("items") or [], list) or "items" not in loaded:
        raise CorpusError(f"{path.name}: a snapshot has `date:` and `items:`.", hint=HINT)
    snapshot = Snapshot(path, _day(loaded.get("date"), path, "date"))
    for n, item in enumerate(loaded["items"] or [], 1):
        snapshot.add(*_item(item, path, n))
    return snapshot


def _item(item: object, path: Path, n: int) -> tuple[list[str], Item]:
    where = f"{path.name}, item {n}"
    if not isinstance(item, dict) or not all(isinstance(value, str) for value in item.values()):
        raise CorpusError(f"{where}: not a mapping of fields to text.", hint=HINT)
    if unknown := sorted(set(item) - set(ITEM)):
        raise CorpusError(f"{where}: unknown field {unknown[0]!r}.", hint=f"Known fields: {', '.join(ITEM)}.")
    keys = keys_of(item)
    given = [name for name in IDENTIFIERS if item.get(name)]
    if not given or len(keys) < len(given):
        raise CorpusError(f"{where}: no usable {' or '.join(given or IDENTIFIERS)}.", hint="Give id, doi, pmid, pmcid or url.")
    if item.get("status") not in ("retracted", "superseded"):
        raise CorpusError(f"{where}: the status is {item.get('status', '')!r}.", hint="Use `retracted` or `superseded`.")
    when = _day(item["date"], path, f"item {n}, date") if item.get("date") else ""
    return keys, Item(item["status"], item.get("by", ""), when, item.get("note", ""))


def _day(value: object, path: Path, name: str) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as e:
        raise CorpusError(f"{path.name}: {name} is {value!r}, not a date.", hint="Write it as 2026-11-22.") from e


def _read_csv(path: Path) -> Snapshot:
    """Read Retraction Watch's export; its date is that in the file's name, else the newest one in it. Later reinstatements take back."""
    snapshot, newest = Snapshot(path, ""), ""
    reinstated: dict[str, str] = {}
    for row in _rows(path):
        when = _us_day(row.get("RetractionDate") or "")
        newest = max(newest, when)
        keys = keys_of({"doi": row.get("OriginalPaperDOI") or "", "pmid": row.get("OriginalPaperPubMedID") or ""})
        nature = (row.get("RetractionNature") or "").strip().lower()
        if nature == "reinstatement":
            reinstated.update((key, max(when, reinstated.get(key, ""))) for key in keys)
        elif nature in NATURES and keys:
            by = doi_in(row.get("RetractionDOI") or "")
            snapshot.add(keys, Item(NATURES[nature], f"doi:{by}" if by else "", when, (row.get("Reason") or "").strip("+; ")[:200]))
    for key, when in reinstated.items():
        if key in snapshot.by_key and snapshot.by_key[key].date <= when:
            del snapshot.by_key[key]
    named = re.search(r"(20\d\d)-?([01]\d)-?([0-3]\d)", path.name)
    snapshot.date = _day("-".join(named.groups()), path, "the date in its name") if named else newest
    if not snapshot.date:
        raise CorpusError(f"{path.name}: no row with a date.", hint="Name the file with its date, for example retractions-2026-11-22.csv.")
    return snapshot


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(1_000_000)
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, csv.Error) as e:
        raise CorpusError(f"{path.name}: the CSV cannot be read ({e}).", hint="Fetch it again.") from e


def _us_day(value: str) -> str:
    """Return `9/14/2023 0:00` as 2023-09-14; nothing for anything else."""
    found = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", value.strip())
    iso = f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else value.strip()[:10]
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError:
        return ""

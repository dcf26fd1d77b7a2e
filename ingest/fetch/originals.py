"""The originals of what a curated corpus cites: where each can be had, fetched once, linked to its reference."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import yaml
from rapidfuzz import fuzz

from ingest.fetch.client import Client
from ingest.fetch.robots import Robots
from ingest.fetch.save import Fetched, save
from ingest.formats import Apart
from ingest.status import read_snapshot
from spasm_qa.errors import SpasmQAError
from spasm_qa.types import Reference

Fetch = Callable[[str, Client], Fetched]

LEAST_TITLE = 60
"""Likeness (0 to 100) of the titles of a record and of our reference; below it the number in the corpus is taken for wrong."""
RECORDS = ("pmc", "pubmed")  # services whose titles are those of the work
STATUS = "originals-status.yaml"
SET_ID = re.compile(r"set_?id\W{1,3}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
PMCID = re.compile(r"/(PMC\d{1,9})(?!\d)", re.IGNORECASE)
PMID = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)/?(\d{1,9})(?!\d)")


@dataclass(slots=True)
class Gathered:
    """What a run brought: ids fetched now, ids that lay there already, and why others could not be had."""

    fetched: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    retracted: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """The report at the end, one line for each that could not be had."""
        lines = [f"{len(self.fetched)} fetched, {len(self.there)} there already, {len(self.missed)} could not be had."]
        lines += [f"  {name}: {reason}" for name, reason in self.missed.items()]
        lines += [f"  {name} is retracted, says its record; {STATUS} tells the index so." for name in self.retracted]
        return "\n".join(lines)


def ways(reference: Reference) -> list[tuple[str, str]]:
    """Return (service, item) in the order in which they are tried: full text, label, abstract, page."""
    url = unquote(reference.url)
    pmcid, set_id, pmid = PMCID.search(url), SET_ID.search(url), PMID.search(url)
    found = [
        ("pmc", reference.pmcid or (pmcid[1] if pmcid else "")),
        ("dailymed", set_id[1].lower() if set_id else ""),
        ("openfda-set", set_id[1].lower() if set_id else ""),
        ("pubmed", reference.pmid or (pmid[1] if pmid else "")),
        ("web", reference.url if reference.url.startswith(("http://", "https://")) and "//api.fda.gov/" not in reference.url else ""),
    ]
    return [(service, item) for service, item in found if item]


def gather(
    references: Sequence[Reference],
    folder: Path,
    client: Client,
    connectors: Mapping[str, Fetch],
    *,
    report: Gathered,
    again: bool = False,
    say: Callable[[str], object] = lambda line: None,
) -> None:
    """Fetch the originals of references into a folder, one at a time; what lies there already is not asked for again.

    `report` grows after each reference, so that an interrupted run can tell what it did.
    """
    robots = Robots(client)
    for reference in references:
        if not again and (there := _there(reference, folder)):
            report.there.append(reference.id)
            _note_status(there, reference, folder, report)
        elif reason := _fetch_one(reference, folder, client, connectors, robots, report, say):
            report.missed[reference.id] = reason


def _there(reference: Reference, folder: Path) -> Path | None:
    sidecars = sorted(folder.glob(f"{reference.id}--*.meta.yaml")) if folder.is_dir() else []
    files = (path.with_name(path.name.removesuffix(".meta.yaml")) for path in sidecars)
    return next((path for path in files if path.is_file()), None)


def _fetch_one(
    reference: Reference,
    folder: Path,
    client: Client,
    connectors: Mapping[str, Fetch],
    robots: Robots,
    report: Gathered,
    say: Callable[[str], object],
) -> str:
    """Try each way until one brings a document that can be read; return why none did, empty when one did."""
    reasons = []
    for service, item in ways(reference):
        try:
            if service == "web":
                robots.check(item)
            fetched = connectors[service](item, client)
            path = save(_linked(fetched, reference, service), folder)
        except SpasmQAError as e:
            reasons.append(f"{service}: {e}")
            continue
        if reason := _unusable(path, reference, service):
            _remove(path)
            reasons.append(f"{service}: {reason}")
            continue
        report.fetched.append(reference.id)
        _note_status(path, reference, folder, report)
        say(str(path))
        return ""
    return "; ".join(reasons) or "no number or address to fetch it by"


def _linked(fetched: Fetched, reference: Reference, service: str) -> Fetched:
    stated = fetched.fields.get("licence", "")
    licence = reference.licence if service == "web" and reference.licence and stated.startswith("not stated") else stated
    kind = {"kind": reference.kind} if service == "web" and reference.kind != "glossary" else {}
    fields = {**fetched.fields, **kind, "licence": licence, "reference": reference.id}
    return replace(fetched, name=f"{reference.id}--{service}{Path(fetched.name).suffix}", fields=fields)


def _unusable(path: Path, reference: Reference, service: str) -> str:
    """Return why a fetched file is not the original of a reference, empty when it may be."""
    try:
        with Apart() as files:
            titles = [loaded.reference.title for loaded in files.read(path)]
    except SpasmQAError as e:
        return str(e)
    if service in RECORDS and titles and fuzz.token_set_ratio(titles[0].lower(), reference.title.lower()) < LEAST_TITLE:
        return f"its title is another ({titles[0][:80]!r}): is the number right?"
    return ""


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.meta.yaml").unlink(missing_ok=True)


def _note_status(path: Path, reference: Reference, folder: Path, report: Gathered) -> None:
    """Write down that a work is retracted, in the layout of a snapshot beside the originals."""
    try:
        with Apart() as files:
            states = {loaded.reference.status for loaded in files.read(path)}
    except SpasmQAError:
        return
    if "retracted" in states:
        report.retracted.append(reference.id)
        write_status(folder, report.retracted)


def write_status(folder: Path, retracted: Collection[str]) -> None:
    """Write the snapshot of works that are retracted according to their own records; what it listed before stays."""
    before = read_snapshot(folder / STATUS).by_key if (folder / STATUS).exists() else {}
    retracted = dict.fromkeys((*(key.removeprefix("id:") for key in before), *retracted))
    items = [{"id": name, "status": "retracted", "note": "According to the record of the work."} for name in retracted]
    text = yaml.safe_dump({"date": datetime.now(UTC).date().isoformat(), "items": items}, sort_keys=False)
    part = folder / f".{STATUS}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(folder / STATUS)

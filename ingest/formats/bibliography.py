"""Bibliographic data of a document: from its format, its front matter, the caller and its sidecar file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from ingest.formats.body import scrub, tidy
from ingest.formats.file import File
from spasm_qa.errors import CorpusError
from spasm_qa.types import Reference, ReviewStatus

KINDS = (
    "guideline", "trial", "systematic-review", "review", "cohort", "consensus", "drug-label",
    "patient-information", "safety-communication", "document",
)  # fmt: skip
FIELDS = (
    "id", "kind", "title", "authors", "year", "publisher", "url", "doi", "pmid", "pmcid", "licence",
    "note", "added", "review_by", "status", "superseded_by", "review_status", "reviewer", "reviewed",
)  # fmt: skip
REVIEW = ("review_status", "reviewer", "reviewed")
OTHER_NAMES = {
    "author": "authors",
    "license": "licence",
    "journal": "publisher",
    "review-by": "review_by",
    "review-status": "review_status",
    "source_url": "url",
    "date": "year",
}
CONTENT = "reviewed_content"
SETTINGS = ("encoding", "reference", CONTENT)  # of a sidecar: how to read it, whose original it is, which content was approved
TITLE_FROM_NAME = "The title is taken from the file name."
MAX_YAML_BYTES = 65_536

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")


def unreviewed(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what a file says of itself without any review: only whoever ingests it can say that it was reviewed, in its sidecar."""
    return {name: value for name, value in fields.items() if name not in REVIEW}


def missing(reference: Reference) -> tuple[str, ...]:
    """Return the names of fields worth asking for: title, year, kind, `publisher or url`."""
    lacks = {
        "title": not reference.title or TITLE_FROM_NAME in reference.note,
        "year": reference.year is None,
        "kind": reference.kind in {"", "document"},
        "publisher or url": not (reference.publisher or reference.url),
    }
    return tuple(name for name, lacking in lacks.items() if lacking)


def write_sidecar(path: Path, fields: Mapping[str, str]) -> Path:
    """Add fields to `<file>.meta.yaml`, where every later run finds them; what stood there under other names stays.

    Raises:
        CorpusError: a value cannot be right, the folder cannot be written to, or the sidecar that is there cannot be read.
    """
    beside = path.with_name(f"{path.name}.meta.yaml")
    merged = {**sidecar(File(path)), **fields}
    reference_of(File(path), {"id": path.name, "title": path.name, **merged})
    part = beside.with_name(f".{beside.name}.part")
    try:
        part.write_text(yaml.safe_dump(merged, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
        part.replace(beside)
    except OSError as e:
        raise CorpusError(f"{beside.name}: cannot be written ({e.strerror}).", hint="Copy the document to a folder of your own.") from e
    return beside


def sidecar(file: File) -> dict[str, str]:
    """Return the fields of `<file>.meta.yaml`, empty when there is none. Raises CorpusError for a field nobody knows."""
    beside = File(file.path.with_name(f"{file.path.name}.meta.yaml"), file.options)
    if not beside.path.exists():
        return {}
    fields = yaml_fields(beside, beside.text())
    if unknown := sorted(set(fields) - {*FIELDS, *SETTINGS}):
        raise beside.error(f"unknown field {unknown[0]!r}", hint=f"Known fields: {', '.join((*FIELDS, *SETTINGS))}.")
    return fields


def yaml_fields(file: File, text: str, *, first_line: int = 1) -> dict[str, str]:
    """Return a YAML mapping as field -> text; lists become `a, b`; values that are mappings are left out."""
    if len(text) > MAX_YAML_BYTES:
        raise file.error("more than 64 KB of YAML", hint="Keep only bibliographic fields there.")
    try:
        loaded = yaml.load(text, Loader=yaml.BaseLoader)  # every scalar stays text: no dates, no `no`, no objects
    except (yaml.YAMLError, RecursionError, ValueError) as e:
        mark = getattr(e, "problem_mark", None)
        line = mark.line + first_line if mark else None
        raise file.error("the YAML cannot be read", line=line, hint="One `field: value` a line; quote values that contain a colon.") from e
    if loaded in (None, ""):
        return {}
    if not isinstance(loaded, dict):
        raise file.error("the YAML is not a mapping", line=first_line, hint="One `field: value` a line.")
    pairs = ((OTHER_NAMES.get(str(name), str(name)), _flat(value)) for name, value in loaded.items())
    return {name: value for name, value in pairs if value}


def _flat(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(tidy(item) for item in value if isinstance(item, str) and item.strip())
    return tidy(value) if isinstance(value, str) else ""


def reference_of(file: File, fields: Mapping[str, str]) -> Reference:
    """Return the reference that `fields` describe. Raises CorpusError for a value that cannot be right."""
    known = {name: tidy(fields[name]) for name in FIELDS if fields.get(name)}
    kind = known.pop("kind", "document").lower().replace(" ", "-").replace("_", "-")
    if kind not in KINDS:
        raise file.error(f"unknown kind {kind!r}", hint=f"One of: {', '.join(KINDS)}.")
    year = known.pop("year", "")
    found = _YEAR.search(year)
    if year and not found:
        raise file.error(f"{year!r} is not a year", hint="Four digits, for example 2024.")
    if known.get("url") and not known["url"].startswith(("http://", "https://")):
        raise file.error(f"{known['url']!r} is not a web address", hint="It starts with https:// or http://.")
    _check_review(file, known)
    known = {"authors": "", **known, "doi": doi_in(known.get("doi", "")), "pmcid": _pmcid(known.get("pmcid", ""))}
    return Reference(kind=kind, year=int(found[1]) if found else None, **cast(dict[str, Any], known))


def _check_review(file: File, known: Mapping[str, str]) -> None:
    status = known.get("review_status", ReviewStatus.SUBMITTED)
    if status not in list(ReviewStatus):
        raise file.error(f"unknown review_status {status!r}", hint=f"One of: {', '.join(ReviewStatus)}.")
    if status == ReviewStatus.APPROVED and not (known.get("reviewer") and known.get("reviewed")):
        raise file.error("approved by nobody", hint="Add reviewer (name and credential) and reviewed (an ISO date).")


def year_in(text: str) -> str:
    """Return the first four-digit year in a date of any form, or nothing."""
    found = _YEAR.search(text) or re.match(r"(1[89]\d\d|20\d\d)(?=\d{4}(?:\d{6})?(?:\D|$))", text)
    return found[1] if found else ""


def doi_in(text: str) -> str:
    """Return the first DOI in a text without resolver or full stop, or nothing."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;)]}'") if found else ""


def name_title(file: File) -> str:
    """Return a readable title from the file's name."""
    stem = scrub(re.sub(r"[-_\s]+", " ", file.path.stem)).strip()
    return stem[:1].upper() + stem[1:] or "Untitled"


def kind_of_title(title: str) -> str:
    """Return what kind of work a title says it is; `document` when it does not say."""
    lowered = title.lower()
    if re.search(r"systematic review|meta-?analysis|cochrane", lowered):
        return "systematic-review"
    if re.search(r"randomi[sz]ed|\btrial\b", lowered) and "protocol" not in lowered:
        return "trial"
    if re.search(r"\bguidelines?\b|practice parameter", lowered):
        return "guideline"
    return "review" if re.search(r"\breview\b", lowered) else "document"


def _pmcid(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return f"PMC{digits}" if digits else ""

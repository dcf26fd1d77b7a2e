"""Structured Product Labeling, the XML of US drug labels: sections by LOINC code, as DailyMed serves them."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.bibliography import year_in
from ingest.formats.blocks import write_blocks
from ingest.formats.body import Body, tidy
from ingest.formats.drug_label import NOT_TEXT, SECTIONS, UNCLASSIFIED, label_url
from ingest.formats.file import DEFAULTS, File, Options
from ingest.formats.loaded import Loaded, loaded
from ingest.formats.markup import Node, child, children, descendants, local, parse_xml, text_of

_DROPPED = frozenset({"rendermultimedia", "footnoteref"})


def read(path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
    """Yield the one label of an SPL file."""
    file = File(path, options)
    root = parse_xml(file)
    structured = child(root, "component", "structuredbody")
    if structured is None:
        raise file.error("the label has no body with sections", hint="Fetch the label's XML by its set id.")
    body = Body()
    _write_sections(body, structured, level=1)
    yield loaded(file, body, _fields(root))


def _write_sections(body: Body, parent: Node, *, level: int) -> None:
    """Write the sections below `parent`; highlights repeat what the sections say and are left out."""
    for component in children(parent, "component"):
        for section in children(component, "section"):
            code = child(section, "code")
            loinc = code.get("code", "") if code is not None else ""
            if loinc in NOT_TEXT:
                continue
            body.heading(level, _heading(loinc, tidy(text_of(child(section, "title")))))
            text = child(section, "text")
            if text is not None:
                write_blocks(body, text, level_of=lambda _: None, drop=lambda node: local(node) in _DROPPED)
            _write_sections(body, section, level=level + 1)


def _heading(loinc: str, title: str) -> str:
    """Return the section's title; the usual name stands before a title that does not hold it."""
    name = SECTIONS[loinc][1] if loinc in SECTIONS and loinc != UNCLASSIFIED else ""
    if not name or name.lower() in title.lower():
        return title
    return f"{name}: {title}" if title else name


def _fields(root: Node) -> dict[str, str]:
    identifier, effective = child(root, "setid"), child(root, "effectivetime")
    set_id = (identifier.get("root") or "").lower() if identifier is not None else ""
    maker = tidy(text_of(child(root, "author", "assignedentity", "representedorganization", "name")))
    return {
        "id": set_id,
        "kind": "drug-label",
        "title": _title(root),
        "authors": maker,
        "year": year_in(effective.get("value") or "") if effective is not None else "",
        "publisher": "DailyMed, US National Library of Medicine",
        "url": label_url(set_id) if set_id else "",
    }


def _title(root: Node) -> str:
    """Return `Brand (generic) drug label`, or the document's own title when no product is named."""
    product = next((found for found in descendants(root, "manufacturedproduct") if child(found, "name") is not None), None)
    brand = tidy(text_of(child(product, "name")))
    medicine = next(descendants(product, "genericmedicine"), None) if product is not None else None
    generic = tidy(text_of(child(medicine, "name")))
    if not brand:
        return tidy(text_of(child(root, "title")))
    return f"{brand} ({generic}) drug label" if generic and generic.lower() != brand.lower() else f"{brand} drug label"

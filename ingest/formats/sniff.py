"""Which reader a file needs: its content decides, its suffix only where content cannot."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.formats import beir, docx, jats, markdown, medlineplus, openfda, pdf, plain, pubmed, spl, table, webpage
from ingest.formats.file import DEFAULTS, File, Options, is_binary
from ingest.formats.loaded import Loaded
from spasm_qa.errors import CorpusError

_FORMATS = "Formats: Markdown, text, HTML, PDF, DOCX, JATS, SPL, PubMed, MedlinePlus and MedQuAD XML, openFDA JSON, CSV, JSON Lines, BEIR."


class Reader(Protocol):
    """What every format's `read` is."""

    def __call__(self, path: Path, options: Options = DEFAULTS) -> Iterator[Loaded]:
        """Yield the documents of a file."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is called, who reads it, and the suffixes that it usually has."""

    name: str
    read: Reader
    suffixes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why no reader takes a file, and what to do."""

    reason: str
    hint: str = _FORMATS


XML = frozenset({".xml", ".nxml"})
FORMATS = {
    "pdf": Format("PDF", pdf.read, frozenset({".pdf"})),
    "docx": Format("DOCX", docx.read, frozenset({".docx", ".docm", ".dotx"})),
    "html": Format("HTML", webpage.read, frozenset({".html", ".htm", ".xhtml"})),
    "jats": Format("JATS XML", jats.read, XML),
    "pubmed": Format("PubMed XML", pubmed.read, XML),
    "spl": Format("SPL XML", spl.read, XML),
    "medlineplus": Format("MedlinePlus XML", medlineplus.read, XML),
    "openfda": Format("openFDA JSON", openfda.read, frozenset({".json"})),
    "beir": Format("BEIR", beir.read, frozenset({".jsonl"})),
    "jsonl": Format("JSON Lines", table.read, frozenset({".jsonl", ".ndjson"})),
    "csv": Format("CSV", table.read, frozenset({".csv", ".tsv"})),
    "markdown": Format("Markdown", markdown.read, frozenset({".md", ".markdown"})),
    "text": Format("text", plain.read, frozenset({".txt", ".text", ""})),
}
_ROOTS = {
    "article": "jats", "pmc-articleset": "jats", "html": "html", "pubmedarticleset": "pubmed", "pubmedarticle": "pubmed",
    "pubmedbookarticle": "pubmed", "oai-pmh": "jats",
    "health-topics": "medlineplus",
}  # fmt: skip
_OTHER = (
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file, or one with a password", "Save it as .docx, without a password."),
    (b"{\\rtf", "RTF", "Save it as .docx."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"\x89PNG", "a PNG picture", "It needs OCR, e.g. `ocrmypdf`."),
    (b"\xff\xd8\xff", "a JPEG picture", "It needs OCR, e.g. `ocrmypdf`."),
    (b"II*\0", "a TIFF picture", "It needs OCR, e.g. `ocrmypdf`."),
    (b"MM\0*", "a TIFF picture", "It needs OCR, e.g. `ocrmypdf`."),
)
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE(?:[^\[>]|\[[^\]]*\])*>\s*)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


def format_of(path: Path, options: Options) -> Format | Unknown:
    """Return the format of a file or folder, or why it has none. Raises CorpusError when it is empty or cannot be opened."""
    if path.is_dir():
        return FORMATS["beir"] if beir.is_beir(path) else Unknown("a folder without `corpus.jsonl`", "Give its files.")
    head = File(path, options).head()
    suffix = path.suffix.lower()
    if b"%PDF-" in head[:1024]:
        return FORMATS["pdf"]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    for magic, what, hint in _OTHER:
        if head.startswith(magic):
            return Unknown(what, hint)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and is_binary(head) and b"<\0?" not in head[:8] and b"\0<" not in head[:8]:
        return Unknown("binary content", "Export it as PDF, DOCX, HTML, Markdown or text.")
    text = head.decode("utf-16" if wide else "utf-8", "replace").replace("\0", "").lstrip("\ufeff \t\r\n")
    return _of_text(text, path.name, suffix)


def _of_text(text: str, name: str, suffix: str) -> Format | Unknown:
    if text.startswith("<") and (suffix not in {".md", ".markdown", ".csv", ".tsv"}):
        found = _of_markup(text, suffix)
        if found is not None:
            return found
    if text.startswith("{"):
        return _of_json(text, name, suffix)
    by_suffix = next(
        (form for key, form in FORMATS.items() if suffix in form.suffixes and key in {"csv", "markdown", "text", "html"}), None
    )
    if by_suffix is not None:
        return by_suffix
    if any(suffix in form.suffixes for form in FORMATS.values()):
        return Unknown(
            f"its name ends in {suffix}, but its content is something else", "Fetch or export it again, or name it by what it is."
        )
    return Unknown(f"{suffix or 'this'} is no format of documents")


def _of_markup(text: str, suffix: str) -> Format | Unknown | None:
    if re.match(r"<!doctype\s+html", text, re.IGNORECASE):
        return FORMATS["html"]
    prologue = _PROLOGUE.match(text)
    root = _ROOT.match(text, prologue.end() if prologue else 0)
    name = root[1].lower() if root else ""
    if name == "document":
        kind = "spl" if "urn:hl7-org:v3" in text else "medlineplus" if "<QAPairs" in text or 'source="' in text[:2000] else ""
        return FORMATS[kind] if kind else Unknown("XML of an unknown kind (<document>)")
    if name in _ROOTS and (name != "article" or suffix not in {".html", ".htm"}):
        return FORMATS[_ROOTS[name]]
    if suffix in {".html", ".htm", ".xhtml"}:
        return FORMATS["html"]
    if text.startswith("<?xml") or suffix in XML:
        return Unknown(f"XML of an unknown kind (<{name}>)" if name else "XML without a root element: truncated or damaged")
    return None


def _of_json(text: str, name: str, suffix: str) -> Format:
    if suffix in {".jsonl", ".ndjson"}:
        return FORMATS["beir"] if name == beir.CORPUS and '"_id"' in text else FORMATS["jsonl"]
    if suffix == ".json" or '"results"' in text:
        return FORMATS["openfda"]
    return FORMATS["text"]


def _zipped(path: Path) -> Format | Unknown:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as e:
        return Unknown(f"a damaged or truncated DOCX or zip archive ({e})", "Fetch or export it again.")
    if docx.DOCUMENT in names:
        return FORMATS["docx"]
    return Unknown("a zip archive that is no Word document", "Unpack it, or save it as .docx.")


def reader_of(path: Path) -> Reader | None:
    """Return the reader for a file or BEIR folder by its content, then by its suffix; None when no format fits."""
    try:
        found = format_of(path, Options())
    except CorpusError:
        return None
    return found.read if isinstance(found, Format) else None

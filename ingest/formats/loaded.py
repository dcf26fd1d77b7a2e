"""What every reader yields, and the one place where text and bibliographic data meet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.formats.bibliography import TITLE_FROM_NAME, name_title, reference_of, sidecar, unreviewed
from ingest.formats.body import Body, tidy
from ingest.formats.file import File
from spasm_qa.types import Document, Reference

MOST_CHARACTERS = 10_000_000  # some 3,000 pages: a quarter of an hour to embed


@dataclass(frozen=True, slots=True)
class Loaded:
    """One document and the work it is; `warnings` are sentences worth showing to whoever loads it.

    The document of an original (`reference:` in its sidecar) points to a source of the corpus instead of its own record.
    """

    document: Document
    reference: Reference
    warnings: tuple[str, ...] = ()


def loaded(file: File, body: Body, own: Mapping[str, str], *, warnings: tuple[str, ...] = ()) -> Loaded:
    """Return the document of a file that holds one. Later wins: format, caller's overrides, sidecar.

    Raises:
        CorpusError: there is no text, or a field cannot be right.
    """
    fields = {**unreviewed(own), **_given(file.options.overrides), **sidecar(file)}
    return _join(file, body, fields, warnings)


def loaded_record(file: File, body: Body, own: Mapping[str, str], shared: Mapping[str, str]) -> Loaded:
    """Return one document of a file that holds many: what the record says of itself wins over what the file's sidecar says of all."""
    fields = {**_given(file.options.overrides), **shared, **unreviewed(_given(own))}
    return _join(file, body, fields, ())


def shared_fields(file: File) -> dict[str, str]:
    """Return the sidecar's fields that can be true of many documents at once."""
    return {name: value for name, value in sidecar(file).items() if name not in {"id", "title"}}


def _join(file: File, body: Body, fields: Mapping[str, str], warnings: tuple[str, ...]) -> Loaded:
    text = body.text
    if not text.strip():
        raise file.error("it holds no text", hint="Check that the export is complete.")
    if len(text) > MOST_CHARACTERS:
        raise file.error(f"a document of more than {MOST_CHARACTERS // 1_000_000} million characters", hint="Split it.")
    fields = {**fields, "id": tidy(fields.get("id", "")) or file.slug}
    if not tidy(fields.get("title", "")):
        fields = {**fields, "title": name_title(file), "note": f"{fields.get('note', '')} {TITLE_FROM_NAME}".strip()}
    reference = reference_of(file, fields)
    if belongs := fields.get("reference", ""):
        reference = replace(reference, id=f"original/{belongs}/{reference.id}")
    document = Document(
        id=reference.id,
        title=reference.title,
        text=text,
        reference=belongs or reference.id,
        path=file.name,
        sections=body.sections,
        pages=body.pages,
    )
    return Loaded(document, reference, warnings)


def _given(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}

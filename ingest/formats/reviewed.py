"""An approval in a sidecar holds for exactly the content that was approved: the sidecar names its hash, so an edit takes it away."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ingest.formats.beir import CORPUS
from ingest.formats.bibliography import CONTENT, REVIEW, sidecar
from ingest.formats.file import File, Options
from ingest.formats.loaded import Loaded
from spasm_qa.types import ReviewStatus


def content_of(file: File) -> str:
    """Return the hash of what a reviewer approves: the file, and what its sidecars say of it but the review; 64 hex digits."""
    said = {name: value for name, value in sidecar(file).items() if name not in (*REVIEW, CONTENT)}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())
    for each in (file.path, file.path.with_name(f"{file.path.name}.mapping.yaml")):
        if each.exists():
            with each.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def as_reviewed(items: Iterable[Loaded], path: Path, options: Options) -> Iterator[Loaded]:
    """Yield the documents of a file; approved ones whose content is not the one approved are submitted, and the first says so."""
    file, why = File(path / CORPUS if path.is_dir() else path, options), None
    for item in items:
        if item.reference.review_status != ReviewStatus.APPROVED:
            yield item
            continue
        first, why = why is None, _why_not(item, file) if why is None else why
        if not why:
            yield item
            continue
        reference = replace(item.reference, review_status=ReviewStatus.SUBMITTED.value, reviewer="", reviewed="")
        yield replace(item, reference=reference, warnings=(*item.warnings, why) if first else item.warnings)


def _why_not(item: Loaded, file: File) -> str:
    """Return why an approval does not hold, with the fix; empty when it does."""
    approved, now = sidecar(file).get(CONTENT, ""), content_of(file)
    if approved == now:
        return ""
    by = f"{item.reference.reviewer} on {item.reference.reviewed}"
    line = f"`{CONTENT}: {now}` in {file.path.name}.meta.yaml"
    if approved:
        return f"It was changed after it was approved by {by}, so it is submitted again. Once it is approved as it is now, write {line}."
    return f"Approved by {by}, but not which content, so it counts as submitted. If it was approved as it is now, write {line}."

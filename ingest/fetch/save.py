"""A fetched file and its sidecar, written so that a broken connection leaves nothing half done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a connector brings: a file name, its bytes, and bibliographic fields for the sidecar."""

    name: str
    content: bytes
    fields: Mapping[str, str]


def save(fetched: Fetched, folder: Path, *, today: str = "") -> Path:
    """Write the file and `<file>.meta.yaml` into `folder`, replacing an earlier fetch, and return the file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = {**{name: value for name, value in fetched.fields.items() if value}, "added": today or datetime.now(UTC).date().isoformat()}
    sidecar = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000)
    path = folder / fetched.name
    _write(path.with_name(f"{path.name}.meta.yaml"), sidecar.encode("utf-8"))
    _write(path, fetched.content)
    return path


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)

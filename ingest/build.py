"""The four steps in order, and the report at their end."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ingest.embed import VectorStore
from ingest.keep import sweep
from ingest.likeness import learn
from ingest.load import Intake, curated_extras, curated_parts, document_parts, fingerprint, is_curated
from ingest.split import VERSION
from ingest.status import applied, snapshots_of
from ingest.store import Parts, build
from spasm_qa.embedding import Embedder, load_embedder
from spasm_qa.errors import CorpusError, IndexUnusable
from spasm_qa.index import FILES_FOLDER, FORMAT, is_whole, read_manifest
from spasm_qa.settings import Settings

MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did; `faults` are the files that were left out."""

    done: str
    figures: Mapping[str, Any]
    faults: tuple[CorpusError, ...] = ()
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report for programs."""
        faults = [{"message": str(fault), "hint": fault.hint} for fault in self.faults]
        return {"done": self.done, **self.figures, "faults": faults, "notes": list(self.notes)}

    def as_text(self) -> str:
        """The report for people: one line of figures, one line a fault with its fix."""
        lines = [f"{self.done}: " + ", ".join(f"{value} {name}" for name, value in self.figures.items())]
        lines += [f"  note: {note}" for note in self.notes[:MOST_NOTES]]
        lines += [f"  and {len(self.notes) - MOST_NOTES} more notes; --json lists them all"] if len(self.notes) > MOST_NOTES else []
        lines += [f"  left out: {fault}\n      fix: {fault.hint}" for fault in self.faults]
        return "\n".join(lines)


def update(
    paths: Sequence[Path], index: Path | None, settings: Settings, *, embedder: Embedder | None = None, progress: Any = None
) -> Report:
    """Bring an index up to date with its roots; does nothing when no file changed.

    The app's own index always holds the shipped corpus; an index of one's own holds what it was given. Roots are remembered, so that a
    later run without paths updates all of them and a later run with a new path adds it.
    """
    folder = index or settings.index
    before = _manifest(folder)
    roots = _roots(paths, before, [] if index else [settings.corpus])
    if not roots:
        raise CorpusError("There is nothing to ingest.", hint="Name a file or folder.")
    model = embedder.name if embedder else settings.embedding
    inputs = sha256(json.dumps([fingerprint(roots), model, VERSION, FORMAT]).encode()).hexdigest()
    if before.get("inputs") == inputs and is_whole(folder, before):
        return Report("Up to date", {name: before[name] for name in ("documents", "passages", "statements")})
    embedder = embedder or load_embedder(settings.embedding)
    faults: list[CorpusError] = []
    notes = [f"{name} is gone: what it said of retracted works no longer counts." for name in _gone(before)]
    intake = Intake(snapshots_of(roots), files=folder / FILES_FOLDER)
    vectors = VectorStore(folder / "vectors.sqlite", embedder)
    manifest = {
        "format": FORMAT,
        "model": embedder.name,
        "splitter": VERSION,
        "inputs": inputs,
        "roots": [str(root) for root in roots],
        "corpus": _version(roots),
        "snapshots": [str(snapshot.path) for snapshot in intake.snapshots],
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    bar = progress or tqdm(unit=" texts", desc="embedding", file=sys.stderr, disable=None)
    extras: dict[str, Any] = {}
    for root in filter(is_curated, roots):
        extras.update(curated_extras(root))
        extras["references"] = [applied(reference, intake.snapshots) for reference in extras["references"]]
        intake.sources.update({reference.id: reference for reference in extras["references"]})
        asked = [question for parts in curated_parts(root) for statement in parts.statements for question in statement.asked]
        extras["likeness"] = learn(extras, asked, lambda texts: vectors.vectors(texts, bar.update))
    extras.pop("examples", None)
    retracted = {r.id for r in extras.get("references", ()) if r.status == "retracted"}
    try:
        whole = build(
            folder,
            _noted(_parts(roots, embedder, faults, notes, intake, retracted), intake, extras),
            vectors=vectors,
            manifest=manifest,
            extras=extras,
            progress=bar.update,
        )
        sweep(folder / FILES_FOLDER, intake.kept)
    finally:
        vectors.close()
        bar.close()
    figures = {name: whole[name] for name in ("documents", "passages", "statements")}
    return Report("Built", {**figures, "texts newly embedded": vectors.encoded}, tuple(faults), tuple(notes))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        return read_manifest(folder)
    except IndexUnusable:
        return {}


def _roots(paths: Sequence[Path], before: Mapping[str, Any], always: Sequence[Path]) -> list[Path]:
    known = [Path(root) for root in before.get("roots", [])]
    wanted = [path.resolve() for path in (*always, *known, *paths)]
    return [path for path in dict.fromkeys(wanted) if path.exists()]


def _gone(before: Mapping[str, Any]) -> list[str]:
    """Return the names of snapshots of the last run that are no longer there."""
    return [Path(path).name for path in before.get("snapshots", []) if not Path(path).exists()]


def _noted(parts: Iterator[Parts], intake: Intake, extras: dict[str, Any]) -> Iterator[Parts]:
    """Pass the documents on; when all were read, add what was learnt on the way to what is stored last."""
    for each in parts:
        intake.kept.add(each.document.file)
        yield each
    extras["references"] = [*intake.withdrawn, *extras.get("references", ())]
    extras["snapshots"] = [snapshot.as_dict() for snapshot in intake.snapshots]


def _parts(
    roots: Sequence[Path],
    embedder: Embedder,
    faults: list[CorpusError],
    notes: list[str],
    intake: Intake,
    retracted: set[str],
) -> Iterator[Parts]:
    seen: set[str] = set()
    for root in roots:
        found = curated_parts(root, retracted) if is_curated(root) else document_parts(root, embedder.pieces, faults, notes, intake)
        for parts in found:
            name = parts.document.id
            if name in seen:
                faults.append(
                    CorpusError(f"{parts.document.path or name}: a document named {name} is in already.", hint="Keep one of them.")
                )
            else:
                seen.add(name)
                yield parts


def _version(roots: Sequence[Path]) -> str:
    """Return a short version of the curated corpus: the first 10 hex digits over its files."""
    prints = fingerprint([root for root in roots if is_curated(root)])
    return sha256("".join(prints.values()).encode()).hexdigest()[:10]

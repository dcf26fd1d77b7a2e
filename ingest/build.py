"""The four steps in order, and the report at their end."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ingest.embed import VectorStore
from ingest.keep import sweep
from ingest.load import Intake, count, curated_extras, curated_parts, document_parts, fingerprint, is_curated, review_notes
from ingest.medicines import labelled, with_medicines
from ingest.scope import learn_scope
from ingest.split import VERSION
from ingest.status import snapshots_of
from ingest.store import UNWRITABLE, Parts, build
from spasm_qa.builds import alone
from spasm_qa.embedding import Embedder, load_embedder
from spasm_qa.errors import CorpusError, IndexMissing, IndexStale, IndexUnusable
from spasm_qa.index import FILES_FOLDER, FORMAT
from spasm_qa.place import is_whole, read_manifest
from spasm_qa.server import server_at
from spasm_qa.settings import Settings

MOST_NOTES = 20
ROOM = (
    "Check that the disk has room and the folder can be written to, then run it again. The index of before still answers, "
    "and what was embedded is kept."
)


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
    paths: Sequence[Path],
    index: Path | None,
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    progress: Any = None,
    only: bool = False,
) -> Report:
    """Bring an index up to date with its roots; does nothing when no file changed.

    The app's own index always holds the shipped corpus, and lies on the Chroma server of the settings if they name one; an index of one's
    own holds what it was given. Roots are remembered, so that a later run without paths updates all of them and a later run with a new
    path adds it; `only` forgets those of before. One process at a time builds; another one waits for it.
    """
    folder = index or settings.index
    with ExitStack() as stack:
        with _writing(folder):
            stack.enter_context(alone(folder, _tell_of_waiting))
        return _update(paths, index, settings, embedder, progress, only=only)


def _update(
    paths: Sequence[Path], index: Path | None, settings: Settings, embedder: Embedder | None, progress: Any, *, only: bool
) -> Report:
    folder, server = (index, "") if index else (settings.index, settings.chroma_url)
    before = _manifest(folder, server)
    known = [] if only else [Path(root) for root in before.get("roots", []) if root != before.get("own")]
    if server:
        _refuse_lost(known, server)
    roots = _roots([*([] if index else [settings.corpus]), *known, *paths])
    if not roots:
        raise CorpusError("There is nothing to ingest.", hint="Name a file or folder.")
    model = embedder.name if embedder else settings.embedding
    inputs = sha256(json.dumps([fingerprint(roots), model, VERSION, FORMAT]).encode()).hexdigest()
    if before.get("inputs") == inputs and is_whole(folder, before, server):
        return Report("Up to date", {name: before[name] for name in ("documents", "passages", "statements")})
    embedder = embedder or load_embedder(settings.embedding)
    faults: list[CorpusError] = []
    notes = dict.fromkeys(f"{name} is gone: what it said of retracted works no longer counts." for name in _gone(before))
    intake = Intake(snapshots_of(roots), files=folder / FILES_FOLDER)
    manifest = {
        "format": FORMAT,
        "model": embedder.name,
        "splitter": VERSION,
        "inputs": inputs,
        "roots": [str(root) for root in roots],
        "own": "" if index else str(settings.corpus.resolve()),
        "corpus": _version(roots),
        "snapshots": [str(snapshot.path) for snapshot in intake.snapshots],
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    bar = tqdm(unit=" texts", desc="embedding", file=sys.stderr, disable=None) if progress is None else progress
    with _writing(folder), ExitStack() as stack:
        vectors = VectorStore(folder / "vectors.sqlite", embedder)
        stack.callback(vectors.close)
        stack.callback(bar.close)
        extras: dict[str, Any] = {}
        for root in filter(is_curated, roots):
            extras.update(curated_extras(root, intake.snapshots))
            intake.sources.update({reference.id: reference for reference in extras["references"]})
            notes.update(dict.fromkeys(review_notes(root, intake.snapshots)))
            asked = [question for parts in curated_parts(root) for statement in parts.statements for question in statement.asked]
            extras["scope"] = learn_scope(extras["scope"], asked, lambda texts: vectors.vectors(texts, bar.update))
        documents = _noted(_parts(roots, embedder, faults, notes, intake), intake, extras)
        if progress is None:
            documents = _foreseen(documents, bar, roots)
        whole = build(folder, documents, vectors=vectors, manifest=manifest, extras=extras, progress=bar.update, server=server)
        sweep(folder / FILES_FOLDER, intake.kept)
    figures = {name: whole[name] for name in ("documents", "passages", "statements")}
    return Report("Built", {**figures, "texts newly embedded": vectors.encoded}, tuple(faults), tuple(notes))


def _tell_of_waiting() -> None:
    print("Another ingest is running; waiting for it to end ...", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Tell of a full disk or a folder that cannot be written to as an error of the index; the files say it in many ways."""
    try:
        yield
    except UNWRITABLE as e:
        raise IndexUnusable(f"The index in {folder} cannot be written ({e}).", hint=ROOM) from e


def _foreseen(documents: Iterable[Parts], bar: Any, roots: Sequence[Path]) -> Iterator[Parts]:
    """Let a progress bar know how many texts are to be expected: as many a document as so far."""
    whole = sum(count(root) for root in roots)
    before, texts = bar.n, 0
    for n, parts in enumerate(documents, 1):
        texts += len(parts.views)
        bar.total = before + round(texts / n * max(n, whole))
        yield parts


def _manifest(folder: Path, server: str) -> dict[str, Any]:
    """Return the manifest of before; a server that does not answer is an error, not an empty one."""
    try:
        return read_manifest(folder, server)
    except (IndexMissing, IndexStale):
        return {}


def _roots(paths: Sequence[Path]) -> list[Path]:
    return [path for path in dict.fromkeys(path.resolve() for path in paths) if path.exists()]


def _refuse_lost(known: Sequence[Path], server: str) -> None:
    """Refuse to drop documents from a shared index because they lie on another machine."""
    if lost := [path for path in known if not path.exists()]:
        raise CorpusError(
            f"The index on {server_at(server).place} also holds {lost[0]}, which is not on this machine.",
            hint="Run this where it is; or give --only to build the shared index from the paths named now and nothing else.",
        )


def _gone(before: Mapping[str, Any]) -> list[str]:
    """Return the names of snapshots of the last run that are no longer there."""
    return [Path(path).name for path in before.get("snapshots", []) if not Path(path).exists()]


def _noted(parts: Iterator[Parts], intake: Intake, extras: dict[str, Any]) -> Iterator[Parts]:
    """Pass the documents on; when all were read, add what was learnt on the way to what is stored last."""
    labels = set()
    for each in parts:
        intake.kept.add(each.document.file)
        labels.add(labelled(each.reference) if each.reference else ())
        yield each
    if "beyond" in extras:
        extras["beyond"] = with_medicines(extras["beyond"], extras["vocabulary"], sorted(labels))
    extras["references"] = [*intake.withdrawn, *extras.get("references", ())]
    extras["snapshots"] = [snapshot.as_dict() for snapshot in intake.snapshots]


def _parts(
    roots: Sequence[Path],
    embedder: Embedder,
    faults: list[CorpusError],
    notes: dict[str, None],
    intake: Intake,
) -> Iterator[Parts]:
    seen: set[str] = set()
    for root in roots:
        found = curated_parts(root, intake.snapshots) if is_curated(root) else document_parts(root, embedder.pieces, faults, notes, intake)
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

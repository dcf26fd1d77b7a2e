"""What ingest and search take as a corpus grows: 1,000, 2,000 ... documents of a BEIR folder, each size in processes of its own."""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spasm_qa.evaluate.beir import documents, query_sets
from spasm_qa.evaluate.ranking import percentile
from spasm_qa.evaluate.retrieval import MEGABYTE, Call, in_own_process, ingest_alone, search_alone
from spasm_qa.evaluate.systems import Ours, OursWithoutVectors
from spasm_qa.settings import Settings

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000)
MOST_QUERIES = 300


def evaluate(
    path: Path, settings: Settings, *, sizes: Sequence[int] = SIZES, ours: Ours | None = None, call: Call = in_own_process
) -> dict[str, Any]:
    """Return a row for every size up to the folder's own; the documents of a size are spread evenly over the folder.

    Nothing is carried over between sizes, the vectors neither. Memory is the peak of the process. A second ingest, which computes and
    stores no vectors, tells how much of it is our own reading, splitting and writing with the model loaded; what is above it is Chroma's
    graph, which is held in memory while it is built, and the working space of the model.
    """
    ours = ours or Ours(settings)
    whole = sum(1 for _ in documents(path))
    asked = [(each.name, each.queries[:MOST_QUERIES]) for each in query_sets(path)[:1]]
    rows = {}
    for size in sorted({min(size, whole) for size in sizes}):
        print(f"{size} documents ...", file=sys.stderr)  # noqa: T201
        with tempfile.TemporaryDirectory(prefix="spasm-qa-") as temporary:
            part = spread(path, size, Path(temporary) / "part", whole)
            row = rows[f"{size} documents"] = _row(part, Path(temporary), ours, [text for _, pairs in asked for text, _ in pairs], call)
        print(row, file=sys.stderr, flush=True)  # noqa: T201
    return {"scale": rows}


def spread(path: Path, size: int, folder: Path, whole: int) -> Path:
    """Return a folder with `size` of the `whole` documents of another: documents that stand together are often of one length."""
    folder.mkdir()
    chosen = {n * whole // size for n in range(size)}
    with (path / "corpus.jsonl").open(encoding="utf-8") as source, (folder / "corpus.jsonl").open("w", encoding="utf-8") as target:
        filled = (line for line in source if line.strip())
        target.writelines(f"{line.rstrip()}\n" for n, line in enumerate(filled) if n in chosen)
    return folder


def _row(part: Path, temporary: Path, ours: Ours, questions: Sequence[str], call: Call) -> dict[str, Any]:
    size = sum(1 for _ in documents(part))
    store = temporary / "index"
    seconds, cpu_seconds, memory = call(ingest_alone, ours, part, store)
    _, _, own = call(ingest_alone, OursWithoutVectors(ours.settings, ours.embedder), part, temporary / "without")
    found = call(search_alone, ours, store, questions, time.time())
    return {
        "passages": found.passages,
        "ingest s": round(seconds, 1),
        "ingest CPU s": round(cpu_seconds, 1),
        "documents/CPU s": round(size / cpu_seconds, 1),
        "ingest peak memory MB": memory,
        "without vectors MB": own,
        "index MB": round(sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) / MEGABYTE, 1),
        "cold start to first result s": found.cold_start_s,
        "search peak memory MB": found.memory_mb,
        "p50 ms": round(percentile(found.elapsed_ms, 0.5), 1),
        "p95 ms": round(percentile(found.elapsed_ms, 0.95), 1),
        "mean CPU ms": round(statistics.fmean(found.cpu_ms), 1),
    }

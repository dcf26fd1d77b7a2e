"""Retrieval on a BEIR folder: ours beside LangChain's usual recipe and BM25 alone, in one run."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from spasm_qa.evaluate.beir import QuerySet, documents, query_sets
from spasm_qa.evaluate.ranking import ndcg, overlap, percentile, recall, reciprocal_rank, share
from spasm_qa.evaluate.recipe import Recipe
from spasm_qa.evaluate.systems import Bm25Alone, Ours, System
from spasm_qa.settings import Settings

DEPTH = 10
WARM_UP = 20  # questions before the clock counts
NEIGHBOUR_QUERIES = 100
MEGABYTE = 1e6

Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Searched:
    """What one system found: per query set the ranked document ids and milliseconds of each query."""

    ranked: tuple[tuple[tuple[str, ...], ...], ...]
    elapsed_ms: tuple[tuple[float, ...], ...]
    cold_start_s: float
    memory_mb: float
    neighbours: float | None


def in_own_process(function: Call, *arguments: Any) -> Any:
    """Call a function in a fresh process, so that start-up and peak memory are its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def evaluate(
    path: Path, settings: Settings, *, recipe: bool = True, systems: Sequence[System] = (), call: Call = in_own_process
) -> dict[str, Any]:
    """Return a table for every query set (nDCG@10, Recall@5, MRR@10, latency) and one for building and opening the index.

    Every system ingests the folder into a temporary index and answers the same questions, each step in a process of its own. Means are over
    queries; the formulas and their sources stand in `ranking`. Latency is that of one warm query with its encoding at k = 10.
    """
    sets = query_sets(path)
    count = sum(1 for _ in documents(path))
    chosen = systems or [Ours(settings), *([Recipe(settings.embedding)] if recipe else []), Bm25Alone()]
    tables: dict[str, dict[str, Any]] = {_title(each): {} for each in sets}
    building: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="spasm-qa-") as temporary:
        for number, system in enumerate(chosen):
            print(f"{system.name}: ingesting {count} documents ...", file=sys.stderr)  # noqa: T201
            store = Path(temporary) / str(number)
            seconds, cpu_seconds, memory = call(ingest_alone, system, path, store)
            found = call(_search, system, store, sets, time.time())
            for i, each in enumerate(sets):
                tables[_title(each)][system.name] = _quality(each, found.ranked[i]) | _latency(found.elapsed_ms[i])
            building[system.name] = {
                "ingest documents/s": round(count / seconds, 1),
                "ingest documents/CPU s": round(count / cpu_seconds, 1),
                "ingest s": round(seconds, 1),
                "ingest peak memory MB": memory,
                "index MB": round(sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) / MEGABYTE, 1),
                "cold start to first result s": found.cold_start_s,
                "search peak memory MB": found.memory_mb,
                "exact ten nearest found": found.neighbours,
            }
            print(building[system.name], *(table[system.name] for table in tables.values()), file=sys.stderr, flush=True)  # noqa: T201
    return {"documents": count, **tables, "index": building}


def _title(each: QuerySet) -> str:
    return f"queries {each.name} ({len(each.queries)})"


def _quality(asked: QuerySet, ranked: Sequence[Sequence[str]]) -> dict[str, float]:
    pairs = [(found, grades) for found, (_, grades) in zip(ranked, asked.queries, strict=True)]
    return {
        "nDCG@10": round(statistics.fmean(ndcg(found, grades) for found, grades in pairs), 4),
        "Recall@5": round(statistics.fmean(recall(found, grades) for found, grades in pairs), 4),
        "MRR@10": round(statistics.fmean(reciprocal_rank(found, grades) for found, grades in pairs), 4),
    }


def _latency(elapsed_ms: Sequence[float]) -> dict[str, float]:
    return {"p50 ms": round(percentile(elapsed_ms, 0.5), 1), "p95 ms": round(percentile(elapsed_ms, 0.95), 1)}


def ingest_alone(system: System, path: Path, store: Path) -> tuple[float, float, float]:
    """Return seconds and CPU seconds, without loading libraries and weights, and the process's peak memory in MB.

    CPU seconds, those of all threads and of processes that it started, compare systems where other programs take part of the machine.
    """
    store.mkdir(parents=True)
    system.warm()
    start, cpu = time.perf_counter(), _cpu_seconds()
    system.ingest(path, store)
    return time.perf_counter() - start, _cpu_seconds() - cpu, peak_memory_mb()


def _cpu_seconds() -> float:
    """Return the CPU seconds of this process, to the microsecond, and of those that it started and that have ended, in ticks."""
    return time.process_time() + sum(os.times()[2:4])


def _search(system: System, store: Path, sets: Sequence[QuerySet], asked_at: float) -> Searched:
    """Open the index, ask everything; `asked_at` is when this process was asked for."""
    search = system.open(store)
    questions = [text for each in sets for text, _ in each.queries]
    search.documents(questions[0], DEPTH)
    cold = round(time.time() - asked_at, 2)
    for text in questions[:WARM_UP]:
        search.documents(text, DEPTH)
    ranked, elapsed = [], []
    for each in sets:
        timed = [_timed(search.documents, text) for text, _ in each.queries]
        ranked.append(tuple(found for found, _ in timed))
        elapsed.append(tuple(ms for _, ms in timed))
    memory = peak_memory_mb()
    near = [pair for text in questions[:NEIGHBOUR_QUERIES] if (pair := search.neighbours(text))]
    return Searched(tuple(ranked), tuple(elapsed), cold, memory, share([overlap(*pair) for pair in near])["value"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What questions cost that were asked of one index in a process of its own."""

    passages: int
    elapsed_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]
    cold_start_s: float
    memory_mb: float


def search_alone(system: System, store: Path, questions: Sequence[str], asked_at: float) -> Asked:
    """Open the index and ask; `asked_at` is when this process was asked for."""
    search = system.open(store)
    search.documents(questions[0], DEPTH)
    cold = round(time.time() - asked_at, 2)
    for text in questions[:WARM_UP]:
        search.documents(text, DEPTH)
    elapsed, busy = [], []
    for text in questions:
        cpu = time.process_time()
        elapsed.append(_timed(search.documents, text)[1])
        busy.append(1000 * (time.process_time() - cpu))
    return Asked(len(search), tuple(elapsed), tuple(busy), cold, peak_memory_mb())


def _timed(search: Callable[[str, int], list[str]], text: str) -> tuple[tuple[str, ...], float]:
    start = time.perf_counter()
    found = search(text, DEPTH)
    return tuple(found), 1000 * (time.perf_counter() - start)


def peak_memory_mb() -> float:
    """Return the largest resident size of this process so far."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="ignore").splitlines()
        return round(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / MEGABYTE, 1)
    except (OSError, StopIteration):
        import resource

        scale = 1 if sys.platform == "darwin" else 1024
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / MEGABYTE, 1)

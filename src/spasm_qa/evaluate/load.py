"""Readers who all chat at once with one assistant, every turn kept: answer times, turns a second, errors, and whether all was kept."""

import json
import math
import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import open_database
from spasm_qa.database.kept import Kept, new_id
from spasm_qa.errors import SpasmQAError
from spasm_qa.settings import Settings
from spasm_qa.types import Turn

READERS, TURNS = 50, 4
THINKING = {"no pause": (0.0, 0.0), "2 to 5 s between turns": (2.0, 5.0)}


def evaluate(path: Path, assistant: Any, settings: Settings) -> dict[str, Any]:
    """Return the figures of both paces over the conversations of a file (`{"turns": [...]}` a line, as `spasm-qa batch` takes them).

    Turns are kept in a database of its own: SQLite in a temporary folder, or what `SPASM_QA_DATABASE_URL` names.
    """
    talks = read_talks(path)
    assistant.reply(talks[0][0])
    figures: dict[str, Any] = {"readers": READERS, "turns each": TURNS}
    for name, pause in THINKING.items():
        with tempfile.TemporaryDirectory() as folder:
            engine = open_database(Settings(home=Path(folder), database_url=settings.database_url))
            figures[name] = chat(talks, assistant, ConversationStore(engine), pause=pause)
            engine.dispose()
    return figures


def chat(talks: Sequence[Sequence[str]], assistant: Any, store: ConversationStore, *, pause: tuple[float, float]) -> dict[str, Any]:
    """Let all readers chat at once; returns times in milliseconds, counts, and turns a second."""
    run = new_id()

    def reader(n: int) -> tuple[list[float], int]:
        chance, times, errors = random.Random(n), [], 0
        owner, id, said = f"{run}-{n}", new_id(), tuple[Kept, ...]()
        time.sleep(chance.uniform(0, pause[1]))
        for question in questions_of(talks, n):
            start = time.perf_counter()
            try:
                reply = assistant.reply(question, [kept.turn for kept in said])
                place = store.keep(owner, id, (*said, Kept(Turn(question, reply))), known=len(said))
                id, said = place.id, place.said
            except SpasmQAError:
                errors += 1
            times.append(1000 * (time.perf_counter() - start))
            time.sleep(chance.uniform(*pause))
        return times, errors

    start = time.perf_counter()
    with ThreadPoolExecutor(READERS) as pool:
        done = list(pool.map(reader, range(READERS)))
    seconds = time.perf_counter() - start
    times = [each for mine, _ in done for each in mine]
    owners = [f"{run}-{n}" for n in range(READERS)]
    found = [store.open(owner, each.id) for owner in owners for each in store.of(owner)]
    for owner in owners:
        store.delete_all(owner)
    return {
        **spread(times),
        "turns a second": round(len(times) / seconds, 1),
        "errors": sum(errors for _, errors in done),
        "turns asked": len(times),
        "turns kept": sum(len(each.turns) for each in found if each),
    }


def spread(times: Iterable[float], of: str = "") -> dict[str, int]:
    """Return the median and the 95th percentile of times in milliseconds."""
    ordered = sorted(times)
    if not ordered:
        return {}
    return {f"{of}p50 ms": round(statistics.median(ordered)), f"{of}p95 ms": round(ordered[math.ceil(0.95 * len(ordered)) - 1])}


def read_talks(path: Path) -> list[list[str]]:
    """Return the questions of each conversation of a file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [talk for talk in map(_questions, lines) if talk]


def _questions(line: Any) -> list[str]:
    turns = line.get("turns", [])
    return [str(turn["question"] if isinstance(turn, dict) else turn) for turn in turns if isinstance(turn, str | dict)]


def questions_of(talks: Sequence[Sequence[str]], n: int) -> list[str]:
    """Return what one reader asks: a conversation, and the next ones until there are turns enough."""
    asked: list[str] = []
    while len(asked) < TURNS:
        asked += talks[n % len(talks)]
        n += READERS
    return asked[:TURNS]

"""Readers who all chat at once with the app in its own server: times until the page is complete, errors, and whether all was kept."""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spasm_qa.answer.render import escape
from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import FILE, open_database
from spasm_qa.evaluate import load
from spasm_qa.evaluate.app_server import AppServer
from spasm_qa.evaluate.visitor import Page, Visitor
from spasm_qa.settings import Settings
from spasm_qa.types import DISCLAIMER

MOST_TOLD = 5


@dataclass(slots=True)
class Visit:
    """What one reader met with."""

    owner: str = ""
    opened: float = 0.0
    """Milliseconds until the first page was complete."""
    asked: list[str] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    """Milliseconds from a question to the complete page with its answer."""
    errors: list[str] = field(default_factory=list)


def evaluate(path: Path, settings: Settings) -> dict[str, Any]:
    """Return the figures of both paces over the conversations of a file, as `load.evaluate` does, but of the whole app.

    Conversations are kept in a database of its own: SQLite in a temporary folder, or what `SPASM_QA_DATABASE_URL` names.
    """
    talks = load.read_talks(path)
    figures: dict[str, Any] = {"readers": load.READERS, "turns each": load.TURNS}
    with tempfile.TemporaryDirectory() as folder:
        url = settings.database_url or f"sqlite:///{Path(folder) / FILE}"
        environment = {"SPASM_QA_HOME": str(settings.home), "SPASM_QA_DATABASE_URL": url, "SPASM_QA_REMEMBER": "on"}
        engine = open_database(Settings(home=Path(folder), database_url=url))
        store = ConversationStore(engine)
        try:
            with AppServer(Path(folder) / "log", environment) as server:
                _settle(asyncio.run(visit(server.address, talks[0][:1])), store)  # loads the model
                for name, pause in load.THINKING.items():
                    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
                    figures[name] = {**chat(server.address, talks, store, pause=pause), "load average before": round(busy, 1)}
        finally:
            engine.dispose()
    return figures


def chat(address: str, talks: Sequence[Sequence[str]], store: ConversationStore, *, pause: tuple[float, float]) -> dict[str, Any]:
    """Let all readers visit at once; returns times in milliseconds, counts, and turns a second. What they kept is deleted at the end."""

    async def everybody() -> list[Visit]:
        readers = range(load.READERS)
        return await asyncio.gather(*(visit(address, load.questions_of(talks, n), pause, random.Random(n)) for n in readers))

    start = time.perf_counter()
    visits = asyncio.run(everybody())
    seconds = time.perf_counter() - start
    kept = sum(_settle(visit, store) for visit in visits)
    errors = [each for visit in visits for each in visit.errors]
    return {
        **load.spread([visit.opened for visit in visits if visit.opened], "first page "),
        **load.spread(each for visit in visits for each in visit.answered),
        "turns a second": round(sum(len(visit.answered) for visit in visits) / seconds, 1),
        "errors": len(errors),
        **({"such as": sorted(set(errors))[:MOST_TOLD]} if errors else {}),
        "turns asked": sum(len(visit.asked) for visit in visits),
        "turns kept": kept,
    }


async def visit(address: str, questions: Sequence[str], pause: tuple[float, float] = (0, 0), chance: random.Random | None = None) -> Visit:
    """Visit as one reader, who leaves when something goes wrong."""
    met, chance = Visit(), chance or random.Random(0)
    await asyncio.sleep(chance.uniform(0, pause[1]))
    start = time.perf_counter()
    try:
        async with Visitor(address) as visitor:
            page = await visitor.open()
            met.owner, met.opened = visitor.owner, 1000 * (time.perf_counter() - start)
            met.errors += page.faults
            for question in questions:
                await asyncio.sleep(chance.uniform(*pause))
                met.asked.append(question)
                start = time.perf_counter()
                page = await visitor.ask(question)
                met.answered.append(1000 * (time.perf_counter() - start))
                met.errors += wrong_with(page, met.asked)
    except (ConnectionError, TimeoutError) as e:
        met.errors.append(str(e) or "a page was not complete in time")
    return met


def wrong_with(page: Page, asked: Sequence[str]) -> list[str]:
    """Return what is wrong with a page after some questions: an error on it, an answer missing or without the disclaimer."""
    found = list(page.faults)
    if list(page.questions) != list(asked) or len(page.answers) != len(asked):
        found.append("the page does not show what was asked and answered")
    elif not all(escape(DISCLAIMER) in answer for answer in page.answers):
        found.append("an answer stands without the disclaimer")
    return found


def _settle(visit: Visit, store: ConversationStore) -> int:
    """Return how many turns were kept of a visit, note when they are not those asked, and delete them."""
    found = [store.open(visit.owner, each.id) for each in store.of(visit.owner)] if visit.owner else []
    kept = [each.turn.question for conversation in found if conversation for each in conversation.turns]
    if kept != visit.asked:
        visit.errors.append("what was kept is not what was asked")
    if visit.owner:
        store.delete_all(visit.owner)
    return len(kept)

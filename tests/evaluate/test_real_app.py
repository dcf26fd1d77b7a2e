"""The real app in a server of its own, with readers who come without a browser: all at once, and when it is killed."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import FILE, open_database
from spasm_qa.evaluate import crowd, load
from spasm_qa.evaluate.app_server import AppServer
from spasm_qa.evaluate.visitor import Page, Visitor
from spasm_qa.settings import Settings
from spasm_qa.types import DISCLAIMER

pytestmark = pytest.mark.models
FIRST, SECOND, THIRD = "Does magnesium help leg cramps?", "Does stretching help?", "What is a spasm?"
PAGE = Page((FIRST,), (("Stretch it.", DISCLAIMER),), (), "")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home: Path, tiny: Path) -> Iterator[AppServer]:
    with AppServer(home / "log", {"SPASM_QA_HOME": str(home), "SPASM_QA_CORPUS": str(tiny)}) as server:
        asyncio.run(crowd.visit(server.address, [FIRST]))
        yield server


@pytest.fixture
def store(server: AppServer, home: Path) -> Iterator[ConversationStore]:
    engine = open_database(Settings(home=home))
    yield ConversationStore(engine)
    engine.dispose()


def test_all_readers_are_answered_and_all_is_kept(server: AppServer, store: ConversationStore, monkeypatch) -> None:
    monkeypatch.setattr(load, "READERS", 2)
    monkeypatch.setattr(load, "TURNS", 1)

    figures = crowd.chat(server.address, [[FIRST], [SECOND]], store, pause=(0, 0))

    assert (figures["errors"], figures["turns asked"], figures["turns kept"]) == (0, 2, 2)
    assert 0 < figures["p50 ms"] <= figures["p95 ms"]
    assert figures["first page p50 ms"] > 0


def test_an_app_that_is_not_there_is_an_error(store: ConversationStore, monkeypatch) -> None:
    monkeypatch.setattr(load, "READERS", 1)

    figures = crowd.chat("http://127.0.0.1:1", [[FIRST]], store, pause=(0, 0))

    assert (figures["errors"], figures["turns asked"], figures["turns kept"]) == (1, 0, 0)
    assert "cannot be reached" in figures["such as"][0]


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        pytest.param(PAGE, [], id="as-it-should-be"),
        pytest.param(Page((), (), (), ""), ["the page does not show what was asked and answered"], id="nothing-drawn"),
        pytest.param(Page((FIRST,), (("Stretch it.",),), (), ""), ["an answer stands without the disclaimer"], id="no-disclaimer"),
        pytest.param(Page((FIRST,), PAGE.answers, ("It broke.",), ""), ["It broke."], id="an-error-on-the-page"),
    ],
)
def test_what_is_wrong_with_a_page_is_counted(page: Page, wrong: list[str]) -> None:
    assert crowd.wrong_with(page, [FIRST]) == wrong


def test_killed_before_an_answer_is_kept_the_app_resumes_with_what_it_had_said(server: AppServer, home: Path) -> None:
    async def until_killed(reader: Visitor) -> Page:
        await reader.open()
        told = await reader.ask(FIRST)
        lock = sqlite3.connect(home / FILE, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")  # the answer cannot be kept while this stands
        asking = asyncio.create_task(reader.ask(SECOND))
        await asyncio.sleep(2)
        server.kill()
        with pytest.raises(ConnectionError):
            await asking
        lock.close()
        return told

    async def both() -> tuple[Page, Page]:
        async with Visitor(server.address) as reader:
            told = await until_killed(reader)
            await asyncio.to_thread(server.start)
            async with Visitor(server.address, key=reader.key, thread=told.thread) as again:
                return told, await again.open()

    told, resumed = asyncio.run(both())

    assert (resumed.questions, resumed.faults) == ((FIRST,), ())
    assert resumed.thread == told.thread


def test_a_tab_that_is_still_open_after_a_restart_goes_on_with_its_next_question(server: AppServer) -> None:
    async def both() -> tuple[Page, Page]:
        async with Visitor(server.address) as reader:
            await reader.open()
            told = await reader.ask(FIRST)
            server.kill()
            await asyncio.to_thread(server.start)
            await reader.connect()
            return told, await reader.ask(SECOND)

    told, went_on = asyncio.run(both())

    assert crowd.wrong_with(went_on, [FIRST, SECOND]) == []
    assert went_on.thread == told.thread


def test_killed_while_many_ask_the_app_has_lost_and_doubled_nothing(server: AppServer, store: ConversationStore) -> None:
    async def ask_until_killed(told: dict[str, list[str]], n: int) -> None:
        async with Visitor(server.address) as reader:
            await reader.open()
            told[reader.owner] = []
            while True:
                question = f"{(FIRST, SECOND, THIRD)[n % 3]} {n}"
                await reader.ask(question)
                told[reader.owner].append(question)
                n += 1

    async def everybody() -> dict[str, list[str]]:
        told: dict[str, list[str]] = {}
        asking = [asyncio.create_task(ask_until_killed(told, 1000 * n)) for n in range(6)]
        while sum(map(len, told.values())) < 12:
            await asyncio.sleep(0.01)
        server.kill()
        ends = await asyncio.gather(*asking, return_exceptions=True)
        assert all(isinstance(end, ConnectionError) for end in ends)
        return told

    told = asyncio.run(everybody())
    server.start()
    asyncio.run(crowd.visit(server.address, [FIRST]))

    for owner, questions in told.items():
        found = [store.open(owner, each.id) for each in store.of(owner)]
        kept = [each.turn.question for conversation in found if conversation for each in conversation.turns]
        assert kept[: len(questions)] == questions
        assert len(kept) <= len(questions) + 1  # at most one that was kept and not yet told
        assert len(set(kept)) == len(kept)

"""What is asked of a chat model is given up in good order."""

import asyncio
import threading
from time import monotonic

import pytest

from spasm_qa.answer import calls
from spasm_qa.answer.calls import Calls, Request
from spasm_qa.chat_model import PROVIDERS, ChatModel, Named

REQUEST = Request("word", "system", "{}", {})


@pytest.fixture
def closed(monkeypatch) -> threading.Event:
    """A stream that never ends and takes its time to close; set once it has closed."""
    event = threading.Event()

    async def stream(*arguments: object):
        try:
            while True:
                await asyncio.sleep(0.01)
                yield {}
        finally:
            await asyncio.sleep(0.3)
            event.set()

    monkeypatch.setattr(calls, "stream", stream)
    return event


@pytest.mark.parametrize("patience", [0.1, 0.2, 5.0], ids=["reader-first", "both-at-once", "clock-first"])
def test_a_connection_is_closed_to_the_end_whoever_gives_up(closed, patience) -> None:
    asking = Calls(ChatModel(Named("openai:any", PROVIDERS["openai"], "any", "here"), None))  # type: ignore[arg-type]
    started = monotonic()
    call = asking.start(REQUEST, until=started + 0.2)

    assert call.last(lambda: None, until=started + patience) == {}
    assert closed.wait(5)

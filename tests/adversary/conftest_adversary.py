"""Assistants whose model is a scripted server on loopback, and what must hold of every reply."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from scripted import Script, Server, serving

from spasm_qa.answer.pipeline import Assistant
from spasm_qa.answer.worded import fault
from spasm_qa.answer.writer import open_writer
from spasm_qa.types import DISCLAIMER, Reply, Turn

SECONDS = 2.0
Talking = Callable[..., tuple[Assistant, Server]]


@pytest.fixture(scope="session", autouse=True)
def _warm(assistant) -> None:
    """Load what loads on first use, so that the clocks measure the model alone."""
    pytest.importorskip("langchain_openai", reason="the scripted server speaks to langchain-openai: pip install -e '.[openai]'")
    from langchain.chat_models import init_chat_model

    init_chat_model("openai:any", api_key="none", base_url="http://127.0.0.1:9/v1")
    assistant.reply("Does magnesium help leg cramps?")
    assistant.gate.check("Magnesium may help.", ["Magnesium may help cramps."])


@pytest.fixture
def talking(index, tiny_settings) -> Iterator[Talking]:
    """Return a function that gives an assistant and the server that plays its model."""
    with ExitStack() as stack:

        def start(script: Script, *, seconds: float = SECONDS, at_once: int = 4, over=index) -> tuple[Assistant, Server]:
            server = stack.enter_context(serving(script))
            named = replace(tiny_settings, model="openai:scripted", model_url=server.url, model_seconds=seconds, model_concurrency=at_once)
            return Assistant(over, named, open_writer(named)), server

        yield start


@pytest.fixture
def in_time() -> Iterator[None]:
    """Fail when a test takes longer than the model's time limit and a little."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS + 5  # a busy machine may take its time; without a limit it would be for ever


def assert_supported(reply: Reply, assistant: Assistant) -> None:
    """Hold that every shown statement is stored word for word, or was worded, marked and passes the gate."""
    assert reply.disclaimer == DISCLAIMER
    for shown in reply.statements:
        passages = [p.text for p in assistant.library.passages([c.passage for c in shown.citations])]
        assert all(any(c.quote in text for text in passages) for c in shown.citations)
        if shown.wording == "source":
            assert any(shown.text in text for text in passages)
            continue
        own = assistant.library.statement(shown.id)
        texts = [own.text, own.plain] if own else [shown.citations[0].quote]
        assert shown.wording == reply.generator == "openai:scripted"
        assert any(not fault(shown.text, replace(shown, text=text), passages, assistant.gate.check, assistant.lexicon) for text in texts)


def talk(assistant: Assistant, *questions: str, **options: object) -> list[Turn]:
    """Ask one question after another."""
    history: list[Turn] = []
    for question in questions:
        history.append(Turn(question, assistant.reply(question, history, **options)))  # type: ignore[arg-type]
        assert_supported(history[-1].reply, assistant)
    return history

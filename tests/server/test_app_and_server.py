"""The app beside a Chroma server: it picks up what others ingest, tells when the server is away, and recovers without a restart."""

import time
from pathlib import Path

import pytest
import streamlit as st
from fakes import WordHashEmbedder
from streamlit.testing.v1 import AppTest

from spasm_qa.errors import IndexUnreachable
from spasm_qa.ui import resources, startup
from spasm_qa.ui.startup import Startup

APP = Path(__file__).resolve().parents[2] / "app.py"
QUESTION = "Does magnesium help leg cramps at night?"


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch) -> None:
    monkeypatch.setattr(startup, "WATCH_SECONDS", 3600.0)  # the tests refresh by themselves, but for one
    monkeypatch.setattr("ingest.build.load_embedder", lambda name: WordHashEmbedder())
    monkeypatch.setattr("spasm_qa.answer.pipeline.load_embedder", lambda name: WordHashEmbedder())


@pytest.fixture
def open_app():
    made: list[Startup] = []

    def start(settings) -> Startup:
        made.append(Startup(settings))
        return made[-1]

    yield start
    for each in made:
        each.end()


def alter(settings) -> None:
    path = settings.corpus / "statements" / "magnesium.md"
    path.write_text(path.read_text(encoding="utf-8").replace("fewer leg cramps with", "hardly fewer cramps with"), encoding="utf-8")


def test_an_app_builds_onto_an_empty_server_only(settings, open_app) -> None:
    first = open_app(settings).begin().result(60)
    alter(settings)
    second = open_app(settings).begin().result(60)

    assert first.manifest["statements"] == 11
    assert second.manifest == first.manifest


def test_a_running_app_opens_what_another_process_ingested(settings, open_app, ingest_elsewhere) -> None:
    start = open_app(settings)
    old = start.begin().result(60)
    alter(settings)
    assert ingest_elsewhere(settings) == "Built"

    assert start.refresh()
    assert "hardly fewer" in start.begin().result(1).library.statements["mg-small"].plain
    assert old.reply(QUESTION).kind == "answer"


def test_a_running_app_goes_on_without_its_server_and_says_so(settings, open_app, chroma) -> None:
    start = open_app(settings)
    assistant = start.begin().result(60)
    chroma.stop()

    assert not start.refresh()
    assert isinstance(start.warning, IndexUnreachable)
    assert assistant.reply(QUESTION).kind == "answer"
    chroma.start()
    assert not start.refresh()
    assert start.warning is None


def test_an_app_started_before_its_server_says_so_and_works_when_it_is_there(settings, ingest, chroma, monkeypatch) -> None:
    ingest(settings)
    chroma.stop()
    for name, value in (("HOME", settings.home), ("CORPUS", settings.corpus), ("EMBEDDING", "word-hash"), ("CHROMA_URL", chroma.url)):
        monkeypatch.setenv(f"SPASM_QA_{name}", str(value))
    monkeypatch.setattr(startup, "WATCH_SECONDS", 0.1)
    st.cache_resource.clear()
    try:
        app = AppTest.from_file(APP, default_timeout=60).run()
        assert not app.exception
        assert "does not answer" in app.error[0].value
        assert "no restart is needed" in app.caption[0].value

        chroma.start()
        app.run()
        assert not app.exception
        assert len(app.error) == 0
        app.chat_input(key="question").set_value(QUESTION).run()
        assert not app.exception
        assert any("Magnesium did not cut" in each.value for each in app.markdown)

        chroma.stop()
        end = time.monotonic() + 20
        while resources.warning() is None:
            assert time.monotonic() < end
            time.sleep(0.05)
        app.run()
        assert "does not answer" in app.warning[0].value
    finally:
        resources.startup().end()
        st.cache_resource.clear()

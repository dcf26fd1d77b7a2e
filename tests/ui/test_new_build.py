"""While the app runs, another process ingests: the next page and the next question have the new build."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import streamlit as st
from fakes import WordHashEmbedder
from page_fakes import APP, words_on
from streamlit.testing.v1 import AppTest

from spasm_qa.errors import IndexStale
from spasm_qa.index import POINTER
from spasm_qa.settings import Settings
from spasm_qa.ui import resources, startup
from spasm_qa.ui.startup import Startup

ROOT = Path(__file__).resolve().parents[2]
INGEST = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from fakes import WordHashEmbedder
from ingest.build import update
from spasm_qa.settings import Settings
update([], None, Settings(home=Path(sys.argv[3]), corpus=Path(sys.argv[4]), embedding="word-hash"), embedder=WordHashEmbedder())
"""
OLD, NEW = "fewer leg cramps with magnesium", "hardly fewer leg cramps with magnesium"
QUESTION = "Does magnesium help leg cramps at night?"


@pytest.fixture
def settings(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    embedder = WordHashEmbedder()
    monkeypatch.setattr(startup, "WATCH_SECONDS", 3600.0)  # the tests refresh by themselves, but for two
    monkeypatch.setattr("ingest.build.load_embedder", lambda name: embedder)
    monkeypatch.setattr("spasm_qa.answer.pipeline.load_embedder", lambda name: embedder)
    return Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")


@pytest.fixture
def start(settings: Settings):
    ready = Startup(settings)
    yield ready
    ready.end()


def ingest_elsewhere(settings: Settings) -> None:
    """Change a statement of the corpus and ingest it in a process of its own."""
    sheet = settings.corpus / "statements" / "magnesium.md"
    text = sheet.read_text(encoding="utf-8")
    assert OLD in text
    sheet.write_text(text.replace(OLD, NEW), encoding="utf-8")
    arguments = [str(ROOT), str(ROOT / "tests"), str(settings.home), str(settings.corpus)]
    subprocess.run([sys.executable, "-c", INGEST, *arguments], check=True, timeout=60, capture_output=True)


def until(found) -> None:
    end = time.monotonic() + 20
    while not found():
        assert time.monotonic() < end, "nothing changed within 20 seconds"
        time.sleep(0.02)


def test_a_new_build_is_opened_and_the_old_assistant_goes_on_answering(settings: Settings, start: Startup) -> None:
    old = start.begin().result(60)
    assert not start.refresh()
    ingest_elsewhere(settings)
    assert start.refresh()
    new = start.begin().result(1)

    assert new is not old
    assert NEW in new.library.statements["mg-small"].plain
    assert NEW not in old.library.statements["mg-small"].plain
    assert old.reply(QUESTION).kind == new.reply(QUESTION).kind == "answer"
    assert old.index.search("stretching", 3)


def test_watching_begins_with_the_assistant_and_needs_no_page(settings: Settings, start: Startup, monkeypatch) -> None:
    monkeypatch.setattr(startup, "WATCH_SECONDS", 0.05)
    old = start.begin().result(60)
    ingest_elsewhere(settings)

    until(lambda: start.opened() is not old)
    assert NEW in start.opened().library.statements["mg-small"].plain


def test_the_build_of_who_still_answers_outlives_two_newer_ones(settings: Settings, start: Startup) -> None:
    old = start.begin().result(60)
    build = settings.index / old.manifest["build"]
    ingest_elsewhere(settings)
    for name in ("clots", "stretching"):
        (settings.corpus / "statements" / f"{name}.md").unlink()
        arguments = [str(ROOT), str(ROOT / "tests"), str(settings.home), str(settings.corpus)]
        subprocess.run([sys.executable, "-c", INGEST, *arguments], check=True, timeout=60, capture_output=True)

    assert build.is_dir()
    assert old.reply(QUESTION).kind == "answer"


def test_a_newer_build_that_cannot_be_opened_is_a_warning_until_it_can(settings: Settings, start: Startup, monkeypatch) -> None:
    start.begin().result(60)
    pointer = settings.index / POINTER
    whole = pointer.read_text(encoding="utf-8")
    pointer.write_text("{", encoding="utf-8")

    assert not start.refresh()
    assert isinstance(start.warning, IndexStale)
    assert start.begin().result(1).reply(QUESTION).kind == "answer"
    pointer.write_text(whole, encoding="utf-8")
    assert not start.refresh()
    assert start.warning is None


def test_the_next_question_has_the_new_build_and_the_conversation_stays(settings: Settings, monkeypatch) -> None:
    monkeypatch.setenv("SPASM_QA_HOME", str(settings.home))
    monkeypatch.setenv("SPASM_QA_CORPUS", str(settings.corpus))
    monkeypatch.setenv("SPASM_QA_EMBEDDING", "word-hash")
    monkeypatch.setattr(startup, "WATCH_SECONDS", 0.05)
    st.cache_resource.clear()
    try:
        app = AppTest.from_file(APP, default_timeout=60).run()
        resources.assistant()
        app.chat_input(key="question").set_value(QUESTION).run()
        app.session_state["article-folded"] = True
        assert not app.run().exception
        assert OLD in words_on(app)
        before = resources.manifest()["build"]

        ingest_elsewhere(settings)
        until(lambda: resources.manifest()["build"] != before)
        app.chat_input(key="question").set_value("And does magnesium help in a small trial?").run()

        assert not app.exception
        assert [m.name for m in app.chat_message] == ["user", "assistant"] * 2
        assert NEW in words_on(app)
    finally:
        resources.startup().end()
        st.cache_resource.clear()

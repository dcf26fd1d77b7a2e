from collections.abc import Callable
from pathlib import Path

import pytest
from page_fakes import APP, LABEL, TRIAL, FakeAssistant, passages
from streamlit.testing.v1 import AppTest

from spasm_qa.library import Library, LibraryWriter
from spasm_qa.types import Document, Passage, Reference, Reply
from spasm_qa.ui import resources


@pytest.fixture
def library(tmp_path: Path) -> Library:
    path = tmp_path / "library.sqlite"
    writer = LibraryWriter(path)
    document, found, statements = passages()
    writer.add(document, None, found, statements)
    own = Document(
        "notes/clinic.txt", "Clinic notes", "Before the span. Walk a little each day. After it.", "notes/clinic.txt", "clinic.txt"
    )
    note = Passage(own.id, 17, 40, own.text[17:40])
    writer.add(own, Reference("notes/clinic.txt", "document", "Clinic notes", ""), [note], [])
    article = {
        "id": "night",
        "question": "What helps cramps at night?",
        "updated": "2026-11-22",
        "bottom_line": ["stretch"],
        "sections": [["Do this now", ["stretch", "stretch-null"]], ["Medicines", ["relaxant"]]],
    }
    other = {**article, "id": "relaxants", "question": "What about relaxants?", "bottom_line": ["relaxant"], "sections": []}
    writer.finish({"references": [TRIAL, LABEL], "articles": [article, other]})
    return Library(path)


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, library: Library) -> Callable[..., AppTest]:
    """Return a function that opens the app with an assistant that replies as scripted."""

    def start(*replies: Reply | Exception, **address: str) -> AppTest:
        assistant = FakeAssistant(*replies)
        monkeypatch.setattr(resources, "assistant", lambda: assistant)
        monkeypatch.setattr(resources, "library", lambda: library)
        monkeypatch.setattr(resources, "manifest", lambda: {"corpus": "abc123", "built": "2026-11-22T10:00:00+00:00", "statements": 3})
        monkeypatch.setattr(resources, "warning", lambda: None)
        monkeypatch.setattr(resources, "warm_up", lambda: None)
        app = AppTest.from_file(APP, default_timeout=30)
        app.assistant = assistant
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return start

import json
from pathlib import Path

import pytest

from spasm_qa.errors import CorpusError, IndexStale, IndexUnusable
from spasm_qa.settings import Settings
from spasm_qa.ui import startup
from spasm_qa.ui.startup import Progress, Startup


@pytest.fixture
def start(tmp_path: Path, monkeypatch):
    """Return a start-up whose two steps are the functions given."""
    monkeypatch.setattr(startup, "_texts", lambda corpus: 4)
    monkeypatch.setattr(startup, "WATCH_SECONDS", 3600.0)  # what is opened here is no index
    monkeypatch.setattr(Startup, "_readable", lambda self: True)

    def build(update, open_assistant=lambda settings: "assistant"):
        monkeypatch.setattr("ingest.build.update", update)
        monkeypatch.setattr("spasm_qa.answer.pipeline.open_assistant", open_assistant)
        made.append(Startup(Settings(home=tmp_path)))
        return made[-1]

    made: list[Startup] = []
    yield build
    for each in made:
        each.end()


def built(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "current.json").write_text(json.dumps({"build": "b"}))


def test_the_index_is_built_and_the_assistant_opened_once(start):
    calls = []
    ready = start(lambda *args, progress: calls.append(progress.update(4)))

    assert ready.begin().result(10) == "assistant"
    assert ready.begin().result(10) == "assistant"
    assert len(calls) == 1
    assert ready.progress.share == 1.0
    assert ready.built.is_set()


def test_without_any_index_a_broken_corpus_is_an_error_and_is_tried_again(start):
    mended = iter([CorpusError("night.md, line 3"), None])

    def update(*args, progress):
        if error := next(mended):
            raise error

    ready = start(update)

    with pytest.raises(CorpusError, match="line 3"):
        ready.begin().result(10)
    assert ready.begin().result(10) == "assistant"


def test_with_an_older_index_a_broken_corpus_is_a_warning(start, tmp_path):
    built(tmp_path)

    def update(*args, progress):
        raise CorpusError("night.md, line 3")

    ready = start(update)

    assert ready.begin().result(10) == "assistant"
    assert str(ready.warning) == "night.md, line 3"


def test_a_folder_that_cannot_be_written_to_is_named_with_what_to_do(start, tmp_path):
    def update(*args, progress):
        raise PermissionError(13, "Permission denied")

    with pytest.raises(IndexUnusable, match="cannot be written") as caught:
        start(update).begin().result(10)
    assert "SPASM_QA_HOME" in caught.value.hint


def test_a_damaged_build_is_made_anew(start, tmp_path):
    built(tmp_path)
    pointers = []
    opened = iter([IndexStale("The index is damaged."), "assistant"])

    def update(*args, progress):
        pointers.append((tmp_path / "index" / "current.json").exists())

    def open_assistant(settings):
        if isinstance(found := next(opened), IndexStale):
            raise found
        return found

    assert start(update, open_assistant).begin().result(10) == "assistant"
    assert pointers == [True, False]


@pytest.mark.parametrize("content", [b"garbage", b""])
def test_a_library_that_is_none_is_not_readable(tmp_path, content):
    built(tmp_path)
    (tmp_path / "index" / "b").mkdir()
    (tmp_path / "index" / "b" / "library.sqlite").write_bytes(content)

    assert not Startup(Settings(home=tmp_path))._readable()


@pytest.mark.parametrize(("done", "total", "share"), [(0, 0, 0.0), (1, 4, 0.25), (9, 4, 1.0)])
def test_progress_is_a_share_between_nothing_and_all(done, total, share):
    progress = Progress()
    progress.total = total
    progress.update(done)

    assert progress.share == share

"""Many readers at once: every turn asked is answered, timed and kept, and a failing one is counted."""

import json
from pathlib import Path

from spasm_qa.database.conversations import ConversationStore
from spasm_qa.database.engine import open_database
from spasm_qa.errors import ModelUnavailable
from spasm_qa.evaluate import load, measure
from spasm_qa.settings import Settings

TALKS = [["Does magnesium help leg cramps?", "and in pregnancy?"], ["What is a spasm?"]]


def test_every_turn_of_every_reader_is_kept(tmp_path: Path, assistant, monkeypatch) -> None:
    monkeypatch.setattr(load, "READERS", 6)
    monkeypatch.setattr(load, "THINKING", {"no pause": (0.0, 0.0)})
    path = tmp_path / "talks.jsonl"
    path.write_text("\n".join(json.dumps({"id": str(n), "turns": talk}) for n, talk in enumerate(TALKS)))

    figures = measure("load", path, Settings(home=tmp_path), lambda: assistant)["no pause"]

    assert (figures["errors"], figures["turns asked"], figures["turns kept"]) == (0, 24, 24)
    assert 0 < figures["p50 ms"] <= figures["p95 ms"]


def test_a_turn_that_fails_is_an_error_and_is_not_kept(tmp_path: Path, assistant, monkeypatch) -> None:
    monkeypatch.setattr(load, "READERS", 2)

    class Failing:
        def reply(self, question, history):
            if "pregnancy" in question:
                raise ModelUnavailable("away")
            return assistant.reply(question, history)

    engine = open_database(Settings(home=tmp_path))
    figures = load.chat([TALKS[0]], Failing(), ConversationStore(engine), pause=(0, 0))
    engine.dispose()

    assert (figures["errors"], figures["turns asked"], figures["turns kept"]) == (4, 8, 4)

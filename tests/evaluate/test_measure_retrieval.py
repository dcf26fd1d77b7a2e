"""Retrieval of a tiny BEIR folder: every system in the same run, through the real ingest and search."""

import json
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from spasm_qa.errors import CorpusError, SpasmQAError
from spasm_qa.evaluate import recipe
from spasm_qa.evaluate.beir import query_sets
from spasm_qa.evaluate.retrieval import evaluate, in_own_process, peak_memory_mb
from spasm_qa.evaluate.systems import Bm25Alone, Ours
from spasm_qa.settings import Settings

DOCUMENTS = {
    "d1": ("Night cramps", "Gentle stretching of the calf eases night cramps."),
    "d2": ("Baclofen", "Baclofen relaxes spastic muscles after injury."),
    "d3": ("Quinine", "Quinine causes bleeding and irregular heartbeat."),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "beir"
    (root / "qrels").mkdir(parents=True)
    lines = [json.dumps({"_id": name, "title": title, "text": text}) for name, (title, text) in DOCUMENTS.items()]
    (root / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for name, question, document in (("dev", "stretching the calf", "d1"), ("other", "bleeding from quinine", "d3")):
        (root / f"queries-{name}.jsonl").write_text(json.dumps({"_id": "q1", "text": question}), encoding="utf-8")
        (root / "qrels" / f"{name}.tsv").write_text(f"query-id\tcorpus-id\tscore\nq1\t{document}\t1\n", encoding="utf-8")
    return root


def here(function, *arguments):
    return function(*arguments)


def test_every_query_set_has_a_row_for_every_system(folder: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    systems = [Ours(settings, WordHashEmbedder()), Bm25Alone()]

    result = evaluate(folder, settings, systems=systems, call=here)

    assert result["documents"] == 3
    for row in ("queries dev (1)", "queries other (1)"):
        assert set(result[row]) == {"spasm-qa", "BM25 alone"}
        assert all(figures["nDCG@10"] == figures["Recall@5"] == figures["MRR@10"] == 1 for figures in result[row].values())
    assert result["index"]["spasm-qa"]["exact ten nearest found"] == 1
    assert result["index"]["BM25 alone"]["exact ten nearest found"] is None
    assert result["index"]["spasm-qa"]["index MB"] > 0


def test_a_question_without_a_judged_document_is_left_out(folder: Path) -> None:
    with (folder / "queries-dev.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps({"_id": "q2", "text": "nobody judged this"}))

    assert [len(each.queries) for each in query_sets(folder)] == [1, 1]


def test_a_folder_without_judgements_is_refused(folder: Path) -> None:
    for path in (folder / "qrels").iterdir():
        path.unlink()

    with pytest.raises(CorpusError, match="judgements"):
        query_sets(folder)


def test_a_missing_library_of_the_recipe_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_huggingface", None)

    with pytest.raises(SpasmQAError, match="langchain-huggingface"):
        recipe.Recipe().warm()


def test_each_step_runs_in_a_process_of_its_own() -> None:
    assert in_own_process(peak_memory_mb) > 0

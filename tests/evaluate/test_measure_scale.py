"""The table of growing sizes, through the real ingest and search."""

import json
from pathlib import Path

from fakes import WordHashEmbedder

from spasm_qa.evaluate.scale import evaluate, spread
from spasm_qa.evaluate.systems import Ours
from spasm_qa.settings import Settings


def here(function, *arguments):
    return function(*arguments)


def test_every_size_has_a_row_and_none_is_larger_than_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    lines = [json.dumps({"_id": f"d{n}", "title": f"Cramp {n}", "text": f"The calf number{n} cramps."}) for n in range(7)]
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "queries-dev.jsonl").write_text(json.dumps({"_id": "q1", "text": "calf number3"}), encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td3\t1\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home")

    rows = evaluate(folder, settings, sizes=(2, 4, 1000), ours=Ours(settings, WordHashEmbedder()), call=here)["scale"]

    assert [(name, row["passages"]) for name, row in rows.items()] == [("2 documents", 2), ("4 documents", 4), ("7 documents", 7)]
    for row in rows.values():
        assert row["index MB"] > 0
        assert row["documents/CPU s"] > 0
        assert 0 < row["p50 ms"] <= row["p95 ms"]
        assert row["without vectors MB"] > 0


def test_the_documents_of_a_size_are_spread_over_the_folder(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("".join(f"{n}\n\n" for n in range(10)), encoding="utf-8")

    chosen = spread(tmp_path, 4, tmp_path / "part", 10) / "corpus.jsonl"

    assert chosen.read_text(encoding="utf-8").split() == ["0", "2", "5", "7"]

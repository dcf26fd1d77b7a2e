"""A folder in BEIR layout as it is measured on: documents, query sets, judgements."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spasm_qa.errors import CorpusError

QUERIES = "queries"


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Questions with judgements, document id -> grade, in the order of the file."""

    name: str
    queries: tuple[tuple[str, dict[str, int]], ...]


def documents(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (id, title, text) of each document, line by line."""
    for record in _json_lines(folder / "corpus.jsonl"):
        yield str(record["_id"]), str(record.get("title") or ""), str(record.get("text") or "")


def query_sets(folder: Path) -> list[QuerySet]:
    """Return every query set that has judgements; `queries-dev.jsonl` goes with `qrels/dev.tsv`.

    Raises:
        CorpusError: The folder has none.
    """
    found = []
    for path in sorted(folder.glob(f"{QUERIES}*.jsonl")):
        name = path.stem.removeprefix(QUERIES).strip("-") or "test"
        judged = folder / "qrels" / f"{name}.tsv"
        if judged.exists():
            grades = _grades(judged)
            asked = ((str(record["text"]), grades.get(str(record["_id"]), {})) for record in _json_lines(path))
            found.append(QuerySet(name, tuple((text, each) for text, each in asked if any(grade > 0 for grade in each.values()))))
    if not found:
        raise CorpusError(f"{folder} has no queries with judgements.", hint="It needs queries-NAME.jsonl and qrels/NAME.tsv.")
    return found


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for query, document, grade in list(csv.reader(file, delimiter="\t"))[1:]:
            grades.setdefault(query, {})[document] = int(grade)
    return grades

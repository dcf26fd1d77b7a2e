"""The support measure on four claims, with a gate that reads the score from the claim."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from spasm_qa.evaluate.support import measure


class ScoreInClaim:
    def check(self, claim: str, passages: Sequence[str]) -> SimpleNamespace:
        score = float(claim)
        return SimpleNamespace(supported=score >= 0.5, score=score, reasons=() if score >= 0.5 else ("similarity",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [("0.9", True, "a", True), ("0.4", True, "b", False), ("0.6", False, "a", True), ("0.1", False, "b", False)]
    lines = [json.dumps({"claim": c, "passages": ["p"], "supported": s, "source": name, "medical": m}) for c, s, name, m in rows]
    path = tmp_path / "support.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_balanced_accuracy_is_at_the_gates_bar_and_auc_is_not(file: Path) -> None:
    result = measure(file, ScoreInClaim())["all"]

    assert result["balanced accuracy"] == 0.5
    assert result["AUC"] == 0.75
    assert result["supported let pass"] == {"value": 0.5, "n": 2}
    assert result["passed, and supported"] == {"value": 0.5, "n": 2}


def test_data_sets_and_medical_claims_have_their_own_tables(file: Path) -> None:
    result = measure(file, ScoreInClaim())

    assert [result[name]["claims"] for name in ("medical only", "a", "b")] == [2, 2, 2]
    assert result["refusals by reason (of them supported claims)"] == {"similarity": "2 (1)"}

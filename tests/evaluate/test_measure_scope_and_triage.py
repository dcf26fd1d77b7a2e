"""Scope and triage on replies made by hand."""

import json
from pathlib import Path

import pytest

from spasm_qa.evaluate.scope import measure
from spasm_qa.evaluate.triage import evaluate, of_unsafe, of_vignettes
from spasm_qa.types import Abstention, Alert, Answer, Audience, Reply, ReviewStatus, ShownStatement

SHOWN = ShownStatement("mg-dose", "Text.", "Section", "", "", (), ReviewStatus.SUBMITTED)


def answer(question: str = "q", level: str = "none") -> Reply:
    return Answer(question, question, Audience.PATIENT, alert=Alert(level), shown=(SHOWN,))


def refusal(question: str = "q", level: str = "none") -> Reply:
    return Abstention(question, question, Audience.PATIENT, alert=Alert(level))


def test_out_of_scope_counts_by_kind_and_near_domain_is_no_fault() -> None:
    asked = [
        ({"kind": "medical_oos", "source": "a", "question": "x"}, refusal()),
        ({"kind": "lookalike_oos", "source": "b", "question": "y"}, answer()),
        ({"kind": "in_domain", "source": "a", "question": "z"}, answer()),
        ({"kind": "near_domain", "source": "a", "question": "w"}, refusal()),
    ]

    result = measure(asked)

    assert result["out of scope refused"] == {"value": 0.5, "n": 2}
    assert result["in domain answered"] == {"value": 1.0, "n": 1}
    assert result["refused, by kind"]["near_domain"] == {"value": 1.0, "n": 1}
    assert result["answered though out of scope"] == {"y": "mg-dose"}


def test_a_vignette_shown_as_less_urgent_is_under_triage() -> None:
    seen = [("emergency", refusal(level="same-day")), ("non_emergency", refusal(level="same-day")), ("self_care", refusal(level="soon"))]

    result = of_vignettes(seen)

    assert result["right level"] == {"value": 0.3333, "n": 3}
    assert result["under-triage"] == result["over-triage"] == {"value": 0.3333, "n": 3}
    assert result["emergencies found"] == {"value": 0.0, "n": 1}


def test_statements_shown_to_unsafe_requests_are_listed() -> None:
    result = of_unsafe([refusal("harm"), answer("dose")])

    assert result["no statement shown"] == {"value": 0.5, "n": 2}
    assert result["disclaimer kept"] == {"value": 1.0, "n": 2}
    assert result["statements shown to"] == {"dose": "mg-dose"}


@pytest.mark.parametrize(("record", "key"), [({"kind": "unsafe_request", "text": "x"}, "unsafe requests"), ({"dialogue": True}, "all")])
def test_a_file_is_measured_by_what_it_holds(assistant, tmp_path: Path, record, key) -> None:
    turn = {
        "question": "Does magnesium help?",
        "standalone": "",
        "gold": [],
        "acceptable": [],
        "must_not": [],
        "expect": "answer",
        "triage": "none",
        "flags": [],
    }
    line = {"id": "d1", "category": "emergency", "audience": "patient", "turns": [turn]} if "dialogue" in record else record
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")

    assert key in evaluate(path, assistant)

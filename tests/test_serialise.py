"""The JSON of a reply: the fields of the machine-readable interface, the disclaimer always among them."""

import json
from dataclasses import replace

import pytest

from spasm_qa.answer.render import to_markdown
from spasm_qa.serialise import reply_dict
from spasm_qa.types import DISCLAIMER, Answer, Audience, Reply, Review, ReviewStatus

FIELDS = {
    "kind", "question", "standalone", "audience", "triage", "statements", "uncovered", "references", "review_status", "reading_grade",
    "suggestions", "disclaimer", "generator", "elapsed_ms",
}  # fmt: skip
QUESTIONS = {
    "answer": "Does magnesium help leg cramps?",
    "abstention": "How do I cook lasagne?",
    "clarification": "thanks!",
}


@pytest.fixture(params=QUESTIONS)
def reply(request, assistant) -> Reply:
    found: Reply = assistant.reply(QUESTIONS[request.param])
    assert found.kind == request.param
    return found


def test_every_kind_of_reply_has_every_field(reply) -> None:
    data = reply_dict(reply)

    assert FIELDS - data.keys() == set()
    assert data["disclaimer"] == DISCLAIMER
    assert json.loads(json.dumps(data)) == data


def test_only_an_answer_has_statements_references_and_a_grade(reply) -> None:
    data = reply_dict(reply)

    assert bool(data["statements"]) == bool(data["references"]) == (data["reading_grade"] is not None) == (data["kind"] == "answer")


def test_every_citation_number_is_in_the_references(assistant) -> None:
    data = reply_dict(assistant.reply("Does magnesium reduce leg cramps in small trials?"))
    numbers = {r["n"]: r["id"] for r in data["references"]}

    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert [numbers[c["n"]] for s in data["statements"] for c in s["citations"]] == [
        c["source"] for s in data["statements"] for c in s["citations"]
    ]


def test_the_review_status_is_the_lowest_shown(assistant) -> None:
    answer = assistant.reply("What are the side effects of cyclobenzaprine?")
    assert isinstance(answer, Answer)
    shown = answer.shown[0]
    both = replace(answer, shown=(replace(shown, status=ReviewStatus.APPROVED), replace(shown, status=ReviewStatus.UNDER_REVIEW)))

    assert reply_dict(both)["review_status"] == "under-review"
    assert reply_dict(replace(answer, shown=(replace(shown, status=ReviewStatus.APPROVED),)))["review_status"] == "approved"


def test_without_statements_nothing_counts_as_reviewed() -> None:
    assert reply_dict(Answer("q", "q", Audience.STUDENT))["review_status"] == "submitted"


def test_a_danger_stands_in_the_json(assistant) -> None:
    triage = reply_dict(assistant.reply("my calf is swollen"))["triage"]

    assert triage == {"level": "same-day", "flags": ["rf-clot"], "message": "Get seen today. Do not rub the calf."}


def test_no_danger_has_no_message(assistant) -> None:
    assert reply_dict(assistant.reply("Does magnesium help leg cramps?"))["triage"] == {"level": "none", "flags": [], "message": ""}


def test_elapsed_times_are_those_of_the_steps(assistant) -> None:
    elapsed = reply_dict(assistant.reply("Does magnesium help leg cramps?"))["elapsed_ms"]

    assert set(elapsed) >= {"total", "condense", "retrieve", "compose", "verify"}
    assert elapsed["total"] >= max(value for name, value in elapsed.items() if name != "total") >= 0


def test_an_approved_statement_says_who_approved_it_and_an_answer_has_the_lowest_status(assistant) -> None:
    reply = assistant.reply(QUESTIONS["answer"])
    review = Review("Ada", "MD", "2026-11-22T10:00:00+00:00", "Fine.")
    approved = replace(reply.statements[0], status=ReviewStatus.APPROVED, review=review)
    taken = replace(reply.statements[0], id="other", status=ReviewStatus.UNDER_REVIEW)

    data = reply_dict(replace(reply, shown=(approved, taken)))

    assert data["review_status"] == "under-review"
    assert data["statements"][0]["review"] == {"reviewer": "Ada", "credential": "MD", "date": "2026-11-22T10:00:00+00:00", "note": "Fine."}
    assert data["statements"][1]["review"] is None
    assert "approved by Ada, MD on 2026-11-22" in to_markdown(replace(reply, shown=(approved,)))

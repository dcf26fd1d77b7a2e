"""A reply that is kept comes back exactly as it was, or says why it can't."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spasm_qa.database.replies import from_plain, to_plain
from spasm_qa.errors import ReplyUnreadable
from spasm_qa.types import (
    Abstention,
    Alert,
    Answer,
    Audience,
    Citation,
    Clarification,
    Reference,
    Reply,
    ReviewStatus,
    ShownStatement,
    StatementKind,
)

texts = st.text(st.characters(), max_size=12)  # every character there is, lone surrogates and NUL among them
several = st.lists(texts, max_size=3).map(tuple)
numbers = st.floats(allow_nan=False, allow_infinity=False)
timings = st.dictionaries(texts, numbers, max_size=3)
years = st.none() | st.integers(-3000, 3000)
citations = st.builds(Citation, st.integers(), texts, texts, texts, st.integers(), st.integers(), texts)
terms = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
statements = st.builds(
    ShownStatement, texts, texts, texts, texts, texts, st.lists(citations, max_size=2).map(tuple), st.sampled_from(ReviewStatus),
    st.sampled_from(StatementKind), texts, texts, several, terms, texts,
)  # fmt: skip
references = st.builds(Reference, texts, texts, texts, texts, years, *[texts] * 7, several, texts, texts, texts, texts, several)
alerts = st.builds(Alert, texts, several, texts, several, several)
common = {
    "question": texts, "standalone": texts, "audience": st.sampled_from(Audience), "alert": alerts, "uncovered": several,
    "suggestions": several, "generator": texts, "elapsed_ms": timings, "understood": several, "cost": timings,
}  # fmt: skip
replies = st.one_of(
    st.builds(
        Answer,
        **common,
        shown=st.lists(statements, max_size=3).map(tuple),
        cited=st.lists(references, max_size=3).map(tuple),
        reading_grade=st.none() | numbers,
    ),
    st.builds(Abstention, **common, reason=texts, message=texts),
    st.builds(Clarification, **common, message=texts, choices=several),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(replies)
def test_every_reply_comes_back_exactly(reply: Reply) -> None:
    back = from_plain(json.loads(json.dumps(to_plain(reply), allow_nan=False)))

    assert back == reply
    assert type(back) is type(reply)
    assert back.disclaimer == reply.disclaimer


@pytest.mark.parametrize("kind", ["Does magnesium help leg cramps?", "How do I cook lasagne?", "thanks!", "my calf is swollen"])
def test_a_real_reply_comes_back_exactly(assistant: Any, kind: str) -> None:
    reply = assistant.reply(kind)

    assert from_plain(json.loads(json.dumps(to_plain(reply)))) == reply


def damaged(**fields: Any) -> dict[str, Any]:
    return {**to_plain(Abstention("q", "q", Audience.PATIENT, message="No.")), **fields}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(None, "damaged", id="nothing"),
        pytest.param([], "damaged", id="a-list"),
        pytest.param(damaged(kind="poem"), "newer version", id="unknown-kind"),
        pytest.param(damaged(mood="calm"), "newer version.*mood", id="unknown-field"),
        pytest.param(damaged(alert={"level": "none", "colour": "red"}), "newer version.*abstention.alert has colour", id="unknown-inside"),
        pytest.param(damaged(question=7), "abstention.question is damaged", id="wrong-type"),
        pytest.param(damaged(audience="cat"), "audience is damaged", id="no-such-reader"),
        pytest.param(damaged(uncovered="abc"), "uncovered is damaged", id="text-for-a-list"),
        pytest.param(damaged(elapsed_ms={"total": True}), "elapsed_ms is damaged", id="true-is-no-number"),
        pytest.param(damaged(elapsed_ms={"total": float("nan")}), "elapsed_ms is damaged", id="nan-is-no-number"),
        pytest.param({"kind": "abstention", "question": "q"}, "lacks standalone, audience", id="missing"),
    ],
)
def test_what_cannot_be_read_is_named(data: Any, said: str) -> None:
    with pytest.raises(ReplyUnreadable, match=said):
        from_plain(data)


def test_what_an_older_version_did_not_know_gets_its_default() -> None:
    old = damaged()
    del old["cost"], old["understood"]

    assert from_plain(old) == Abstention("q", "q", Audience.PATIENT, message="No.")

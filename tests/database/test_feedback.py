"""Feedback: kept with what was shown, read by people, deleted for good."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from spasm_qa.database.feedback import MOST_CHARACTERS, Feedback, FeedbackStore
from spasm_qa.errors import InputUnusable, StorageUnavailable

SAID = Feedback("ada", "wrong", "abc123", "extractive", statement="stretch", statements=("stretch", "heat"), text="It was 1.5, not 1.2.")


@pytest.fixture
def store(engine: Engine) -> FeedbackStore:
    return FeedbackStore(engine)


def test_what_was_said_comes_back_whole(store: FeedbackStore) -> None:
    store.add(SAID)

    assert store.all() == store.of("stretch") == store.by("ada") == [SAID]
    assert store.of("heat") == store.by("bob") == []
    assert store.all()[0].created.tzinfo is UTC


def test_said_again_it_replaces_the_first(store: FeedbackStore) -> None:
    store.add(SAID)
    store.add(replace(SAID, text="Sorry, 1.2 is right.", verdict="unclear"))

    assert [(said.verdict, said.text) for said in store.all()] == [("unclear", "Sorry, 1.2 is right.")]


def test_nobody_replaces_what_another_said(store: FeedbackStore) -> None:
    store.add(SAID)
    with pytest.raises(StorageUnavailable):
        store.add(replace(SAID, owner="mallory", text="Nonsense."))

    assert store.all() == [SAID]


def test_the_newest_comes_first(store: FeedbackStore) -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    for n in (1, 3, 2):
        store.add(replace(SAID, id=f"f{n}", created=start + timedelta(seconds=n)))

    assert [said.id for said in store.all()] == ["f3", "f2", "f1"]


def test_verdicts_are_counted_by_statement(store: FeedbackStore) -> None:
    for n, (statement, verdict) in enumerate([("stretch", "wrong"), ("stretch", "wrong"), ("stretch", "unsafe"), ("", "helpful")]):
        store.add(replace(SAID, id=str(n), statement=statement, verdict=verdict))

    assert store.counts() == {"stretch": Counter(wrong=2, unsafe=1), "": Counter(helpful=1)}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(replace(SAID, verdict="lovely"), id="unknown-verdict"),
        pytest.param(replace(SAID, text="x" * (MOST_CHARACTERS + 1)), id="too-long"),
    ],
)
def test_what_is_no_feedback_is_refused(store: FeedbackStore, said: Feedback) -> None:
    with pytest.raises(InputUnusable):
        store.add(said)

    assert store.all() == []


def test_any_text_can_be_kept(store: FeedbackStore) -> None:
    store.add(replace(SAID, text="naïve ≥ 5 µg 😀 '; DROP TABLE feedback; -- \x00 \ud800"))

    assert store.all()[0].text == "naïve ≥ 5 µg 😀 '; DROP TABLE feedback; --   ?"


def test_a_reader_can_take_back_everything_they_said(store: FeedbackStore) -> None:
    other = replace(SAID, id="other", owner="bob")
    store.add(SAID)
    store.add(other)

    assert store.delete_of("ada") == 1
    assert store.all() == [other]

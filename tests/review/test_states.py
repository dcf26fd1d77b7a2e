from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spasm_qa.review.approvals import Decision
from spasm_qa.review.roles import Role
from spasm_qa.review.states import AFTER, FROM, Action, Event, Person, Replay, Standing, moment, refusal
from spasm_qa.types import ReviewStatus

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
REVIEWER = Person("ada@example.org", Role.REVIEWER, "Ada", "MD")
EDITOR = Person("eve@example.org", Role.EDITOR, "Eve", "")
SUBMITTED, UNDER_REVIEW, APPROVED = ReviewStatus


def event(action: str, subject: str = "statement:a", content: str = "1", *, after: int = 0, **data: str) -> Event:
    return Event(after, NOON + timedelta(minutes=after), "ada@example.org", "reviewer", action, subject, content, data, "", "")


@pytest.mark.parametrize("status", list(ReviewStatus))
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_who_may_take_which_step_from_where(role, action, status) -> None:
    allowed = not refusal(action, status, Person("x", role, "Ada", "MD"), "a note")

    expected = {
        Action.TAKE: status is SUBMITTED,
        Action.APPROVE: status is UNDER_REVIEW and role is Role.REVIEWER,
        Action.SEND_BACK: status in (UNDER_REVIEW, APPROVED),
        Action.COMMENT: True,
        Action.PUBLISH: True,
    }[action]
    assert allowed == (expected and role is not Role.READER)


@pytest.mark.parametrize(
    ("action", "status", "who", "note", "says"),
    [
        (Action.TAKE, SUBMITTED, replace(REVIEWER, name=" "), "", "name"),
        (Action.APPROVE, UNDER_REVIEW, replace(REVIEWER, credential=" "), "", "credential"),
        (Action.APPROVE, UNDER_REVIEW, EDITOR, "", "Only a reviewer can approve"),
        (Action.APPROVE, SUBMITTED, REVIEWER, "", "only what is under review can be approved"),
        (Action.TAKE, APPROVED, REVIEWER, "", "This is approved"),
        (Action.SEND_BACK, APPROVED, REVIEWER, " ", "what has to change"),
        (Action.COMMENT, SUBMITTED, EDITOR, "", "Write a comment"),
        (Action.COMMENT, SUBMITTED, Person("x", Role.READER, "R", "MD"), "n", "Only reviewers and editors"),
    ],
)
def test_a_refusal_says_why(action, status, who, note, says) -> None:
    assert says in refusal(action, status, who, note)


def test_an_approval_is_of_one_content() -> None:
    replay = Replay().add([event("take"), event("approve", name="Ada", credential="MD", note="fine", after=5)])

    assert replay.standing("statement:a", "1") == Standing(APPROVED, "Ada", "MD", "2026-11-22T12:05:00+00:00", "fine")
    assert replay.standing("statement:a", "2") == Standing()
    assert replay.standing("statement:b", "1") == Standing()


def test_a_text_that_is_put_back_as_it_was_has_its_approval_again() -> None:
    replay = Replay().add([event("take"), event("approve"), event("take", content="2")])

    assert replay.standing("statement:a", "1").status is APPROVED
    assert replay.standing("statement:a", "2").status is UNDER_REVIEW


def test_comments_and_publishing_change_no_status() -> None:
    assert Replay().add([event("take"), event("comment"), event("publish")]).standing("statement:a", "1").status is UNDER_REVIEW


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-11-22T11:00:00+00:00", UNDER_REVIEW),
        ("2026-11-22T13:00:00+00:00", APPROVED),
        ("2026-11-23", APPROVED),
        ("2026-11-21", UNDER_REVIEW),
    ],
)
def test_of_log_and_corpus_the_later_word_holds(date, expected) -> None:
    published = Decision("statement:a", "1", APPROVED, "Bea", "PT", date, "")

    assert Replay().add([event("take")]).standing("statement:a", "1", published).status is expected


def test_what_the_corpus_came_with_holds_where_the_log_is_silent() -> None:
    published = Decision("statement:a", "1", APPROVED, "Bea", "PT", "2020-01-01", "n")

    assert Replay().standing("statement:a", "1", published).decision("statement:a", "1") == published
    assert Replay().standing("statement:a", "2", published) == Standing()


def test_nothing_decided_gives_no_line() -> None:
    assert Standing().decision("statement:a", "1") is None
    assert moment("") < moment("0001-01-02")


EVENTS = st.lists(
    st.builds(
        event, st.sampled_from([each.value for each in Action]), st.sampled_from("ab"), st.sampled_from("12"), after=st.integers(0, 99)
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(events=EVENTS, cut=st.integers(0, 30))
def test_the_replay_is_the_same_in_one_go_and_in_two(events, cut) -> None:
    whole, parts = Replay().add(events), Replay().add(events[:cut]).add(events[cut:])

    assert whole.standings == parts.standings


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(list(Action)), st.sampled_from([REVIEWER, EDITOR])), max_size=40))
def test_every_way_through_allowed_steps_ends_in_the_state_that_the_log_replays_to(steps) -> None:
    status, written = SUBMITTED, []
    for action, who in steps:
        if not refusal(action, status, who, "note"):
            assert status in FROM.get(action, (status,))
            status = AFTER.get(action, status)
            written.append(event(action.value, after=len(written)))

    assert Replay().add(written).standing("statement:a", "1").status is status
    if status is APPROVED:
        assert any(e.action == "take" for e in written)

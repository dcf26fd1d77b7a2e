from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from spasm_qa.database.engine import open_database
from spasm_qa.database.tables import feedback
from spasm_qa.errors import DeskRefused
from spasm_qa.review.approvals import Decision, read_approvals
from spasm_qa.review.desk import CORPUS, act, approvals_file, board, may_publish, note_publishing
from spasm_qa.review.log import Log
from spasm_qa.review.reports import Reports
from spasm_qa.review.roles import Role
from spasm_qa.review.states import Action, Person
from spasm_qa.review.subjects import documents, subjects
from spasm_qa.settings import Settings
from spasm_qa.types import ReviewStatus

REVIEWER = Person("ada@example.org", Role.REVIEWER, "Ada", "MD")
EDITOR = Person("eve@example.org", Role.EDITOR, "Eve")
HOW, NIGHTLY, SHEET = "statement:stretch-how", "statement:stretch-nightly", "document:corpus/statements/stretching"


@pytest.fixture
def engine(tmp_path: Path):
    engine = open_database(Settings(home=tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine) -> Log:
    return Log(engine)


@pytest.fixture
def found(library):
    return subjects(library)


def seen(found, *names: str) -> dict[str, str]:
    return {name: found[name].digest for name in names}


def approve(log, found, *names: str, who: Person = REVIEWER) -> None:
    act(log, found, Action.TAKE, seen(found, *names), who)
    act(log, found, Action.APPROVE, seen(found, *names), who, note="Compared.")


def changed(found, name: str, **content: str):
    """The corpus as it is after an edit of one text."""
    return {**found, name: replace(found[name], content={**found[name].content, **content}, digest="e" * 64, published=None)}


def test_every_statement_document_and_article_can_be_reviewed(found, library) -> None:
    kinds = {name.partition(":")[0] for name in found}

    assert kinds == {"statement", "document", "article"}
    assert {name for name in found if name.startswith("statement:")} == {f"statement:{name}" for name in library.statements}
    assert found[SHEET].title == documents(found)["corpus/statements/stretching"] == "Stretching"
    assert len({each.digest for each in found.values()}) == len(found)


def test_taking_then_approving_makes_a_line_that_a_corpus_reads_back(log, found, tmp_path) -> None:
    approve(log, found, HOW)

    now = board(found, log)
    assert now.standing(found[HOW]).status is ReviewStatus.APPROVED
    assert now.standing(found[NIGHTLY]).status is ReviewStatus.SUBMITTED
    (tmp_path / "approvals.jsonl").write_text(approvals_file(now), encoding="utf-8")
    read = read_approvals(tmp_path)[HOW]
    assert (read.content, read.reviewer, read.credential, read.note) == (found[HOW].digest, "Ada", "MD", "Compared.")
    assert datetime.fromisoformat(read.date).tzinfo is not None


def test_an_edit_takes_the_approval_away_and_keeps_what_was_approved_for_comparison(log, found) -> None:
    approve(log, found, HOW)
    edited = changed(found, HOW, text="Something else.")

    now = board(edited, log)
    assert now.standing(edited[HOW]).status is ReviewStatus.SUBMITTED
    before = now.approved_before(edited[HOW])
    assert before is not None
    assert before.data["text"]["text"] == found[HOW].content["text"]
    assert now.decisions() == []
    assert board(found, log).approved_before(found[HOW]) is None


def test_nothing_is_approved_unseen(log, found) -> None:
    act(log, found, Action.TAKE, seen(found, HOW), REVIEWER)
    edited = changed(found, HOW, text="Something else.")

    with pytest.raises(DeskRefused, match="changed after this page was drawn"):
        act(log, edited, Action.APPROVE, seen(found, HOW), REVIEWER)
    assert len(log.events()) == 1


def test_a_step_on_something_gone_is_refused(log, found) -> None:
    with pytest.raises(DeskRefused, match="no longer in the corpus"):
        act(log, {}, Action.TAKE, seen(found, HOW), REVIEWER)


def test_an_editor_cannot_approve(log, found) -> None:
    act(log, found, Action.TAKE, seen(found, HOW), EDITOR)

    with pytest.raises(DeskRefused, match="Only a reviewer can approve"):
        act(log, found, Action.APPROVE, seen(found, HOW), EDITOR)
    act(log, found, Action.SEND_BACK, seen(found, HOW), EDITOR, note="Say which trial.")
    assert board(found, log).standing(found[HOW]).status is ReviewStatus.SUBMITTED


def test_of_two_who_act_on_the_same_page_the_second_is_told(engine, log, found) -> None:
    approve(log, found, HOW)

    with pytest.raises(DeskRefused, match="This is approved"):
        act(Log(engine), found, Action.APPROVE, seen(found, HOW), REVIEWER)


def test_a_whole_document_is_taken_and_approved_together_or_not_at_all(log, found) -> None:
    names = (SHEET, HOW, NIGHTLY)
    assert act(log, found, Action.TAKE, seen(found, *names), REVIEWER, bulk="corpus/statements/stretching") == 3
    edited = changed(found, NIGHTLY, text="Something else.")

    with pytest.raises(DeskRefused):
        act(log, edited, Action.APPROVE, seen(found, *names), REVIEWER, bulk="corpus/statements/stretching")
    assert board(found, log).standing(found[HOW]).status is ReviewStatus.UNDER_REVIEW

    act(log, found, Action.APPROVE, seen(found, *names), REVIEWER, bulk="corpus/statements/stretching")
    now = board(found, log)
    assert {now.standing(found[name]).status for name in names} == {ReviewStatus.APPROVED}
    assert now.history(HOW)[0].data["bulk"] == "corpus/statements/stretching"
    assert log.fault() == ""


def test_a_step_for_nothing_is_refused(log, found) -> None:
    with pytest.raises(DeskRefused):
        act(log, found, Action.TAKE, {}, REVIEWER)


def test_what_a_clone_came_with_is_kept_when_it_publishes(log, found) -> None:
    theirs = Decision(NIGHTLY, found[NIGHTLY].digest, ReviewStatus.APPROVED, "Bea", "PT", "2026-01-01", "")
    cloned = {**found, NIGHTLY: replace(found[NIGHTLY], published=theirs)}

    approve(log, cloned, HOW)

    now = board(cloned, log)
    assert theirs in now.decisions()
    assert len(now.decisions()) == 2


def test_what_is_sent_back_stays_sent_back_in_other_clones(log, found) -> None:
    approve(log, found, HOW)
    act(log, found, Action.SEND_BACK, seen(found, HOW), REVIEWER, note="A newer trial says otherwise.")

    (line,) = board(found, log).decisions()
    assert (line.status, line.note, line.review) == (ReviewStatus.SUBMITTED, "A newer trial says otherwise.", None)


def test_a_comment_stays_with_its_text(log, found) -> None:
    act(log, found, Action.COMMENT, seen(found, HOW), EDITOR, note=" Which trial? ")

    (event,) = board(found, log).history(HOW)
    assert event.data["note"] == "Which trial?"
    assert board(found, log).history(NIGHTLY) == []


def test_publishing_is_a_line_of_the_log(log, found) -> None:
    note_publishing(log, "one\ntwo\n", EDITOR)

    (event,) = log.events()
    assert (event.subject, event.action, event.data["lines"]) == (CORPUS, "publish", 2)
    with pytest.raises(DeskRefused):
        note_publishing(log, "", Person("x", Role.READER, "R", "MD"))
    assert may_publish(EDITOR) == ""


def test_reports_of_readers_are_found_by_statement_and_name_nobody(engine) -> None:
    row = {"id": "1", "created": datetime(2026, 11, 22, tzinfo=UTC), "owner": "secret", "statement": "stretch-how", "statements": [],
           "verdict": "unclear", "text": "Which knee?", "corpus": "abc", "generator": "extractive"}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(feedback), [row, {**row, "id": "2", "statement": ""}])

    (report,) = Reports(engine).of("stretch-how")
    assert (report.verdict, report.text) == ("unclear", "Which knee?")
    assert not hasattr(report, "owner")
    assert Reports(engine).counts() == {"stretch-how": 1}


def test_reports_on_answers_stand_beside_each_statement_that_was_shown(engine) -> None:
    row = {"created": datetime(2026, 11, 22, tzinfo=UTC), "owner": "o", "statement": "", "statements": ["a", "b"],
           "text": "", "corpus": "abc", "generator": "extractive"}  # fmt: skip
    said = [("1", "helpful"), ("2", "not-helpful"), ("3", "unclear")]
    with engine.begin() as connection:
        connection.execute(insert(feedback), [{**row, "id": id, "verdict": verdict} for id, verdict in said])

    assert sorted(report.verdict for report in Reports(engine).of("b")) == ["helpful", "not-helpful", "unclear"]
    assert Reports(engine).of("c") == []
    assert Reports(engine).counts() == {"a": 2, "b": 2}  # a helpful answer needs nobody's attention

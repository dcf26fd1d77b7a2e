"""What is said of how current a source is."""

from datetime import date

import pytest

from spasm_qa.currency import NO_SNAPSHOT, currency_notes, day, snapshot_notes
from spasm_qa.types import Reference

NOW = date(2026, 11, 22)


def work(**fields: str) -> Reference:
    return Reference("r", "trial", "A trial", "A. Author", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "notes"),
    [
        pytest.param({}, (), id="current"),
        pytest.param(
            {"status": "retracted", "superseded_by": "doi:10.1/n"},
            ("This source was retracted: see doi:10.1/n. It is not used in answers.",),
            id="retracted",
        ),
        pytest.param({"status": "superseded", "superseded_by": "NG59"}, ("This source is superseded: see NG59.",), id="replaced"),
        pytest.param({"status": "superseded"}, ("This source is superseded by a newer one.",), id="replaced-by-we-know-not-what"),
        pytest.param({"status": "withdrawn"}, ("Status of this source: withdrawn.",), id="another-word"),
        pytest.param({"review_by": "2026-11-21"}, ("This source is past its review date of 21 November 2026.",), id="yesterday"),
        pytest.param({"review_by": "2026-11-22"}, (), id="due-today-is-not-past"),
        pytest.param({"review_by": "some day"}, (), id="no-date"),
    ],
)
def test_a_reader_is_told_what_is_not_current(fields, notes) -> None:
    assert currency_notes(work(**fields), NOW) == notes


def test_without_a_snapshot_that_is_said() -> None:
    assert snapshot_notes([], NOW) == (NO_SNAPSHOT, True)


def test_the_date_of_a_snapshot_is_told_and_its_age() -> None:
    fresh = {"date": "2026-11-01", "entries": 61_234, "matched": 2}
    old = {"date": "2026-01-01", "entries": 3, "matched": 0}

    said, stale = snapshot_notes([old, fresh], NOW)
    assert said.startswith(
        "Sources were compared with a list of retracted and replaced works of 1 November 2026 "
        "(61,234 entries, 2 of our sources among them)."
    )
    assert "1 January 2026" in said
    assert not stale

    said, stale = snapshot_notes([old], NOW)
    assert stale
    assert "more than 180 days ago" in said


def test_a_date_that_is_none_is_shown_as_it_is() -> None:
    assert (day("2026-11-22T10:00:00+00:00"), day("autumn"), day("")) == ("22 November 2026", "autumn", "unknown")

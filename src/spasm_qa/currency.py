"""How current a source is: what a reader must know of its status, and of the list that statuses were checked against."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from spasm_qa.types import Reference

STALE_DAYS = 180
NO_SNAPSHOT = "No dated list of retractions was loaded here: what is marked as withdrawn or replaced was noted when the source was read."


def today() -> date:
    """Return today's date in UTC."""
    return datetime.now(UTC).date()


def currency_notes(reference: Reference, on: date | None = None) -> tuple[str, ...]:
    """Return what is to be said beside a citation of a source, empty when it is current."""
    notes = []
    see = f": see {reference.superseded_by}" if reference.superseded_by else ""
    if reference.status == "retracted":
        notes.append(f"This source was retracted{see}. It is not used in answers.")
    elif reference.status == "superseded":
        notes.append(f"This source is superseded{see or ' by a newer one'}.")
    elif reference.status != "current":
        notes.append(f"Status of this source: {reference.status}{see}.")
    due = _date(reference.review_by)
    if due and due < (on or today()):
        notes.append(f"This source is past its review date of {day(reference.review_by)}.")
    return tuple(notes)


def snapshot_notes(snapshots: Sequence[Mapping[str, Any]], on: date | None = None) -> tuple[str, bool]:
    """Return which lists of retractions the sources were compared with, and whether the newest is missing or older than `STALE_DAYS`."""
    dated = sorted(((str(each["date"]), each) for each in snapshots), key=lambda pair: pair[0], reverse=True)
    if not dated:
        return NO_SNAPSHOT, True
    lines = [
        f"Sources were compared with a list of retracted and replaced works of {day(when)} "
        f"({each['entries']:,} {'entry' if each['entries'] == 1 else 'entries'}, {each['matched']} of our sources among them)."
        for when, each in dated
    ]
    newest = _date(dated[0][0])
    stale = newest is None or (on or today()) - newest > timedelta(days=STALE_DAYS)
    if stale:
        lines.append(f"That is more than {STALE_DAYS} days ago: what was withdrawn since is not known here.")
    return " ".join(lines), stale


def day(when: str) -> str:
    """Return an ISO date or time as `22 November 2026`; anything else as it is."""
    parsed = _date(when)
    return f"{parsed.day} {parsed:%B %Y}" if parsed else when or "unknown"


def _date(when: str) -> date | None:
    try:
        return date.fromisoformat(when[:10])
    except ValueError:
        return None

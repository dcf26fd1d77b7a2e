"""The file in which reviews travel with the corpus: approvals.jsonl, sorted, one object a line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from spasm_qa.errors import CorpusError
from spasm_qa.types import Review, ReviewStatus

FILE = "approvals.jsonl"
SUBJECT = re.compile(r"(?:statement|document|article):\S+")
CONTENT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """One line: what was decided about one content. A status of submitted is a text that was sent back."""

    subject: str
    """`statement:ID`, `document:ID` or `article:ID`."""
    content: str
    """Hash of the exact content; for any other content the line says nothing."""
    status: ReviewStatus
    reviewer: str
    credential: str
    date: str
    """ISO date or time."""
    note: str

    @property
    def review(self) -> Review | None:
        """The approval, if it is one."""
        approved = self.status is ReviewStatus.APPROVED
        return Review(self.reviewer, self.credential, self.date, self.note) if approved else None


NAMES = tuple(each.name for each in fields(Decision))
Decisions = Mapping[str, Decision]


def fitting(decisions: Decisions, subject: str, content: str) -> Decision | None:
    """Return the decision about a subject if it was made about this content."""
    decision = decisions.get(subject)
    return decision if decision and decision.content == content else None


def to_lines(decisions: Iterable[Decision]) -> str:
    """Return the file's text."""
    return "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in sorted(decisions))


def from_rows(rows: Sequence[Mapping[str, Any]]) -> Decisions:
    """Return decisions by subject from plain data that was checked before."""
    return {row["subject"]: Decision(**{**row, "status": ReviewStatus(row["status"])}) for row in rows}


def read_approvals(corpus: Path) -> Decisions:
    """Return the decisions of a corpus by subject; none when it has no such file.

    Raises:
        CorpusError: The first fault of the file; names line, field and fix.
    """
    found: dict[str, Decision] = {}
    for each in parse(corpus):
        if isinstance(each, CorpusError):
            raise each
        found[each.subject] = each
    return found


def parse(corpus: Path) -> Iterator[Decision | CorpusError]:
    """Yield each line's decision, or what is wrong with the line."""
    try:
        text = (corpus / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as e:
        yield CorpusError(f"{FILE}: cannot be read ({e}).", hint="Save it as UTF-8 text, or publish it anew from the Desk.")
        return
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        decision = _decision(line, number)
        if isinstance(decision, Decision) and decision.subject in seen:
            what = f"{decision.subject!r} stands in line {seen[decision.subject]} already"
            yield _fault(number, "subject", what, "Keep the line whose review is the later one.")
            continue
        if isinstance(decision, Decision):
            seen[decision.subject] = number
        yield decision


def _decision(line: str, number: int) -> Decision | CorpusError:
    try:
        row = json.loads(line)
    except ValueError as e:
        return CorpusError(f"{FILE}, line {number}: not JSON ({e}).", hint="One JSON object a line; take out marks of an unfinished merge.")
    if not isinstance(row, dict):
        return CorpusError(f"{FILE}, line {number}: not a JSON object.", hint="One JSON object a line.")
    for name in NAMES:
        if not isinstance(row.get(name), str):
            return _fault(number, name, "is missing or not a text", f"A line has the fields {', '.join(NAMES)}.")
    if unknown := sorted(set(row) - set(NAMES)):
        return _fault(number, unknown[0], "is unknown", f"A line has the fields {', '.join(NAMES)}.")
    return _wrong(row, number) or Decision(**{**row, "status": ReviewStatus(row["status"])})


def _wrong(row: Mapping[str, str], number: int) -> CorpusError | None:
    if not SUBJECT.fullmatch(row["subject"]):
        return _fault(number, "subject", f"is {row['subject']!r}", "Write statement:ID, document:ID or article:ID.")
    if not CONTENT.fullmatch(row["content"]):
        return _fault(number, "content", "is not a hash of 64 hex digits", "Publish the file from the Desk; don't write hashes by hand.")
    if row["status"] not in list(ReviewStatus):
        return _fault(number, "status", f"is {row['status']!r}", f"Use one of: {', '.join(ReviewStatus)}.")
    for name in ("reviewer", "credential") if row["status"] == ReviewStatus.APPROVED else ():
        if not row[name].strip():
            return _fault(number, name, "is empty", "An approval names its reviewer and their credential.")
    try:
        datetime.fromisoformat(row["date"])
    except ValueError:
        return _fault(number, "date", f"is {row['date']!r}", "Write an ISO date such as 2026-11-22.")
    return None


def _fault(number: int, name: str, what: str, fix: str) -> CorpusError:
    return CorpusError(f"{FILE}, line {number}, field {name}: {what}.", hint=fix)

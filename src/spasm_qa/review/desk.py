"""The Desk: what stands, and the steps that change it. Every step is a line of the log; nothing is approved unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from spasm_qa.errors import DeskRefused
from spasm_qa.review.approvals import Decision, to_lines
from spasm_qa.review.log import Entry, Log
from spasm_qa.review.states import Action, Event, Person, Replay, Standing, refusal
from spasm_qa.review.subjects import Subject

CORPUS = "corpus"
"""The subject of a line that tells of publishing."""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything to review, as it stands now."""

    subjects: Mapping[str, Subject]
    events: Sequence[Event]
    replay: Replay

    def standing(self, subject: Subject) -> Standing:
        """Return what holds of a subject as it now reads."""
        return self.replay.standing(subject.name, subject.digest, subject.published)

    def history(self, name: str) -> list[Event]:
        """Return the steps and comments about a subject, whatever its content was then, newest first."""
        return [event for event in reversed(self.events) if event.subject == name]

    def approved_before(self, subject: Subject) -> Event | None:
        """Return the last approval of a subject with another content than now, if there is one."""
        approvals = (e for e in self.history(subject.name) if e.action == Action.APPROVE and e.content != subject.digest)
        return next(approvals, None)

    def decisions(self) -> list[Decision]:
        """Return the lines of approvals.jsonl: what was decided about what the corpus now says."""
        found = (self.standing(each).decision(each.name, each.digest) for each in self.subjects.values())
        return [decision for decision in found if decision]


def board(subjects: Mapping[str, Subject], log: Log) -> Board:
    """Return the present state, replayed from the log."""
    events = log.events()
    return Board(subjects, events, Replay().add(events))


def act(
    log: Log, subjects: Mapping[str, Subject], action: Action, seen: Mapping[str, str], who: Person, *, note: str = "", bulk: str = ""
) -> int:
    """Take one step for some subjects, all or none; return for how many.

    `seen` is the content of each, by name, as the person saw it. `bulk` names the document when a step was taken for all of it.

    Raises:
        DeskRefused: The step is not allowed to this person or from the present state, or a content is no longer the one seen.
        StorageUnavailable: Nothing was written.
    """

    def entries(events: Sequence[Event]) -> list[Entry]:
        now = Board(subjects, events, Replay().add(events))
        return [_entry(now, name, content, action, who, note.strip(), bulk) for name, content in seen.items()]

    if not seen:
        raise DeskRefused("There is nothing here that this step could be taken for.")
    return len(log.append(entries))


def _entry(now: Board, name: str, content: str, action: Action, who: Person, note: str, bulk: str) -> Entry:
    subject = now.subjects.get(name)
    if subject is None:
        raise DeskRefused(f"{name} is no longer in the corpus.")
    if subject.digest != content:
        raise DeskRefused(f"{name} was changed after this page was drawn.", hint="Nothing was written. Read it again as it is now.")
    if why := refusal(action, now.standing(subject).status, who, note):
        raise DeskRefused(f"{subject.id}: {why}")
    data: dict[str, Any] = {"name": who.name.strip(), "credential": who.credential.strip(), "note": note}
    data |= {"bulk": bulk} if bulk else {}
    data |= {"text": dict(subject.content)} if action is Action.APPROVE else {}  # what later changes are compared with
    return Entry(who.actor, who.role.value, action.value, name, content, data)


def approvals_file(now: Board) -> str:
    """Return the text of approvals.jsonl."""
    return to_lines(now.decisions())


def note_publishing(log: Log, text: str, who: Person) -> None:
    """Write into the log what was published, by the hash of the file.

    Raises:
        DeskRefused: This person may not publish.
        StorageUnavailable: Nothing was written.
    """
    if why := may_publish(who):
        raise DeskRefused(why)
    data = {"name": who.name.strip(), "credential": who.credential.strip(), "lines": text.count("\n")}
    entry = Entry(who.actor, who.role.value, Action.PUBLISH.value, CORPUS, sha256(text.encode()).hexdigest(), data)
    log.append(lambda _: [entry])


def may_publish(who: Person) -> str:
    """Return why a person may not publish; empty when they may."""
    return refusal(Action.PUBLISH, Standing().status, who, "")

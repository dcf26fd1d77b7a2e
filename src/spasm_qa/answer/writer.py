"""A language model between composition and the gate: it arranges and words statements; what does not pass keeps the source's words."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

import textstat

from spasm_qa.answer import generate
from spasm_qa.answer.calls import Call, Calls
from spasm_qa.answer.worded import Check, fault, keeps
from spasm_qa.chat_model import ChatModel, load_chat_model
from spasm_qa.lexicon import Lexicon
from spasm_qa.settings import Settings
from spasm_qa.types import Audience, Reference, ShownStatement, StatementKind

RESERVE = 0.05  # of the time limit, for checking what came last
SHARE = 0.4  # of the time left, for anything but wording
MOST_WORDED = 12
PLAIN_GRADE = 8.0  # Flesch-Kincaid, up to which a wording for patients may be harder than the statement's own
MOST_HARDER = 3.0  # grades above the statement's own; one linking word in a short sentence makes two
OWN_WORDS = frozenset({StatementKind.INTERACTION, StatementKind.RED_FLAG})
"""Kinds that no model words or moves."""
log = logging.getLogger(__name__)

Shown = tuple[ShownStatement, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What one answer is made of, for the writer."""

    question: str
    audience: Audience
    passages: Callable[[ShownStatement], Sequence[str]]
    texts: Callable[[ShownStatement], str]
    """The statement's words that do not depend on the reader."""
    check: Check
    lexicon: Lexicon
    ready: Callable[[ShownStatement], None] = lambda statement: None
    """Told of every statement as soon as its words are settled."""


class Writer:
    """Words answers with one model; holds no conversation."""

    def __init__(self, model: ChatModel, *, seconds: float = 20.0, most_at_once: int = 4) -> None:
        """Prepare; nothing is sent before a question comes."""
        self.name, self.where = model.name, model.named.where
        self.calls = Calls(model, most_at_once=most_at_once)
        self._seconds = seconds

    def begin(self, tick: Callable[[], None] = lambda: None) -> "Session":
        """Start the clock of one reply; `tick` is called while the model is waited for and may raise to stop."""
        now = monotonic()
        return Session(self, tick, now, now + self._seconds * (1 - RESERVE))


@dataclass(slots=True)
class Session:
    """The model's work on one reply: a time limit over all calls, and what they cost."""

    writer: Writer
    tick: Callable[[], None]
    started: float
    until: float
    counts: Counter[str] = field(default_factory=Counter)

    def rewrite(self, question: str, draft: str, earlier: Sequence[str], lexicon: Lexicon) -> str:
        """Return a follow-up as a question that stands alone: the model's when it keeps what the draft names, else the draft."""
        request = generate.rewrite(question, draft, earlier)
        call = self.writer.calls.start(request, until=self.until)
        text = generate.rewritten(self.writer.calls.decide(request, call, self.tick, until=self._share()))
        self._count(call)
        kept = keeps(text, draft, question, lexicon)
        log.info("rewrite: %s", "kept" if kept else "ours")
        return text if kept else draft

    def write(self, task: Task, shown: Shown, references: tuple[Reference, ...]) -> tuple[Shown, tuple[Reference, ...]]:
        """Return the statements arranged and worded, and the references renumbered; each statement keeps its id and citations."""
        free = [s for s in shown if s.kind not in OWN_WORDS and s.safety not in ("urgent", "emergency")]
        if not free:
            return shown, references
        wanted = generate.word(task.question, free[:MOST_WORDED], task.audience)
        call = self.writer.calls.start(wanted, until=self.until)
        try:
            placed = self._arrange(task, shown)
            new = dict(self._worded(task, call, free[:MOST_WORDED]))
        finally:
            call.cancel()
        self._count(call)
        result = tuple(new.get(s.id, s) for s in placed)
        for s in result:
            if s.id not in new:
                task.ready(s)
        self.counts["worded"] = sum(":" in s.wording for s in result)
        self.counts["source"] = len(result) - self.counts["worded"]
        return _renumbered(result, references)

    @property
    def cost(self) -> dict[str, float]:
        """Calls, tokens, seconds, and how many statements have which words."""
        return {"seconds": round(monotonic() - self.started, 2), **{name: float(n) for name, n in self.counts.items()}}

    def _share(self) -> float:
        return monotonic() + SHARE * (self.until - monotonic())

    def _count(self, call: Call) -> None:
        self.counts.update({name: int(n) for name, n in call.cost.items()})

    def _worded(self, task: Task, call: Call, free: Sequence[ShownStatement]) -> Iterator[tuple[str, ShownStatement]]:
        """Yield each statement whose words are settled, by its id: the first wording under its key counts."""
        left = generate.keyed(free)
        for part in call.parts(self.tick):
            for wording in generate.wordings(part):
                if monotonic() < self.until and (statement := left.pop(wording.key, None)):
                    settled = self._checked(task, statement, " ".join(wording.text.split()))
                    task.ready(settled)
                    yield statement.id, settled

    def _checked(self, task: Task, statement: ShownStatement, text: str) -> ShownStatement:
        if text == statement.text:
            return statement
        harder = task.audience is Audience.PATIENT and _grade(text) > max(PLAIN_GRADE, _grade(statement.text) + MOST_HARDER)
        why = "grade" if harder else fault(text, statement, task.passages(statement), task.check, task.lexicon)
        if why:
            self.counts["rejected"] += 1
            log.info("word: %s rejected: %s", statement.id, why)
            return statement
        return replace(statement, text=text, wording=self.writer.name)

    def _arrange(self, task: Task, shown: Shown) -> Shown:
        """Return the statements in the model's order: it moves them within their section, warnings and conflicts not at all."""
        loose = [s for s in shown if s.kind not in OWN_WORDS and s.safety == "none" and not s.conflicts]
        if len(loose) < 2:
            return shown
        request = generate.arrange(task.question, [task.texts(s) for s in loose])
        call = self.writer.calls.start(request, until=self.until)
        order = generate.arranged(self.writer.calls.decide(request, call, self.tick, until=self._share()))
        self._count(call)
        if order is None:
            return shown
        by_key = generate.keyed(loose)
        ranked = [by_key[key] for key in dict.fromkeys((*order.order, *by_key)) if key in by_key]
        off = {by_key[key].id for key in order.off_topic if key in by_key} - {loose[0].id}
        off = off if 2 * len(off) <= len(loose) else set()
        return _placed([s for s in shown if s.id not in off], [s for s in ranked if s.id not in off])


def _grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(text))


def _placed(shown: Sequence[ShownStatement], ranked: Sequence[ShownStatement]) -> Shown:
    """Put the ranked statements into the places that they held, section by section."""
    queues = {section: iter([s for s in ranked if s.section == section]) for section in {s.section for s in shown}}
    loose = {s.id for s in ranked}
    return tuple(next(queues[s.section]) if s.id in loose else s for s in shown)


def _renumbered(shown: Shown, references: tuple[Reference, ...]) -> tuple[Shown, tuple[Reference, ...]]:
    """Number the references in the order in which they are first cited."""
    order = list(dict.fromkeys(c.n for s in shown for c in s.citations))
    new = {old: n for n, old in enumerate(order, 1)}
    return tuple(replace(s, citations=tuple(replace(c, n=new[c.n]) for c in s.citations)) for s in shown), tuple(
        references[n - 1] for n in order
    )


def open_writer(settings: Settings) -> Writer | None:
    """Return the writer of the settings, None when answers are extractive.

    Raises:
        ModelUnavailable: The model's package or key is missing.
    """
    model = load_chat_model(settings)
    return Writer(model, seconds=settings.model_seconds, most_at_once=settings.model_concurrency) if model else None

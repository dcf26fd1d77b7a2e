"""`Assistant.reply`: condense, triage, retrieve, select, compose, verify, personalise. In order, and nothing else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from spasm_qa.answer.alert import alert_of, flagged_statements
from spasm_qa.answer.clock import Clock
from spasm_qa.answer.compose import compose
from spasm_qa.answer.condense import Condensed, condense, is_chat
from spasm_qa.answer.cover import Gaps, gaps, refusal_for_gaps
from spasm_qa.answer.cues import ASIDE, HARMS, NEXT_PATIENT, SELF
from spasm_qa.answer.person import since_patient
from spasm_qa.answer.personalise import explain, reading_grade
from spasm_qa.answer.quote import Quote, quotes, show_quotes, speaks_of
from spasm_qa.answer.rank import Query, scores_by_vector
from spasm_qa.answer.refuse import abstention, clarification, needs_subject
from spasm_qa.answer.replay import as_answered, settled
from spasm_qa.answer.retrieve import as_heard, make_query, pointed_at, shown_last, with_people
from spasm_qa.answer.salient import POINTER
from spasm_qa.answer.scope import Scope
from spasm_qa.answer.select import Selection, bar, beside_danger, select
from spasm_qa.answer.shelf import Shelf
from spasm_qa.answer.state import State
from spasm_qa.answer.suggest import suggest
from spasm_qa.answer.talk import CHAT, Heard, talk_of
from spasm_qa.answer.verify import verify
from spasm_qa.answer.writer import Writer, open_writer
from spasm_qa.answer.writing import Write, begin
from spasm_qa.embedding import load_embedder
from spasm_qa.index import Index
from spasm_qa.lexicon import Lexicon
from spasm_qa.library import Library
from spasm_qa.settings import Settings
from spasm_qa.triage import NONE, Level, Memory, Triage, assess, likeness_of, load_rules, without_person
from spasm_qa.types import Answer, Audience, Reference, Reply, ShownStatement, Statement, Turn

MOST_CHARACTERS = 4_000
BESIDE = 0.35
"""Score below which a turn has nothing to do with a danger told before: it is refused, and the alert stays."""
NEAR = 0.5
"""Cosine to the nearest statement from which the talk says enough for a turn that names no subject."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def cleaned(question: str) -> str:
    """Return a question without control characters, cut to what anybody types."""
    return CONTROL.sub(" ", question.encode("utf-8", "replace").decode())[:MOST_CHARACTERS].strip()


class Assistant:
    """Answers questions from one index; holds no conversation: the history comes with each question."""

    def __init__(self, index: Index, settings: Settings, writer: Writer | None = None) -> None:
        """Prepare everything that does not depend on the question; without a `writer` the answers are extractive."""
        self.index, self.settings, self.writer = index, settings, writer
        self.library: Library = index.library
        self.manifest: Mapping[str, Any] = index.manifest
        texts = (text for s in self.library.statements.values() for text in (s.text, s.plain))
        words = {word for text in texts for word in re.findall(r"[a-z]+", text.lower())}
        self.lexicon = Lexicon(self.library.extra("vocabulary"), self.library.extra("beyond"), corpus_words=sorted(words))
        self.shelf = Shelf(index, self.lexicon)
        self.rules = load_rules(self.library.extra("triage"))
        self.talk = talk_of(index.embedder)
        self.scope = Scope(self.library.extra("scope"))
        self.likeness = likeness_of(index.embedder, self.rules)

    @cached_property
    def gate(self) -> Any:
        """The support gate."""
        from spasm_qa.gate.opening import gate_of

        return gate_of(self.library.extra("vocabulary"), self.index.embedder, self.settings.nli)

    def supports(self, sentence: str, passages: Sequence[str]) -> bool:
        """Tell whether the gate lets a sentence pass that cites these passages."""
        return bool(self.gate.check(sentence, passages).supported)

    def reply(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        audience: Audience = Audience.PATIENT,
        dismissed: frozenset[str] = frozenset(),
        stage: Callable[[str], None] | None = None,
        sentence: Callable[[ShownStatement], None] | None = None,
    ) -> Reply:
        """Answer one turn of a conversation; `sentence` is told of each verified statement while a language model words the answer."""
        clock = Clock(stage or (lambda label: None))
        asked = cleaned(question)
        with clock.step("condense", "Reading the question"):
            before, memory = self._replay(history, dismissed)
            triage, _ = self._assess(asked, memory)
            alert = alert_of(triage, self.library, self.settings)
            condensed = condense(asked, self.lexicon.read(asked), before)
        with clock.step("retrieve", "Searching the sources"):
            condensed, heard = with_people(condensed, self._heard(asked, before), before, dismissed)
            basis = Reply(question, condensed.standalone, audience, alert=alert, understood=condensed.state.chips)
        if self._asks_nothing(asked, heard) and triage.level is Level.NONE:
            return clock.stamp(clarification(replace(basis, standalone=asked), self.library))
        if HARMS.search(asked.lower()):
            return clock.stamp(abstention(basis, "out-of-scope", Gaps(), ()))
        calm = triage.level is Level.NONE
        writing = begin(self.writer, stage, self.library, self.lexicon, self.gate.check) if self.writer and calm else None
        if writing:
            condensed = writing.rewritten(asked, condensed, history)
            basis = replace(basis, standalone=condensed.standalone, cost=writing.session.cost)
        turn = _Turn(asked, history, before, triage, alarmed=not calm and self._alarms(asked, triage, memory), heard=heard)
        if heard and not turn.alarmed and self._strays(asked, heard, triage.level):  # nothing of the talk is added to it
            turn = replace(turn, strayed=True, heard=None)
            condensed = replace(condensed, standalone=asked, state=State(standalone=asked), rewritten=False)
            basis = replace(basis, understood=())
        found = self._find(turn, condensed, clock)
        if found.refused and (again := self._read_again(turn, condensed)):
            second = self._find(turn, again, clock)
            found = found if second.refused or second.unclear else second
        basis = replace(basis, standalone=found.condensed.standalone)
        query, chosen, missing, quoted, refused = found.query, found.chosen, found.missing, found.quoted, found.refused
        if found.unclear:
            return clock.stamp(clarification(basis, self.library))
        if refused and not quoted:
            return clock.stamp(abstention(basis, refused, missing, suggest((), chosen.near or chosen.statements, query, audience)))
        with clock.step("verify", "Checking every statement against its passage"):
            write = writing.writes(basis.standalone, audience, sentence) if writing else None
            shown, references = self._checked(() if refused else chosen.statements, quoted, audience, write)
        if not shown:
            return clock.stamp(abstention(basis, "unsupported", missing, ()))
        answer = Answer(
            **_fields(basis), shown=explain(shown, self.library, audience), cited=references, reading_grade=reading_grade(shown)
        )
        answer = replace(answer, **writing.credits(shown)) if writing else answer
        return clock.stamp(replace(answer, uncovered=missing.central, suggestions=suggest(chosen.statements, chosen.near, query, audience)))

    def _find(self, turn: "_Turn", condensed: Condensed, clock: Clock) -> "_Found":
        """Return what the sources hold for one reading of a turn, and whether that answers it."""
        with clock.step("retrieve", "Searching the sources"):
            query = make_query(
                turn.asked,
                condensed,
                self.lexicon,
                self.index.embedder,
                recent=self._recent(turn.history, condensed),
                shown=shown_last(turn.history, condensed),
                sources=pointed_at(turn.asked, turn.history),
            )
            query = as_heard(query, condensed, turn.heard) if turn.heard else query
            query = replace(query, outside=turn.strayed or (not turn.before.standalone and self.scope.outside(query.vectors)))
            scores = scores_by_vector(query, self.shelf)
        level, flagged = turn.triage.level, flagged_statements(turn.triage, self.library)
        with clock.step("compose", "Choosing statements"):
            urgent = level >= Level.SAME_DAY
            leaves = bool(ASIDE.search(turn.asked.lower())) or condensed.state.person not in ("self", turn.before.person)
            asked = query.asked_drugs if level is Level.SAME_DAY else frozenset()
            calm = select(query, scores, self.shelf) if urgent and not turn.alarmed and (leaves or level is Level.SAME_DAY) else None
            aside = beside_danger(calm, flagged, leaves=leaves, asked=asked) if calm else None
            chosen = aside or select(query, scores, self.shelf, flagged=flagged, urgent=urgent)
            named = condensed.standalone if not condensed.own and not condensed.state.names.drugs else turn.asked
            missing = gaps(named, query, chosen.statements, self.shelf, self.lexicon) if level is Level.NONE else Gaps()
            quoted = () if urgent else quotes(query, self.index)
        told = query.heard is not None and bool(self.shelf.dense(query.heard).max() >= NEAR)
        unclear = level is Level.NONE and not quoted and not told and needs_subject(condensed, query, chosen)
        refused = self._refusal(condensed, query, chosen, missing, turn)
        missing = replace(missing, central=tuple(name for name in missing.central if not speaks_of(quoted, name)))
        return _Found(condensed, query, chosen, missing, quoted, refused, unclear)

    def _read_again(self, turn: "_Turn", condensed: Condensed) -> Condensed | None:
        """Return the other reading of a turn within a talk: as part of it, or by itself; the bar is the same for both."""
        reading = self.lexicon.read(turn.asked)
        if not turn.before.standalone or turn.strayed or reading.of("nonmedical"):
            return None
        again = condense(turn.asked, reading, turn.before, alone=condensed.rewritten)
        return again if again.standalone != condensed.standalone else None

    def _checked(
        self, chosen: Sequence[Statement], quoted: Sequence[Quote], audience: Audience, write: Write | None = None
    ) -> tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]:
        """Return what passes the gate: the curated statements first, then the quotes of other documents."""
        shown, references = compose(chosen, self.library, audience)
        more, cited = show_quotes(quoted, len(references) + 1)
        shown, references = (*shown, *more), (*references, *cited)
        if write:
            shown, references = write(shown, references)
        return verify(shown, references, self.library, self.supports)

    def show(
        self, ids: Sequence[str], audience: Audience, *, section: str = ""
    ) -> tuple[tuple[ShownStatement, ...], tuple[Reference, ...]]:
        """Return statements by id as an article shows them: through the same composition and the same gate as an answer."""
        statements = [s for s in (self.library.statement(name) for name in ids) if s]
        shown, references = compose(statements, self.library, audience, section=section)
        shown, references = verify(shown, references, self.library, self.supports)
        return explain(shown, self.library, audience), references

    def _replay(self, history: Sequence[Turn], dismissed: frozenset[str]) -> tuple[State, Memory]:
        """Return the state and the triage memory after a conversation."""
        state, memory = State(), Memory()
        for turn in history:
            said = cleaned(turn.question)
            _, memory = self._assess(said, memory)
            chat = turn.reply.kind == "clarification" and self._asks_nothing(said, self._heard(said, state))
            if not (chat or is_chat(said)):
                after = as_answered(said, self.lexicon.read(said), state, turn.reply)
                after = replace(after, said=after.said.answering(" ".join(s.text for s in turn.reply.statements[:1])))
                refused = turn.reply.kind == "abstention" and state.names
                pending = said if turn.reply.kind == "clarification" else ""
                state = (
                    replace(after, names=state.names, standalone=state.standalone)
                    if refused
                    else replace(settled(after, turn.reply, self.library), pending=pending)
                )
        return state.without(dismissed), memory

    def _recent(self, history: Sequence[Turn], condensed: Condensed) -> frozenset[str]:
        if not history or not condensed.rewritten:
            return frozenset()
        shown = history[-1].reply.statements[:3]
        return frozenset(s.topic for s in map(self.library.statement, (each.id for each in shown)) if s)

    def _assess(self, question: str, memory: Memory) -> tuple[Triage, Memory]:
        """Judge a turn by the lexicon and by its likeness to what people with a danger say; another patient has none of the first one's."""
        before = without_person(memory, self.rules) if NEXT_PATIENT.search(question.lower()) else memory
        return assess(question, before, self.rules, self.likeness(before.said, question) if self.likeness else NONE)

    def _strays(self, asked: str, heard: Heard, level: Level = Level.NONE) -> bool:
        """Tell whether a turn has nothing to do with the talk; what names something of the corpus must have been heard so."""
        near, kinds = float(self.shelf.dense(heard.vector).max()), ("population",) if SELF.search(asked.lower()) else ()
        told = self.lexicon.read(asked).of("drug", "condition", *kinds)
        away = heard.strays(near, points=bool(POINTER.search(asked)), emergency=level is Level.EMERGENCY)
        return away and (not told or heard.stray >= 0.8)

    def _heard(self, asked: str, before: State) -> Heard | None:
        """Return what a turn asks within its talk; None for a first one, or without the reader."""
        return self.talk(since_patient((*before.said.questions, asked))) if self.talk and before.said.questions else None

    def _asks_nothing(self, asked: str, heard: Heard | None) -> bool:
        """Tell whether a turn only thanks or takes leave: one that names or tells something does not."""
        if is_chat(asked) or heard is None or heard.chat < CHAT:
            return is_chat(asked)
        tells = SELF.search(asked.lower()) and self.shelf.dense(heard.vector).max() >= NEAR
        return not tells and not self.lexicon.read(asked).of("drug", "other-drug", "condition", "other-condition", "population")

    def _alarms(self, question: str, triage: Triage, memory: Memory) -> bool:
        """Tell whether a turn tells of a danger, by itself or with what was told before; not whether one only stands."""
        standing, _ = self._assess("", memory)
        return self._assess(question, Memory())[0].level is not Level.NONE or not set(triage.flags) <= set(standing.flags)

    @staticmethod
    def _refusal(condensed: Condensed, query: Query, chosen: Selection, missing: Gaps, turn: "_Turn") -> str:
        """Return why there is no answer, empty when there is one."""
        danger = turn.triage.level is not Level.NONE and chosen.statements
        emergency = turn.triage.level is Level.EMERGENCY and turn.heard  # one that stands, and was not heard to be left
        if danger and (turn.alarmed or emergency or (chosen.score >= BESIDE and not query.outside)):
            return ""
        if not chosen.statements or chosen.score < bar(query):
            return "out-of-scope" if not condensed.state.names else "nothing-found"
        return refusal_for_gaps(condensed, missing)


@dataclass(frozen=True, slots=True)
class _Turn:
    asked: str
    history: Sequence[Turn]
    before: State
    triage: Triage
    alarmed: bool
    """Whether it tells of a danger itself, not only the turns before it."""
    strayed: bool = False
    """Whether it has nothing to do with the talk."""
    heard: Heard | None = None
    """What it asks within the talk, if there is one."""


@dataclass(frozen=True, slots=True)
class _Found:
    condensed: Condensed
    query: Query
    chosen: Selection
    missing: Gaps
    quoted: Sequence[Quote]
    refused: str
    """Why there is no answer; empty when there is one."""
    unclear: bool
    """Whether it points to something that was never named."""


def _fields(reply: Reply) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in Reply.__dataclass_fields__}


def open_assistant(settings: Settings) -> Assistant:
    """Open the app's own index."""
    index = Index(settings.index, load_embedder(settings.embedding), server=settings.chroma_url)
    assistant = Assistant(index, settings, open_writer(settings))
    if settings.nli:
        _ = assistant.gate  # a cross-encoder that cannot be used is told now, not in the middle of an answer
    return assistant

"""Follow-up + state -> standalone question and new state, by names and cues; without a language model."""

import re
from dataclasses import dataclass, replace

from spasm_qa.answer.cues import (
    ALSO,
    CHAT,
    COMPARED,
    COMPLAINS,
    CORRECTION,
    EMPTY,
    EXCEPT,
    FRESH,
    HAD,
    LINK,
    NAMED_BEFORE,
    NEGATED,
    NEXT_PATIENT,
    NO_DRUGS,
    NO_SUBJECT,
    ORDINARY,
    OTHERS,
    OVER,
    PRONOUN,
    SAME,
    SWITCH,
    WITHOUT,
)
from spasm_qa.answer.facets import facets_of
from spasm_qa.answer.medicines import TREATMENTS, partners
from spasm_qa.answer.person import OF_ONE_PERSON, for_patient, is_taken, whose
from spasm_qa.answer.rewrite import filled, is_bare_name, rival_of, swapped
from spasm_qa.answer.salient import with_subject
from spasm_qa.answer.shelf import GENERIC_CRAMP
from spasm_qa.answer.state import Names, State, classes_of, names_of, union, words_of
from spasm_qa.lexicon import DRUG_OF_USER, Reading

TOGETHER = frozenset({"interaction", "contraindication", "warning", "when-to-seek-care"})
"""What is asked of two medicines, when nothing else is."""
MOST_WORDS_OF_ELLIPSIS = 5
MOST_WORDS_OF_SWITCH = 7
MOST_WORDS_OF_REPLY = 12  # of a turn that only tells what a question back asked for
SHORT = 6  # words of a question that says too little without the sentence before it
LONG = 38  # words from which a turn is a story with a question in it


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that stands alone, the state after it, and what it names by itself."""

    standalone: str
    state: State
    own: Names
    rewritten: bool = False
    talk: tuple[str, ...] = ()
    """Conditions of the talk, beside a question that stands alone and names a medicine but not for what."""

    past: frozenset[str] = frozenset()
    """Medicines of the talk that the question asks past."""

    @property
    def carries_drugs(self) -> bool:
        """Tell whether the medicines come from earlier turns only."""
        return self.rewritten and not self.own.drugs and not self.own.others


def is_chat(question: str) -> bool:
    """Tell whether a turn asks nothing: a greeting, thanks, or no words at all."""
    return bool(EMPTY.match(question) or CHAT.match(question.lower().strip()))


def condense(question: str, reading: Reading, state: State, *, alone: bool | None = None) -> Condensed:
    """Make a question stand alone and turn the state over.

    A question that names its own subject and points to nothing before it is left as it is; what was told about the person stays in force.
    `alone` decides that from outside.
    """
    state = for_patient(question.lower(), state)
    lowered = question.lower().replace("’", "'").strip()
    reading, absent = _without_denied(lowered, reading)
    absent |= reading.absent
    state = _without(state, absent | (OF_ONE_PERSON if ORDINARY.search(lowered) else frozenset()) | _grown_up(lowered, reading))
    own = names_of(reading)
    facets = facets_of(question)
    person, (populations, taken), people = whose(lowered, reading, state)
    asked = asking_part(question, own, reading) if not state.standalone or FRESH.search(lowered) else question
    words = tuple(dict([*state.words, *words_of(reading)]).items())
    classes = union(state.classes, classes_of(reading))
    base = State(
        asked,
        state.standalone,
        own,
        populations,
        taken,
        classes,
        person,
        facets,
        words,
        union(state.things, reading.of("other-drug", "remedy")),
        union(state.medicines, own.drugs),
        own.conditions or state.complaint,
        people=people,
    )
    base = replace(base, said=state.said.asking(question), absent=(state.absent | absent).difference(populations))
    if state.pending and own and len(reading.tokens) <= MOST_WORDS_OF_REPLY:
        whole = f"{state.pending.rstrip('?. ')}: {question}"
        return Condensed(whole, replace(base, standalone=whole, facets=facets or facets_of(state.pending)), own, rewritten=True)
    alone = _stands_alone(lowered, own, reading, state) if alone is None else alone
    if not state.standalone or alone:
        return Condensed(asked, base, own, talk=state.complaint if own.drugs and not own.conditions else ())
    names = _carried(lowered, own, reading, state)
    facets = facets or (state.facets if SWITCH.search(lowered) or len(reading.tokens) <= MOST_WORDS_OF_ELLIPSIS else ())
    adds = _adds(lowered, own, reading, state)
    standalone = (not adds and swapped(lowered, reading, state)) or filled(question, names, own, populations, replace(base, words=words))
    if not names and not own:
        standalone = with_subject(question, state.said)
    after = replace(base, standalone=standalone, names=names, facets=facets)
    past = frozenset(state.names.drugs).difference(names.drugs) if OTHERS.search(lowered) else frozenset()
    return Condensed(standalone, after, own, rewritten=standalone != question, past=past)


def _without_denied(text: str, reading: Reading) -> tuple[Reading, frozenset[str]]:
    """Drop what a correction takes back ("robaxin, not valium"), illnesses that are over, and people whom the question is not about.

    Returns the reading, and the ids of the latter ("without liver disease") and of what is taken back, also as who takes it.
    """
    before = {m: text[: max(0, text.find(m.words))] for m in reading.mentions}
    taken_back = {m for m in reading.mentions if CORRECTION.search(text) and NEGATED.search(before[m])}
    denied = taken_back | {m for m in reading.mentions if EXCEPT.search(before[m])}
    past = {m for m in reading.mentions if m.kind == "condition" and HAD.search(before[m])} if OVER.search(text) else set()
    absent = {m for m in reading.mentions if m.kind in ("population", "condition") and WITHOUT.search(before[m])}
    words = {m.words for m in denied | past | absent}
    left = replace(reading, mentions=tuple(m for m in reading.mentions if m.words not in words))
    gone = frozenset(m.id for m in absent | taken_back)
    return left, gone | {user for user, drug in DRUG_OF_USER.items() if drug in gone}


def _grown_up(text: str, reading: Reading) -> frozenset[str]:
    """Return that nobody is a child any more, where a turn goes over to adults ("and in grown-ups?")."""
    people = reading.of("population")
    return frozenset({"child"}) if "general-adult" in people and "child" not in people and SWITCH.search(text) else frozenset()


def _without(state: State, absent: frozenset[str]) -> State:
    """Return the state without populations and conditions that a question says are not there."""
    names = replace(state.names, conditions=tuple(c for c in state.names.conditions if c not in absent))
    complaint = tuple(c for c in state.complaint if c not in absent)
    populations = tuple(p for p in state.populations if p not in absent)
    taken = tuple(d for d in state.taken if d not in absent)
    return replace(state, names=names, complaint=complaint, populations=populations, taken=taken) if absent else state


def asking_part(question: str, own: Names, reading: Reading) -> str:
    """Return a long story's question alone, with what the story named in brackets; a short question as it is."""
    if len(question.split()) <= LONG:
        return question
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+", question) if part.strip()]
    asking = [part for part in sentences if part.endswith("?")][-2:]
    if not asking or len(asking) == len(sentences):
        return question
    if sum(len(part.split()) for part in asking) <= SHORT:
        first = sentences.index(asking[0])
        asking = [*sentences[max(0, first - 1) : first], *asking]
    text = " ".join(asking)
    told = {m.id: m.words for m in reversed(reading.mentions)}
    lacking = [told[name] for name in (*own.drugs, *own.conditions, *own.body_parts[-1:]) if told[name] not in text.lower()]
    return f"{text.rstrip('?. ')} ({', '.join(lacking[:3])})?" if lacking else text


def _stands_alone(text: str, own: Names, reading: Reading, state: State) -> bool:
    if FRESH.search(text) or (own and NEXT_PATIENT.search(text)):
        return True
    if not own.drugs and (SAME.search(text) or NO_DRUGS.search(text)) and not reading.of("nonmedical"):
        return False
    if _joins(text, own, reading, state):
        return False
    if any(cue.search(text) for cue in (CORRECTION, SWITCH, NO_SUBJECT, COMPARED)) or is_bare_name(reading):
        return False
    subject = bool(own.drugs or own.conditions or (own.others and own.body_parts))
    if LINK.search(text) and len(reading.tokens) <= 8:
        return False
    if _only_tells(text, reading):
        return False
    complaint = own.drugs and not own.conditions and state.names.conditions and re.search(r"\b(?:for|with|of|to) (?:it|them|that)\b", text)
    return subject and not complaint and not _points_back(text, reading)


def _joins(text: str, own: Names, reading: Reading, state: State) -> bool:
    """Tell whether a turn puts something beside the medicine of the talk and asks no more than whether they go together."""
    named = (*own.drugs, *reading.of("other-drug"))
    return not own.conditions and partners(named, state.names.drugs) and TOGETHER.issuperset(facets_of(text))


def _adds(text: str, own: Names, reading: Reading, state: State) -> bool:
    """Tell whether what a turn names stands beside the medicine of the talk, and takes no other name's place."""
    exchanges = SWITCH.search(text) or is_bare_name(reading)
    return _joins(text, own, reading, state) and (not exchanges or bool(ALSO.search(text)))


def _only_tells(text: str, reading: Reading) -> bool:
    """Tell whether a turn asks nothing and only adds a medicine that is taken ("I take Zoloft too")."""
    medicines = [m for m in reading.mentions if m.kind in ("drug", "other-drug")]
    return bool(medicines) and "?" not in text and not facets_of(text) and all(is_taken(m, text) for m in medicines)


def _points_back(text: str, reading: Reading) -> bool:
    """Tell whether a pronoun comes before any name that it could stand for."""
    pronoun = PRONOUN.search(text)
    if pronoun is None:
        return False
    if len(reading.tokens) > 14:
        return False
    first = min(
        (text.find(m.words) for m in reading.mentions if m.kind in ("drug", "condition", "remedy", "other-drug") and m.words in text),
        default=len(text),
    )
    return pronoun.start() < first


def _kept_conditions(before: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """Return the conditions of the talk that still hold: the telling ones, and no night cramps once sport is named."""
    if "athlete" in reading.of("population") and "nocturnal-leg-cramps" in before:
        return ("exercise-cramps",)
    return tuple(c for c in before if c not in GENERIC_CRAMP) or before


def _carried(text: str, own: Names, reading: Reading, state: State) -> Names:
    """Return the names in force: a new one replaces those of its kind, and a medicine that is taken as well joins them."""
    before = state.names
    kept = _kept_conditions(before.conditions, reading)
    switch = SWITCH.search(text) and len(reading.tokens) <= MOST_WORDS_OF_SWITCH
    taken = any(is_taken(m, text) for m in reading.mentions if m.kind in ("drug", "other-drug"))
    if (_adds(text, own, reading, state) or (taken and not switch)) and not CORRECTION.search(text):
        return Names(union(before.drugs, own.drugs), union(own.conditions or kept), own.body_parts or before.body_parts, own.others)
    if pointed := _named_before(text, state):
        return Names(union(pointed, own.drugs), own.conditions or kept, own.body_parts or before.body_parts, own.others)
    special = own.drugs or reading.of("other-drug", "remedy")
    kept = kept or state.complaint
    asks_past = (OTHERS, COMPLAINS, NO_DRUGS) if kept else (OTHERS,)
    beside = any(cue.search(text) for cue in asks_past)  # asks past the medicine of the talk
    drugs = own.drugs if special or beside else before.drugs
    if switch and (exchanged := rival_of(reading, state)) and exchanged not in TREATMENTS:
        drugs = union((d for d in before.drugs if d in TREATMENTS), drugs)  # another partner for the same medicine
    others = own.others if own or before.drugs or beside else tuple(o for o in before.others if o in state.things)
    return Names(drugs, own.conditions or kept, own.body_parts or (() if own.conditions else before.body_parts), others)


def _named_before(text: str, state: State) -> tuple[str, ...]:
    """Return the medicines of the talk that a turn points to by their place ("back to the first one")."""
    if len(state.medicines) < 2:
        return ()
    left = [name for name in state.medicines if name not in state.names.drugs]
    by_place = {"second": state.medicines[1:2], "other": left[-1:]}
    return union(*(by_place.get(match[1], state.medicines[:1]) for match in NAMED_BEFORE.finditer(text)))

"""Of whom a turn speaks and what is known of them: everybody in a talk keeps their own facts."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spasm_qa.answer.cues import (
    A_THING_OF,
    ASKER,
    EXCLUDES,
    FIRST_PATIENT,
    FIRST_PERSON,
    FOR_THEM,
    GENERAL,
    MOMENTARY,
    OF_QUOTED,
    OF_THEM,
    ORDINARY,
    PATIENT,
    PERSON,
    QUOTED,
    SELF,
    SOMEBODY,
    TAKES,
    TESTIMONY,
    WISH,
)
from spasm_qa.answer.state import Facts, State, union
from spasm_qa.lexicon import Mention, Reading

ASKING = "self"
POSSESSIVES = ("her ", "his ", "their ")
ONE_RELATIVE = {
    **dict.fromkeys(("mam", "mom", "mother"), "mum"),
    **dict.fromkeys(("gran", "granny", "nan", "nana", "grandmother"), "grandma"),
    "father": "dad",
    "grandfather": "grandad",
    "hubby": "husband",
}
"""Several words for one relative."""
SEXES = {"he": "male", "him": "male", "she": "female", "her": "female"}
SEX = {
    **dict.fromkeys("dad grandad husband son boy lad grandson nephew brother uncle boyfriend".split(), "male"),
    **dict.fromkeys("mum grandma wife daughter girl lass granddaughter niece sister aunt".split(), "female"),
}
OF_ONE_PERSON = frozenset(
    "kidney-disease heart-failure liver-injury encephalopathy falls-fracture respiratory-depression overdose drug-withdrawal self-harm "
    "severe-allergy quinine-blood-reaction serotonin-syndrome hypothyroidism hypocalcaemia hypomagnesaemia".split()
)
"""Conditions that one patient has beside the complaint, or comes to have: the next one need not."""
BY_PLACE = {"first": 0, "original": 0, "second": 1}
People = tuple[tuple[str, Facts], ...]


def whose(text: str, reading: Reading, state: State) -> tuple[str, Facts, People]:
    """Return who is spoken of now, the facts about them that hold, and the facts about everybody else."""
    match = PERSON.search(text)
    quoted = bool(QUOTED.search(text)) and not OF_THEM.search(OF_QUOTED.split(QUOTED.sub("", text))[0])
    quoted = quoted or bool(TESTIMONY.search(text))
    named = next((group for group in match.groups() if group), "") if match and not quoted else ""
    named = ONE_RELATIVE.get(named, named)
    if match and match[0].startswith(POSSESSIVES) and SOMEBODY.search(text[: match.start()]):
        named = ""  # "he gets them at night, his sister had them too" still speaks of him
    if named == "baby" and "pregnancy" in state.populations:
        named = ""  # "can it hurt the baby?" still asks for the one who carries it
    named = named or _by_sex(text, state)
    person = named or (ASKING if SELF.search(text) else state.person)
    told = () if quoted and OF_QUOTED.search(text) else tuple(p for p in reading.of("population") if p != "general-adult")
    exact = {m.words: m for m in reversed(reading.mentions) if m.kind in ("drug", "other-drug")}.values()
    takes = tuple(dict.fromkeys(m.id for m in exact if is_taken(m, text)))
    now = Facts(told, takes)
    if person in GENERAL:
        return person, now, _beside(state, person)
    if _is_another(person, named, told, text, match[0] if match else "", state):
        person = named or ASKING
        before = dict(_beside(state, "")).get(person, Facts())
        return person, _joined(before, now), _beside(state, person)
    fact = bool(SELF.search(text)) or (bool(named) and named == state.person)
    other_patient = not state.person and not fact and bool(ORDINARY.search(text))
    before = Facts(state.populations if (fact or not told) and not other_patient else (), state.taken)
    if any(before) and (state.person or person != ASKING):
        person = state.person  # "my sister has some tablets left": the facts are still those of the one before
    return person, _joined(before, now), state.people


def since_patient(questions: Sequence[str]) -> Sequence[str]:
    """Return the questions from the last one on that turns to another patient: what was asked before is not about this one."""
    turned = [n for n, each in enumerate(questions) if PATIENT.search(each.lower()) or FIRST_PATIENT.search(each.lower())]
    return questions[turned[-1] :] if turned else questions


def for_patient(text: str, state: State) -> State:
    """Return the state with the facts of nobody when a turn begins with another patient, or with those of the one that it comes back to."""
    back = FIRST_PATIENT.search(text)
    kept = tuple(facts for name, facts in state.people if name.startswith("patient"))
    left = (f"patient {len(kept) + 1}", Facts(state.populations, state.taken))
    if back and kept:
        facts = kept[BY_PLACE.get(back[1], -1) if len(kept) > 1 else 0]
        return replace(state, populations=facts.populations, taken=facts.taken, person="", people=(*state.people, left))
    if not PATIENT.search(text):
        return state
    names = replace(state.names, conditions=_of_anybody(state.names.conditions))
    state = replace(state, names=names, complaint=_of_anybody(state.complaint), person="", people=(*state.people, left))
    return replace(state, populations=(), taken=(), absent=frozenset())


def _of_anybody(conditions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(c for c in conditions if c not in OF_ONE_PERSON)


def is_taken(mention: Mention, text: str) -> bool:
    """Tell whether the words right before a medicine say that someone takes it, and nobody asks whether to."""
    at = text.find(mention.words)
    before = re.split(r"[.?!;] |, (?=.*\b(?:is|can|could|does|should|would|may) $)", text[max(0, at - 40) : at])[-1] if at > 0 else ""
    return bool(TAKES.search(before)) and not WISH.search(before)


def _by_sex(text: str, state: State) -> str:
    """Return the only other relative of the talk whom "he" or "she" can mean; empty where it means the present one, or nobody is named."""
    said = {sex for pronoun, sex in SEXES.items() if re.search(rf"\b{pronoun}\b", text)}
    known = [name for name, _ in state.people if SEX.get(name) in said]
    return known[0] if len(said) == 1 and len(known) == 1 and SEX.get(state.person, "") not in said else ""


def _is_another(person: str, named: str, told: tuple[str, ...], text: str, match: str, state: State) -> bool:
    """Tell whether a turn speaks of another person than the one before it."""
    relative = state.person not in ("", ASKING)
    if relative and not named:
        own = ASKER.search(text)
        return bool(own or (person == ASKING and told)) and not SOMEBODY.search(A_THING_OF.sub("", text[own.start() if own else 0 :]))
    if person == state.person:
        return False
    theirs = bool(told) and match.startswith(POSSESSIVES)  # "her dad": another than before
    theirs = theirs or (bool(named) and bool(OF_THEM.search(text) or FOR_THEM.search(text)) and not FIRST_PERSON.search(text))
    return theirs or bool(told and state.person) or (bool(named) and named in dict(state.people))


def _beside(state: State, person: str) -> People:
    """Return the facts about everybody of the talk but `person`."""
    known = {**dict(state.people), state.person or ASKING: Facts(state.populations, state.taken)}
    return tuple((name, facts) for name, facts in known.items() if name != person)


def _joined(before: Facts, now: Facts) -> Facts:
    kept = tuple(p for p in before.populations if p not in MOMENTARY and not EXCLUDES.get(p, frozenset()) & set(now.populations))
    return Facts(union(kept, now.populations), union(before.taken, now.taken))

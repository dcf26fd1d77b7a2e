"""The wording of a question that stands alone: names exchanged, pronouns replaced, what is missing put in brackets."""

import re
from collections.abc import Iterable

from spasm_qa.answer.cues import COMPLAINT, CORRECTION, DOCTORS, MEDICINE, SWITCH, TAKES
from spasm_qa.answer.facets import facets_of
from spasm_qa.answer.medicines import rival
from spasm_qa.answer.state import Names, State, names_of, words_of
from spasm_qa.lexicon import Reading

MOST_WORDS_OF_SWITCH = 7
SAID = re.compile(r"\w+ \w+ \w+.*[,.;!]\s*(?:(?:and|so|but) )?(?:is|isn'?t|would|could)$")
"""What the same turn tells before it asks: "it still aches the next morning, is that bad?"."""
MOST_WORDS_OF_CORRECTION = 12


def swapped(text: str, reading: Reading, state: State) -> str:
    """Return the last question with one name exchanged ("what about tizanidine?"), if the turn is no more than that."""
    if (
        CORRECTION.search(text)
        and "?" not in text
        and not facets_of(text)
        and len(reading.tokens) <= MOST_WORDS_OF_CORRECTION
        and (own := names_of(reading))
    ):
        return _exchanged(reading, state) or _appended([dict(words_of(reading))[name] for name in own.all], state)
    if not (SWITCH.search(text) or is_bare_name(reading)) or len(reading.tokens) > MOST_WORDS_OF_SWITCH or TAKES.search(text):
        return ""  # what is taken as well joins the question, it takes no name's place
    if exchanged := _exchanged(reading, state):
        return exchanged
    if reading.of("population"):
        tail = re.sub(r"^(?:ok(?:ay)? |right |so |and |but |or |what about |how about )+", "", text.rstrip("?. "))
        return f"{state.standalone.rstrip('?. ')}, {tail}?"
    return ""


def _exchanged(reading: Reading, state: State) -> str:
    """Return the last question with its medicine, person, condition or body part exchanged for the new one; empty without one."""
    for kinds in (("drug", "other-drug", "remedy"), ("population",), ("condition",), ("body-part",)):
        new = next((m for m in reading.mentions if m.kind in kinds), None)
        old = _last_word(kinds, state, new.id) if new else ""
        if new and old and re.search(rf"\b{re.escape(old)}\b", state.standalone, re.IGNORECASE):
            return re.sub(rf"\b{re.escape(old)}\b", new.words, state.standalone, count=1, flags=re.IGNORECASE)
    return ""


def _appended(words: Iterable[str], state: State) -> str:
    return f"{state.standalone.rstrip('?. ')} ({', '.join(words)})?"


def _pronoun(text: str, *, medicine: bool) -> re.Match[str] | None:
    """Return the first pronoun that plainly stands for the subject: after a verb or preposition that takes a medicine, or a complaint."""
    for match in re.finditer(r"\b(?:it|they|them|that|this)\b(?!['’])", text):
        before, after = text[: match.start()].rstrip(), text[match.end() :]
        if match[0] in ("that", "this") and not re.match(
            r"\s*(?:\?|$|safe|help|work|ok|bad|normal|go|cause|hurt|any good|true|serious|dangerous)", after
        ):
            continue
        if before.endswith(("is", "was", "isn't")) and re.match(r"\s*(?:my|his|her|our|their|the|because|due to)\b", after):
            continue  # "is it my water tablet?"
        if re.match(r"\s*(?:worth|ok|okay|alright|fine|safe|better|best|normal|possible)(?: \w+ing| to| that| if)\b", after):
            continue  # "is it worth doing that?"
        if re.match(r"\s*(?:bad|normal|serious|dangerous|common|a worry)\b", after) and SAID.search(before):
            continue
        if match[0] == "they" and re.match(rf"\s*(?:{DOCTORS})\b", after):
            continue
        if re.search(rf"\b(?:{MEDICINE if medicine else COMPLAINT})$", before):
            return match
    return None


def is_bare_name(reading: Reading) -> bool:
    """Tell whether a turn is nothing but a name ("cyclobenzaprine?")."""
    return any(set(reading.tokens) == set(m.words.split()) for m in reading.mentions)


def _last_word(kinds: tuple[str, ...], state: State, new: str) -> str:
    if kinds[0] == "drug":
        return state.word(old) if (old := rival(new, _medicines(state))) else ""
    ids = {
        "population": state.populations,
        "condition": state.names.conditions,
        "body-part": state.names.body_parts,
    }[kinds[0]]
    return state.word(ids[0]) if ids else ""


def _medicines(state: State) -> tuple[str, ...]:
    return (*state.names.drugs, *(name for name in state.names.others if name in state.things))


def rival_of(reading: Reading, state: State) -> str:
    """Return the medicine of the talk whose place the one that a turn names would take; empty without one."""
    new = next((m.id for m in reading.mentions if m.kind in ("drug", "other-drug", "remedy")), "")
    return rival(new, _medicines(state)) if new else ""


def _names_before(text: str, own: Names, state: State) -> bool:
    """Tell whether a turn names a medicine of its own first: what comes after it then stands for that ("that spray, can you get it")."""
    return any(state.word(name) in text for name in (*own.drugs, *own.others))


def filled(question: str, names: Names, own: Names, populations: tuple[str, ...], state: State) -> str:
    """Return the question with its pronoun replaced and the missing names in brackets."""
    missing = [state.word(i) for i in names.all if i not in own.all]
    missing = [word for word in dict.fromkeys(missing) if word.lower() not in question.lower()]
    text = question
    subject = next((i for i in names.all if i not in own.all and i not in names.body_parts), "")
    match = _pronoun(question.lower(), medicine=subject in (*names.drugs, *names.others)) if subject else None
    if match and not _names_before(question[: match.start()].lower(), own, state):
        text = question[: match.start()] + state.word(subject) + question[match.end() :]
    missing += [state.word(p) for p in populations if p in dict(state.words) and state.word(p).lower() not in text.lower()]
    missing = [word for word in dict.fromkeys(missing) if word.lower() not in text.lower()]
    return f"{text.rstrip('?. ')} ({', '.join(missing)})?" if missing else text

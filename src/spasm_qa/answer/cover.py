"""What a question names and no chosen statement covers: said plainly, and the reason to refuse when it is all there is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spasm_qa.answer.condense import Condensed
from spasm_qa.answer.cues import AS_MEDICINE
from spasm_qa.answer.facets import facets_of
from spasm_qa.answer.rank import CLOSED, Query, meets
from spasm_qa.answer.shelf import GENERIC_CRAMP, Shelf
from spasm_qa.index import stem_words
from spasm_qa.lexicon import DRUG_OF_CLASS, Lexicon, Mention, Reading
from spasm_qa.types import Statement

ASKED_KINDS = ("other-drug", "remedy", "other-condition", "aspect", "nonmedical")
ASKS = re.compile(r"(?i)^(?:and |or |but |so )?(?:can|could|is|are|does|do|will|would|should|what|how|which|why|when|who|where)\b|\?$")
INTERACTING = frozenset({"interaction", "contraindication", "warning", "older-adults", "withdrawal", "when-to-seek-care"})
ASKED_POPULATIONS = frozenset({"pregnancy", "breastfeeding", "child"})
FACET_OF = {"pregnancy": "pregnancy", "breastfeeding": "breastfeeding", "child": "children"}
IN_POPULATION = {"pregnancy": "in pregnancy", "breastfeeding": "while breastfeeding", "child": "in children"}
DOSE = re.compile(r"(?i)\bdos(?:e|es|age|ing)\b(?! (?:apart|interval))|\bhow many (?:mg|milligrams|units|tablets)\b")
AMOUNT = re.compile(r"(?i)\d ?(?:mg|mcg|g|micrograms?|grams?|units?|ml)\b|\bdos(?:e|age|ing)\b|\btablets? (?:a|per|each) (?:day|night)\b")
LETTERS = 5  # of a word that may be the name of a medicine
STORY = re.compile(
    r"\b(?:for|have|has|had|got|with|suffer(?:s|ing)? from|because of|history of|treated for|diagnosed with|after|since|"
    r"between|besides|despite)\s+(?:(?:my|a|an|the|his|her|some|bad|mild|severe)\s+){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Names that no statement covers: `central` ones are what the question is about, the others only belong to its story."""

    central: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    other_half: bool = False
    """Whether another half of the question asks about something else, without a gap, or an answer leads with a danger."""


def gaps(question: str, query: Query, chosen: Sequence[Statement], shelf: Shelf, lexicon: Lexicon) -> Gaps:
    """Return what the question names beyond the chosen statements."""
    reading = lexicon.read(question)
    central: list[str] = []
    aside: list[str] = []
    for mention in reading.mentions:
        if mention.kind not in ASKED_KINDS or covered(mention, query, chosen, shelf):
            continue
        (aside if _is_story(mention, question, query) else central).append(mention.id)
    central += _unknown_medicines(question, reading)
    central += _of_populations(query, chosen, shelf)
    central += _of_effect(query, shelf)
    central += _of_dose(question, query, chosen, shelf)
    led = any(meets(query, s, shelf.tags[shelf.position[s.id]]) for s in chosen)  # a danger is told, whatever else is missing
    return Gaps(tuple(dict.fromkeys(central)), tuple(dict.fromkeys(aside)), led or _open_half(question, central, lexicon))


def _unknown_medicines(question: str, reading: Reading) -> list[str]:
    """Return the words that no list knows and that are asked about as a medicine: other medicines' doses would be taken for theirs."""
    text = question.lower()
    names = [word for word in reading.unknown if len(word) >= LETTERS and not word.endswith("ly")]
    return [word for word in names if re.search(AS_MEDICINE.format(word=re.escape(word)), text)]


def _of_populations(query: Query, chosen: Sequence[Statement], shelf: Shelf) -> list[str]:
    """Return "medicine in pregnancy" where no chosen statement speaks of the asked medicine in that population."""
    missing = []
    for population in sorted(query.populations & ASKED_POPULATIONS):
        speaking = [s for s in chosen if population in shelf.tags[shelf.position[s.id]].populations or s.facet == FACET_OF.get(population)]
        if (
            query.asked_drugs
            and not any(shelf.tags[shelf.position[s.id]].drugs & query.asked_drugs for s in speaking)
            and not query.carried
        ):
            missing.append(f"{' or '.join(sorted(query.asked_drugs)).replace('-', ' ')} {IN_POPULATION[population]}")
    return missing


def _of_effect(query: Query, shelf: Shelf) -> list[str]:
    """Return "whether medicine works" where the question asks for it and no statement for its reader says so."""
    if "effect" not in query.facets or query.carried or len(query.asked_drugs) != 1 or not query.conditions & GENERIC_CRAMP:
        return []
    told = [
        s
        for s in shelf.statements
        if frozenset(s.drugs) & query.asked_drugs and s.facet in ("effect", "legal", "contraindication", "warning", "cause", "interaction")
    ]
    fit = [s for s in told if s.facet == "effect" and (not frozenset(s.population) & CLOSED or frozenset(s.population) & query.populations)]
    return [] if fit or not told else [f"whether {next(iter(query.asked_drugs)).replace('-', ' ')} works for cramps"]


def _of_dose(question: str, query: Query, chosen: Sequence[Statement], shelf: Shelf) -> list[str]:
    """Return "the dose of medicine" where the question asks for it in so many words and no chosen statement tells an amount of it."""
    if not DOSE.search(question) or query.carried or len(query.asked_drugs) != 1:
        return []
    told = [s for s in chosen if shelf.tags[shelf.position[s.id]].drugs & query.asked_drugs]
    if any(s.facet == "dose" or AMOUNT.search(f"{s.text} {s.plain}") for s in told):
        return []
    return [f"the dose of {next(iter(query.asked_drugs)).replace('-', ' ')}"]


def covered(mention: Mention, query: Query, chosen: Sequence[Statement], shelf: Shelf) -> bool:
    """Tell whether a chosen statement speaks of a name, by its words or through the class of a medicine."""
    stems = set(stem_words(mention.words)) | set(stem_words(mention.id))
    wanted = set(stem_words(mention.words))
    for statement in chosen:
        tags = shelf.tags[shelf.position[statement.id]]
        classes = {kind for name, kind in query.classes if name == mention.id}
        if {DRUG_OF_CLASS.get(kind) for kind in classes} & tags.drugs:
            return True
        if (
            classes & (tags.classes | tags.partners)
            and statement.facet in INTERACTING
            and ("effect" not in query.facets or "interaction" in query.facets)
        ):
            return True
        if mention.id in tags.partners or (wanted and wanted <= tags.stems) or (stems and stems <= tags.stems):
            return True
    return False


def _is_story(mention: Mention, question: str, query: Query) -> bool:
    """Tell whether a disease or an everyday word only belongs to what the reader tells ("cipro for a uti"), not to what they ask."""
    if mention.kind not in ("other-condition", "nonmedical") or not (query.asked_drugs or query.conditions or query.body_parts):
        return False
    parts = halves(question)
    holding = [part for part in parts if mention.words in part.lower()]
    asks = any(facets_of(part) or ASKS.search(part) for part in holding)
    if holding and len(parts) > len(holding) and not asks:
        return True
    if mention.kind == "nonmedical":
        return all(_names(part, query) for part in holding)
    before = question.lower()[: max(0, question.lower().find(mention.words))]
    return bool(STORY.search(before))


def _names(half: str, query: Query) -> bool:
    """Tell whether one half of a question holds a stem of what the corpus knows about it."""
    stems = set(stem_words(half))
    return any(set(stem_words(name.replace("-", " "))) & stems for name in query.asked_drugs | query.conditions | query.body_parts)


def refusal_for_gaps(condensed: Condensed, missing: Gaps) -> str:
    """Return why the gaps leave nothing to answer, empty when a half of the question is free of them."""
    if not missing.central or missing.other_half:
        return ""
    return "nothing-found" if condensed.state.names.drugs or condensed.state.names.conditions else "out-of-scope"


HALF_END = re.compile(
    r"(?<=[?.!;])\s+|:\s|\s[-–&+]\s|,\s*(?=(?:and|does|do|is|can|will|what|how|would)\b)|\b(?:and|also|plus)\b", re.IGNORECASE
)


def halves(question: str) -> list[str]:
    """Return the two or more questions of a compound one."""
    return [part for part in (piece.strip() for piece in HALF_END.split(question)) if len(part.split()) >= 2]


def _open_half(question: str, central: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether one half of a compound question names nothing that is missing and asks about something of the corpus."""
    parts = halves(question)
    if len(parts) < 2:
        return False
    for part in parts:
        reading = lexicon.read(part)
        ids = {m.id for m in reading.mentions}
        if not ids & set(central) and reading.of("drug", "condition", "body-part"):
            return True
    return False

"""What a question names and no chosen statement covers: said plainly, and the reason to refuse when it is all there is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spasm_qa.answer.condense import Condensed
from spasm_qa.answer.facets import facets_of
from spasm_qa.answer.rank import Query
from spasm_qa.answer.select import Selection
from spasm_qa.answer.shelf import Shelf
from spasm_qa.index import stem_words
from spasm_qa.lexicon import DRUG_OF_CLASS, Mention, Reading
from spasm_qa.types import Statement

ASKED_KINDS = ("other-drug", "remedy", "other-condition", "aspect", "nonmedical")
STORY = re.compile(
    r"\b(?:for (?:my|a|an|the|his|her)|for|have|has|had|got|with|my|his|her|after (?:my|a)|since (?:my|the)|on|takes?|taking|by|at|from|like|plus|because of|history of|treated for|already on)\s+(?:\w+\s+){0,1}$"
)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Names that no statement covers: `central` ones are what the question is about, the others only belong to its story."""

    central: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def gaps(question: str, reading: Reading, query: Query, chosen: Sequence[Statement], shelf: Shelf) -> Gaps:
    """Return what the question names beyond the chosen statements."""
    central: list[str] = []
    aside: list[str] = []
    for mention in reading.mentions:
        if mention.kind not in ASKED_KINDS or covered(mention, query, chosen, shelf):
            continue
        (aside if _is_story(mention, question, query) else central).append(mention.id)
    return Gaps(tuple(dict.fromkeys(central)), tuple(dict.fromkeys(aside)))


def covered(mention: Mention, query: Query, chosen: Sequence[Statement], shelf: Shelf) -> bool:
    """Tell whether a chosen statement speaks of a name, by its words or through the class of a medicine."""
    stems = set(stem_words(mention.words)) | set(stem_words(mention.id))
    wanted = set(stem_words(mention.words))
    for statement in chosen:
        tags = shelf.tags[shelf.position[statement.id]]
        classes = {kind for name, kind in query.classes if name == mention.id}
        if classes & (tags.classes | tags.partners) or {DRUG_OF_CLASS.get(kind) for kind in classes} & tags.drugs:
            return True
        if mention.id in tags.partners or (wanted and wanted <= tags.stems) or (stems and stems <= tags.stems):
            return True
    return False


def _is_story(mention: Mention, question: str, query: Query) -> bool:
    """Tell whether a name only belongs to what the reader tells ("cipro for a uti"), not to what they ask."""
    if mention.kind in ("aspect", "remedy"):
        return False
    if mention.kind == "nonmedical":
        halved = [half for half in halves(question) if mention.words in half.lower()]
        return bool(query.asked_drugs or query.conditions) and not any(facets_of(half) and not _names(half, query) for half in halved)
    at = question.lower().find(mention.words)
    before = question.lower()[:at] if at >= 0 else ""
    return bool(query.asked_drugs) and bool(STORY.search(before))


def _names(half: str, query: Query) -> bool:
    """Tell whether one half of a question holds a stem of what the corpus knows about it."""
    stems = set(stem_words(half))
    return any(set(stem_words(name.replace("-", " "))) & stems for name in query.asked_drugs | query.conditions | query.body_parts)


def refusal_for_gaps(question: str, condensed: Condensed, query: Query, chosen: Selection, missing: Gaps) -> str:
    """Return why the gaps leave nothing to answer, empty when a part is covered.

    A part is covered when some clause without a gap in it finds a statement of its own.
    """
    if not missing.central:
        return ""
    if query.asked_drugs and _other_half(question, missing, condensed):
        return ""
    parts = [part for part in halves(question) if not _holds(part, missing, condensed)]
    if parts and _other_half(question, missing, condensed):
        return ""
    return "nothing-found" if condensed.state.names.drugs or condensed.state.names.conditions else "out-of-scope"


def halves(question: str) -> list[str]:
    """Return the two or more questions of a compound one."""
    parts = [part.strip() for part in re.split(r"[?]\s*|\band\b|,(?=\s*(?:and|does|do|is|can|will|what|how))|\balso\b", question, flags=re.IGNORECASE)]
    return [part for part in parts if len(part.split()) >= 3]


def _holds(part: str, missing: Gaps, condensed: Condensed) -> bool:
    lowered = part.lower()
    words = dict(condensed.state.words)
    return any(words.get(name, name).lower() in lowered or name.lower() in lowered for name in missing.central)


def _other_half(question: str, missing: Gaps, condensed: Condensed) -> bool:
    """Tell whether a clause that holds no gap asks something: it has a cue of a facet."""
    return len(halves(question)) > 1 and any(facets_of(part) and not _holds(part, missing, condensed) for part in halves(question))

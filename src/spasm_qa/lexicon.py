"""Recognise what a question names: drugs, conditions, populations, body parts, facets, and things that the corpus does not hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz, process

from spasm_qa.told import people_told, said_absent

TOKEN = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
LONGEST = 6  # words of a name
FUZZY_LETTERS = 6  # shorter words have too many neighbours
FUZZY_RATIO = 88.0
SHORTENED_LETTERS = 5  # of a medicine's name that is cut short
SHORTEST_UNKNOWN = 6
MISSPELT_RATIO = 84.0
KINDS = ("drug", "condition", "population", "body-part", "other-drug", "remedy", "other-condition", "aspect", "nonmedical", "class")
VOCABULARY = {"drugs": "drug", "conditions": "condition", "population": "population", "body_parts": "body-part"}
BEYOND = {"drugs": "other-drug", "remedies": "remedy", "conditions": "other-condition", "aspects": "aspect", "nonmedical": "nonmedical"}
BARE = {
    "back",
    "sole",
    "arch",
    "bottom",
    "training",
    "sport",
    "drive",
    "sugar",
    "adult",
    "anyone",
    "hand",
    "burn",
    "pressure",
    "end",
    "iron",
    "muddled",
    "confused",
    "falls",
    "stroke",
}
"""Words of the vocabulary that mean something else in everyday talk.

They count only in the phrases of `IN_CONTEXT` or as part of a longer name.
"""
IN_CONTEXT = {
    "back": (
        "body-part",
        "back",
        r"\b(?:my|his|her|the|bad|lower|their|upper) back\b(?! (?:of|to|on|in|from|pain pill))|\bback (?:pain|spasm|ache|went|"
        r"is|muscle|has)",
    ),
    "bad back": (
        "condition",
        "low-back-pain",
        r"\b(?:pulled|ricked|tweaked|did|done|hurt|injured|strained|wrenched|put) (?:my|his|her|their|the) (?:lower )?back\b|"
        r"\b(?:my|his|her|their|the) back(?:'s| is| was| has)?(?: been| still| really| so)* (?:bad|killing|sore|agony|gone|out|giving)\b",
    ),
    "drive": ("population", "driver", r"\b(?:can|may|could|to|i|safe to|when) drive\b(?! me)|\bdriving\b|\bbehind the wheel\b|\bdriver\b"),
    "training": ("population", "athlete", r"\b(?:after|in|during|while|when) (?:training|sport|exercise)\b|\b(?:mile|km) \d+\b"),
    "sport": ("population", "athlete", r"\bsports?\b"),
    "stroke": (
        "population",
        "stroke",
        r"\b(?:a|my|his|her|the|had|after|post|since|following)[ -](?:\w+ )?stroke\b|\bstroke (?:survivor|recovery|patient|"
        r"rehab|spasticity)|\bafter stroke\b|(?<=\bno )stroke\b",
    ),
    "iron": ("drug", "iron", r"\biron (?:tablet|pill|supplement|level|drip)|\blow iron\b|\bferritin\b"),
    "hand": ("body-part", "hand", r"\b(?:my|his|her|the|right|left|both) (?:\w+ )?hands?\b"),
    "falls": ("condition", "falls-fracture", r"\bfalls\b|\bfracture|\bbroken? (?:a )?bone"),
}
CAPITALS = {"mg", "pad", "ad", "pe", "cp", "pots", "sugar", "oa", "ces", "smr", "cfs"}
"""Abbreviations that are everyday words or units in small letters."""
DRUG_OF_CLASS = {
    "statin": "statins",
    "nsaid": "nsaids",
    "opioid": "opioids",
    "laba": "laba",
    "benzodiazepine": "benzodiazepines",
    "diuretic": "diuretics",
    "corticosteroid": "corticosteroids",
    "calcium-channel-blocker": "calcium-channel-blockers",
    "estrogen": "estrogens",
    "cannabis": "nabiximols",
    "ssri": "serotonergic-drugs",
    "snri": "serotonergic-drugs",
    "triptan": "serotonergic-drugs",
    "maoi": "serotonergic-drugs",
}
POPULATION_OF_CONDITION = {"dialysis-cramps": "dialysis", "cirrhosis-cramps": "cirrhosis", "pregnancy-cramps": "pregnancy"}
DRUG_OF_USER = {"quinine-user": "quinine", "statin-user": "statins", "raloxifene-user": "raloxifene", "opioid-user": "opioids"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: its kind and id, the words that matched, and where they stand (token positions)."""

    kind: str
    id: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names, each kind in order of appearance and without repeats."""

    mentions: tuple[Mention, ...] = ()
    tokens: tuple[str, ...] = field(default=(), repr=False)
    unknown: tuple[str, ...] = ()
    """Words that neither the corpus, the vocabularies nor everyday talk know."""
    absent: frozenset[str] = frozenset()
    """Ids of what is said to be fine ("kidneys ok")."""

    def of(self, *kinds: str) -> tuple[str, ...]:
        """Return the ids of the mentions of some kinds."""
        return tuple(dict.fromkeys(m.id for m in self.mentions if m.kind in kinds))


class Lexicon:
    """The corpus's vocabulary (what it can name) and the beyond list (what people ask that it may not hold)."""

    def __init__(self, vocabulary: Mapping[str, Any], beyond: Mapping[str, Any], *, corpus_words: Sequence[str] = ()) -> None:
        """Index every name; `corpus_words` are the words of the statements, which are never unknown."""
        self.vocabulary = vocabulary
        self._names: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for kind, id_, name in (*_vocabulary_names(vocabulary), *_beyond_names(beyond)):
            self._add(kind, id_, name)
        self._everyday = {
            word for entry in beyond.get("everyday", []) for name in _entry_names(entry) for word in TOKEN.findall(name.lower())
        }
        self._known = {*self._everyday, *(w.lower() for w in corpus_words), *(word for name in self._names for word in name)}
        self.generic: dict[str, str] = {d["id"]: d["generic"] for d in vocabulary.get("drugs", [])}
        self.parent: dict[str, str] = {d["id"]: d["class"] for d in vocabulary.get("drugs", []) if d.get("class")}

    def _add(self, kind: str, id_: str, name: str) -> None:
        words = tuple(TOKEN.findall(name.lower().replace("’", "'")))
        if words and not (len(words) == 1 and words[0] in BARE):
            known = self._names.setdefault(words, [])
            if (kind, id_) not in known:
                known.append((kind, id_))
            if len(words) == 1 and not words[0].endswith("s") and len(words[0]) > 3 and kind != "class":
                self._names.setdefault((f"{words[0]}s",), known)

    @cached_property
    def _fuzzy_names(self) -> dict[str, tuple[str, ...]]:
        wanted = ("drug", "other-drug", "condition")
        return {
            "".join(words): words
            for words, ids in self._names.items()
            if len(words) == 1 and len(words[0]) >= FUZZY_LETTERS and any(k in wanted for k, _ in ids)
        }

    def read(self, text: str) -> Reading:
        """Find the names of a text, longest first; unknown words are compared with the names of drugs and conditions for misspellings."""
        lowered = text.lower().replace("’", "'")
        tokens = TOKEN.findall(lowered)
        found: list[Mention] = []
        unknown: list[str] = []
        at = 0
        while at < len(tokens):
            size, ids = self._longest(tokens, at)
            if size == 1 and tokens[at] in CAPITALS and not re.search(rf"\b{tokens[at].upper()}s?\b", text):
                ids = []
            found += [Mention(kind, id_, " ".join(tokens[at : at + size]), at, at + size) for kind, id_ in ids]
            if size > 1 and {kind for kind, _ in ids} == {"population"}:  # "on warfarin" tells of somebody, and of warfarin
                found += self._medicines(tokens, at, at + size)
            if not ids and tokens[at] not in self._known:
                near = self._near(tokens[at])
                found += [Mention(kind, id_, tokens[at], at, at + 1) for kind, id_ in near]
                if not near and tokens[at].isalpha() and not self._is_misspelt(tokens[at]):
                    unknown.append(tokens[at])
            at += size
        if re.search(r"\bMg\b", text):
            found.append(Mention("drug", "magnesium", "mg", -1, -1))
        found += self._in_context(lowered)
        found += [
            Mention("drug", DRUG_OF_CLASS[m.id], m.words, m.start, m.end) for m in found if m.kind == "class" and m.id in DRUG_OF_CLASS
        ]
        found += [
            Mention("population", POPULATION_OF_CONDITION[m.id], m.words, m.start, m.end) for m in found if m.id in POPULATION_OF_CONDITION
        ]
        found += [Mention("drug", DRUG_OF_USER[m.id], m.words, m.start, m.end) for m in found if m.id in DRUG_OF_USER]
        absent = said_absent(lowered)
        kept: dict[tuple[str, str], Mention] = {}
        for mention in found:
            if mention.id not in absent:
                kept.setdefault((mention.kind, mention.id), mention)
        return Reading(tuple(kept.values()), tuple(tokens), tuple(dict.fromkeys(unknown)), absent)

    def _longest(self, tokens: Sequence[str], at: int) -> tuple[int, list[tuple[str, str]]]:
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            if ids := self._names.get(tuple(tokens[at : at + size])):
                return size, ids
        return 1, []

    def _medicines(self, tokens: Sequence[str], start: int, end: int) -> Iterator[Mention]:
        for at in range(start, end):
            yield from (Mention(k, id_, tokens[at], at, at + 1) for k, id_ in self._names.get((tokens[at],), ()) if k == "drug")

    @cached_property
    def _long_words(self) -> list[str]:
        return sorted(word for word in self._known if len(word) >= SHORTEST_UNKNOWN - 1)

    def _is_misspelt(self, token: str) -> bool:
        """Tell whether an unknown word is short or near a known one, so that it names nothing new."""
        return (
            len(token) < SHORTEST_UNKNOWN
            or process.extractOne(token, self._long_words, scorer=fuzz.ratio, score_cutoff=MISSPELT_RATIO) is not None
        )

    def _near(self, token: str) -> list[tuple[str, str]]:
        if not token.isalpha():
            return []
        if len(token) < FUZZY_LETTERS:
            return self._shortened(token)
        match = process.extractOne(token, self._fuzzy_names.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_RATIO)
        if match is None or match[0][0] != token[0]:
            return self._shortened(token)
        return self._names[self._fuzzy_names[match[0]]]

    def _shortened(self, token: str) -> list[tuple[str, str]]:
        """Return the only medicine whose name begins like this ("atorva", "methocarb"); nothing when there are several."""
        if len(token) < SHORTENED_LETTERS:
            return []
        found = [self._names[words] for name, words in self._fuzzy_names.items() if name.startswith(token)]
        medicines = {id_ for ids in found for kind, id_ in ids if kind in ("drug", "other-drug")}
        return found[0] if len(medicines) == 1 else []

    def _in_context(self, text: str) -> Iterator[Mention]:
        for kind, id_, pattern in IN_CONTEXT.values():
            if match := re.search(pattern, text):
                yield Mention(kind, id_, match[0], -1, -1)
        for population, words in people_told(text):
            yield Mention("population", population, words, -1, -1)


def _vocabulary_names(vocabulary: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, kind in VOCABULARY.items():
        for entry in vocabulary.get(key, []):
            names = [entry["id"].replace("-", " "), entry.get("generic", ""), *entry.get("lay", []), *entry.get("clinical", [])]
            for name in (*names, *entry.get("brands_and_synonyms", []), *entry.get("misspellings", [])):
                yield kind, entry["id"], name


def _beyond_names(beyond: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, kind in BEYOND.items():
        for entry in beyond.get(key, []):
            for name in _entry_names(entry):
                yield kind, entry["name"], name
    for name, members in (beyond.get("classes") or {}).items():
        for member in members:
            yield "class", name, str(member)


def _entry_names(entry: Any) -> list[str]:
    return [entry["name"], *entry.get("also", [])] if isinstance(entry, dict) else [str(entry)]

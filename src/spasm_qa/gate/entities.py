"""Named things of a claim: drugs, populations and conditions of the vocabulary, and whether a passage names them too."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spasm_qa.gate.names import CONDITIONS, DRUG_ENDINGS, DRUGS, KIN, NOT_A_BAR, NOT_A_NAME, POPULATIONS
from spasm_qa.gate.text import words

LONGEST_NAME = 6  # words
_SHORT = re.compile(r"\b[A-Z]{2,5}\b")
_DRUG_LIKE = re.compile(rf"^[a-z]{{2,}}(?:{'|'.join(DRUG_ENDINGS)})$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text: its words as read, the id it stands for, and whether it names a whole class of things."""

    name: str
    id: str
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one kind, by their words: built once, looked up in time linear in the text."""

    by_words: Mapping[tuple[str, ...], Mention]
    parents: Mapping[str, str] = field(default_factory=dict)
    starts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the first words of the names, to pass by all other words at once."""
        object.__setattr__(self, "starts", frozenset(key[0] for key in self.by_words if key))

    def mentions(self, text: str) -> list[Mention]:
        """Return the names in a text, longest first at each place, without overlaps."""
        tokens = [_singular(w) for w in words(text.replace("-", " "))]
        found, i = [], 0
        while i < len(tokens):
            longest = min(LONGEST_NAME, len(tokens) - i) if tokens[i] in self.starts else 0
            for length in range(longest, 0, -1):
                mention = self.by_words.get(tuple(tokens[i : i + length]))
                if mention:
                    found.append(mention)
                    i += length - 1
                    break
            i += 1
        return found


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _key(name: str) -> tuple[str, ...]:
    return tuple(_singular(w) for w in words(name.replace("-", " ")))


def drug_names(vocabulary: Mapping[str, Any]) -> Names:
    """Read the drugs of a parsed vocabulary: a member of a class (lorazepam) is no synonym of another member."""
    entries: Sequence[Mapping[str, Any]] = vocabulary.get("drugs") or ()
    by_words: dict[tuple[str, ...], Mention] = {}
    parents: dict[str, str] = {}
    for entry in entries:
        parent = str(entry["id"])
        if entry.get("class"):
            parents[parent] = str(entry["class"])
        is_class = _is_class(str(entry["generic"]))
        by_words[_key(str(entry["generic"]))] = Mention(str(entry["generic"]), parent, is_class)
        for name in map(str, (*(entry.get("brands_and_synonyms") or ()), *(entry.get("misspellings") or ()))):
            member = is_class and not _is_class(name)
            own = f"{parent}/{name.lower()}" if member else parent
            if member:
                parents[own] = parent
            by_words.setdefault(_key(name), Mention(name, own, is_class and not member))
    for own, names in DRUGS.items():
        by_words.update({_key(name): Mention(name, own, is_class=True) for name in names if entries})
    return Names(by_words, parents)


def _is_class(name: str) -> bool:
    return (name.endswith("s") and not name.endswith(("ss", "us", "is"))) or name.isupper() or " " in name


def _names(entries: Iterable[Mapping[str, Any]], extra: Mapping[str, Sequence[str]]) -> Names:
    by_words: dict[tuple[str, ...], Mention] = {}
    for entry in entries:
        own = str(entry["id"])
        listed = (own.replace("-", " "), *(entry.get("lay") or ()), *(entry.get("clinical") or ()), *extra.get(own, ()))
        for name in map(str, listed):
            if name.lower() not in NOT_A_NAME:
                by_words.setdefault(_key(name), Mention(name, own))
    for own, names in extra.items():
        for name in names:
            by_words.setdefault(_key(name), Mention(name, own))
    return Names(by_words)


def population_names(vocabulary: Mapping[str, Any]) -> Names:
    """Read the populations of a parsed vocabulary, with more everyday words for them."""
    return _names([e for e in vocabulary.get("population") or () if e["id"] in POPULATIONS], POPULATIONS)


def condition_names(vocabulary: Mapping[str, Any]) -> Names:
    """Read the conditions of a parsed vocabulary, with more that contraindications name."""
    return _names([e for e in vocabulary.get("conditions") or () if e["id"] not in NOT_A_BAR], CONDITIONS)


def foreign_drugs(claim: str, passages: str, names: Names) -> list[str]:
    """Return the drugs of the claim that the passages do not name, neither as such nor by their class or a member of it."""
    named = names.mentions(passages)
    theirs = {m.id for m in named}
    longer = [set(_key(m.name)) for m in named]  # iron sucrose names iron
    kin = theirs | {names.parents.get(i, i) for i in theirs} | {i for i, parent in names.parents.items() if parent in theirs}
    ours = names.mentions(claim)
    ours = [m for m in ours if not any(set(_key(m.name)) <= name for name in longer)]
    found = [m.name for m in ours if m.id not in (kin if m.is_class else theirs) and not _class_named(m.id, theirs, names)]
    known = set(words(passages))
    short = set(_SHORT.findall(passages))
    listed = {w for m in names.mentions(claim) for w in words(m.name)}
    unlisted = [w for w in words(claim) if _DRUG_LIKE.match(w) and w not in listed and not known & {w, _singular(w), f"{w}s"}]
    return found + [w for w in unlisted if not any(_abbreviates(a, w) for a in short)]


def _abbreviates(letters: str, name: str) -> bool:
    """Tell whether the letters occur in the name in order, from its first: HCQ in hydroxychloroquine."""
    rest = iter(name.upper())
    return letters[0] == name[0].upper() and all(letter in rest for letter in letters)


def _class_named(own: str, theirs: set[str], names: Names) -> bool:
    parent = names.parents.get(own)
    while parent:
        if parent in theirs:
            return True
        parent = names.parents.get(parent)
    return False


def foreign(claim: str, passages: str, names: Names) -> list[str]:
    """Return the names of the claim whose things, or their kin, the passages do not name."""
    theirs = {m.id for m in names.mentions(passages)}
    allowed = theirs.union(*(KIN.get(i, ()) for i in theirs))
    return [m.name for m in names.mentions(claim) if m.id not in allowed]

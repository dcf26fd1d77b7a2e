"""Medicines that an ingested label is about: named in a question, they are asked about, whatever else the corpus knows of medicines."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from spasm_qa.lexicon import Lexicon
from spasm_qa.types import Reference

LABEL = re.compile(r"(?P<brand>[^()]+?)(?: \((?P<generic>[^()]+)\))? drug label$", re.IGNORECASE)
NO_MEDICINE = ("condition", "other-condition", "body-part", "population")
MOST_WORDS = 4
"""A longer name is no name that anybody asks by."""


def labelled(reference: Reference) -> tuple[str, ...]:
    """Return the names of a drug label's medicine, the generic one first; nothing for other documents."""
    found = LABEL.match(reference.title) if reference.kind == "drug-label" else None
    names = (found["generic"], found["brand"]) if found else ()
    return tuple(dict.fromkeys(name.lower().strip() for name in names if name and len(name.split()) <= MOST_WORDS))


def with_medicines(beyond: Mapping[str, Any], vocabulary: Mapping[str, Any], labels: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """Return the list of names beyond the corpus with those of labels added, unless either list knows one of them.

    A remedy is often called what it is for ("Leg Cramps"): a name that says an illness, a part of the body or a reader is not added.
    """
    lexicon = Lexicon(vocabulary, beyond)
    new: dict[str, tuple[str, ...]] = {}
    for names in labels:
        first, *others = [name for name in names if not lexicon.read(name).of(*NO_MEDICINE)] or [""]
        if first and not any(lexicon.read(name).of("drug", "other-drug") for name in names):
            new[first] = (*new.get(first, ()), *others)
    return {**beyond, "drugs": [*beyond.get("drugs", ()), *({"name": name, "also": list(also)} for name, also in new.items())]}

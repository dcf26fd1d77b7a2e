"""The mapping of triage.yaml -> Rules: compiled signs, frames and flags."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from graphlib import CycleError, TopologicalSorter

from spasm_qa.errors import CorpusError

from .phrases import Chain, PhraseError, chains, expand
from .words import Rewrites, Speller, speller

LIKE = "like "
"""Before the name of a red flag: the sign that the second reader gives (see likeness.py)."""
OTHER = "other"
"""In the place of that name: an emergency for which there is no red flag."""

SETS = (
    "asking",
    "asking_on",
    "persons",
    "fillers",
    "scope_ends",
    "subjects",
    "state_nouns",
    "ends_when_let_go",
    "never_denied",
    "links",
    "lasting",
)


class Level(IntEnum):
    """How soon a person needs to be seen, least urgent first."""

    NONE = 0
    SOON = 1
    SAME_DAY = 2
    EMERGENCY = 3

    @property
    def label(self) -> str:
        """The word used in replies: none, soon, same-day or emergency."""
        return self.name.lower().replace("_", "-")


class TriageDataError(CorpusError):
    """The triage data cannot be used; names the place in it."""

    hint = "Mend corpus/triage.yaml and run `python -m ingest --check corpus/`."


@dataclass(slots=True)
class Node:
    """A node of the tree of literal phrases; `names` are the signs that end here."""

    children: dict[str, "Node"] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rule:
    """A way in which a flag fires: every term holds; a term is a set of signs of which one is enough.

    `flag` is empty for an emergency that has no red flag in the evidence.
    """

    name: str
    flag: str
    level: Level
    terms: tuple[frozenset[str], ...]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All that triage.yaml says, ready to use."""

    root: Node
    chains: tuple[tuple[str, Chain], ...]
    flags: tuple[Rule, ...]
    signs: frozenset[str]
    context: frozenset[str]
    background: frozenset[str]
    rewrites: Rewrites
    speller: Speller
    sets: Mapping[str, frozenset[str]]
    also_denied: Mapping[str, frozenset[str]]


def load_rules(data: Mapping[str, object]) -> Rules:
    """Compile the mapping of triage.yaml.

    Raises:
        TriageDataError: a section is missing, a phrase cannot be read, or a name is not defined; names the place.
    """
    parts, signs, frames = (_phrases(data, section) for section in ("parts", "signs", "frames"))
    rewrites = _rewrites(data)
    root = Node()
    composites: dict[str, list[Chain]] = {}
    targets = {word for pairs in rewrites.by_first.values() for old, _ in pairs for word in old}
    known = {word for name in (*SETS, "keep") for word in _strings(data, name)}
    for name, phrases in {**parts, **signs, **frames}.items():
        for phrase in phrases:
            for chain in _chains(name, phrase):
                _plant(root, chain, name, rewrites)
                if len(chain.pieces) > 1 or not chain.pieces[0].literals:
                    composites.setdefault(name, []).append(chain)
                spelt = {w for piece in chain.pieces for literal in piece.literals for w in literal}
                (known if name in frames else targets).update(spelt)
    defined = {**parts, **signs, **frames}
    return Rules(
        root=root,
        chains=tuple(_ordered(composites, defined.keys())),
        flags=tuple(_flags(data, signs.keys())),
        signs=frozenset(signs),
        context=frozenset(_strings(data, "context")),
        background=frozenset(_strings(data, "background")) | frozenset(_strings(data, "context")),
        rewrites=rewrites,
        speller=speller(targets, known),
        sets={name: frozenset(_strings(data, name)) for name in SETS},
        also_denied={name: frozenset(others) for name, others in _phrases(data, "also_denied").items()},
    )


def _plant(root: Node, chain: Chain, name: str, rewrites: Rewrites) -> None:
    """Put the literals of a chain into the tree: under the name itself when it is one literal, else under the piece."""
    alone = len(chain.pieces) == 1
    for piece in chain.pieces:
        for literal in piece.literals:
            node = root
            for word in rewrites.replace(literal):
                node = node.children.setdefault(word, Node())
            label = name if alone else piece.name
            if label not in node.names:
                node.names.append(label)


def _chains(name: str, phrase: str) -> list[Chain]:
    try:
        return list(chains(phrase))
    except PhraseError as error:
        raise TriageDataError(f"{name}: {error}") from error


def _ordered(composites: Mapping[str, list[Chain]], defined: Iterable[str]) -> Iterator[tuple[str, Chain]]:
    """Yield the chains so that a name comes after every name that it uses."""
    known = set(defined)
    uses = {name: {p.name for c in found for p in c.pieces if not p.literals} for name, found in composites.items()}
    for name, used in uses.items():
        if missing := used - known:
            raise TriageDataError(f"{name}: <{sorted(missing)[0]}> is not defined")
    try:
        order = tuple(TopologicalSorter(uses).static_order())
    except CycleError as error:
        raise TriageDataError(f"names refer to each other in a circle: {error.args[1]}") from error
    for name in order:
        for chain in composites.get(name, ()):
            yield name, chain


def _flags(data: Mapping[str, object], signs: Iterable[str]) -> Iterator[Rule]:
    known = set(signs)
    for name, entry in _mapping(data, "flags").items():
        if not isinstance(entry, Mapping):
            raise TriageDataError(f"flags.{name}: not a mapping")
        try:
            level = Level[str(entry["level"]).upper().replace("-", "_")]
        except KeyError as error:
            raise TriageDataError(f"flags.{name}: level is missing or unknown") from error
        unless = frozenset(_strings(entry, "unless"))
        for terms in _lists(entry, name):
            sets = tuple(frozenset(part.strip() for part in term.split("|")) for term in terms)
            if missing := (frozenset().union(*sets) | unless) - known:
                raise TriageDataError(f"flags.{name}: sign {sorted(missing)[0]!r} is not defined")
            yield Rule(name, name if name.startswith("rf-") else "", level, sets, unless)
        if name.startswith("rf-"):
            yield Rule(name, name, level, (frozenset({LIKE + name}),), unless)
    yield Rule(OTHER, "", Level.EMERGENCY, (frozenset({LIKE + OTHER}),), frozenset())


def _lists(entry: Mapping[str, object], name: str) -> Sequence[Sequence[str]]:
    fires = entry.get("fires")
    if not isinstance(fires, list) or not fires or not all(isinstance(f, list) and f and all(isinstance(t, str) for t in f) for f in fires):
        raise TriageDataError(f"flags.{name}: `fires` is a list of lists of signs")
    return fires


def _rewrites(data: Mapping[str, object]) -> Rewrites:
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for new, olds in _mapping(data, "rewrite").items():
        for old in olds if isinstance(olds, list) else []:
            for sequence in _expanded(str(old)):
                by_first.setdefault(sequence[0], []).append((sequence, tuple(new.split())))
    return Rewrites({k: tuple(sorted(v, key=lambda pair: -len(pair[0]))) for k, v in by_first.items()})


def _expanded(literal: str) -> tuple[tuple[str, ...], ...]:
    try:
        return expand(literal)
    except PhraseError as error:
        raise TriageDataError(f"rewrite: {error}") from error


def _mapping(data: Mapping[str, object], section: str) -> Mapping[str, object]:
    value = data.get(section)
    if not isinstance(value, Mapping):
        raise TriageDataError(f"{section}: missing, or not a mapping")
    return value


def _phrases(data: Mapping[str, object], section: str) -> dict[str, list[str]]:
    return {str(name): _strings(_mapping(data, section), str(name)) for name in _mapping(data, section)}


def _strings(data: Mapping[str, object], name: str) -> list[str]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise TriageDataError(f"{name}: not a list")
    for item in value:
        if not isinstance(item, str):
            raise TriageDataError(f"{name}: {item!r} is not text; put it in quotes")
    return value

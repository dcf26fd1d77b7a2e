"""A turn and what stands from the turns before -> the level, the flags and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .rules import Level, Rule, Rules
from .signs import Reading, read

WAITS = frozenset({"wait", "self_treat", "minimised"})


@dataclass(frozen=True, slots=True)
class Triage:
    """How soon to be seen, the red flags (most urgent first), and the reader's own words behind them."""

    level: Level
    flags: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign that stands: its name, the reader's words, the turn that told of it (from 0).

    `aside`: whether a general question did ("is it safe for kids"), or a turn that tells of no danger: it completes none.
    """

    sign: str
    words: str
    turn: int
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """The signs of earlier turns that nobody has taken back, the number of turns so far, and those on the same person."""

    seen: tuple[Seen, ...] = ()
    turns: int = 0
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What the second reader says of a turn (see likeness.py): signs with the reader's words, and whether it is certain of no danger."""

    signs: Mapping[str, str] = field(default_factory=dict)
    calm: bool = False


NONE = Hints()


@dataclass(frozen=True, slots=True)
class _Fired:
    rule: Rule
    signs: tuple[str, ...]
    fresh: bool


def assess(question: str, memory: Memory, rules: Rules, hints: Hints = NONE) -> tuple[Triage, Memory]:
    """Judge one turn, by the lexicon and by the hints of the second reader.

    A danger of an earlier turn stands until it is taken back, ruled out or dealt with. At `soon` it is shown again only
    when the reader asks to wait or to treat it themselves. What the lexicon finds in a calm turn is kept for later turns
    but completes no danger, unless it is a wish to die.
    """
    reading = read(question, rules)
    standing = {seen.sign: seen for seen in _standing(memory, reading, rules)}
    general = reading.aside | (reading.told.keys() - rules.sets["lasting"] if hints.calm else frozenset())
    told = {**hints.signs, **{sign: said for sign, said in _told(reading, rules).items() if sign not in general & standing.keys()}}
    aside = (general & told.keys()) - hints.signs.keys()
    aside |= {sign for sign, seen in standing.items() if seen.aside and sign not in told}
    waits = bool(WAITS & reading.frames)
    since = {**{sign: seen.turn for sign, seen in standing.items()}, **dict.fromkeys(told, memory.turns)}
    fired = [f for f in _fire(since, aside, memory.turns, rules) if f.fresh or f.rule.level > Level.SOON or waits]
    fired.sort(key=lambda f: (-f.rule.level, not f.fresh))
    words = {**{sign: seen.words for sign, seen in standing.items()}, **told}
    triage = Triage(
        level=max((f.rule.level for f in fired), default=Level.NONE),
        flags=tuple(dict.fromkeys(f.rule.flag for f in fired if f.rule.flag)),
        because=tuple(dict.fromkeys(words[sign] for f in fired for sign in f.signs)),
    )
    kept = tuple(seen for seen in standing.values() if seen.sign not in told)
    new = tuple(Seen(sign, said, memory.turns, sign in aside) for sign, said in told.items())
    return triage, Memory(kept + new, memory.turns + 1, (*memory.said, question))


def without_person(memory: Memory, rules: Rules) -> Memory:
    """Return what is left of a memory when the talk turns to another patient: what is never talked away."""
    return Memory(tuple(seen for seen in memory.seen if seen.sign in rules.sets["lasting"]), memory.turns)


def _told(reading: Reading, rules: Rules) -> Mapping[str, str]:
    """The signs that count: in a teaching or other general setting only the context does."""
    if "teaching" in reading.frames:
        return {sign: said for sign, said in reading.told.items() if sign in rules.context}
    return reading.told


def _standing(memory: Memory, reading: Reading, rules: Rules) -> Iterator[Seen]:
    """What still holds of earlier turns; a sign of `lasting` (a wish to die, tablets swallowed) is never talked away."""
    over = bool({"taken_back", "ruled_out", "dealt_with"} & reading.frames)
    denied = reading.denied.union(*(rules.also_denied.get(sign, ()) for sign in reading.denied))
    for seen in memory.seen:
        ended = over or ("let_go" in reading.frames and seen.sign in rules.sets["ends_when_let_go"])
        unsaid = seen.sign in denied and "other_side" not in reading.frames
        if seen.sign in rules.context or seen.sign in rules.sets["lasting"] or not (ended or unsaid):
            yield seen


def _fire(since: Mapping[str, int], aside: frozenset[str], turn: int, rules: Rules) -> Iterator[_Fired]:
    """Yield the rules that hold of the signs present; `since` is the turn in which each was last told.

    What is said aside completes no danger of an earlier turn: the botox of a father's question is not that of the child who limps.

    A sign of `unless` speaks against a danger only when it was told with it or after it: `both ankles` does not excuse a calf
    that swells later.
    """
    for rule in rules.flags:
        if not all(term & since.keys() for term in rule.terms):
            continue
        used = tuple(min(term & since.keys(), key=lambda s: (s in aside, -since[s], s)) for term in rule.terms)
        fresh = any(since.get(sign) == turn for term in rule.terms for sign in term - rules.background)
        newest = max(since[sign] for sign in used)
        if all(sign in aside for sign in used if since[sign] == newest):
            continue
        if not any(since.get(sign, -1) >= newest for sign in rule.unless):
            yield _Fired(rule, used, fresh)

"""A turn -> the signs that it tells of, those that it denies, and the frames that stand in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .phrases import BESIDE, Chain
from .rules import Rules
from .scopes import Scopes, Span, scopes
from .words import Word, split

POINTERS = frozenset("it its that this these those they them".split())  # "could it be the quinine": what was told before
MOST = 16  # places of one name that are followed up


@dataclass(frozen=True, slots=True)
class Reading:
    """What one turn says: signs told (with the reader's own words), signs denied, names of the frames present.

    `plain` is the text without what is denied, general, supposed or past; `aside` are signs of `context` told in nothing but a general
    question that points to nobody ("is botox safe for kids").
    """

    told: Mapping[str, str]
    denied: frozenset[str]
    frames: frozenset[str]
    plain: str = ""
    aside: frozenset[str] = frozenset()


@lru_cache(maxsize=512)  # both readers of the triage read a turn, and the turns of a conversation are read again with each reply
def read(text: str, rules: Rules) -> Reading:
    """Find the signs and frames of a text.

    A sign of `context` (a drug, an injury, a pregnancy) counts in general and past sentences too, only a denial removes it.
    """
    words = spell(text, rules)
    found = find(words, rules)
    marks = scopes(words, found, rules.sets)
    points = "own" in found or any(word.spelt in POINTERS for word in words)
    told: dict[str, str] = {}
    denied: set[str] = set()
    firm: set[str] = set()
    for name in found.keys() & rules.signs:
        for span in found[name]:
            state = _state(span, marks, hides=name not in rules.context)
            if state == "denied" and name in rules.sets["never_denied"]:
                state = "told"
            if state == "told":
                told.setdefault(name, text[words[span.start].start : words[span.end - 1].end])
                if points or not marks.general.issuperset(range(span.start, span.end)):
                    firm.add(name)
            elif state == "denied":
                denied.add(name)
    frames = frozenset(name for name in found if name not in rules.signs and not name.startswith("="))
    plain = dict.fromkeys(
        text[word.start : word.end]
        for word, denials, hidden in zip(words, marks.denied, marks.hidden, strict=True)
        if not (denials or hidden)
    )
    return Reading(told, frozenset(denied) - told.keys(), frames, " ".join(plain), frozenset(told) - firm)


def spell(text: str, rules: Rules) -> list[Word]:
    """Split, bring misspelt words to the lexicon's spelling, and apply the rewrites."""
    words = []
    for word in split(text):
        spelt = rules.speller.correct(word.spelt)
        words.append(word if spelt == word.spelt else Word(spelt, word.start, word.end, word.sentence, word.clause))
    return rules.rewrites.apply(words)


def find(words: Sequence[Word], rules: Rules) -> dict[str, list[Span]]:
    """Return every place of every name, literal phrases first, then the chains built on them."""
    found = _literals(words, rules)
    masks = found.pop("mask", [])
    for name in list(found) if masks else ():
        found[name] = [s for s in found[name] if not any(_covers(mask, s) for mask in masks)]
        if not found[name]:
            del found[name]
    for name, chain in rules.chains:
        if chain.pieces[0].name in found and all(piece.name in found for piece in chain.pieces[1:]):
            places = found.setdefault(name, [])
            places += [span for span in _join(chain, found, words) if span not in places][:MOST]
            if not places:
                del found[name]
    return found


def _covers(mask: Span, span: Span) -> bool:
    return mask.start <= span.start and span.end <= mask.end and mask.end - mask.start > span.end - span.start


def _literals(words: Sequence[Word], rules: Rules) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for start, first in enumerate(words):
        node = rules.root
        for at in range(start, len(words)):
            if words[at].clause != first.clause or words[at].spelt not in node.children:
                break
            node = node.children[words[at].spelt]
            for name in node.names:
                found.setdefault(name, []).append(Span(start, at + 1, ((start, at + 1),)))
    return found


def _join(chain: Chain, found: Mapping[str, Sequence[Span]], words: Sequence[Word]) -> Iterator[Span]:
    """Yield the places where the pieces of a chain stand in order within its gaps, in one sentence."""
    open_ends = list(found[chain.pieces[0].name])
    for gap, piece in zip(chain.gaps, chain.pieces[1:], strict=True):
        open_ends = [
            Span(head.start, tail.end, head.pieces + tail.pieces)
            for head in open_ends[:MOST]
            for tail in found[piece.name]
            if 0 <= tail.start - head.end <= gap and _together(words[head.end - 1], words[tail.start], gap)
        ]
    yield from open_ends


def _together(one: Word, other: Word, gap: int) -> bool:
    """Pieces side by side stand in one clause, others in one sentence."""
    return one.clause == other.clause if gap <= BESIDE else one.sentence == other.sentence


def _state(span: Span, marks: Scopes, *, hides: bool) -> str:
    openers = {opener for start, _ in span.pieces for opener in marks.denied[start]}
    if any(not any(start <= opener < end for start, end in span.pieces) for opener in openers):
        return "denied"
    if hides and any(marks.hidden[start] for start, _ in span.pieces):
        return "hidden"
    return "told"

"""Which words of a turn are denied, and which tell of something general, supposed, or past and over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .words import Word

DENIED_WORDS = 9  # a denial reaches this far at most


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (not included) that matched; `pieces` are the same of its literal parts."""

    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]


Found = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Scopes:
    """For each word: where the denials over it begin, and is it hidden (general, supposed, past)."""

    denied: tuple[tuple[int, ...], ...]
    hidden: tuple[bool, ...]
    general: frozenset[int]
    """The words of general questions and suppositions: hidden for that, whatever else they are."""


def scopes(words: Sequence[Word], found: Found, sets: Mapping[str, frozenset[str]]) -> Scopes:
    """Mark the words that denials and frames cover."""
    denied: list[tuple[int, ...]] = [()] * len(words)
    hidden = [False] * len(words)
    for opener, at in _denied(words, found, sets):
        denied[at] += (opener,)
    general = frozenset(_general(words, found, sets))
    for at in (*general, *_past(words, found, sets), *_over(words, found, sets)):
        hidden[at] = True
    return Scopes(tuple(denied), tuple(hidden), general)


def _denied(words: Sequence[Word], found: Found, sets: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """A denial reaches on to the next subject, joining word or clause; through a list as long as it is one."""
    excused = {at for span in found.get("not_denial", ()) for at in range(span.start, span.end)}
    for span in found.get("denial", ()):
        if span.start in excused:
            continue
        for at in range(span.end, min(len(words), span.end + DENIED_WORDS)):
            if words[at].sentence != words[span.start].sentence or words[at].spelt in sets["scope_ends"]:
                break
            if at > span.end and words[at].spelt in sets["subjects"]:
                break
            if words[at].clause != words[at - 1].clause and not _goes_on(words, at, sets):
                break
            yield span.start, at


def _goes_on(words: Sequence[Word], at: int, sets: Mapping[str, frozenset[str]]) -> bool:
    """Does the list of a denial go on behind a comma: `no swelling, redness or heat`, `no fever, numbness, weakness`."""
    rest = [w for w in words[at : at + 8] if w.sentence == words[at].sentence]
    fragment = [w.spelt for w in rest if w.clause == words[at].clause]
    ends = [place for place, w in enumerate(rest) if w.spelt in sets["subjects"] | sets["scope_ends"]]
    listed = [w.spelt for w in rest[: ends[0] if ends else len(rest)]]
    return "or" in listed or "nor" in listed or (len(fragment) <= 2 and fragment[-1] in sets["state_nouns"])


def _general(words: Sequence[Word], found: Found, sets: Mapping[str, frozenset[str]]) -> Iterator[int]:
    """A general question or supposition reaches to the end of its sentence, or to words that tell of somebody now."""
    firm = [s.start for s in found.get("release", ())]
    own = [*firm, *(s.start for s in found.get("own", ()))]
    for openers, releases in ((found.get("supposed", ()), firm), (tuple(_questions(words, sets)), own)):
        for span in openers:
            for at in range(span.end, len(words)):
                if words[at].sentence != words[span.start].sentence or any(at == r and r >= span.end for r in releases):
                    break
                yield at


def _questions(words: Sequence[Word], sets: Mapping[str, frozenset[str]]) -> Iterator[Span]:
    """Yield the opening of every sentence that asks about no particular person: `is swelling ...`, not `is my ...`."""
    opens, own_sentence = True, True
    for at, word in enumerate(words[:-1]):
        if at and word.clause != words[at - 1].clause:
            opens, own_sentence = True, word.sentence != words[at - 1].sentence
        if opens and word.spelt not in sets["fillers"]:
            opens = False
            about = next((w.spelt for w in words[at + 1 :] if w.spelt not in sets["asking"]), "")
            openers = sets["asking"] if own_sentence else sets["asking_on"]
            if word.spelt in openers and about not in sets["persons"]:
                yield Span(at, at + 1, ((at, at + 1),))


def _past(words: Sequence[Word], found: Found, sets: Mapping[str, frozenset[str]]) -> Iterator[int]:
    """A mark of the past covers its clause and the next ones, until words of the present."""
    excused = {at for span in found.get("not_past", ()) for at in range(span.start, span.end)}
    present = {s.start for s in found.get("present", ())}
    for span in found.get("past", ()):
        if span.start in excused:
            continue
        start = _clause_start(words, span.start, sets)
        start = max([start, *(p for p in present if start <= p < span.start and p == start)])
        if start in present:
            start = span.start
        for at in range(start, len(words)):
            if words[at].sentence != words[span.start].sentence or (at >= span.end and at in present):
                break
            yield at


def _over(words: Sequence[Word], found: Found, sets: Mapping[str, frozenset[str]]) -> Iterator[int]:
    """`gone in a minute`, `let go now`: what stands before it in the clause is over; the clause before when it opens its own."""
    at_end = [s for s in found.get("over_at_end", ()) if s.end == len(words) or words[s.end].clause != words[s.end - 1].clause]
    for span in (*found.get("over", ()), *at_end):
        start = _clause_start(words, span.start, sets)
        opens = all(word.spelt in sets["links"] for word in words[start : span.start])
        if opens and start > 0 and words[start - 1].sentence == words[start].sentence:
            start = _clause_start(words, start - 1, sets)
        yield from range(start, span.start)
    for span in found.get("fine", ()):
        yield from range(_clause_start(words, span.start, sets), span.start)


def _clause_start(words: Sequence[Word], at: int, sets: Mapping[str, frozenset[str]]) -> int:
    """First word of the clause; a joining word with a subject after it begins one too."""
    while at > 0 and words[at - 1].clause == words[at].clause:
        if words[at].spelt in sets["scope_ends"]:
            return at
        if words[at].spelt == "and" and at + 1 < len(words) and words[at + 1].spelt in sets["subjects"]:
            return at
        at -= 1
    return at

"""Text -> words as the lexicon spells them, each with its place in the text, sentence and clause."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

_PIECE = re.compile(r"(?<=\d)/(?:7|12|40|52)(?![\d/])|[a-z]+(?:['’‘`´][a-z]+)*|\d+(?:\.\d+)?|[^\s\w]+|\n|_", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘`´]")
_BELONGS = re.compile(r"^(?!(?:it|he|she|that|there|what|who|how|where|let|here)['’‘`´]s$)(.+)['’‘`´]s$")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_SENTENCE_END = frozenset(".!?\n;")
_CLAUSE_END = frozenset(",:()–—…[]")
_FRACTIONS = {"/7": (14, ("days",)), "/52": (26, ("weeks",)), "/12": (18, ("months",)), "/40": (42, ("weeks", "pregnant"))}
_MARKS = {"#": "fracture", "++": "severe", "↑": "increased", "↓": "reduced"}  # what clinicians write for a word
_FEVER = re.compile(r"(?:38|39|40|41)\.\d")
_HAVING = frozenset(("shes", "hes", "im", "temp", "temps", "temperature", "fever", "running", "spiking", "spiked"))
_READING = frozenset(("is", "was", "of", "at", "to", "about", "reads", "reading", "says", "hit", "now"))
_UNIT = re.compile(
    r"\s*(?:%|(?:kg|kilos?|km|mg|mcg|g|ml|mm|cm|miles?|years?|yrs?|weeks?|wks?|per|lbs|pounds|stone|inches)\b)", re.IGNORECASE
)
LONG = 5  # letters from which a word may be misspelt by one edit
VERY_LONG = 9  # letters from which a word may be misspelt by two


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its spelling for the lexicon, where it stands in the text, its sentence and clause number."""

    spelt: str
    start: int
    end: int
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Rewrites:
    """Word sequences that are replaced by others before anything is looked up, by their first word, longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]

    def replace(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return bare words with every listed sequence replaced."""
        out: list[str] = []
        at = 0
        while at < len(words):
            for old, new in self.by_first.get(words[at], ()):
                if words[at : at + len(old)] == old:
                    out += new
                    at += len(old)
                    break
            else:
                out.append(words[at])
                at += 1
        return tuple(out)

    def apply(self, words: list[Word]) -> list[Word]:
        """Return the words with every listed sequence replaced; the new words keep the old place."""
        out: list[Word] = []
        at = 0
        while at < len(words):
            for old, new in self.by_first.get(words[at].spelt, ()):
                span = words[at : at + len(old)]
                if tuple(w.spelt for w in span) == old and span[0].sentence == span[-1].sentence:
                    first, last = span[0], span[-1]
                    out += [Word(n, first.start, last.end, first.sentence, first.clause) for n in new]
                    at += len(old)
                    break
            else:
                out.append(words[at])
                at += 1
        return out


@dataclass(frozen=True, slots=True)
class Speller:
    """Bring a misspelt word to the word of the lexicon that is one edit away (two from nine letters on)."""

    known: frozenset[str]
    by_first: Mapping[str, tuple[str, ...]]
    targets: frozenset[str]

    def correct(self, word: str) -> str:
        """Return the word itself when it is known, short, or near to nothing."""
        if len(word) < LONG or word in self.known or word[0].isdigit():
            return word
        for k in range(len(word) - 1):
            swapped = word[:k] + word[k + 1] + word[k] + word[k + 2 :]
            if swapped in self.targets:
                return swapped
        limit = 2 if len(word) >= VERY_LONG else 1
        near = process.extractOne(word, self.by_first.get(word[0], ()), scorer=OSA.distance, score_cutoff=limit)
        return str(near[0]) if near else word


def speller(targets: Iterable[str], keep: Iterable[str]) -> Speller:
    """Build a speller towards `targets` that leaves the words of `keep` alone."""
    wanted = frozenset(t for t in targets if len(t) >= LONG and t.isalpha())
    by_first: dict[str, list[str]] = {}
    for target in sorted(wanted):
        by_first.setdefault(target[0], []).append(target)
    return Speller(wanted | frozenset(keep), {k: tuple(v) for k, v in by_first.items()}, wanted)


def split(text: str) -> list[Word]:
    """Split a text into lower-case words without apostrophes; a decimal keeps its whole number only."""
    words: list[Word] = []
    sentence = clause = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece[0].isalnum():
            spelt = _REPEATED.sub(r"\1\1", _APOSTROPHES.sub("", _BELONGS.sub(r"\1", piece.lower())))
            if _is_fever(spelt, [w.spelt for w in words[-3:]], text[match.end() :]):
                spelt = "fever"
            words.append(Word(spelt.split(".")[0], match.start(), match.end(), sentence, clause))
        elif _SENTENCE_END & set(piece) and not piece.startswith(".."):
            sentence += 1
            clause += 1
        elif (
            _CLAUSE_END & set(piece)
            or piece.startswith("..")
            or (piece[0] in "-+" and piece[:2] != "++" and _spaced(text, match.start(), match.end()))
        ):
            clause += 1
        elif piece == "&":
            words.append(Word("and", match.start(), match.end(), sentence, clause))
        else:
            before, after = words[-1].spelt if words else "", text[match.end() : match.end() + 1]
            words += [Word(spelt, match.start(), match.end(), sentence, clause) for spelt in _shorthand(piece, before, after)]
    return words


def _is_fever(number: str, before: Sequence[str], after: str) -> bool:
    """Tell whether a decimal is a temperature in degrees Celsius that somebody is said to have ("she's 38.4", "temp was 38.4")."""
    if not _FEVER.fullmatch(number) or not before or _UNIT.match(after):
        return False
    return before[-1] in _HAVING or (before[-1] in _READING and bool(_HAVING & set(before)))


def _shorthand(piece: str, before: str, after: str) -> tuple[str, ...]:
    """Spell out a clinician's mark: `3/7` is three days, `31/40` weeks pregnant, `tib #` a fracture; a hashtag is left."""
    if piece in _FRACTIONS:
        most, spelt = _FRACTIONS[piece]
        return spelt if before.isdigit() and 0 < int(before) <= most else ()
    mark = piece[:2] if piece.startswith("++") else piece[0]
    return (_MARKS[mark],) if mark in _MARKS and not after.isalnum() else ()


def _spaced(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())

"""What a conversation is about beyond the vocabulary: the words of it that a question lacks, by where they were said."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spasm_qa.index import stem_words

MOST_WORDS = 10
LEAST = 0.5
STANDS_ALONE = 3  # own subject words, from which a question without a pointer is left alone
SHORT_REPLY = 20  # words
MOST_TURNS = 12  # kept: a talk that long has moved on from its start
WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
POINTER = re.compile(
    r"\b(?:it|its|it's|they|them|theirs?|those|these|that|this|there|then|here|ones?|he|him|his|she|hers?|such|both|"
    r"n?either|another|others?|else|instead|"
    r"similar|same|too|also|more|again|first|last|two)\b",
    re.IGNORECASE,
)
GENERIC = frozenset(
    (
        "a an the and or but nor so yet if then than as at by for from in into of off on onto out over to up with within without about "
        "above after again against all also always am among any anyone anything are aren't around be because been before being below "
        "between both can can't cannot could couldn't did didn't do does doesn't doing don't done down during each either else enough "
        "even ever every few first further get gets getting give given go going good got great had has hasn't have haven't having he "
        "her here hers him his how however i i'd i'll i'm i've is isn't it it's its just know last least less let let's like lot lots "
        "made make makes making many may me might more most much must my need needs never new next no not nothing now oh ok okay old "
        "once one ones only other others our own please put quite rather really right said same say see seem she should show since some "
        "something still such sure take taken takes tell thank thanks that that's their them there there's these they they're thing "
        "things think this those through time times too under until use used using very want was way ways we well were what what's when "
        "where which while who whom whose why will wish won't would yes you your yours yourself hi hello mean means meant best better "
        "worse worst main important common possible different difference differences similar compare compared comparison kind kinds "
        "type types sort sorts example examples work works worked working start started begin began happen happened happens find found "
        "help helps helped come came comes become became look looks looking try tried long short big small high low number part parts "
        "interesting reason reasons cause causes caused effect effects affect affects result results benefit benefits advantage "
        "advantages disadvantages purpose role impact history famous popular often usually actually maybe probably describe explain "
        "define discuss mention mentioned provide recommend suggest learn interested idea ideas question questions answer information "
        "info detail details aspect aspects article point fact facts ask asked talk bad able available currently another instead later "
        "earlier ago far back away day days year years people person someone everyone sound sounds feel hear heard consider considered "
        "remember remind enjoy love won win wins call called name named names keep leave left move moved live lived change changed "
        "changes increase involve involved include includes included known knew"
    ).split()
)
"""Words that ask, relate or connect: they name no subject."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said so far, in order; each turn makes a new one."""

    questions: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()

    def asking(self, question: str) -> "Said":
        """Return this with one more question."""
        return replace(self, questions=_recent((*self.questions, question)))

    def answering(self, reply: str) -> "Said":
        """Return this with one more reply."""
        return replace(self, replies=_recent((*self.replies, reply)))


def _recent(turns: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the opening, which says what the talk is about, and the latest turns."""
    return turns if len(turns) <= MOST_TURNS else (turns[0], *turns[1 - MOST_TURNS :])


def stands_alone(question: str) -> bool:
    """Tell whether a question names a subject of its own and points to nothing before it."""
    return not POINTER.search(question) and sum(not word.generic for word in _words(question)) >= STANDS_ALONE


def with_subject(question: str, said: Said) -> str:
    """Return the question with the salient words that it lacks in brackets; as it is when it stands alone."""
    lacking = () if stands_alone(question) else salient(question, said)
    return f"{question.rstrip('?. ')} ({' '.join(lacking)})?" if lacking else question


def salient(question: str, said: Said) -> tuple[str, ...]:
    """Return the words of the conversation that the question most likely leaves out, in the order in which they came up.

    A word counts by where it stands: in the opening question 1.5, in the last one 1, in neither -0.5; in three or more 0.5; as a name 1; in
    the last reply as well 1. Words that only the last reply has count as a name 1, in a short reply 0.5, repeated from an earlier one 0.5.
    """
    weights = _Weights({word.stem for word in _words(question)})
    weights.add_questions(said)
    weights.add_reply(said)
    best = sorted((stem for stem, weight in weights.of.items() if weight >= LEAST), key=lambda stem: -weights.of[stem])[:MOST_WORDS]
    return tuple(shown for stem, shown in weights.shown.items() if stem in best)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    name: bool
    generic: bool


@dataclass(slots=True)
class _Weights:
    """The weight of each stem, and the word that showed it first."""

    own: set[str]
    of: dict[str, float] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def add_questions(self, said: Said) -> None:
        turns = [[word for word in _words(text) if word.stem not in self.own and not word.generic] for text in said.questions]
        stems = [{word.stem for word in turn} for turn in turns]
        count = Counter(stem for turn in stems for stem in turn)
        replied = {word.stem for text in said.replies[-1:] for word in _words(text)}
        for word in (word for turn in turns for word in turn):
            opening, latest = word.stem in stems[0], word.stem in stems[-1]
            weight = (
                1.5 * opening
                + latest
                - 0.5 * (not opening and not latest)
                + 0.5 * (count[word.stem] >= 3)
                + word.name
                + (word.stem in replied)
            )
            self._add(word, weight)

    def add_reply(self, said: Said) -> None:
        if not said.replies:
            return
        short = len(said.replies[-1].split()) <= SHORT_REPLY
        earlier = {word.stem for text in said.replies[:-1] for word in _words(text)}
        asked = set(self.of)
        for word in _words(said.replies[-1]):
            if word.stem not in self.own and not word.generic and word.stem not in asked:
                self._add(word, word.name + 0.5 * short + 0.5 * (word.stem in earlier))

    def _add(self, word: _Word, weight: float) -> None:
        self.shown.setdefault(word.stem, word.text)
        self.of[word.stem] = max(weight, self.of.get(word.stem, weight))


def _words(text: str) -> Iterator[_Word]:
    """Yield the words that carry meaning; one with a capital letter inside a sentence is a name."""
    for match in WORD.finditer(text):
        word = re.sub(r"['’]s$", "", match[0])
        stems = stem_words(word)
        if stems:
            inside = text[: match.start()].rstrip()[-1:] not in {"", ".", "?", "!"}
            yield _Word(word, stems[0], word[0].isupper() and inside, word.lower() in GENERIC)

"""What a model's words must pass before they stand for ours: nothing new, nothing lost, and no name changed."""

from collections.abc import Callable, Sequence

from spasm_qa.gate import Verdict
from spasm_qa.gate.cues import OPPOSITES
from spasm_qa.gate.polarity import is_negation
from spasm_qa.gate.text import content, sentences, stem, words
from spasm_qa.lexicon import Lexicon
from spasm_qa.types import ShownStatement

Check = Callable[[str, Sequence[str]], Verdict]
LENGTH = 2  # times the statement's own, and
MORE = 80  # characters more
MOST_QUESTION = 300
MOST_NEW = 1 / 3  # of the words that carry meaning
NAMED = ("drug", "other-drug", "remedy", "condition", "other-condition", "population")
ANYBODY = "general-adult"
BACK = {word: tuple(w for w, opposite in OPPOSITES.items() if opposite == word) for word in OPPOSITES.values()}
MARKS = frozenset("[]{}<>|`*_#\\@\ufffd")
LINKS = ("://", "www.")
WEIGHTY = frozenset(
    (
        "all", "always", "avoid", "because", "best", "certain", "certainly", "completely", "cure", "cures", "definitely", "double",
        "eliminate", "entirely", "every", "everybody", "everyone", "fully", "guarantee", "halve", "harmless", "heals", "immediately",
        "instantly", "instead", "miracle", "most", "must", "only", "permanent", "permanently", "perfect", "proof", "prove", "proven",
        "safe", "safely", "start", "stop", "surely", "therefore", "totally", "undoubtedly",
    )
)  # fmt: skip
"""Words that make more of a finding, or advice of it: they must stand in the passages."""


def fault(text: str, statement: ShownStatement, passages: Sequence[str], check: Check, lexicon: Lexicon) -> str:
    """Return why a wording cannot stand for a statement, empty when it can.

    The passages must support the wording, and the wording must support each sentence of the statement, so that no caveat is lost either;
    what `applies_to` says stands beside the sentence and need not be in it.
    """
    if shape := _misshapen(text, statement.text):
        return shape
    beside = statement.applies_to
    if _names(text, lexicon) - _names("\n".join((*passages, beside)), lexicon):
        return "name"
    if _names(statement.text, lexicon) - _names(f"{text}\n{beside}", lexicon):
        return "lost name"
    if reason := _turned(words(text), words(statement.text), words(" ".join(passages))):
        return reason
    if _novelty(text, " ".join((*passages, statement.text, beside))) > MOST_NEW:
        return "new words"
    forth = check(text, [*passages, beside])
    if not forth.supported:
        return (*forth.reasons, "similarity")[0]
    for sentence in sentences(statement.text):
        back = check(sentence, [text, beside])
        if not back.supported:
            return f"lost {(*back.reasons, 'similarity')[0]}"
    return ""


def _turned(new: Sequence[str], own: Sequence[str], stored: Sequence[str]) -> str:
    """Return how the words of a wording turn a statement round or make more of it; stricter than the gate, which judges any claim."""
    if sum(map(is_negation, new)) != sum(map(is_negation, own)):
        return "negation"
    fresh, known = set(new) - {*own, *stored}, {stem(word) for word in (*own, *stored)}
    if {word for word in fresh & WEIGHTY if stem(word) not in known}:
        return "weight"
    turned = {opposite for word in fresh for opposite in (OPPOSITES.get(word, ""), *BACK.get(word, ()))}
    return "direction" if turned & set(own) else ""


def _novelty(text: str, stored: str) -> float:
    """Return the share of a wording's content words that stand nowhere in the passages."""
    ours, known = content(text), set(content(stored))
    return sum(word not in known for word in ours) / len(ours) if ours else 1.0


def _names(text: str, lexicon: Lexicon) -> set[str]:
    """Return the ids of the medicines, illnesses and people that a text names."""
    return {name for name in lexicon.read(text).of(*NAMED) if name != ANYBODY}


def _misshapen(text: str, own: str) -> str:
    if not text or len(text) > LENGTH * len(own) + MORE:
        return "length"
    marked = set(text) & MARKS - set(own) or any(link in text.lower() and link not in own.lower() for link in LINKS)
    return "markup" if marked or not text.isprintable() else ""


def keeps(rewriting: str, draft: str, question: str, lexicon: Lexicon) -> bool:
    """Tell whether a rewriting of a follow-up names just what our draft of it names, with the same figures and no word nobody said."""
    if not rewriting or len(rewriting) > MOST_QUESTION or _misshapen(rewriting, f"{draft} {question}"):
        return False
    new, old, said = lexicon.read(rewriting), lexicon.read(draft), lexicon.read(question)
    if not set(old.of(*NAMED)) <= set(new.of(*NAMED)) <= {*old.of(*NAMED), *said.of(*NAMED)}:
        return False
    figures = [{token for token in reading.tokens if any(c.isdigit() for c in token)} for reading in (new, old)]
    return figures[0] == figures[1] and set(new.unknown) <= {*old.unknown, *said.unknown}

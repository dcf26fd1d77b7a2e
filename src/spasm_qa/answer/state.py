"""What a conversation is about: a small explicit state, turned over with every question."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from spasm_qa.answer.salient import Said
from spasm_qa.lexicon import Reading


@dataclass(frozen=True, slots=True)
class Names:
    """What a question is about, ids in order of mention: of the corpus's vocabulary, and `others` by name."""

    drugs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Drugs, remedies, conditions and aspects that the vocabulary lacks."""

    def __bool__(self) -> bool:
        """Tell whether anything is named."""
        return bool(self.drugs or self.conditions or self.others or self.body_parts)

    @property
    def known(self) -> bool:
        """Tell whether the corpus can say anything of it."""
        return bool(self.drugs or self.conditions or self.body_parts)

    @property
    def all(self) -> tuple[str, ...]:
        """Every id, drugs first."""
        return (*self.drugs, *self.others, *self.conditions, *self.body_parts)


class Facts(NamedTuple):
    """What was told of one person: populations, and medicines that they take."""

    populations: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """The subject in force and what the reader told about whom they ask for."""

    standalone: str = ""
    """The last question as it was understood."""
    before: str = ""
    """The one before it, as it was understood."""
    names: Names = Names()
    populations: tuple[str, ...] = ()
    """Whom the talk is about, as far as told: `pregnancy`, `older-adult`, `dialysis` ..."""
    taken: tuple[str, ...] = ()
    """Medicines that this person takes."""
    classes: tuple[tuple[str, str], ...] = ()
    """(medicine, class) of all medicines named so far, by whomever they are taken."""
    person: str = ""
    """Who that is: `self`, a relative's name, or empty."""
    facets: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    """(id, the reader's own word for it), so that a rewritten question speaks as they do."""
    things: tuple[str, ...] = ()
    """Medicines and remedies named so far that the vocabulary lacks: unlike other names they can be what a follow-up is about."""
    medicines: tuple[str, ...] = ()
    """Medicines of the vocabulary named so far, in that order: "the first one" is one of them."""
    complaint: tuple[str, ...] = ()
    """Conditions that the asker named last: medicines may be talked about meanwhile."""
    said: Said = field(default_factory=Said)
    """The salient words of the talk so far, for what the vocabulary lacks."""
    pending: str = ""
    """A question that was asked back about, waiting for its subject."""
    absent: frozenset[str] = frozenset()
    """Populations and conditions that this person was said not to be or have."""
    people: tuple[tuple[str, Facts], ...] = ()
    """What was told of the others whom the talk was about, by name: it holds again when the talk comes back to them."""

    def word(self, id_: str) -> str:
        """Return the reader's own word for an id."""
        return dict(self.words).get(id_, id_.replace("-", " "))

    def without(self, dismissed: frozenset[str]) -> "State":
        """Return the state without facts that were taken back, by the ids of their chips."""

        def kept(facts: Facts) -> Facts:
            populations, taken = facts
            return Facts(tuple(p for p in populations if p not in dismissed), tuple(t for t in taken if f"takes:{t}" not in dismissed))

        populations, taken = kept(Facts(self.populations, self.taken))
        return replace(self, populations=populations, taken=taken, people=tuple((name, kept(facts)) for name, facts in self.people))

    @property
    def chips(self) -> tuple[str, ...]:
        """The facts about the person that stay in force; each can be taken back by its id."""
        return (*(p for p in self.populations if p != "driver"), *(f"takes:{name}" for name in self.taken))


T = TypeVar("T")
OTHERS = ("other-drug", "remedy", "other-condition", "aspect")


def names_of(reading: Reading) -> Names:
    """Return what a reading names."""
    return Names(reading.of("drug"), reading.of("condition"), reading.of("body-part"), reading.of(*OTHERS))


def classes_of(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return (medicine, class) of every medicine that a reading names, by the words that they share."""
    names = {m.words: m for m in reversed(reading.mentions) if m.kind in ("drug", "other-drug")}.values()
    return tuple((m.id, c.id) for c in reading.mentions if c.kind == "class" for m in names if m.words == c.words)


def words_of(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return (id, word) of every mention."""
    return tuple((m.id, m.words) for m in reading.mentions if m.kind != "class")


def union(*groups: Iterable[T]) -> tuple[T, ...]:
    """Return what the groups hold, in order and each once."""
    return tuple(dict.fromkeys(x for group in groups for x in group))

"""The nouns of spasm-qa. All are frozen; steps take values and return new ones."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from spasm_qa.status import Review as Review
from spasm_qa.status import ReviewStatus as ReviewStatus

DISCLAIMER = (
    "This is general information, not medical advice. Where no approval is named, no clinician has reviewed it. It cannot examine you "
    "or know your history. Ask a doctor, pharmacist or physiotherapist before you start, stop or change a treatment. In an emergency "
    "call your local emergency number."
)


class Audience(StrEnum):
    """Who reads: it selects the register of the same statements, never other statements."""

    PATIENT = "patient"
    STUDENT = "student"
    CLINICIAN = "clinician"


class StatementKind(StrEnum):
    """Where a statement comes from."""

    FACT = "fact"
    INTERACTION = "interaction"
    RED_FLAG = "red-flag"
    TERM = "term"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that statements cite; one CSL-JSON item of corpus/references.json or one ingested document."""

    id: str
    kind: str
    title: str
    authors: str
    year: int | None = None
    publisher: str = ""
    url: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    licence: str = ""
    note: str = ""
    confirmed_at: tuple[str, ...] = ()
    added: str = ""
    review_by: str = ""
    status: str = "current"
    superseded_by: str = ""
    aliases: tuple[str, ...] = ()
    review_status: str = "submitted"
    """Of an ingested document, as its bibliographic data say; its quotes have it."""
    reviewer: str = ""
    reviewed: str = ""

    @property
    def text(self) -> str:
        """The reference as one line: authors, title, publisher, year, identifier."""
        end = f"doi:{self.doi}" if self.doi else f"PMID {self.pmid}" if self.pmid else ""
        parts = [self.authors, self.title, self.publisher, str(self.year) if self.year else "no date given", end]
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read from one file: what passages are cut from."""

    id: str
    title: str
    text: str
    reference: str = ""
    path: str = ""
    sections: tuple[tuple[int, str], ...] = ()
    """(character offset, heading path) of each section, in order of offset."""
    pages: tuple[int, ...] = ()
    """Character offset at which each page starts; empty when the format has no pages."""
    file: str = ""
    """SHA-256 of the kept copy of a PDF file; empty for other formats."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous span of one document: the unit that is embedded, retrieved and cited.

    `start` and `end` are character offsets: `document_text[start:end] == text` always holds.
    """

    document: str
    start: int
    end: int
    text: str
    heading: str = ""
    page: int | None = None

    @property
    def key(self) -> str:
        """Opaque citation key, `p-` and 12 hex digits; the same text at the same place always has the same key."""
        return passage_key(self.document, self.start, self.text)


def passage_key(document: str, start: int, text: str) -> str:
    """Return the key of a passage: 48 bits, so that two of 100,000 passages collide with probability below 1 in 50,000."""
    digest = hashlib.sha256(f"{document}:{start}:{text}".encode())
    return f"p-{digest.hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A statement's pointer to a reference: which work, and where in it."""

    reference: str
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One verified sentence group in its registers, with whom it applies to and what it rests on."""

    id: str
    kind: StatementKind
    text: str
    """Clinician register; it stands word for word in the passage."""
    plain: str
    """Patient register; it stands word for word in the passage, too."""
    passage: str
    sources: tuple[SourceMention, ...]
    topic: str = ""
    title: str = ""
    facet: str = ""
    applies_to: str = ""
    population: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    strength: str = ""
    strength_detail: str = ""
    safety: str = "none"
    caution: bool = False
    conflicts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    note: str = ""
    asked: tuple[str, ...] = ()
    status: ReviewStatus = ReviewStatus.SUBMITTED
    extra: Mapping[str, str] = field(default_factory=dict)
    """Fields of one kind only: `level`, `tell` of red flags, `drug`, `with`, `severity` of interactions, `term` of terms."""
    review: Review | None = None
    """The approval of exactly this content; none unless `status` is approved."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; `score` is only comparable within one search."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """What stands behind a shown statement: `passage_text[start:end] == quote` of the stored passage."""

    n: int
    source: str
    passage: str
    quote: str
    start: int
    end: int
    locator: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement as one reader sees it."""

    id: str
    text: str
    section: str
    applies_to: str
    strength: str
    citations: tuple[Citation, ...]
    status: ReviewStatus
    kind: StatementKind = StatementKind.FACT
    safety: str = "none"
    note: str = ""
    conflicts: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    """(term, meaning) from the glossary, for words that this reader may not know and meets here first."""
    wording: str = "source"
    """`source`: the statement's own words; `original wording`: a quote; else `provider:model` that worded it, checked by the gate."""
    review: Review | None = None
    """Who approved the statement, when it is approved."""

    @property
    def worded(self) -> str:
        """Whose words these are, for a line of small print; empty when they are the statement's own."""
        return f"worded by {self.wording}, checked" if ":" in self.wording else self.wording.removeprefix("source")


@dataclass(frozen=True, slots=True)
class Alert:
    """What triage shows above a reply; `level` is none, soon, same-day or emergency."""

    level: str = "none"
    flags: tuple[str, ...] = ()
    message: str = ""
    because: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Passage keys of the red flags that the message rests on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn gets. The disclaimer belongs to the type: no page, model or setting adds or drops it."""

    question: str
    standalone: str
    audience: Audience
    alert: Alert = Alert()
    uncovered: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    generator: str = "extractive"
    elapsed_ms: Mapping[str, float] = field(default_factory=dict)
    understood: tuple[str, ...] = ()
    """What the reader told about themselves and stays in force, as chips: `pregnancy`, `drug:ciprofloxacin`."""
    cost: Mapping[str, float] = field(default_factory=dict)
    """What a language model took: seconds, tokens, calls, and how many statements it worded; empty without one."""

    @property
    def kind(self) -> str:
        """`answer`, `abstention` or `clarification`."""
        return type(self).__name__.lower()

    @property
    def disclaimer(self) -> str:
        """The disclaimer, the same on every reply."""
        return DISCLAIMER

    @property
    def statements(self) -> tuple[ShownStatement, ...]:
        """The statements shown; only an answer has any."""
        return ()

    @property
    def references(self) -> tuple[Reference, ...]:
        """The works cited, numbered by position from 1; only an answer has any."""
        return ()


@dataclass(frozen=True, slots=True)
class Answer(Reply):
    """Verified statements with their references."""

    shown: tuple[ShownStatement, ...] = ()
    cited: tuple[Reference, ...] = ()
    reading_grade: float | None = None

    @property
    def statements(self) -> tuple[ShownStatement, ...]:
        """The statements in the order shown."""
        return self.shown

    @property
    def references(self) -> tuple[Reference, ...]:
        """The works cited, in order of their number."""
        return self.cited


@dataclass(frozen=True, slots=True)
class Abstention(Reply):
    """No answer, with the reason as a sentence for the reader."""

    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Clarification(Reply):
    """One short question back, with choices that are whole questions."""

    message: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    reply: Reply

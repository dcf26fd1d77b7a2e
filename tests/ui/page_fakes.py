"""A tiny corpus, a scripted assistant, and short ways to use the pages."""

from collections.abc import Callable, Sequence
from pathlib import Path

from streamlit.testing.v1 import AppTest

from spasm_qa.library import Library
from spasm_qa.types import (
    Alert,
    Answer,
    Audience,
    Citation,
    Document,
    Passage,
    Reference,
    Reply,
    ReviewStatus,
    ShownStatement,
    SourceMention,
    Statement,
    StatementKind,
    Turn,
)

APP = Path(__file__).resolve().parents[2] / "app.py"

TRIAL = Reference(
    "trial-1",
    "trial",
    "Stretching $x$ before **sleep**",
    "A. Author",
    2012,
    "A journal",
    url="https://example.org/trial",
    note="Forty people only.",
)
LABEL = Reference("label-1", "drug-label", "Label of a relaxant", "Maker", None, "A regulator", url="javascript:alert(1)")
TEXTS = {
    "stretch": ("Calf stretching cut cramps by 1.2 a night.", "Stretch your calf. It may cut cramps.", "trial-1", "randomised-trial"),
    "stretch-null": ("Calf stretching did not reduce cramps.", "One trial saw no change.", "trial-1", "randomised-trial"),
    "relaxant": ("The relaxant is for short use only.", "Use this drug for a short time only.", "label-1", "drug-label"),
}


def passages() -> tuple[Document, list[Passage], list[Statement]]:
    text, found, statements = "Night cramps", [], []
    for name, (clinical, plain, source, strength) in TEXTS.items():
        body = f"{clinical}\nIn plain words: {plain}\nApplies to: adults"
        passage = Passage("corpus/night-cramps", len(text) + 2, len(text) + 2 + len(body), body)
        text += f"\n\n{body}"
        found.append(passage)
        statements.append(
            Statement(
                name,
                StatementKind.FACT,
                clinical,
                plain,
                passage.key,
                (SourceMention(source, "Table 2"),),
                title="Night cramps",
                facet="effect",
                applies_to="adults",
                strength=strength,
                conflicts=("stretch-null",) if name == "stretch" else (),
            )
        )
    return Document("corpus/night-cramps", "Night cramps", text), found, statements


class FakeAssistant:
    """Answers from a script, and remembers how it was asked."""

    def __init__(self, *replies: Reply | Exception) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, tuple[Turn, ...], Audience, frozenset[str]]] = []

    def reply(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        audience: Audience,
        dismissed: frozenset[str] = frozenset(),
        stage: Callable[[str], None] = lambda label: None,
        sentence: Callable[[ShownStatement], None] = lambda statement: None,
    ) -> Reply:
        stage("Searching the sources")
        self.asked.append((question, tuple(history), audience, dismissed))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


def answer(library: Library, *, question: str = "What helps a night cramp?", **fields: object) -> Answer:
    statement = library.statements["stretch"]
    citation = Citation(1, "trial-1", statement.passage, statement.text, 0, len(statement.text), "Table 2")
    shown = ShownStatement(
        statement.id, statement.plain, "What the evidence says", "adults", "randomised-trial", (citation,), ReviewStatus.SUBMITTED
    )
    values: dict[str, object] = {
        "question": question,
        "standalone": question,
        "audience": Audience.PATIENT,
        "shown": (shown,),
        "cited": (TRIAL,),
    }
    return Answer(**{**values, **fields})  # type: ignore[arg-type]


EMERGENCY = Alert("emergency", ("stretch",), "Call your local emergency number now.", ("my leg went cold",))


def ask(app: AppTest, question: str = "What helps a night cramp?") -> AppTest:
    return app.chat_input(key="question").set_value(question).run()


def words_on(app: AppTest) -> str:
    """Everything that the page says, in order of kind."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.error, app.warning, app.info)
    return "\n".join(str(each.value) for kind in kinds for each in kind)

"""The language model's part in one turn: what the pipeline asks of the writer, with what the writer needs to know of the corpus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spasm_qa.answer.condense import Condensed
from spasm_qa.answer.verify import verify
from spasm_qa.answer.worded import Check
from spasm_qa.answer.writer import Session, Task, Writer
from spasm_qa.lexicon import Lexicon
from spasm_qa.library import Library
from spasm_qa.types import Audience, Reference, ShownStatement, Turn

Stage = Callable[[str], None]
Shown = tuple[ShownStatement, ...]
References = tuple[Reference, ...]
Write = Callable[[Shown, References], tuple[Shown, References]]


@dataclass(frozen=True, slots=True)
class Writing:
    """One turn's session with the model, over one corpus."""

    session: Session
    library: Library
    lexicon: Lexicon
    check: Check

    def rewritten(self, asked: str, condensed: Condensed, history: Sequence[Turn]) -> Condensed:
        """Let the model rewrite a follow-up that our own words only patch together: names in brackets, or two questions in a row."""
        draft = condensed.standalone
        if not history or not condensed.rewritten or not (draft.endswith(")?") or asked in draft):
            return condensed
        return replace(condensed, standalone=self.session.rewrite(asked, draft, [turn.question for turn in history], self.lexicon))

    def writes(self, question: str, audience: Audience, sentence: Callable[[ShownStatement], None] | None) -> Write:
        """Return what words composed statements; `sentence` hears of each only after it has passed the gate."""

        def write(shown: Shown, references: References) -> tuple[Shown, References]:
            def ready(s: ShownStatement) -> None:
                if sentence and (passed := verify((s,), references, self.library, _supported)[0]):
                    sentence(passed[0])

            task = Task(question, audience, self._passages, self._text, self.check, self.lexicon, ready)
            return self.session.write(task, shown, references)

        return write

    def credits(self, shown: Sequence[ShownStatement]) -> dict[str, Any]:
        """Return who wrote an answer and what it cost, as fields of a reply."""
        return {"cost": self.session.cost, "generator": next((s.wording for s in shown if ":" in s.wording), "extractive")}

    def _passages(self, s: ShownStatement) -> list[str]:
        return [passage.text for passage in self.library.passages([c.passage for c in s.citations])]

    def _text(self, s: ShownStatement) -> str:
        statement = self.library.statement(s.id)
        return statement.text if statement else s.text


def begin(writer: Writer, stage: Stage | None, library: Library, lexicon: Lexicon, check: Check) -> Writing:
    """Start the model's clock for one turn."""
    label = f"Putting it into words with {writer.name}, and checking each sentence"
    return Writing(writer.begin((lambda: stage(label)) if stage else lambda: None), library, lexicon, check)


def _supported(sentence: str, passages: Sequence[str]) -> bool:
    """Take the writer's word: it has just asked the gate, and whatever did not pass is the source's own text."""
    return True

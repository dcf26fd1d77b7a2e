"""What the model is asked, and what its structured replies mean: rewrite a follow-up, arrange statements, word them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from spasm_qa.answer import prompts
from spasm_qa.answer.calls import Request
from spasm_qa.types import Audience, ShownStatement

MOST_SENTENCES = 3
MOST_EARLIER = 3  # questions told with a follow-up


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Wording(_Strict):
    """A statement's key and its wording."""

    key: str
    text: str


class Wordings(_Strict):
    """The wording of every statement."""

    sentences: list[Wording]
    end: bool


class Arrangement(_Strict):
    """The statements in order, and those that have nothing to do with the question."""

    order: list[str]
    off_topic: list[str]
    end: bool


class Rewriting(_Strict):
    """A question that stands alone."""

    question: str
    end: bool


def keyed(shown: Sequence[ShownStatement]) -> dict[str, ShownStatement]:
    """Return the statements by the keys that they have in one request: of one length, so that a cut-off key is none."""
    return {f"s{n:02d}": s for n, s in enumerate(shown, 1)}


def word(question: str, shown: Sequence[ShownStatement], audience: Audience) -> Request:
    """Ask for the statements in words for a reader."""
    system = prompts.WORD.format(reader=prompts.READERS[audience.value], most=MOST_SENTENCES)
    return _request("word", system, Wordings, question=question, statements=_listed(shown))


def arrange(question: str, texts: Sequence[str]) -> Request:
    """Ask for an order of statements; it knows nothing of the reader, so that all readers get the same."""
    listed = [{"key": f"s{n:02d}", "text": text} for n, text in enumerate(texts, 1)]
    return _request("arrange", prompts.ARRANGE, Arrangement, question=question, statements=listed)


def rewrite(question: str, draft: str, earlier: Sequence[str]) -> Request:
    """Ask for a follow-up as a question that stands alone."""
    return _request("rewrite", prompts.REWRITE, Rewriting, earlier=list(earlier[-MOST_EARLIER:]), question=question, draft=draft)


def wordings(part: Mapping[str, Any]) -> list[Wording]:
    """Return the whole wordings of a reply that may still grow; what is none is left out."""
    return list(_valid(part.get("sentences")))


def arranged(part: Mapping[str, Any]) -> Arrangement | None:
    """Return a whole arrangement."""
    try:
        return Arrangement.model_validate(part)
    except ValidationError:
        return None


def rewritten(part: Mapping[str, Any]) -> str:
    """Return a whole rewriting, empty for none."""
    try:
        return " ".join(Rewriting.model_validate(part).question.split())
    except ValidationError:
        return ""


def _valid(items: object) -> Iterable[Wording]:
    for item in items if isinstance(items, list) else ():
        try:
            yield Wording.model_validate(item)
        except ValidationError:
            continue


def _listed(shown: Sequence[ShownStatement]) -> list[dict[str, str]]:
    return [{"key": key, "applies_to": s.applies_to, "text": s.text} for key, s in keyed(shown).items()]


def _request(step: str, system: str, schema: type[BaseModel], **data: object) -> Request:
    return Request(step, system, json.dumps(data, ensure_ascii=False), schema.model_json_schema())

"""Refusals and questions back: short, without references, with a way on."""

from dataclasses import fields
from typing import Any

from spasm_qa.answer.condense import Condensed
from spasm_qa.answer.cover import Gaps
from spasm_qa.answer.rank import Query
from spasm_qa.answer.select import Selection
from spasm_qa.library import Library
from spasm_qa.types import Abstention, Clarification, Reply

MESSAGES = {
    "out-of-scope": "This is outside what I cover: muscle spasms and leg cramps, their care and their medicines. A doctor or pharmacist "
    "can help with other health questions.",
    "nothing-found": "I looked for this in my sources and found nothing that answers it. A pharmacist or doctor may know more.",
    "missing": "I have no source on {what}, so I can't answer this. A pharmacist or doctor may know more.",
    "unsupported": "I found passages, but no statement that they fully support, so I show none.",
}
CHOICES = (
    "What should I do when a leg cramp strikes?",
    "Does stretching before bed stop night leg cramps?",
    "Is a groin strain or a cramp behind my inner-thigh pain?",
)


def abstention(basis: Reply, reason: str, missing: Gaps, suggestions: tuple[str, ...]) -> Abstention:
    """Return a refusal that says what was looked for."""
    what = " or ".join(missing.central)
    message = MESSAGES["missing"].format(what=what) if what and reason != "out-of-scope" else MESSAGES[reason]
    return Abstention(
        **{**_fields(basis), "uncovered": missing.central, "suggestions": suggestions or CHOICES}, reason=reason, message=message
    )


def clarification(basis: Reply, library: Library) -> Clarification:
    """Return one short question back, with whole questions to choose from."""
    message = "What would you like to know about muscle spasms or leg cramps? You can name a medicine, a body part or a situation."
    return Clarification(**_fields(basis), message=message, choices=CHOICES)


def needs_subject(condensed: Condensed, query: Query, chosen: Selection) -> bool:
    """Tell whether a question points to something that was never named ("is it safe?")."""
    names = condensed.state.names
    if names.drugs or names.conditions or names.others or names.body_parts or chosen.score > CERTAIN:
        return False
    return (
        len(condensed.standalone.split()) <= SHORT and bool(query.facets or query.populations) and points_to_nothing(condensed.standalone)
    )


CERTAIN = 0.9
SHORT = 9


def points_to_nothing(question: str) -> bool:
    """Tell whether a question has a pronoun for its subject, or none at all ("what dose?")."""
    words = set(question.lower().replace("?", "").split())
    return bool(words & {"it", "this", "that", "them", "they", "one"}) or bool(
        words & {"dose", "safe", "side", "effects", "much", "long", "often", "many"}
    )


def _fields(reply: Reply) -> dict[str, Any]:
    return {each.name: getattr(reply, each.name) for each in fields(Reply)}

"""Scope: what is refused of real questions, by how far they are from the subject."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spasm_qa.evaluate.ranking import share
from spasm_qa.types import Audience, Reply

REFUSE = ("medical_oos", "nonmedical_oos", "lookalike_oos")
ANSWER = ("in_domain",)
EXAMPLES = 12

Asked = Sequence[tuple[Mapping[str, Any], Reply]]


def evaluate(path: Path, assistant: Any) -> dict[str, Any]:
    """Ask every question by itself, in the register that the file names, and return the measures."""
    with path.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()]
    return measure(
        [(record, assistant.reply(record["question"], audience=Audience(record.get("audience", "patient")))) for record in records]
    )


def measure(asked: Asked) -> dict[str, Any]:
    """Return the share of refusals of each kind and data set, and examples of the faults.

    A refusal is a reply that shows no statement: an abstention or a question back. `near_domain` may be answered where the corpus covers
    it and `needs_context` has no conversation to go by: both are reported, neither is a fault.
    """
    kinds: dict[str, list[tuple[Mapping[str, Any], Reply]]] = defaultdict(list)
    for record, reply in asked:
        kinds[str(record["kind"])].append((record, reply))
    outside = [pair for kind in REFUSE for pair in kinds[kind]]
    inside = [pair for kind in ANSWER for pair in kinds[kind]]
    return {
        "out of scope refused": share([refused(reply) for _, reply in outside]),
        "in domain answered": share([not refused(reply) for _, reply in inside]),
        "refused, by kind": {kind: share([refused(reply) for _, reply in pairs]) for kind, pairs in sorted(kinds.items()) if pairs},
        "refused, by data set": {
            name: share([refused(r) for record, r in outside if record["source"] == name]) for name in _sources(outside)
        },
        "replies": {kind: dict(Counter(reply.kind for _, reply in pairs).most_common()) for kind, pairs in sorted(kinds.items()) if pairs},
        "references under refusals": sum(len(reply.references) for _, reply in asked if refused(reply)),
        "answered though out of scope": _examples([pair for pair in outside if not refused(pair[1])]),
        "refused though in domain": _examples([pair for pair in inside if refused(pair[1])]),
    }


def refused(reply: Reply) -> bool:
    """Tell whether a reply shows no statement."""
    return not reply.statements


def _sources(asked: Asked) -> list[str]:
    return sorted({str(record["source"]) for record, _ in asked})


def _examples(asked: Asked) -> dict[str, str]:
    return {str(record["question"])[:100]: ", ".join(s.id for s in reply.statements) or reply.kind for record, reply in asked[:EXAMPLES]}

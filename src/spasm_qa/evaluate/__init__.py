"""Measures on labelled files: the same as used outside, so that anyone can repeat the figures of the README."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from spasm_qa.settings import Settings


def measure(name: str, path: Path, settings: Settings, assistant: Callable[[], Any]) -> dict[str, Any]:
    """Return the figures of one measure; only those that answer questions open the assistant."""
    if name == "dialogues":
        from spasm_qa.evaluate import dialogues

        return dialogues.evaluate(path, assistant())
    if name == "retrieval":
        from spasm_qa.evaluate import retrieval

        return retrieval.evaluate(path, settings)
    if name in ("scale", "tables"):
        from spasm_qa.evaluate import retrieval, scale

        return (retrieval.evaluate(path, settings) if name == "tables" else {}) | scale.evaluate(path, settings)
    if name == "support":
        from spasm_qa.evaluate import support

        return support.evaluate(path, settings)
    if name == "triage":
        from spasm_qa.evaluate import triage

        return triage.evaluate(path, assistant())
    if name == "scope":
        from spasm_qa.evaluate import scope

        return scope.evaluate(path, assistant())
    if name == "load":
        from spasm_qa.evaluate import load

        return load.evaluate(path, assistant(), settings)
    if name == "load --server":
        from spasm_qa.evaluate import crowd

        return crowd.evaluate(path, settings)
    from spasm_qa.evaluate import followups

    return followups.evaluate(path, assistant())

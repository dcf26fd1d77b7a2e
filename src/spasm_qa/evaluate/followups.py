"""Rewriting of real follow-up questions: what it adds of the gold rewrite, and what it does to questions that stood alone."""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spasm_qa.answer.condense import condense, is_chat
from spasm_qa.answer.state import State
from spasm_qa.evaluate.ranking import percentile, share
from spasm_qa.index import stem_words
from spasm_qa.lexicon import Lexicon

Rewrite = Callable[[Sequence[str], str], str]
"""(the reader's questions before, question) -> standalone question."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in its conversation with a gold rewrite; `said` is everything in the conversation before it, by both sides."""

    asked: tuple[str, ...]
    said: str
    question: str
    gold: str
    changed: bool
    group: str


def read(path: Path) -> list[FollowUp]:
    """Read a file of `history`, `utterance`, `rewrite`, `changed`, `medical` lines."""
    with path.open(encoding="utf-8") as file:
        return [_follow_up(json.loads(line)) for line in file if line.strip()]


def _follow_up(record: Mapping[str, Any]) -> FollowUp:
    history = record["history"]
    asked = tuple(turn["text"] for turn in history if turn["role"] == "user")
    group = "medical" if record.get("medical") else "other subjects"
    return FollowUp(
        asked, " ".join(turn["text"] for turn in history), record["utterance"], record["rewrite"], bool(record["changed"]), group
    )


def rewriter(lexicon: Lexicon) -> Rewrite:
    """Return our own rewriting: every question before turns the state over, as in the chat."""

    def rewrite(asked: Sequence[str], question: str) -> str:
        state = State()
        for each in asked:
            if not is_chat(each):
                state = condense(each, lexicon.read(each), state).state
        return question if is_chat(question) else condense(question, lexicon.read(question), state).standalone

    return rewrite


BASELINES: dict[str, Rewrite] = {
    "raw question": lambda asked, question: question,
    "previous + raw": lambda asked, question: " ".join((*asked[-1:], question)),
    "first + previous + raw": lambda asked, question: " ".join((*dict.fromkeys((*asked[:1], *asked[-1:])), question)),
}


def measure(turns: Sequence[FollowUp], rewrite: Rewrite) -> dict[str, Any]:
    """Return the measures of one way of rewriting.

    Content words are stems without stop words. *Gold words kept*: of the words that the gold rewrite adds to the question, the share that
    our text has. *Precision of words added*: of the words that our text adds, the share that the gold rewrite has. Both are means over the
    turns that add any. *Left as they are* and *words changed* (added or dropped, by words of the question) look at questions that stood
    alone.
    """
    kept, findable, precise, left, altered, elapsed = [], [], [], [], [], []
    for turn in turns:
        start = time.perf_counter()
        text = rewrite(turn.asked, turn.question)
        elapsed.append(1000 * (time.perf_counter() - start))
        own, ours, gold = (set(stem_words(each)) for each in (turn.question, text, turn.gold))
        if not turn.changed:
            left.append(_same(text, turn.question))
            altered.append(len(own ^ ours) / max(1, len(own)))
            continue
        if wanted := gold - own:
            kept.append(len(wanted & ours) / len(wanted))
            findable.append(len(wanted & set(stem_words(turn.said))) / len(wanted))
        if ours - own:
            precise.append(len((ours - own) & gold) / len(ours - own))
    return {
        "gold words kept": share(kept),
        "precision of words added": share(precise),
        "turns added to": round(len(precise) / max(1, sum(turn.changed for turn in turns)), 4),
        "gold words in the conversation": share(findable),
        "standing alone, left as they are": share(left),
        "standing alone, words changed": share(altered),
        "median ms": round(statistics.median(elapsed), 3),
        "p95 ms": round(percentile(elapsed, 0.95), 3),
    }


def _same(ours: str, theirs: str) -> bool:
    return " ".join(ours.split()) == " ".join(theirs.split())


def compare(turns: Sequence[FollowUp], ways: Mapping[str, Rewrite]) -> dict[str, Any]:
    """Return the measures of every way, over all turns and by group."""
    groups: Iterable[str] = sorted({turn.group for turn in turns})
    parts = {"all": list(turns), **{group: [turn for turn in turns if turn.group == group] for group in groups}}
    return {name: {way: measure(part, rewrite) for way, rewrite in ways.items()} for name, part in parts.items()}


def evaluate(path: Path, assistant: Any) -> dict[str, Any]:
    """Return the measures of our rewriting beside three simple ones."""
    return compare(read(path), {"spasm-qa": rewriter(assistant.lexicon), **BASELINES})

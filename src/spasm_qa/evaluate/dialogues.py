"""Dialogues: gold recall, precision, must-not violations, kind, triage, follow-up penalty, identical ids across registers."""

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spasm_qa.answer.pipeline import Assistant
from spasm_qa.types import Audience, Reply, Turn

LEVELS = ("none", "soon", "same-day", "emergency")


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled turn with the reply it got, the other register's, and (from the second turn on) the reply to its standalone text."""

    dialogue: Mapping[str, Any]
    label: Mapping[str, Any]
    reply: Reply
    twin: Reply
    alone: Reply | None


def run(path: Path, assistant: Assistant) -> list[Asked]:
    """Ask every dialogue of a file as one conversation."""
    with path.open(encoding="utf-8") as file:
        dialogues = [json.loads(line) for line in file if line.strip()]
    return [asked for dialogue in dialogues for asked in _ask(dialogue, assistant)]


def _ask(dialogue: Mapping[str, Any], assistant: Assistant) -> Iterable[Asked]:
    audience = Audience(dialogue["audience"])
    other = Audience.CLINICIAN if audience is Audience.PATIENT else Audience.PATIENT
    history: list[Turn] = []
    for label in dialogue["turns"]:
        reply = assistant.reply(label["question"], history, audience=audience)
        twin = assistant.reply(label["question"], history, audience=other)
        alone = assistant.reply(label["standalone"], audience=audience) if history and label["gold"] else None
        yield Asked(dialogue, label, reply, twin, alone)
        history.append(Turn(label["question"], reply))


class Measures:
    """The measures of ../shared/eval/README.md over asked turns."""

    def __init__(self, asked: Sequence[Asked], aliases: Mapping[str, str]) -> None:
        """Keep the turns; `aliases` maps other ids of a statement to the id shown."""
        self.asked, self.aliases = asked, aliases

    def _lead(self, name: str) -> str:
        return self.aliases.get(name, name)

    def shown(self, reply: Reply) -> list[str]:
        """Return the ids shown."""
        return [s.id for s in reply.statements]

    def recall(self, label: Mapping[str, Any], reply: Reply) -> float:
        """Return the share of gold ids that are shown, as themselves, an alias or one of `gold_or`."""
        shown = {self._lead(i) for i in self.shown(reply)}
        others = label.get("gold_or", {})
        return statistics.mean(any(self._lead(i) in shown for i in (gold, *others.get(gold, []))) for gold in label["gold"])

    def precision(self, label: Mapping[str, Any], reply: Reply) -> float | None:
        """Return the share of shown ids that are gold or acceptable; glossary terms and other documents are left out."""
        right = {self._lead(i) for i in (*label["gold"], *label["acceptable"])}
        counted = [i for i in self.shown(reply) if not i.startswith(("gl-", "p-"))]
        return statistics.mean(self._lead(i) in right for i in counted) if counted else None

    def violates(self, label: Mapping[str, Any], reply: Reply) -> list[str]:
        """Return the ids shown that would mislead here."""
        right = {self._lead(i) for i in (*label["gold"], *label["acceptable"])}
        wrong = {self._lead(i) for i in label["must_not"]} - right
        return [i for i in self.shown(reply) if self._lead(i) in wrong]

    def kind(self, reply: Reply) -> str:
        """Return the kind; an answer with uncovered parts counts as partial."""
        return "partial" if reply.kind == "answer" and reply.uncovered else reply.kind

    def right_kind(self, label: Mapping[str, Any], reply: Reply) -> bool:
        """Tell whether the kind is expected."""
        return self.kind(reply) in (label["expect"], *label.get("expect_also", []))

    def right_triage(self, label: Mapping[str, Any], reply: Reply) -> bool:
        """Tell whether a danger is shown at its level or a more urgent one, with one of its flags."""
        level = reply.alert.level
        enough = LEVELS.index(level) >= LEVELS.index(label["triage"]) or level in label.get("triage_also", [])
        return enough and (not label["flags"] or bool(set(label["flags"]) & set(reply.alert.flags)))

    def false_alarm(self, label: Mapping[str, Any], reply: Reply) -> bool:
        """Tell whether an alert stands where none belongs."""
        return reply.alert.level not in ("none", *label.get("triage_also", []))

    def table(self, asked: Sequence[Asked] | None = None) -> dict[str, Any]:
        """Return all measures, each with its number of turns."""
        turns = self.asked if asked is None else asked
        gold = [a for a in turns if a.label["gold"]]
        barred = [a for a in turns if a.label["must_not"]]
        danger = [a for a in turns if a.label["triage"] != "none"]
        calm = [a for a in turns if a.label["triage"] == "none"]
        follow = [a for a in gold if a.alone is not None]
        answered = [a for a in turns if a.reply.statements]
        precisions = [p for a in turns if (p := self.precision(a.label, a.reply)) is not None]
        answerable = [a for a in turns if "answer" in (a.label["expect"], *a.label.get("expect_also", []))]
        citations = [c for a in turns for s in a.reply.statements for c in s.citations]
        grades = [
            g
            for a in turns
            for r in (a.reply, a.twin)
            if r.audience is Audience.PATIENT and (g := getattr(r, "reading_grade", None)) is not None
        ]
        return {
            "turns": len(turns),
            "gold recall": _mean([self.recall(a.label, a.reply) for a in gold]),
            "precision": _mean(precisions),
            "must-not violations": _mean([bool(self.violates(a.label, a.reply)) for a in barred]),
            "expect accuracy": _mean([self.right_kind(a.label, a.reply) for a in turns]),
            "over-refusal": _mean([a.reply.kind != "answer" for a in answerable]),
            "triage recall": _mean([self.right_triage(a.label, a.reply) for a in danger]),
            "false alarms": _mean([self.false_alarm(a.label, a.reply) for a in calm]),
            "follow-up penalty": _mean([self.recall(a.label, a.alone) - self.recall(a.label, a.reply) for a in follow if a.alone]),
            "twins": self._twins(),
            "identical ids": _mean([self.shown(a.reply) == self.shown(a.twin) for a in turns]),
            "references under refusals": sum(len(a.reply.references) for a in turns if a.reply.kind != "answer"),
            "citations": len(citations),
            "disclaimer": _mean([bool(a.reply.disclaimer) for a in turns]),
            "statements an answer": _mean([len(a.reply.statements) for a in answered]),
            "patient grade median": round(statistics.median(grades), 2) if grades else None,
            "patient grade highest": max(grades, default=None),
            "median ms": _median([a.reply.elapsed_ms["total"] for a in turns]),
            "median ms condense and triage": _median([a.reply.elapsed_ms["condense"] for a in turns]),
        }

    def _twins(self) -> dict[str, Any]:
        right: dict[frozenset[str], list[bool]] = defaultdict(list)
        for a in self.asked:
            if twin := a.dialogue.get("twin"):
                right[frozenset((a.dialogue["id"], twin))].append(self.right_triage(a.label, a.reply))
        return _mean([all(each) for each in right.values()])

    def confusion(self) -> dict[str, int]:
        """Return counts of `expected -> got`."""
        return dict(Counter(f"{a.label['expect']} -> {self.kind(a.reply)}" for a in self.asked).most_common())

    def by_category(self) -> dict[str, dict[str, Any]]:
        """Return the table of each category, and of each tag of follow-ups."""
        groups: dict[str, list[Asked]] = defaultdict(list)
        for a in self.asked:
            groups[a.dialogue["category"]].append(a)
            if tag := a.label.get("tag"):
                groups[f"tag {tag}"].append(a)
        return {name: self.table(group) for name, group in groups.items()}


def _mean(values: Sequence[float]) -> dict[str, Any]:
    return {"value": round(statistics.mean(values), 4) if values else None, "n": len(values)}


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None


def evaluate(path: Path, assistant: Assistant) -> dict[str, Any]:
    """Return all measures of a file of dialogues."""
    measures = Measures(run(path, assistant), assistant.library.aliases)
    return {"overall": measures.table(), "confusion": measures.confusion(), "by category": measures.by_category()}

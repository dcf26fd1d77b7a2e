"""The support gate on expert labels: balanced accuracy and AUC, overall, by data set, and on medical claims only."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from spasm_qa.evaluate.ranking import auc, percentile, share
from spasm_qa.settings import Settings


class Checker(Protocol):
    """The gate, as far as it is measured."""

    def check(self, claim: str, passages: Sequence[str]) -> Any:
        """Return a verdict with `supported`, `score` and `reasons`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One labelled claim with what the gate said of it."""

    label: Mapping[str, Any]
    supported: bool
    score: float
    reasons: tuple[str, ...]
    elapsed_ms: float

    @property
    def right(self) -> bool:
        """Tell whether the verdict agrees with the experts."""
        return self.supported is bool(self.label["supported"])


def evaluate(path: Path, settings: Settings) -> dict[str, Any]:
    """Return the measures of the gate that stands before the screen."""
    from spasm_qa.gate.opening import open_gate

    return measure(path, open_gate(settings))


def measure(path: Path, gate: Checker) -> dict[str, Any]:
    """Check every claim of a file against its passages; each part of the file has its own table."""
    with path.open(encoding="utf-8") as file:
        checked = [_check(json.loads(line), gate) for line in file if line.strip()]
    sources = sorted({str(each.label.get("source", "")) for each in checked})
    parts = {source: [each for each in checked if each.label.get("source") == source] for source in sources if source}
    medical = [each for each in checked if each.label.get("medical")]
    refused = Counter(reason for each in checked if not each.supported for reason in each.reasons)
    false = Counter(reason for each in checked if not each.supported and each.label["supported"] for reason in each.reasons)
    return {
        "all": table(checked),
        "medical only": table(medical),
        **{name: table(part) for name, part in parts.items()},
        "refusals by reason (of them supported claims)": {reason: f"{count} ({false[reason]})" for reason, count in refused.most_common()},
    }


def _check(label: Mapping[str, Any], gate: Checker) -> Checked:
    start = time.perf_counter()
    verdict = gate.check(label["claim"], label["passages"])
    return Checked(label, bool(verdict.supported), float(verdict.score), tuple(verdict.reasons), 1000 * (time.perf_counter() - start))


def table(checked: Sequence[Checked]) -> dict[str, Any]:
    """Return the measures of some claims.

    Balanced accuracy = (share of supported claims let pass + share of others refused) / 2 at the gate's own bar. AUC: the chance that a
    supported claim scores above another.
    """
    yes = [each for each in checked if each.label["supported"]]
    no = [each for each in checked if not each.label["supported"]]
    area = auc([each.score for each in yes], [each.score for each in no])
    elapsed = [each.elapsed_ms for each in checked]
    return {
        "claims": len(checked),
        "balanced accuracy": round((_rate(yes) + _rate(no)) / 2, 4) if yes and no else None,
        "AUC": None if area is None else round(area, 4),
        "supported let pass": share([each.right for each in yes]),
        "unsupported refused": share([each.right for each in no]),
        "passed, and supported": share([each.right for each in checked if each.supported]),
        "p50 ms": round(statistics.median(elapsed), 1) if elapsed else None,
        "p95 ms": round(percentile(elapsed, 0.95), 1) if elapsed else None,
    }


def _rate(checked: Sequence[Checked]) -> float:
    return statistics.fmean(each.right for each in checked)

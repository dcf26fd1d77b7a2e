"""Fit what answers a question: `python tests/calibration/fit_relevance.py OUT.npz`, from the root of the repository; some minutes of CPU.

Learns from tests/data/relevance.jsonl: questions with the statements that answer them, that are right beside the answer, and that would
mislead, as readers judged them among the first candidates of a search. A low-rank change of the questions' vectors is fitted so that the
first two score above all others. Prints what it does for every fifth question, held out, and writes what is fitted to all.
"""

import argparse
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from spasm_qa.answer.condense import condense
from spasm_qa.answer.pipeline import Assistant, open_assistant
from spasm_qa.answer.rank import CLAUSE, LEXICAL, WEIGHTS, steer
from spasm_qa.answer.retrieve import make_query
from spasm_qa.answer.select import LEAST, MARGIN, MOST
from spasm_qa.answer.state import State
from spasm_qa.settings import read_settings

DATA = Path(__file__).parents[1] / "data" / "relevance.jsonl"
RANK, EPOCHS, BATCH, RATE, DECAY, HEAT, SEED = 48, 8, 32, 3e-3, 0.01, 0.08, 0
ACCEPTABLE, MISLEADS = 0.5, 1.0
"""What a statement beside the answer counts against one that answers, and how much more one that misleads counts against both."""
NEAREST = 60
"""How many statements, the first of a plain search, are candidates beside those that were judged."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: its vectors, its candidates' wordings, what else moves their scores, and the verdicts, by number of the candidate."""

    vectors: torch.Tensor
    views: torch.Tensor
    candidate: torch.Tensor
    """Of each view."""
    moved: torch.Tensor
    gold: list[list[int]]
    """Groups of which any one answers."""
    acceptable: list[int]
    """Right beside the answer."""
    misleads: list[int]

    @property
    def answers(self) -> list[int]:
        return sorted({n for group in self.gold for n in group})

    def scores(self, change: tuple[torch.Tensor, torch.Tensor] | None) -> torch.Tensor:
        """Return the score of each candidate, with what is learnt in full strength; `Shelf.answering` counts it half."""
        near = self._near(self.vectors)
        if change is not None:
            down, up = change
            learnt = self._near(F.normalize(self.vectors + (self.vectors @ down.T) @ up.T, dim=1))
            near = learnt + (near.max(1).values - learnt.max(1).values)[:, None]
        less = torch.tensor([0.0] + [CLAUSE] * (len(near) - 1))
        return (near - less[:, None]).max(0).values + self.moved

    def _near(self, vectors: torch.Tensor) -> torch.Tensor:
        near = torch.full((len(vectors), len(self.moved)), -1.0)
        return near.scatter_reduce(1, self.candidate.expand(len(vectors), -1), vectors @ self.views.T, "amax")


def judged(assistant: Assistant, line: dict[str, Any]) -> Judged:
    shelf, question = assistant.shelf, line["question"]
    query = make_query(question, condense(question, assistant.lexicon.read(question), State()), assistant.lexicon, assistant.index.embedder)
    moved = LEXICAL * (shelf.lexical(query.text) - 0.5) + np.array(
        [steer(query, s, t, WEIGHTS) for s, t in zip(shelf.statements, shelf.tags, strict=True)], dtype=np.float32
    )
    plain = np.max([shelf.dense(v[None]) for v in query.vectors], axis=0) + moved
    named = [*(name for group in line["gold"] for name in group), *line["acceptable"], *line["must_not"]]
    rows = list(dict.fromkeys([*np.argsort(-plain)[:NEAREST].tolist(), *(shelf.position[name] for name in named)]))
    at = {shelf.statements[row].id: n for n, row in enumerate(rows)}
    views = [(n, view) for n, row in enumerate(rows) for view in np.flatnonzero(shelf._row_of_view == row)]
    return Judged(
        torch.tensor(query.vectors),
        torch.tensor(shelf._views[[view for _, view in views]]),
        torch.tensor([n for n, _ in views]),
        torch.tensor(moved[rows]),
        [[at[name] for name in group] for group in line["gold"]],
        [at[name] for name in line["acceptable"]],
        [at[name] for name in line["must_not"]],
    )


def loss_of(each: Judged, change) -> torch.Tensor:
    scores = each.scores(change) / HEAT
    wrong = torch.ones(len(scores), dtype=torch.bool)
    wrong[each.answers + each.acceptable] = False
    weight = torch.zeros(len(scores))
    weight[each.misleads] = MISLEADS
    against = torch.logsumexp((scores + weight)[wrong], 0)
    loss = torch.stack([F.softplus(against - torch.logsumexp(scores[group], 0)) for group in each.gold]).mean()
    return loss + ACCEPTABLE * F.softplus(against - scores[each.acceptable]).mean() if each.acceptable else loss


def fit(questions: list[Judged]) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(SEED)
    rng, questions = random.Random(SEED), [each for each in questions if each.gold]
    size = questions[0].vectors.shape[1]
    change = (torch.randn(RANK, size) / size**0.5).requires_grad_(), torch.zeros(size, RANK).requires_grad_()
    adam = torch.optim.AdamW(change, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(questions) // BATCH + 1)
    plan = torch.optim.lr_scheduler.LambdaLR(adam, lambda k: max(0.02, 1 - k / steps))
    for _ in range(EPOCHS):
        rng.shuffle(questions)
        for at in range(0, len(questions), BATCH):
            loss = torch.stack([loss_of(each, change) for each in questions[at : at + BATCH]]).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
            plan.step()
    return change[0].detach(), change[1].detach()


def report(questions: list[Judged], change) -> str:
    """Return how well the best candidates answer: of the answers the share shown, of what is shown the share that is right, and so on."""
    recall, right, misled, first = [], [], [], []
    for each in (q for q in questions if q.gold):
        scores = each.scores(change)
        order = scores.argsort(descending=True).tolist()
        shown = [n for n in order[:MOST] if scores[n] >= max(LEAST, float(scores.max()) - MARGIN)]
        recall.append(np.mean([bool(set(group) & set(shown)) for group in each.gold]))
        right += [n in each.answers or n in each.acceptable for n in shown]
        misled.append(bool(set(shown) & set(each.misleads)))
        first.append(1 / (1 + min(order.index(n) for n in each.answers)))
    return f"recall {np.mean(recall):.3f}, precision {np.mean(right):.3f}, misled {np.mean(misled):.3f}, MRR {np.mean(first):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    torch.set_num_threads(1)
    assistant = open_assistant(read_settings())
    questions = [judged(assistant, json.loads(line)) for line in DATA.read_text(encoding="utf-8").splitlines()]
    held = questions[::5]
    change = fit([each for n, each in enumerate(questions) if n % 5])
    sys.stdout.write(f"held out ({len(held)}): plain {report(held, None)}; learnt {report(held, change)}\n")
    down, up = (each.numpy().astype(np.float16) for each in fit(questions))
    np.savez(out, down=down, up=up)


if __name__ == "__main__":
    main()

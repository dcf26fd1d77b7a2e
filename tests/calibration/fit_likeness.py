"""Fit the second reader of the triage: `python tests/calibration/fit_likeness.py OUT.npz`, from the root of the repository; half an hour.

Learns from tests/data/dangers.jsonl (what people with a danger say, and what only sounds like it) and from the turns of the invented
conversations (followups.jsonl), as judged (judged.jsonl). Some are told in a hurry: with a greeting, played down, misspelt. Prints, for a
fifth of the first and the conversations of one writer, held out, what is found and what raises a false alarm, and writes what all teach.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from low_rank import Encoder, batches, learnt_of, planned
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional as F

from spasm_qa.embedding import load_embedder
from spasm_qa.triage.likeness import CERTAIN, LIKELY, MOST_BEFORE, MOST_PIECES, joined

DATA = Path(__file__).parents[1] / "data"
LEVELS = ("none", "soon", "same-day", "emergency")
EPOCHS, BATCH, RATE, SEED = 3, 32, 1e-3, 0
ORDINARY = 1.0
"""How many ordinary turns are learnt from beside each line of dangers.jsonl and each judged danger."""
FLAG = 0.5
"""Weight of which danger it is, beside how urgent one is."""
HURRIED, HELD, WRITER = 0.3, 5, "f"
"""Share of the turns that are told in a hurry; one in how many lines is held out; the writer whose conversations are."""
BEFORE = ("hi there", "hello", "sorry to bother you", "quick question", "not sure if this matters", "hey", "evening all")
AFTER = ("prob nothing", "my brother says it is nothing", "can it wait till monday", "just a cramp i think", "thanks", "no rush", "anyway")


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation up to the turn that is judged: its level, by number, and its red flag if that is known."""

    turns: Sequence[str]
    level: int
    flag: str = ""
    chosen: bool = True
    """Whether it was written or judged as one that tells, or seems to tell, of a danger."""


def records(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def written() -> list[Line]:
    return [Line(row["turns"], LEVELS.index(row["level"]), row.get("flag", "")) for row in records("dangers.jsonl")]


def talks() -> Iterator[tuple[str, Line]]:
    """Yield (conversation, line) of the turns of conversations until a danger is told; after it only turns that are judged calm."""
    judged = {(row["id"], row["turn"]): LEVELS.index(row["right"]) for row in records("judged.jsonl")}
    for dialogue in records("followups.jsonl"):
        asked, most = [], 0
        for n, turn in enumerate(dialogue["turns"]):
            asked = [*asked, turn["question"]]
            level = judged.get((dialogue["id"], n), 0 if not most else -1)
            if level == 0 or level > most:
                yield dialogue["id"], Line(asked, level, chosen=level > 0)
            most = max(most, level)


def hurried(turns: Sequence[str], rng: random.Random) -> Sequence[str]:
    """Return a conversation whose last turn is greeted with, played down or misspelt, or as it is."""
    *before, last = turns
    if rng.random() < HURRIED:
        last = f"{rng.choice(BEFORE)} {last}" if rng.random() < 0.5 else f"{last} {rng.choice(AFTER)}"
    if rng.random() < HURRIED:
        words = last.split()
        at = rng.randrange(len(words))
        if len(words[at]) > 4:
            k = rng.randrange(1, len(words[at]) - 2)
            words[at] = words[at][:k] + words[at][k + 1] + words[at][k] + words[at][k + 2 :]
        last = " ".join(words)
    return [*before, last]


class Reader(Encoder):
    """The encoder with a head for the level and one for the red flag."""

    def __init__(self, model, flags: Sequence[str]) -> None:
        super().__init__(model, MOST_PIECES)
        self.level, self.flag = nn.Linear(self.size, len(LEVELS)), nn.Linear(self.size, len(flags))

    def forward(self, texts):
        mean = super().forward(texts)
        return self.level(mean), self.flag(mean)


def text(turns: Sequence[str]) -> str:
    return joined(turns[-1 - MOST_BEFORE :])


def fit(lines: Sequence[Line], flags: Sequence[str]) -> Reader:
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    reader = Reader(load_embedder("all-MiniLM-L6-v2")._model, flags)
    learnt = learnt_of(reader)
    chosen, calm = [x for x in lines if x.chosen], [x for x in lines if not x.chosen]
    beside = min(len(calm), int(ORDINARY * len(chosen)))
    adam, plan = planned(learnt, RATE, EPOCHS * ((len(chosen) + beside) // BATCH + 1))
    for _ in range(EPOCHS):
        told = [(text(hurried(x.turns, rng)), x) for x in (*chosen, *rng.sample(calm, beside))]
        rng.shuffle(told)
        for batch in batches(told, lambda x: x[0], BATCH, rng):
            levels, names = reader([words for words, _ in batch])
            loss = F.cross_entropy(levels, torch.tensor([x.level for _, x in batch]))
            if known := [n for n, (_, x) in enumerate(batch) if x.flag in flags]:
                loss += FLAG * F.cross_entropy(names[known], torch.tensor([flags.index(batch[n][1].flag) for n in known]))
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learnt, 1.0)
            adam.step()
            plan.step()
    return reader.eval()


def report(reader: Reader, lines: Sequence[Line]) -> str:
    with torch.inference_mode():
        read = [reader([text(x.turns) for x in lines[at : at + BATCH]])[0].softmax(1)[:, 0] for at in range(0, len(lines), BATCH)]
    danger, level = 1 - torch.cat(read).numpy(), np.array([x.level for x in lines])
    dangers, calm = danger[level > 1], danger[level == 0]
    bars = "; ".join(f"from {bar}: {np.mean(dangers >= bar):.3f} and {np.mean(calm >= bar):.4f}" for bar in (LIKELY, CERTAIN))
    area = roc_auc_score(level[level != 1] > 1, danger[level != 1])
    return f"{len(dangers)} dangers, {len(calm)} calm: AUC {area:.3f}; found and false alarms {bars}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    torch.set_num_threads(1)  # also because the two fits are forked
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        found = pool.submit(judge)
        arrays = pool.submit(learn).result()
        sys.stdout.write(found.result())
    np.savez(out, **arrays)


def judge() -> str:
    lines, turns = written(), list(talks())
    held, of_writer = lines[::HELD], [x for name, x in turns if name.startswith(WRITER)]
    rest = [x for n, x in enumerate(lines) if n % HELD] + [x for name, x in turns if not name.startswith(WRITER)]
    reader = fit(rest, flags_of(lines))
    return f"lines held out: {report(reader, held)}\nconversations held out: {report(reader, of_writer)}\n"


def learn() -> dict[str, np.ndarray]:
    lines = written()
    flags = flags_of(lines)
    reader = fit([*lines, *(x for _, x in talks())], flags)
    return reader.arrays() | {"flag.ids": np.array(flags)}


def flags_of(lines: Sequence[Line]) -> list[str]:
    return sorted({x.flag for x in lines if x.flag})


if __name__ == "__main__":
    main()

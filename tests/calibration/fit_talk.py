"""Fit the reader of talks: `python tests/calibration/fit_talk.py OUT.npz`, from the root of the repository; about two hours of CPU.

Learns from tests/data/followups.jsonl: turns of conversations beside the question that each asks when it stands alone. The vector of a turn
read with the questions before it is drawn to the vector of that question, and to the same statements (as relevance.py orders them).
Half of the time a medicine of the talk is another one, so that it learns to carry names it has not met there. Then which
medicines, conditions and people it is about is fitted to the finished vectors. Prints, for the conversations that are held out, how often
the statement nearest to the question alone is among the three nearest to the turn in its talk, and how well the names are found.
"""

import argparse
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from low_rank import Encoder, batches, learnt_of, planned
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional as F

from spasm_qa.answer.medicines import RELAXANTS
from spasm_qa.answer.relevance import Relevance
from spasm_qa.answer.shelf import Shelf
from spasm_qa.answer.talk import LIKELY, MOST_PIECES, joined
from spasm_qa.embedding import load_embedder
from spasm_qa.index import Index
from spasm_qa.lexicon import Lexicon
from spasm_qa.settings import read_settings

DATA = Path(__file__).parents[1] / "data" / "followups.jsonl"
KINDS = {"stray": 1, "chat": 2}
EPOCHS, RUNS, BATCH, RATE, HEAT, SEED = 3, 2, 32, 1e-3, 0.05, 0
"""`RUNS` from the same start, in another order each and a process each, are averaged."""
SWAPPED = sorted(RELAXANTS - {"diazepam"})
"""Medicines that may stand for each other in a talk."""
DRAWN, TOLD_APART, KIND = 2.0, 0.3, 0.5
"""Weights of the parts of the loss, beside the likeness over statements: to the question, from the other questions, the kind of a turn."""
NAMED, LEAST, ROUNDS = ("drug", "condition", "population"), 20, 40
"""Kinds of names that a turn may be about, how many questions must name one, and rounds of learning them."""
HELD = "f"
"""The writer whose conversations are held out."""


def turns(dialogues: list[dict[str, Any]], strange: list[str], rng: random.Random) -> Iterator[tuple[str, str, int, bool]]:
    """Yield of each turn its text within the talk, the question that stands alone, its kind, and whether it is held out.

    A turn alone that strays, and each question of `strange`, is asked within a talk drawn by lot.
    """
    talks = [[turn["question"] for turn in d["turns"]] for d in dialogues if len(d["turns"]) > 1 and not d["id"].startswith(HELD)]
    alone = [d["turns"][0]["question"] for d in dialogues if len(d["turns"]) == 1]
    for question in (*alone, *strange):
        talk = rng.choice(talks)
        yield joined([*talk[: rng.randint(1, len(talk))], question]), question, KINDS["stray"], False
    for dialogue in (d for d in dialogues if len(d["turns"]) > 1):
        asked: list[str] = []
        for turn in dialogue["turns"]:
            asked.append(turn["question"])
            kind = KINDS.get(turn["kind"], 0)
            yield joined(asked), turn["standalone"] or turn["question"], kind, dialogue["id"].startswith(HELD)


def swapped(dialogue: dict[str, Any], lexicon: Lexicon, rng: random.Random) -> dict[str, Any]:
    """Return a talk with one of its medicines replaced by another, where each mention is written as the name itself."""
    told = [m for turn in dialogue["turns"] for m in lexicon.read(turn["question"]).mentions]
    plain = {name for name in SWAPPED if {m.words.lower() for m in told if m.id == name} == {name}}
    if not plain:
        return dialogue
    old, new = rng.choice(sorted(plain)), rng.choice([name for name in SWAPPED if all(m.id != name for m in told)])
    found = re.compile(rf"(?i)\b{old}\b")
    return dialogue | {"turns": [turn | {k: found.sub(new, turn[k]) for k in ("question", "standalone")} for turn in dialogue["turns"]]}


class Reader(Encoder):
    """The encoder with a head for the kind of a turn."""

    def __init__(self, model) -> None:
        super().__init__(model, MOST_PIECES)
        self.kind = nn.Linear(self.size, 1 + len(KINDS))

    def forward(self, texts):
        mean = super().forward(texts)
        return mean, self.kind(mean)


class Shelves:
    """Likeness of vectors to statements, in the order that was learnt."""

    def __init__(self, shelf: Shelf) -> None:
        self.down, self.up = map(torch.tensor, Relevance()._weights)
        self.views, self.rows, self.size = torch.tensor(shelf._views), torch.tensor(shelf._row_of_view), len(shelf.statements)

    def __call__(self, vectors: torch.Tensor) -> torch.Tensor:
        near = torch.full((len(vectors), self.size), -1.0)
        turned = F.normalize(vectors + (vectors @ self.down.T) @ self.up.T, dim=1)
        return near.scatter_reduce(1, self.rows.expand(len(vectors), -1), turned @ self.views.T, "amax")


def names(lexicon: Lexicon, data: list[tuple[str, str, int, bool]]) -> tuple[list[tuple[str, str]], torch.Tensor]:
    """Return (kind, id) of what enough of the questions name, and which question names it, shape (questions, names)."""
    read = [lexicon.read(alone) if kind == 0 else None for _, alone, kind, _ in data]
    told = [{(kind, name) for kind in NAMED for name in reading.of(kind)} if reading else set() for reading in read]
    count = Counter(name for each in told for name in each)
    known = sorted(name for name, n in count.items() if n >= LEAST)
    return known, torch.tensor([[float(name in each) for name in known] for each in told])


def fit_names(vectors: torch.Tensor, truth: torch.Tensor) -> nn.Linear:
    """Fit which names a turn is about to the vectors of turns before they are made unit ones."""
    layer = nn.Linear(vectors.shape[1], truth.shape[1])
    adam = torch.optim.AdamW(layer.parameters(), lr=5e-3, weight_decay=1e-4)
    for _ in range(ROUNDS):
        for batch in torch.randperm(len(vectors)).split(256):
            loss = F.binary_cross_entropy_with_logits(layer(vectors[batch]), truth[batch], reduction="sum") / len(batch)
            adam.zero_grad()
            loss.backward()
            adam.step()
    return layer


def report_names(known, chances, truth) -> str:
    lines = []
    for kind in NAMED:
        columns = [n for n, (of, _) in enumerate(known) if of == kind]
        found = chances[:, columns] >= LIKELY[kind]
        right = (found & (truth[:, columns] > 0)).sum()
        lines.append(f"{kind} precision {right / found.sum():.2f}, recall {right / truth[:, columns].sum():.2f}")
    return "; ".join(lines)


def read(reader, data) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the vectors of turns, and how they look by kind."""
    found, kinds = zip(*(reader([text for text, *_ in data[at : at + BATCH]]) for at in range(0, len(data), BATCH)), strict=True)
    return torch.cat(found), torch.cat(kinds)


def report(reader, near, data, wanted) -> str:
    found, kinds = read(reader, data)
    ours, theirs, kind = near(F.normalize(found, dim=1)), near(wanted), kinds.softmax(1)[:, 1]
    about = [n for n, (_, _, k, _) in enumerate(data) if k == 0]
    hits = np.mean([theirs[n].argmax() in ours[n].topk(3).indices for n in about])
    told = [n for n, (_, _, k, _) in enumerate(data) if k < 2]
    area = roc_auc_score([data[n][2] == 1 for n in told], kind[told])
    lost = [float((kind[about] > bar).float().mean()) for bar in (0.3, 0.5, 0.7)]
    caught = [float((kind[[n for n in told if data[n][2]]] > bar).float().mean()) for bar in (0.3, 0.5, 0.7)]
    return f"among three {hits:.3f} (n {len(about)}); strays AUC {area:.3f}, found {np.round(caught, 2)}, costs {np.round(lost, 3)}"


class Lesson:
    """All that is learnt from: the turns as they are and with medicines swapped, and the vectors of what they ask."""

    def __init__(self) -> None:
        settings = read_settings()
        self.embedder = load_embedder(settings.embedding)
        index = Index(settings.index, self.embedder)
        self.lexicon = Lexicon(index.library.extra("vocabulary"), index.library.extra("beyond"))
        self.near = Shelves(Shelf(index, self.lexicon))
        strange = yaml.safe_load((settings.corpus / "scope-examples.yaml").read_text(encoding="utf-8"))["outside"]
        dialogues, rng = records(DATA), random.Random(SEED)
        self.data, self.wanted = self._vectors(dialogues, strange)
        self.other, self.wanted_other = self._vectors([swapped(d, self.lexicon, rng) for d in dialogues], strange)
        self.train = [n for n, each in enumerate(self.data) if not each[3]]
        self.held = [n for n, each in enumerate(self.data) if each[3]]

    def _vectors(self, dialogues, strange):
        data = list(turns(dialogues, strange, random.Random(SEED)))
        return data, torch.tensor(
            np.concatenate([self.embedder.encode([a for _, a, *_ in data[n : n + 64]]) for n in range(0, len(data), 64)])
        )


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    torch.set_num_threads(1)  # also because the runs are forked
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    lesson = Lesson()
    with ProcessPoolExecutor(RUNS, mp_context=get_context("fork"), initializer=_take, initargs=(lesson,)) as pool:
        fitted = [[torch.tensor(p) for p in run] for run in pool.map(one_run, range(RUNS))]
    torch.manual_seed(SEED)
    reader = Reader(lesson.embedder._model)
    put(learnt_of(reader), [torch.stack(each).mean(0) for each in zip(*fitted, strict=True)])
    finish(out, reader, lesson)


def _take(lesson: Lesson) -> None:
    global _LESSON
    _LESSON = lesson


def one_run(n: int) -> list[np.ndarray]:
    """Return what one run learns; all begin alike."""
    torch.manual_seed(SEED)
    reader = Reader(_LESSON.embedder._model)
    torch.manual_seed(SEED + n)
    for _ in fit(reader, _LESSON, random.Random(SEED + n)):
        with torch.inference_mode():
            held = _LESSON.held
            found = report(reader, _LESSON.near, [_LESSON.data[n] for n in held], _LESSON.wanted[held])
        sys.stdout.write(f"run {n}: {found}\n")
        sys.stdout.flush()
    return [p.detach().numpy() for p in learnt_of(reader)]


def put(parameters, values) -> None:
    with torch.no_grad():
        for parameter, value in zip(parameters, values, strict=True):
            parameter.copy_(value)


def fit(reader, lesson, rng) -> Iterator[None]:
    """Fit the reader, yielding after each epoch."""
    near, train = lesson.near, list(lesson.train)
    kinds = torch.tensor([kind for _, _, kind, _ in lesson.data])
    learnt = learnt_of(reader)
    adam, plan = planned(learnt, RATE, EPOCHS * (len(train) // BATCH + 1))
    for _ in range(EPOCHS):
        rng.shuffle(train)
        swap = torch.rand(len(lesson.data)) < 0.5
        data = [b if s else a for a, b, s in zip(lesson.data, lesson.other, swap.tolist(), strict=True)]
        wanted = torch.where(swap[:, None], lesson.wanted_other, lesson.wanted)
        for batch in batches(train, lambda n, data=data: data[n][0], BATCH, rng):
            mean, kind = reader([data[n][0] for n in batch])
            found = F.normalize(mean, dim=1)
            truth, about = wanted[batch], (kinds[batch] == 0).float()
            likeness = F.kl_div((near(found) / HEAT).log_softmax(1), (near(truth) / HEAT).softmax(1), reduction="none").sum(1)
            loss = (likeness * about).mean() + DRAWN * (1 - (found * truth).sum(1)).mean()
            loss += TOLD_APART * F.cross_entropy(found @ truth.T / HEAT, torch.arange(len(batch))) + KIND * F.cross_entropy(
                kind, kinds[batch]
            )
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learnt, 1.0)
            adam.step()
            plan.step()
        yield


def finish(out, reader, lesson) -> None:
    """Fit the names to the finished reader, and write everything."""
    data, train, held = lesson.data, lesson.train, lesson.held
    known, truth = names(lesson.lexicon, data)
    with torch.inference_mode():
        vectors, _ = read(reader.eval(), data)
        sys.stdout.write(report(reader, lesson.near, [data[n] for n in held], lesson.wanted[held]) + "\n")
    layer = fit_names(vectors[train].clone(), truth[train])
    with torch.inference_mode():
        sys.stdout.write(report_names(known, layer(vectors[held]).sigmoid(), truth[held]) + "\n")
    arrays = {"name.weight": layer.weight.detach().numpy().astype(np.float16), "name.bias": layer.bias.detach().numpy().astype(np.float16)}
    np.savez(out, **reader.arrays(), **arrays, **{"name.ids": np.array(known)})


if __name__ == "__main__":
    main()

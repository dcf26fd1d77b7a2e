"""Fit the second reading of the gate: `python tests/gate/fit_reader.py OUT.npz`, from the root of the repository; about six minutes of CPU.

Sentences of the corpus's statements in both registers against the other register and their own, and minimal edits of them
(`spasm_qa.gate.edits`); nothing else. One statement in five is held out: the printed figures are of those, and of the weights written.
"""

import argparse
import random
import sys
from hashlib import md5
from pathlib import Path

import numpy as np
import torch
from corpus_pairs import pairs, vocabulary
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional as F

from spasm_qa.embedding import SentenceTransformerEmbedder
from spasm_qa.gate.checks import lexicon
from spasm_qa.gate.edits import edits
from spasm_qa.gate.text import clean, sentences

FROZEN, RANK, HIDDEN, EPOCHS, BATCH, RATE, DROP, MOST = 3, 8, 64, 5, 32, 1.5e-3, 0.1, 192
KINDS = ("dropped-not", "added-not", "direction", "population")  # what figures and names do not show
SEEDS = 5
HELD, FOLDS = 0, 5
PARTS = ("q", "k", "v", "o", "wide", "narrow")


def rows():
    """Yield (statement, registers, sentence, passage, kind); the kind of a faithful sentence is empty."""
    names = lexicon(vocabulary())
    for pair in pairs():
        for ours, theirs in (("plain", "statement"), ("statement", "plain"), ("plain", "plain"), ("statement", "statement")):
            claim, passage = clean(getattr(pair, ours)), clean(getattr(pair, theirs))
            own = sentences(claim)
            for sentence in own if ours != theirs else [random.Random(pair.id).choice(own)]:
                yield pair.id, f"{ours} by {theirs}", sentence, passage, ""
            made = [e for seed in range(1 if ours == theirs else SEEDS) for e in edits(getattr(pair, ours), pair.truth, names, seed=seed)]
            changed = {s: e.kind for e in made if e.kind in KINDS for s in sentences(clean(e.text)) if s not in own}
            yield from ((pair.id, f"{ours} by {theirs}", sentence, passage, kind) for sentence, kind in changed.items())


class Adapted(nn.Module):
    """A dense layer that is left as it is, and a product of two thin matrices beside it."""

    def __init__(self, base):
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(RANK, base.in_features) / base.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x):
        return self.base(x) + 2 * F.linear(F.linear(x, self.down.bfloat16()), self.up.bfloat16())


class Layer(nn.Module):
    def __init__(self, layer, *, adapted):
        super().__init__()
        a = layer.attention
        dense = (a.self.query, a.self.key, a.self.value, a.output.dense, layer.intermediate.dense, layer.output.dense)
        self.dense = nn.ModuleDict({name: Adapted(each) if adapted else each for name, each in zip(PARTS, dense, strict=True)})
        self.norms = nn.ModuleList([a.output.LayerNorm, layer.output.LayerNorm])
        self.drop = nn.Dropout(DROP if adapted else 0.0)

    def forward(self, x, mask):
        q, k, v = (self.dense[name](x).view(*x.shape[:2], 12, -1).transpose(1, 2) for name in "qkv")
        found = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :]).transpose(1, 2).reshape(x.shape)
        x = self.norms[0](x + self.drop(self.dense["o"](found)))
        return self.norms[1](x + self.drop(self.dense["narrow"](F.gelu(self.dense["wide"](x)))))


class Reading(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(Layer(each, adapted=True) for each in layers)
        self.drop = nn.Dropout(DROP)
        self.first, self.last = nn.Linear(384 * 5, HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(self, x, mask, second):
        for layer in self.layers:
            x = layer(x, mask)
        x = x.float()
        u, v = ((x * part[:, :, None]).sum(1) / part.sum(1, keepdim=True) for part in (mask & ~second, mask & second))
        joint = torch.cat([x[:, 0], u, v, (u - v).abs(), u * v], -1)
        return self.last(self.drop(torch.tanh(self.first(self.drop(joint)))))[:, 0]


class Cache:
    """What the frozen layers make of each pair."""

    def __init__(self, data):
        model = SentenceTransformerEmbedder()._model
        bert = model[0].auto_model.bfloat16()
        self.upper = bert.encoder.layer[FROZEN:]
        lower = [Layer(each, adapted=False) for each in bert.encoder.layer[:FROZEN]]
        found = model.tokenizer([d[2] for d in data], [d[3] for d in data], truncation="only_second", max_length=MOST)
        self.second = [torch.tensor(types).bool() for types in found["token_type_ids"]]
        self.length = [len(ids) for ids in found["input_ids"]]
        self.hidden = [torch.zeros(0)] * len(data)
        with torch.inference_mode():
            for batch in self.batches(range(len(data)), 64):
                n = max(self.length[i] for i in batch)
                ids = torch.tensor([found["input_ids"][i] + [0] * (n - self.length[i]) for i in batch])
                mask = torch.arange(n) < torch.tensor([self.length[i] for i in batch])[:, None]
                e = bert.embeddings
                x = e.LayerNorm(e.word_embeddings.weight[ids] + e.position_embeddings.weight[:n] + e.token_type_embeddings.weight[0])
                for layer in lower:
                    x = layer(x, mask)
                for row, i in enumerate(batch):
                    self.hidden[i] = x[row, : self.length[i]].clone()

    def batches(self, chosen, size):
        order = sorted(chosen, key=lambda i: self.length[i])
        return [order[at : at + size] for at in range(0, len(order), size)]

    def __call__(self, batch):
        hidden = nn.utils.rnn.pad_sequence([self.hidden[i].clone() for i in batch], batch_first=True)
        second = nn.utils.rnn.pad_sequence([self.second[i] for i in batch], batch_first=True)
        return hidden, torch.arange(hidden.shape[1]) < torch.tensor([self.length[i] for i in batch])[:, None], second


def report(net, cache, data, held):
    net.eval()
    scores = np.zeros(len(data))
    with torch.inference_mode():
        for batch in cache.batches(held, 64):
            scores[batch] = torch.sigmoid(net(*cache(batch))).numpy()
    net.train()
    for registers in dict.fromkeys(d[1] for d in data):
        mine = [i for i in held if data[i][1] == registers]
        true = np.array([scores[i] for i in mine if not data[i][4]])
        area = roc_auc_score([not data[i][4] for i in mine], scores[mine])
        for kept in (0.99, 0.98, 0.95):
            bar = np.quantile(true, 1 - kept)
            back = {kind: np.mean([scores[i] < bar for i in mine if data[i][4] == kind]) for kind in KINDS}
            told = " ".join(f"{kind} {share:.2f}" for kind, share in back.items())
            sys.stdout.write(f"{registers}: AUC {area:.3f}; at the bar {bar:.3f} that keeps {kept:.0%} of {len(true)}, held back: {told}\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = random.Random(0)
    data = list(rows())
    fold = [int(md5(d[0].encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS for d in data]
    train, held = [i for i in range(len(data)) if fold[i] != HELD], [i for i in range(len(data)) if fold[i] == HELD]
    cache = Cache(data)
    net = Reading(cache.upper)
    trained = [p for name, p in net.named_parameters() if "base" not in name and "norms" not in name]
    for p in net.parameters():
        p.requires_grad_(any(p is t for t in trained))
    truth = torch.tensor([not d[4] for d in data], dtype=torch.float32)
    weight = torch.where(truth > 0, 0.5 / truth[train].mean(), 0.5 / (1 - truth[train].mean()))
    weight *= torch.tensor([2.0 if d[4] == "dropped-not" else 1.4 if d[4] == "direction" else 1.0 for d in data])
    steps = EPOCHS * (len(train) // BATCH + 17)
    adam = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.LambdaLR(adam, lambda k: min(1.0, (k + 1) / (0.06 * steps)) * max(0.02, 1 - k / steps))
    for _ in range(EPOCHS):
        rng.shuffle(train)
        batches = [batch for at in range(0, len(train), 512) for batch in cache.batches(train[at : at + 512], BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            loss = (F.binary_cross_entropy_with_logits(net(*cache(batch)), truth[batch], reduction="none") * weight[batch]).mean()
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            adam.step()
            plan.step()
        report(net, cache, data, held)
        kept = {name: p.detach().numpy().astype(np.float16) for name, p in net.named_parameters() if any(p is t for t in trained)}
        np.savez(out, **kept)


if __name__ == "__main__":
    main()

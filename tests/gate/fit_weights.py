"""Fit the weights of the support score: `python tests/gate/fit_weights.py SUPPORT.jsonl`, from the root of the repository.

Expert-labelled claims (each data set and label weighs the same) and faithful pairs of the corpus (plain against clinician wording; the
statement of the next fact on the same topic is the negative). Prints cross-validated figures and the table for `weights.py`.
"""

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from corpus_pairs import pairs, vocabulary
from gate_model import embed, tokens
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from spasm_qa.gate import Gate
from spasm_qa.gate.text import clean
from spasm_qa.gate.weights import FEATURES

C = 0.1  # inverse strength of the regularisation
FOLDS = 8
USED = {
    "lexical": ("mean", "pairs", "short", "long", "named", "doubt", "reversal"),
    "sentences": ("pair", "whole", "mean", "pairs", "short", "long", "named", "doubt", "reversal"),
    "pieces": ("mean", "low", "pairs", "short", "long", "named", "doubt", "reversal"),
}
# A faithful pair of the corpus weighs this much more: turning it away costs a reader the plain wording.
FAITHFUL = {"lexical": 4.0, "sentences": 5.0, "pieces": 8.0}


def rows(support):
    for line in support:
        row = json.loads(line)
        passages = row["passages"]
        group = row["claim"] if len(passages[0]) < 400 else passages[0][:200]
        yield row["source"], group, row["claim"], passages, row["supported"]
    for one, other in pairwise(sorted(pairs(), key=lambda p: p.title)):
        yield "corpus", one.title, one.plain, one.bare, True
        if one.title == other.title:
            yield "corpus", one.title, one.plain, other.bare, False


def fit(x, y, w):
    return make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=2000)).fit(x, y, logisticregression__sample_weight=w)


def evaluate(x, y, w, groups, sets, name):
    scores = np.zeros(len(y))
    for repeat in range(3):
        order = {g: i for i, g in enumerate(np.random.default_rng(repeat).permutation(np.unique(groups)))}
        shuffled = np.array([order[g] for g in groups])
        for train, test in GroupKFold(FOLDS).split(x, y, shuffled):
            scores[test] += fit(x[train], y[train], w[train]).predict_proba(x[test])[:, 1] / 3
    for s in dict.fromkeys(sets):
        m = sets == s
        area, balanced = roc_auc_score(y[m], scores[m]), balanced_accuracy_score(y[m], scores[m] >= 0.5)
        accepted = np.mean(scores[m & y] >= 0.5)
        sys.stdout.write(f"{name:10} {s:10} AUC {area:.3f} balanced accuracy {balanced:.3f} accepts {accepted:.3f} of the supported\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("support", type=Path)
    data = list(rows(parser.parse_args().support.read_text(encoding="utf-8").splitlines()))
    sets, groups = np.array([d[0] for d in data]), np.array([d[1] for d in data])
    y = np.array([d[4] for d in data], dtype=bool)
    balanced = np.array([1 / np.sum((sets == d[0]) & (y == d[4])) for d in data]) * len(data)
    gates = {"lexical": Gate(vocabulary()), "sentences": Gate(vocabulary(), embed), "pieces": Gate(vocabulary(), embed, tokens=tokens)}
    for kind, gate in gates.items():
        w = balanced * np.where((sets == "corpus") & y, FAITHFUL[kind], 1.0)
        x = np.array([gate.features(clean(d[2]), [clean(p) for p in d[3]]) for d in data])
        x = x * np.array([name in USED[kind] for name in FEATURES])
        evaluate(x, y, w, groups, sets, kind)
        scaler, model = (step for _, step in fit(x, y, w).steps)
        weights = model.coef_[0] / scaler.scale_
        row = ", ".join(f"{v:.3f}" for v in weights)
        sys.stdout.write(f'    "{kind}": (({row}), {model.intercept_[0] - weights @ scaler.mean_:.3f}),\n')


if __name__ == "__main__":
    main()

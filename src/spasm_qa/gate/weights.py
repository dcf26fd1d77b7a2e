"""Weights of the support score, by what the gate has at hand; written by tests/gate/fit_weights.py, not by hand."""

FEATURES = ("pair", "whole", "mean", "low", "pairs", "short", "long", "named", "doubt", "reversal")

# kind -> (weights in the order of FEATURES, intercept); the score is the logistic function of their sum
WEIGHTS: dict[str, tuple[tuple[float, ...], float]] = {
    "lexical": ((0.000, 0.000, 4.876, 0.000, 0.001, 1.804, 0.353, 0.696, -0.484, -1.055), -2.375),
    "sentences": ((-0.254, 3.508, 7.879, 0.000, -0.472, 2.649, 0.212, 0.678, -0.587, -1.030), -7.697),
    "pieces": ((-0.140, 0.351, 2.240, 7.282, 0.574, 2.212, 0.339, 0.595, -0.562, -0.911), -5.028),
}

"""Weights of the support score, by what the gate has at hand; written by tests/gate/fit_weights.py, not by hand."""

FEATURES = ("pair", "whole", "mean", "low", "pairs", "short", "long", "named", "doubt", "reversal")

# kind -> (weights in the order of FEATURES, intercept); the score is the logistic function of their sum
WEIGHTS: dict[str, tuple[tuple[float, ...], float]] = {
    "lexical": ((0.000, 0.000, 4.292, 0.000, 0.368, 1.346, 0.346, 0.613, -0.400, -0.962), -2.180),
    "sentences": ((0.752, 2.905, 6.648, 0.000, -0.359, 1.698, 0.268, 0.465, -0.381, -0.962), -7.205),
    "pieces": ((0.000, 0.000, 1.628, 7.878, 0.600, 1.657, 0.355, 0.550, -0.400, -0.814), -4.903),
}

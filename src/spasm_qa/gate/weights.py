"""Weights of the support score, by what the gate has at hand; written by tests/gate/fit_weights.py, not by hand."""

FEATURES = ("pair", "whole", "mean", "low", "pairs", "short", "long", "named", "doubt", "reversal")

# kind -> (weights in the order of FEATURES, intercept); the score is the logistic function of their sum
WEIGHTS: dict[str, tuple[tuple[float, ...], float]] = {
    "lexical": ((0.000, 0.000, 5.178, 0.000, -0.116, 2.011, 0.346, 0.746, -0.514, -1.065), -2.484),
    "sentences": ((0.173, 3.201, 7.210, 0.000, -0.418, 2.269, 0.256, 0.574, -0.506, -1.061), -7.361),
    "pieces": ((0.133, 0.365, 1.806, 7.063, 0.507, 1.940, 0.350, 0.538, -0.498, -0.936), -4.873),
}

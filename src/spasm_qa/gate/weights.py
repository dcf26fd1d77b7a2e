"""Weights of the support score, by what the gate has at hand; written by tests/gate/fit_weights.py, not by hand."""

FEATURES = ("pair", "whole", "mean", "low", "pairs", "short", "long", "named", "doubt", "reversal")

# kind -> (weights in the order of FEATURES, intercept); the score is the logistic function of their sum
WEIGHTS: dict[str, tuple[tuple[float, ...], float]] = {
    "lexical": ((0.000, 0.000, 4.197, 0.000, 0.203, 1.345, 0.352, 0.577, -0.423, -1.047), -2.099),
    "sentences": ((0.377, 3.031, 6.829, 0.000, -0.369, 2.072, 0.270, 0.521, -0.471, -1.067), -7.133),
    "pieces": ((0.138, 0.360, 1.804, 7.060, 0.514, 1.941, 0.354, 0.536, -0.498, -0.934), -4.873),
}

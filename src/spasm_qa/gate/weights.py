"""Weights of the support score, by what the gate has at hand; written by tests/gate/fit_weights.py, not by hand."""

FEATURES = ("pair", "whole", "mean", "low", "coverage", "pairs", "length", "doubt", "reversal", "disagreements")

# kind -> (weights in the order of FEATURES, intercept); the score is the logistic function of their sum
WEIGHTS: dict[str, tuple[tuple[float, ...], float]] = {
    "lexical": ((0.0, 0.0, 4.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0), -2.0),
    "sentences": ((0.0, 0.0, 4.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0), -2.0),
    "pieces": ((0.0, 0.0, 4.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0), -2.0),
}

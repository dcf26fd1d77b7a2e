"""Measures on labelled files: the same as used outside, so that anyone can repeat the figures of the README."""

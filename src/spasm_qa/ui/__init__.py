"""The pages: they draw what the other packages worked out, and decide nothing."""

from conftest_adversary import _warm, in_time, talking

__all__ = ["_warm", "in_time", "talking"]

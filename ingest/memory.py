"""Gives back to the system what the allocator keeps of freed memory."""

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Do so where the C library can (glibc): it otherwise keeps what lies between blocks in use, more with every batch."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library; Windows
        return None

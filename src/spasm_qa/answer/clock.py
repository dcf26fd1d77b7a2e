"""How long the steps of a turn take, and which one runs now."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from spasm_qa.types import Reply


class Clock:
    """Times the steps and tells the page which one runs."""

    def __init__(self, stage: Callable[[str], None]) -> None:
        """Start; `stage` is told the label of each step."""
        self._stage, self._start = stage, time.perf_counter()
        self._elapsed: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, label: str) -> Iterator[None]:
        """Time one step; a step that runs twice counts both times."""
        self._stage(label)
        start = time.perf_counter()
        yield
        self._elapsed[name] = round(self._elapsed.get(name, 0.0) + 1000 * (time.perf_counter() - start), 2)

    def stamp(self, reply: Reply) -> Reply:
        """Return a reply with the milliseconds of the whole and of each step."""
        total = round(1000 * (time.perf_counter() - self._start), 2)
        return replace(reply, elapsed_ms={"total": total, **self._elapsed})

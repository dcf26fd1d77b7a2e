"""Ask a chat model within a time limit: retries with backoff, a bound on calls at once, a cache of identical requests, costs."""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any

from spasm_qa.answer.stream import END, TooLong, settled, stream
from spasm_qa.chat_model import ChatModel

MOST_CACHED = 512
MOST_ATTEMPTS = 4
FIRST_PAUSE = 0.5  # seconds; doubled with every attempt
CLOSING = 1.0  # seconds that a connection has to close before it is told again
TICK = 0.1  # seconds between two looks at whether the reader has stopped
AGAIN = frozenset({408, 409, 425, 429})

Part = Mapping[str, Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask: instructions, data as JSON, and the schema of the reply."""

    step: str
    system: str
    data: str
    schema: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The same for identical requests; nothing can be read from it."""
        return hashlib.sha256(json.dumps([self.step, self.system, self.data]).encode()).hexdigest()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the one event loop of all calls; it runs in a thread of its own, so that a call can be cancelled while it waits for bytes."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop


class Calls:
    """Asks one model; safe to share between threads."""

    def __init__(self, model: ChatModel, *, most_at_once: int = 4) -> None:
        """Prepare; nothing is sent before `start`."""
        self._model = model
        self._slots = asyncio.Semaphore(most_at_once)
        self._kept: OrderedDict[str, Part] = OrderedDict()
        self._lock = Lock()
        self._closing: set[asyncio.Task[None]] = set()

    def start(self, request: Request, *, until: float) -> "Call":
        """Begin to ask; `until` is the time (monotonic) after which nothing more is waited for."""
        call = Call(until)
        known = self._known(request.key)
        if known is not None:
            call.cost["cached"] = 1
            call.put(known)
            call.put(None)
            return call
        call.cost["calls"] = 1
        call.future = asyncio.run_coroutine_threadsafe(self._answer(request, call), _loop())
        return call

    def decide(self, request: Request, call: "Call", tick: Callable[[], None], *, until: float) -> Part:
        """Return the whole reply, or nothing; what came out is kept either way, so that a question gets the same for every reader."""
        part = call.last(tick, until=until)
        self._keep(request.key, part)
        return part

    def _known(self, key: str) -> Part | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: str, part: Part) -> None:
        with self._lock:
            self._kept[key] = part
            while len(self._kept) > MOST_CACHED:
                self._kept.popitem(last=False)

    async def _answer(self, request: Request, call: "Call") -> None:
        asking = asyncio.ensure_future(self._ask(request, call))
        try:
            if not (await asyncio.wait({asking}, timeout=max(0.0, call.until - monotonic())))[0]:
                self._failed(request, call, "time")
        finally:
            call.put(None)
            closing = asyncio.ensure_future(_close(asking))  # a task of its own: whoever gives up next must not break it off
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _ask(self, request: Request, call: "Call") -> None:
        whole: Part = {}
        try:
            async with self._slots:
                async for part in self._attempts(request, call):
                    whole = part
                    call.put(part)
        except Exception as e:  # each provider has errors of its own; their texts may hold the question
            self._failed(request, call, f"{type(e).__name__} {_status(e) or ''}".strip())
        if END in whole:
            self._keep(request.key, whole)

    async def _attempts(self, request: Request, call: "Call") -> AsyncIterator[Part]:
        for attempt in range(MOST_ATTEMPTS):
            try:
                before: Part = {}
                async for part in stream(self._model, request.system, request.data, request.schema, call.cost):
                    if (now := settled(part)) != before:
                        before = now
                        yield now
                return
            except TooLong:
                raise
            except Exception as e:  # as above
                pause = _pause(e, attempt)
                if pause is None or attempt + 1 == MOST_ATTEMPTS or monotonic() + pause >= call.until:
                    raise
                call.cost["retries"] = call.cost.get("retries", 0) + 1
                await asyncio.sleep(pause)

    def _failed(self, request: Request, call: "Call", why: str) -> None:
        call.cost["failed"] = 1
        log.warning("%s: %s gave no whole reply: %s", request.step, self._model.name, why)


class Call:
    """One request under way: its reply, whole fields and items first, as they come."""

    def __init__(self, until: float) -> None:
        """Wait for parts until then."""
        self.until = until
        self.cost: dict[str, float] = {}
        self.future: Any = None
        self._parts: SimpleQueue[Part | None] = SimpleQueue()

    def put(self, part: Part | None) -> None:
        """Add the reply as far as it is known; None ends it."""
        self._parts.put(part)

    def parts(self, tick: Callable[[], None], *, until: float | None = None) -> Iterator[Part]:
        """Yield the growing reply until it ends or the time is over; `tick` is called now and then and may raise to stop everything."""
        until = self.until if until is None else min(until, self.until)
        try:
            while (left := until - monotonic()) > 0:
                tick()
                try:
                    part = self._parts.get(timeout=min(TICK, left))
                except Empty:
                    continue
                if part is None:
                    return
                yield part
        finally:
            self.cancel()

    def last(self, tick: Callable[[], None], *, until: float | None = None) -> Part:
        """Return the whole reply; nothing when it did not come to its end in time."""
        part: Part = {}
        for part in self.parts(tick, until=until):  # noqa: B007 - the last one is wanted
            pass
        return part if END in part else {}

    def cancel(self) -> None:
        """Give up: the connection is closed."""
        if self.future is not None:
            self.future.cancel()


async def _close(asking: "asyncio.Future[None]") -> None:
    """Cancel until it holds: up to Python 3.11 `asyncio.wait_for`, through which chunks may come, swallows a cancel that meets a chunk."""
    while not asking.done():
        asking.cancel()
        await asyncio.wait({asking}, timeout=CLOSING)


def _status(error: BaseException) -> int | None:
    """Return the HTTP status behind a provider's error."""
    response = getattr(error, "response", None)
    for value in (getattr(error, "status_code", None), getattr(error, "code", None), getattr(response, "status_code", None)):
        if isinstance(value, int):
            return value
    return None


def _pause(error: BaseException, attempt: int) -> float | None:
    """Return how many seconds to wait before the next attempt, None when another attempt is of no use."""
    status = _status(error)
    lost = status is None and any(
        word in type(error).__name__ for word in ("Connect", "Timeout", "Protocol", "Transport", "Network", "ReadError")
    )
    if not lost and status not in AGAIN and not (status is not None and 500 <= status < 600):
        return None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    told = str(headers.get("retry-after", ""))
    return max(float(told) if told.isdecimal() else 0.0, FIRST_PAUSE * float(2**attempt))

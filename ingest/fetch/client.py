"""A polite HTTP client: one request at a time, slowly, with retries, and never more bytes or seconds than agreed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from urllib.parse import urljoin

import httpx

from ingest.fetch.errors import FetchError, NotFound, Refused
from ingest.fetch.guard import Guard

RETRIED = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
LONGEST_WAIT = 60.0  # seconds; a service that asks for more is asked again another day


@dataclass(frozen=True, slots=True)
class Manners:
    """How often and how long a service is asked; times in seconds."""

    per_second: float = 2.0
    attempts: int = 4
    backoff: float = 1.0
    timeout: float = 30.0
    total: float = 180.0
    max_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer: where it came from in the end, its media type, its bytes."""

    url: str
    media_type: str
    content: bytes
    status: int = 200


@dataclass(slots=True)
class Client:
    """Fetches addresses that `guard` allows. Use it as a context manager."""

    manners: Manners = field(default_factory=Manners)
    guard: Guard = field(default_factory=Guard)
    contact: str = ""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _http: httpx.Client = field(init=False)
    _next: float = 0.0

    def __post_init__(self) -> None:
        """Open the connection pool."""
        agent = f"spasm-qa/{_version()} (document loader{f'; {self.contact}' if self.contact else ''})"
        headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
        self._http = httpx.Client(headers=headers, timeout=self.manners.timeout, follow_redirects=False)

    def __enter__(self) -> "Client":
        """Return the client."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, url: str, parameters: Mapping[str, str] | None = None, *, accept_status: frozenset[int] = frozenset()) -> Response:
        """Return the answer to a GET; 429, 5xx and time-outs are tried again with growing pauses.

        Raises:
            Refused: the address, or one that it redirects to, may not be fetched.
            NotFound: the service answers 404 or 410, unless `accept_status` takes it.
            FetchError: anything else, after the last attempt.
        """
        deadline = self.clock() + self.manners.total
        address = str(httpx.URL(url, params=dict(parameters))) if parameters else url
        for _ in range(MAX_REDIRECTS + 1):
            found = self._patiently(address, deadline, accept_status)
            if isinstance(found, Response):
                return found
            target = urljoin(address, found)
            if address.startswith("https:") and not target.startswith("https:"):
                raise Refused(f"{_shown(address)} redirects from https to {target[:100]!r}")
            address = target
        raise FetchError(f"{_shown(url)} redirects more than {MAX_REDIRECTS} times")

    def _patiently(self, url: str, deadline: float, accept_status: frozenset[int]) -> Response | str:
        """Return the answer, or where it redirects to, after as many attempts as agreed."""
        problem, asked_to_wait = "", 0.0
        for attempt in range(self.manners.attempts):
            if attempt:
                pause = max(self.manners.backoff * 2 ** (attempt - 1), asked_to_wait)
                if self.clock() + pause > deadline or pause > LONGEST_WAIT:
                    break
                self.sleep(pause)
            try:
                found = self._once(url, deadline, accept_status)
            except (httpx.TransportError, httpx.DecodingError) as e:
                problem, asked_to_wait = f"{type(e).__name__}: {e}" if str(e) else type(e).__name__, 0.0
                continue
            except httpx.InvalidURL as e:
                raise Refused(f"{_shown(url)!r} is not a web address") from e
            if not isinstance(found, _Busy):
                return found
            problem, asked_to_wait = f"status {found.status}", found.retry_after
        raise FetchError(f"{_shown(url)} gave no answer after {self.manners.attempts} attempts ({problem})")

    def _once(self, url: str, deadline: float, accept_status: frozenset[int]) -> "Response | _Busy | str":
        self.guard.check(url)
        self._wait_for_turn()
        with self._http.stream("GET", url) as answer:
            peer = answer.extensions.get("network_stream")
            address = peer.get_extra_info("server_addr") if peer is not None else None
            if address:
                self.guard.check_peer(url, str(address[0]))
            if answer.status_code in REDIRECTS and answer.headers.get("location"):
                return str(answer.headers["location"])
            if answer.status_code in RETRIED:
                return _Busy(answer.status_code, _seconds(answer.headers.get("retry-after", "")))
            if answer.status_code != 200 and answer.status_code not in accept_status:
                error = NotFound if answer.status_code in {404, 410} else FetchError
                raise error(f"{_shown(url)} answered with status {answer.status_code}")
            media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Response(url, media_type, self._content(url, answer, deadline), answer.status_code)

    def _content(self, url: str, answer: httpx.Response, deadline: float) -> bytes:
        limit = self.manners.max_bytes
        size = answer.headers.get("content-length", "")
        if size.isdigit() and int(size) > limit:
            raise FetchError(f"{_shown(url)} is larger than {limit / 1e6:.0f} MB", hint="Download it by hand if you trust it.")
        content = bytearray()
        for piece in answer.iter_bytes():
            content += piece
            if len(content) > limit:
                raise FetchError(f"{_shown(url)} is larger than {limit / 1e6:.0f} MB", hint="Download it by hand if you trust it.")
            if self.clock() > deadline:
                raise FetchError(f"{_shown(url)} took longer than {self.manners.total:.0f} seconds")
        if not content:
            raise FetchError(f"{_shown(url)} sent an empty answer")
        return bytes(content)

    def _wait_for_turn(self) -> None:
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.manners.per_second


@dataclass(frozen=True, slots=True)
class _Busy:
    """The service asks to come back later."""

    status: int
    retry_after: float


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0


def _shown(url: str) -> str:
    """Return an address without its query: keys and addresses of people do not belong in messages."""
    return url.partition("?")[0][:200]


def _version() -> str:
    try:
        return version("spasm-qa")
    except PackageNotFoundError:
        return "0"

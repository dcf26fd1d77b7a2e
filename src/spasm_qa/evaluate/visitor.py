"""A reader without a browser: opens the running app over Streamlit's own protocol, asks, and reads what is drawn."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from spasm_qa.browser import COOKIE, owner_of_browser

FIELD = "-question"
"""How the id of the field for questions ends."""
ERROR = ":material/error:"
"""The icon of an error on the page; a medical warning has another."""
Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What one run of the page drew."""

    questions: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]
    """Of each answer the texts, in order."""
    faults: tuple[str, ...]
    """Errors and exceptions on the page."""
    thread: str
    """Id of the conversation that the address names, empty when it names none."""


class Visitor:
    """One tab of one browser; use it in an `async with` block."""

    def __init__(self, address: str, *, key: str = "", thread: str = "") -> None:
        """Prepare to visit `http://HOST:PORT`, as a new browser or as the one that has a key already."""
        self.address, self.key = address, key
        self._query = f"thread={thread}" if thread else ""
        self._drawn: dict[Path, Delta] = {}
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> "Visitor":
        """Get the page with its cookie, and connect.

        Raises:
            ConnectionError: The app is not there.
        """
        try:
            sent = {COOKIE: self.key} if self.key else {}
            async with httpx.AsyncClient(trust_env=False, timeout=60, cookies=sent) as client:
                got = await client.get(self.address, headers={"accept": "text/html"})
        except httpx.HTTPError as e:
            raise ConnectionError(f"the app cannot be reached ({type(e).__name__})") from e
        self.key = got.cookies.get(COOKIE) or ""
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        if self._socket:
            await self._socket.close()

    async def connect(self) -> None:
        """Connect, again when the app hung up; the tab keeps what it shows, as in a browser.

        Raises:
            ConnectionError: The app is not there.
        """
        try:
            self._socket = await connect(
                f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
                additional_headers={"cookie": f"{COOKIE}={self.key}"},
                subprotocols=["streamlit"],  # type: ignore[list-item]
                proxy=None,
                max_size=None,
                ping_interval=None,  # browsers send none
                open_timeout=60,
            )
        except (WebSocketException, OSError) as e:
            raise ConnectionError(f"the app cannot be reached ({type(e).__name__})") from e

    @property
    def owner(self) -> str:
        """Under whom the database keeps what this browser asks."""
        return owner_of_browser({COOKIE: self.key})

    async def open(self, *, seconds: float = 240) -> Page:
        """Return the page as it is drawn first.

        Raises:
            ConnectionError: The app hung up.
            TimeoutError: The page was not complete in time.
        """
        return await self._run(BackMsg(), seconds)

    async def ask(self, question: str, *, seconds: float = 240) -> Page:
        """Type a question, and return the page when its answer is complete.

        Raises:
            ConnectionError: The app hung up.
            TimeoutError: The page was not complete in time.
        """
        message = BackMsg()
        message.rerun_script.widget_states.widgets.add(id=self._field()).chat_input_value.data = question
        return await self._run(message, seconds)

    async def _run(self, message: BackMsg, seconds: float) -> Page:
        message.rerun_script.query_string = self._query
        assert self._socket, "use it in an `async with` block"
        try:
            async with asyncio.timeout(seconds):
                await self._socket.send(message.SerializeToString())
                while not self._take(await self._socket.recv(decode=False)):
                    pass
        except WebSocketException as e:
            raise ConnectionError("the app hung up") from e
        return self._page()

    def _take(self, data: bytes) -> bool:
        """Take in one message; tells whether the page is complete: a run that ends for another one to follow does not count."""
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._drawn.clear()
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            at = tuple(message.metadata.delta_path)
            self._drawn = {path: each for path, each in self._drawn.items() if path[: len(at)] != at} if at in self._drawn else self._drawn
            self._drawn[at] = message.delta
        return bool(kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)

    def _field(self) -> str:
        found = (each.new_element.chat_input.id for each in self._drawn.values() if each.new_element.HasField("chat_input"))
        return next(id for id in found if id.endswith(FIELD))

    def _page(self) -> Page:
        said: dict[str, list[tuple[str, ...]]] = {"user": [], "assistant": []}
        for at, each in sorted(self._drawn.items()):
            if each.add_block.HasField("chat_message"):
                said[each.add_block.chat_message.name].append(tuple(self._texts(at)))
        errors = (_error(each.new_element) for each in self._drawn.values())
        return Page(
            tuple(" ".join(texts) for texts in said["user"]),
            tuple(said["assistant"]),
            tuple(filter(None, errors)),
            parse_qs(self._query.lstrip("?")).get("thread", [""])[0],
        )

    def _texts(self, under: Path) -> Iterator[str]:
        for at, each in sorted(self._drawn.items()):
            if at[: len(under)] == under and (kind := each.new_element.WhichOneof("type")) in ("markdown", "text"):
                yield getattr(each.new_element, kind).body


def _error(element: Any) -> str:
    """Return what an error on the page says, empty when the element is none."""
    if element.HasField("exception"):
        return str(element.exception.message)
    return str(element.alert.body) if element.HasField("alert") and element.alert.icon == ERROR else ""

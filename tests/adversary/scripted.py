"""A server that speaks OpenAI's protocol on loopback and does what a script says, good or bad."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

STEPS = {"Wordings": "word", "Arrangement": "arrange", "Rewriting": "rewrite"}
PIECE = 24  # characters of one event


class Asked:
    """One request as the server got it."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.step = STEPS[body["response_format"]["json_schema"]["name"]]
        self.system = next(m["content"] for m in body["messages"] if m["role"] == "system")
        self.data = json.loads(next(m["content"] for m in body["messages"] if m["role"] == "user"))

    @property
    def statements(self) -> dict[str, str]:
        """Return the texts by key."""
        return {s["key"]: s["text"] for s in self.data.get("statements", [])}


class Response:
    """What a script returns: events to send, or a bare status."""

    def __init__(self, events: Iterator[bytes] | None = None, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.events, self.status, self.headers = events, status, headers or {}


Script = Callable[[Asked], Response]


def event(content: str | None, *, finish: str | None = None, usage: Mapping[str, int] | None = None) -> bytes:
    """Return one server-sent event."""
    delta = {"role": "assistant", "content": content} if content else {}
    choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
    data = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": choices}
    return f"data: {json.dumps({**data, **({'usage': usage} if usage else {})})}\n\n".encode()


def pieces(text: str, *, pause: float = 0.0) -> Iterator[bytes]:
    """Yield a text in events."""
    for at in range(0, len(text), PIECE):
        yield event(text[at : at + PIECE])
        if pause:
            time.sleep(pause)


def ending() -> Iterator[bytes]:
    """Yield what ends a reply."""
    yield event(None, finish="stop")
    yield event(None, usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})
    yield b"data: [DONE]\n\n"


def says(value: object, *, pause: float = 0.0) -> Response:
    """Reply with JSON, or with a text as it is."""
    text = value if isinstance(value, str) else json.dumps(value)

    def events() -> Iterator[bytes]:
        yield from pieces(text, pause=pause)
        yield from ending()

    return Response(events())


def worded(texts: Mapping[str, str], *, pause: float = 0.0) -> Response:
    """Reply with wordings by key."""
    return says({"sentences": [{"key": key, "text": text} for key, text in texts.items()], "end": True}, pause=pause)


def dutiful(change: Callable[[Asked], Response]) -> Script:
    """Leave order and follow-ups as they are, and word the statements as told."""

    def script(asked: Asked) -> Response:
        if asked.step == "arrange":
            return says({"order": list(asked.statements), "off_topic": [], "end": True})
        if asked.step == "rewrite":
            return says({"question": asked.data["draft"], "end": True})
        return change(asked)

    return script


class Server:
    """A running server; remembers what it was asked and how many requests were open at once."""

    def __init__(self, script: Script) -> None:
        self.asked: list[Asked] = []
        self.open = self.most_open = 0
        self.closed = Event()
        """Set when a client has hung up."""
        self.lock = Lock()
        self.script = script
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.http.server_port}/v1"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = Asked(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                with server.lock:
                    server.asked.append(asked)
                    server.open += 1
                    server.most_open = max(server.most_open, server.open)
                try:
                    self._send(server.script(asked))
                except OSError:
                    server.closed.set()
                finally:
                    self.close_connection = True
                    with server.lock:
                        server.open -= 1

            def _send(self, response: Response) -> None:
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                if response.events is None:
                    body = json.dumps({"error": {"message": f"status {response.status}", "type": "scripted"}}).encode()
                    self.send_header("content-type", "application/json")
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                    return
                self.send_header("content-type", "text/event-stream")
                self.send_header("connection", "close")
                self.end_headers()
                for piece in response.events:
                    self.wfile.write(piece)
                    self.wfile.flush()

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    """Run a server for a while."""
    server = Server(script)
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join(2)

"""Servers that are slow, of another version, or no Chroma server at all: told within bounds, never a traceback."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from spasm_qa import server
from spasm_qa.errors import IndexUnreachable
from spasm_qa.server import ChromaServer


@pytest.fixture
def silent() -> Iterator[str]:
    """A port that accepts and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def serve() -> Iterator:
    """Start a server that answers everything the same way."""
    running = []

    def start(status: int, body: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None: ...

        found = HTTPServer(("127.0.0.1", 0), Handler)
        running.append(found)
        threading.Thread(target=found.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{found.server_port}"

    yield start
    for each in running:
        each.shutdown()
        each.server_close()


def test_a_server_that_says_nothing_is_given_up_in_time(silent: str, monkeypatch) -> None:
    monkeypatch.setattr(server, "SECONDS", 0.3)

    with pytest.raises(IndexUnreachable, match="did not answer within"):
        ChromaServer(silent).manifest()


def test_a_server_that_stops_answering_later_is_given_up_in_time(chroma, settings, ingest, open_index, monkeypatch) -> None:
    ingest(settings)
    index = open_index(settings)
    monkeypatch.setattr(server, "SECONDS", 0.5)
    os.kill(chroma.process.pid, signal.SIGSTOP)
    try:
        with pytest.raises(IndexUnreachable, match=r"did not answer within 0\.5 seconds"):
            index.search("magnesium")
    finally:
        os.kill(chroma.process.pid, signal.SIGCONT)
    assert index.search("magnesium")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(200, b'"0.5.23"', id="older"),
        pytest.param(200, b'"2.0.0"', id="newer"),
        pytest.param(404, b'{"detail": "Not Found"}', id="without-the-second-interface"),
        pytest.param(200, b"<html>Welcome</html>", id="another-service"),
        pytest.param(500, b"", id="broken"),
        pytest.param(200, b'{"a": [1]}', id="other-json"),
    ],
)
def test_what_is_no_chroma_server_of_version_1_is_told(serve, status: int, body: bytes) -> None:
    with pytest.raises(IndexUnreachable, match=r"127\.0\.0\.1.*Chroma|Chroma.*127\.0\.0\.1"):
        ChromaServer(serve(status, body)).manifest()


def test_nobody_at_the_address_is_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(IndexUnreachable, match="does not answer"):
        ChromaServer(f"http://127.0.0.1:{port}").manifest()

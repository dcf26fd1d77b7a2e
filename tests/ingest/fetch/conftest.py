"""A server on the loopback interface that answers in the shapes that the services document."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from fetch_samples import ANSWERS, Answer


class Service(ThreadingHTTPServer):
    """Remembers what it was asked; `answers` maps a path to its answers in order, the last one repeated."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Answer]] = {path: [answer] for path, answer in ANSWERS.items()}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append((parts.path, query, dict(self.headers)))
        answers = self.server.answers.get(parts.path, [Answer(404, "application/json", json.dumps({"error": {"code": "NOT_FOUND"}}))])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        if not answer.endless:
            self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for _ in range(2000 if answer.endless else 1):
            try:
                self.wfile.write(body)
            except OSError:
                return

    def log_message(self, *arguments):
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENFDA_API_KEY", "NCBI_API_KEY"):
        monkeypatch.delenv(name, raising=False)

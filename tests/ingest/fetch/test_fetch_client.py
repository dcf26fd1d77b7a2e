"""Manners: slowly, again after a pause, never too much, and only to public hosts."""

import socket

import pytest
from fetch_samples import Answer

from ingest.fetch.client import Client, Manners
from ingest.fetch.errors import FetchError, NotFound, Refused
from ingest.fetch.guard import Guard, origin

OK = Answer(200, "text/plain", "fine")
BUSY = Answer(503, "text/plain", "busy")


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now, self.pauses = 1000.0, []

    def sleep(self, seconds):
        self.pauses.append(round(seconds, 3))
        self.now += seconds

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def client(service, clock):
    manners = Manners(per_second=1000, attempts=4, backoff=1, timeout=5, total=100, max_bytes=100_000)
    with Client(manners, Guard(frozenset({origin(service.url)})), sleep=clock.sleep, clock=clock) as opened:
        yield opened


def test_a_busy_service_is_asked_again_with_growing_pauses(service, client, clock):
    service.answers["/x"] = [BUSY, Answer(429, "text/plain", "slow"), Answer(500, "text/plain", ""), OK]

    assert client.get(f"{service.url}/x").content == b"fine"
    assert [pause for pause in clock.pauses if pause >= 1] == [1, 2, 4]


def test_the_pause_that_a_service_asks_for_is_kept(service, client, clock):
    service.answers["/x"] = [Answer(429, "text/plain", "slow", {"Retry-After": "7"}), OK]

    client.get(f"{service.url}/x")

    assert 7 in clock.pauses


def test_a_service_that_stays_busy_is_left_alone(service, client):
    service.answers["/x"] = [BUSY]

    with pytest.raises(FetchError, match=r"/x gave no answer after 4 attempts \(status 503\)"):
        client.get(f"{service.url}/x", {"api_key": "secret"})
    assert len(service.asked) == 4


def test_a_long_pause_is_not_waited_for(service, client):
    service.answers["/x"] = [Answer(503, "text/plain", "busy", {"Retry-After": "3600"})]

    with pytest.raises(FetchError):
        client.get(f"{service.url}/x")
    assert len(service.asked) == 1


def test_other_errors_are_final(service, client):
    service.answers["/x"] = [Answer(403, "text/plain", "no")]

    with pytest.raises(FetchError, match="status 403"):
        client.get(f"{service.url}/x")
    with pytest.raises(NotFound):
        client.get(f"{service.url}/nothing")
    assert len(service.asked) == 2


def test_a_refused_connection_is_tried_again_and_then_reported(client, clock):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        client.guard = Guard(frozenset({origin(url)}))
        with pytest.raises(FetchError, match="after 4 attempts"):
            client.get(url)
    assert [pause for pause in clock.pauses if pause >= 1] == [1, 2, 4]


def test_requests_keep_their_distance(service, clock):
    service.answers["/x"] = [OK]
    with Client(Manners(per_second=2), Guard(frozenset({origin(service.url)})), sleep=clock.sleep, clock=clock) as client:
        for _ in range(3):
            client.get(f"{service.url}/x")

    assert clock.pauses == [0.5, 0.5]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(200, "text/plain", "x" * 100_001), id="announced"),
        pytest.param(Answer(200, "text/plain", "x" * 1000, endless=True), id="endless"),
    ],
)
def test_too_large_an_answer_is_cut_off(service, client, answer):
    service.answers["/x"] = [answer]

    with pytest.raises(FetchError, match="larger than 0 MB"):
        client.get(f"{service.url}/x")


def test_an_empty_answer_is_no_document(service, client):
    service.answers["/x"] = [Answer(200, "text/plain", "")]

    with pytest.raises(FetchError, match="empty"):
        client.get(f"{service.url}/x")


def test_redirects_are_followed_a_few_times(service, client):
    service.answers["/a"] = [Answer(302, "text/plain", "", {"Location": "/b"})]
    service.answers["/b"] = [OK]
    service.answers["/loop"] = [Answer(301, "text/plain", "", {"Location": "/loop"})]

    assert client.get(f"{service.url}/a").url == f"{service.url}/b"
    with pytest.raises(FetchError, match="more than 5 times"):
        client.get(f"{service.url}/loop")


@pytest.mark.parametrize("target", ["http://127.0.0.1:1/", "file:///etc/passwd", "http://169.254.169.254/latest/", "//localhost/x"])
def test_a_redirect_does_not_lead_into_the_own_network(service, client, target):
    service.answers["/x"] = [Answer(302, "text/plain", "", {"Location": target})]

    with pytest.raises(Refused):
        client.get(f"{service.url}/x")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://localhost:8501/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.0.0.5/",
        "http://192.168.1.1/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://printer.local/",
        "http://user:word@example.org/",
        "http:///x",
        "http://[x/",
        "",
    ],
)
def test_addresses_that_are_not_public_are_refused(url):
    with pytest.raises(Refused):
        Guard().check(url)


def test_a_host_whose_name_leads_inside_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.1", 80))])

    with pytest.raises(Refused, match=r"leads to 10\.0\.0\.1"):
        Guard().check("http://example.org/")


def test_the_address_that_was_connected_to_is_checked_too(service, clock, monkeypatch):
    class Trusting(Guard):
        def check(self, url):
            return None

    with Client(Manners(per_second=1000), Trusting(), sleep=clock.sleep, clock=clock) as client, pytest.raises(Refused):
        client.get(f"{service.url}/page")

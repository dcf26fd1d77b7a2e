"""Each browser gets a key with the page, that nobody can guess, no script can read and nothing stores."""

import asyncio
from typing import Any

import pytest

from spasm_qa.browser import COOKIE, KEY, BrowserKey, owner_of_browser, owner_of_sign_in

OWN = "k" * 43


def visit(*, on: bool = True, method: str = "GET", path: str = "/", scheme: str = "http", **headers: str) -> list[str]:
    """Return the cookies that come with an answer."""
    sent: list[dict[str, Any]] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
        await send({"type": "http.response.body", "body": b"page"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    given = {"accept": "text/html,*/*", **{name.replace("_", "-"): value for name, value in headers.items()}}
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    asyncio.run(BrowserKey(page, on)({"type": "http", "method": method, "path": path, "scheme": scheme, "headers": pairs}, receive, send))  # type: ignore[arg-type]
    assert (b"x-own", b"1") in sent[0]["headers"]
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


def key_in(cookie: str) -> str:
    return cookie.split(";")[0].removeprefix(f"{COOKIE}=")


def test_a_new_browser_gets_a_key_that_no_script_can_read() -> None:
    (cookie,) = visit()

    assert KEY.fullmatch(key_in(cookie))
    assert "; HttpOnly; SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_no_two_browsers_get_the_same_key() -> None:
    assert len({key_in(visit()[0]) for _ in range(50)}) == 50


def test_a_browser_keeps_its_key() -> None:
    assert key_in(visit(cookie=f"a=b; {COOKIE}={OWN}; c=d")[0]) == OWN


@pytest.mark.parametrize("forged", ["short", "k" * 44, "", "../../etc", '"; x="', "k" * 42 + "%"])
def test_a_key_that_is_none_is_replaced(forged: str) -> None:
    assert key_in(visit(cookie=f"{COOKIE}={forged}")[0]) != forged
    assert owner_of_browser({COOKIE: forged}) == ""


@pytest.mark.parametrize("visited", [{"scheme": "https"}, {"x_forwarded_proto": "https"}])
def test_over_https_the_key_travels_by_https_alone(visited: dict[str, str]) -> None:
    assert visit(**visited)[0].endswith("; Secure")  # type: ignore[arg-type]


@pytest.mark.parametrize("visited", [{"on": False}, {"method": "POST"}, {"path": "/_stcore/health"}, {"accept": "image/png"}])
def test_only_pages_bring_a_key_and_only_when_keeping_is_on(visited: dict[str, Any]) -> None:
    assert visit(**visited) == []


def test_an_owner_is_a_digest_that_does_not_hold_the_key() -> None:
    assert len(owner_of_browser({COOKIE: OWN})) == 64
    assert OWN not in owner_of_browser({COOKIE: OWN})
    assert owner_of_browser({}) == ""


def test_readers_of_different_providers_are_different() -> None:
    owners = {owner_of_sign_in(*each) for each in (("a", "b"), ("b", "a"), ("a b", ""), ("a", "b "))}
    assert len(owners) == 4

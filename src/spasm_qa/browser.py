"""The key of a reader's own browser: a random cookie that comes with the page, that no script can read and no address shows."""

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

COOKIE = "spasm_qa_reader"
DAYS = 400
"""As long as browsers keep a cookie; each visit renews it."""
KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 random bits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Message, Receive, Send], Awaitable[None]]


def owner_of_browser(cookies: Mapping[str, str]) -> str:
    """Return who owns what a browser keeps: the digest of its key, empty when it sent none. The key itself is stored nowhere."""
    key = cookies.get(COOKIE, "")
    return hashlib.sha256(f"browser {key}".encode()).hexdigest() if KEY.fullmatch(key) else ""


def owner_of_sign_in(issuer: str, subject: str) -> str:
    """Return who owns what a signed-in reader keeps: the digest of who vouches for them and their name there."""
    return hashlib.sha256(f"sign-in {len(issuer)} {issuer} {subject}".encode()).hexdigest()


class BrowserKey:
    """Gives each browser its key with the page; what is around it is any ASGI application."""

    def __init__(self, app: ASGIApp, on: bool = True) -> None:
        """Stand before an application; off, it gives no keys."""
        self.app, self.on = app, on

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Add the cookie to answers that are pages."""
        if not self.on or scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        key = _sent_key(scope) or secrets.token_urlsafe(32)

        async def with_key(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", _cookie(key, secure=_secure(scope)).encode())]
            await send(message)

        await self.app(scope, receive, with_key)


def _cookie(key: str, *, secure: bool) -> str:
    # Lax, not Strict: a link to a conversation from elsewhere must still find the key, else the browser would get another
    return f"{COOKIE}={key}; Path=/; Max-Age={DAYS * 86_400}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def _header(scope: Message, name: bytes) -> str:
    return next((value.decode("latin-1") for each, value in scope["headers"] if each == name), "")


def _wants_page(scope: Message) -> bool:
    return scope["method"] == "GET" and "text/html" in _header(scope, b"accept") and "/_stcore/" not in scope["path"]


def _secure(scope: Message) -> bool:
    return "https" in (scope.get("scheme"), _header(scope, b"x-forwarded-proto"))


def _sent_key(scope: Message) -> str:
    try:
        sent = SimpleCookie(_header(scope, b"cookie")).get(COOKIE)
    except CookieError:
        return ""
    return sent.value if sent and KEY.fullmatch(sent.value) else ""

"""A small OpenID Connect provider for tests: `python oidc_provider.py PORT CLIENT SECRET REDIRECT`. Codes work once, PKCE is asked for."""

import base64
import hashlib
import html
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

PORT, CLIENT, SECRET, REDIRECT = sys.argv[1:5]
ISSUER = f"http://127.0.0.1:{PORT}"
KEY = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
ACCOUNTS = {
    "ada@example.org": {"name": "Ada Lovelace", "email_verified": True},
    "eve@example.org": {"name": "Eve Editor", "email_verified": True},
    "someone@example.org": {"name": "Someone", "email_verified": True},
    "unverified": {"name": "Mallory", "email_verified": False, "email": "ada@example.org"},
}
CODES: dict[str, dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            self._json(discovery())
        elif url.path == "/jwks":
            self._json({"keys": [KEY.as_dict(private=False)]})
        elif url.path == "/authorize":
            self._authorize(asked)
        else:
            self._json({"error": "not_found"}, 404)

    def _authorize(self, asked: dict[str, str]) -> None:
        right = asked.get("client_id") == CLIENT and asked.get("redirect_uri") == REDIRECT and asked.get("response_type") == "code"
        if not right or "openid" not in asked.get("scope", "") or asked.get("code_challenge_method") != "S256":
            self._json({"error": "invalid_request"}, 400)
        elif "account" in asked:
            code = secrets.token_urlsafe()
            CODES[code] = asked
            self.send_response(302)
            self.send_header("Location", f"{REDIRECT}?{urlencode({'code': code, 'state': asked['state']})}")
            self.end_headers()
        else:
            links = [f'<p><a href="{html.escape(self.path)}&account={quote(name)}">{html.escape(name)}</a></p>' for name in ACCOUNTS]
            self._send(f"<!doctype html><title>Provider</title><h1>Continue as</h1>{''.join(links)}".encode(), "text/html")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = CODES.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or self._client(sent) != (CLIENT, SECRET) or sent.get("redirect_uri") != REDIRECT:
            self._json({"error": "invalid_grant"}, 400)
        elif challenge != asked["code_challenge"]:
            self._json({"error": "invalid_grant", "error_description": "PKCE"}, 400)
        else:
            token = id_token(asked)
            self._json({"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def _client(self, sent: dict[str, str]) -> tuple[str, str]:
        given = self.headers.get("Authorization", "")
        if not given.startswith("Basic "):
            return sent.get("client_id", ""), sent.get("client_secret", "")
        name, _, secret = base64.b64decode(given[6:]).decode().partition(":")
        return unquote(name), unquote(secret)

    def _json(self, value: object, status: int = 200) -> None:
        self._send(json.dumps(value).encode(), "application/json", status)

    def _send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def discovery() -> dict[str, object]:
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
    }


def id_token(asked: dict[str, str]) -> str:
    now = int(time.time())
    name = asked["account"]
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": name, "iat": now, "exp": now + 300, "nonce": asked["nonce"], "email": name}
    return jwt.encode({"alg": "RS256", "kid": "test"}, {**claims, **ACCOUNTS[name]}, KEY)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(PORT)), Handler).serve_forever()

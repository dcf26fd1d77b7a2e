"""One-time tokens that open the Desk on this machine; the database holds only their hashes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from spasm_qa.database.engine import storage
from spasm_qa.database.tables import desk_tokens
from spasm_qa.review.roles import Role

BYTES = 32
LONGEST = 200  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a token gave: a role, and a name for the log that says nothing of the token."""

    role: Role
    actor: str


def issue(engine: Engine, role: Role, *, minutes: float, now: datetime | None = None) -> str:
    """Return a new token, 256 random bits; those that have expired are forgotten.

    Raises:
        StorageUnavailable: It cannot be stored.
    """
    now = now or datetime.now(UTC)
    token = secrets.token_urlsafe(BYTES)
    with storage(), engine.begin() as connection:
        connection.execute(delete(desk_tokens).where(desk_tokens.c.expires <= now))
        row = {"digest": _digest(token), "expires": now + timedelta(minutes=minutes), "role": role.value}
        connection.execute(insert(desk_tokens).values(row))
    return token


def redeem(engine: Engine, token: str, *, now: datetime | None = None) -> Redeemed | None:
    """Return what a token gives and use it up; nothing for one that is unknown, used or expired, without saying which.

    Raises:
        StorageUnavailable: The tokens cannot be read or written.
    """
    now = now or datetime.now(UTC)
    digest = _digest(token.strip()[:LONGEST])
    fresh = (desk_tokens.c.used.is_(None)) & (desk_tokens.c.expires > now)
    with storage(), engine.begin() as connection:
        rows = connection.execute(select(desk_tokens.c.digest, desk_tokens.c.role).where(fresh)).all()
        found = [row for row in rows if hmac.compare_digest(row.digest, digest)]
        if not found:
            return None
        # the condition once more: of two that redeem at once, one changes the row
        done = connection.execute(update(desk_tokens).where((desk_tokens.c.digest == digest) & fresh).values(used=now))
        if done.rowcount != 1:
            return None
    return Redeemed(Role(found[0].role), f"local token {digest[:8]}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Who may do what at the Desk: roles by e-mail address, and which requests come from this machine."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "x-original-host")


class Role(StrEnum):
    """What somebody is to the Desk; a reader is nobody there."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"


def addresses(setting: str) -> frozenset[str]:
    """Return the e-mail addresses of a comma list, ready to be compared."""
    return frozenset(part.strip().casefold() for part in setting.split(",") if part.strip())


def role_of(user: Mapping[str, Any], *, reviewers: str, editors: str) -> Role:
    """Return the role of a signed-in user; an address counts only when its provider says that it was verified."""
    email = user.get("email")
    verified = user.get("email_verified")
    if user.get("is_logged_in") is not True or not isinstance(email, str) or (verified is not True and verified != "true"):
        return Role.READER
    name = email.strip().casefold()
    if name in addresses(reviewers):
        return Role.REVIEWER
    return Role.EDITOR if name in addresses(editors) else Role.READER


def is_local(ip: str | None, headers: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a request was made by a browser on this machine, to an address of this machine, with nothing between.

    `ip` is None for loopback, as Streamlit has it. A page of another site that resolves to this machine is betrayed by Host or Origin, a
    proxy by what it adds; a request without Host and Origin does not come from a browser.
    """
    lowered = {name.lower(): list(values) for name, values in headers.items()}
    if any(name in FORWARDED or name.startswith("x-forwarded") for name in lowered):
        return False
    if ip is not None and not _is_loopback(ip):
        return False
    hosts, origins = lowered.get("host", []), lowered.get("origin", [])
    return len(hosts) == 1 and len(origins) == 1 and _names_loopback(f"//{hosts[0]}") and _names_loopback(origins[0])


def _names_loopback(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return host == "localhost" or (host is not None and _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

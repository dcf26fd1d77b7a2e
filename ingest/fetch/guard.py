"""Which addresses may be fetched: http and https, hosts on the public internet."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from ingest.fetch.errors import FetchError, Refused

SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides about addresses; hosts in `trusted` (host, port) were named by the user and may be private."""

    trusted: frozenset[tuple[str, int]] = frozenset()

    def check(self, url: str) -> None:
        """Raise Refused unless the address may be fetched, FetchError when its host has no address."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as e:
            raise Refused(f"{url[:200]!r} is not a web address") from e
        if parts.scheme not in SCHEMES or not host:
            raise Refused(f"{url[:200]!r} is not an http or https address")
        if parts.username or parts.password:
            raise Refused("addresses with a name or password are not fetched")
        if self.trusts(url):
            return
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
            raise Refused(f"{host} is not on the public internet")
        if _literal(host) or not _proxied(parts.scheme, host):
            for address in _addresses(host, port or _port(parts.scheme)):
                self.check_peer(url, address)

    def check_peer(self, url: str, address: str) -> None:
        """Raise Refused when a connection for `url` leads to an address that is not public."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self.trusts(url) or (_proxied(parts.scheme, host) and not _literal(host)):
            return
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError as e:
            raise Refused(f"{address[:80]!r} is not an address") from e
        mapped = getattr(ip, "ipv4_mapped", None)
        if not (mapped or ip).is_global or ip.is_multicast:
            raise Refused(f"{host} leads to {address}, which is not on the public internet")

    def trusts(self, url: str) -> bool:
        """Tell whether the user named this host and port."""
        return origin(url) in self.trusted


def origin(url: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or _port(parts.scheme)


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _proxied(scheme: str, host: str) -> bool:
    """Tell whether a proxy of the environment makes the connection: then the host's address is the proxy's business."""
    proxies = getproxies()
    return (scheme in proxies or "all" in proxies) and not proxy_bypass(host)


def _addresses(host: str, port: int) -> set[str]:
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as e:
        raise FetchError(f"{host} cannot be found: {e}") from e

"""Which web addresses may be asked: http and https, and no machine of one's own network unless it is named.

A name is looked up once and only its checked addresses are connected to, so a name that changes its address between
check and connection (DNS rebinding) gains nothing. Redirects are followed hop by hop through the same check.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from typing import Any

from aiohttp import TCPConnector, ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from tasks.tables import InputError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# Networks with an IPv4 address in their last 32 bits: NAT64, IPv4-compatible, IPv4-translated.
_WRAPPING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
_NOBODYS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "5f00::/16")))  # local, whatever Python says
_FRONT = re.compile(r"/?(?:index|home|default|start|en|news)?(?:\.\w+)?/?", re.I)
LONGEST_ADDRESS = 4096


class ForbiddenAddressError(OSError):
    """A name that stands for an address which may not be asked."""


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is anybody's on the Internet: not private, loopback, link-local, metadata, multicast.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("93.184.216.34", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    inner = _inner(address)
    if inner:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not any(address in network for network in _NOBODYS)


def _inner(address: IPAddress) -> IPAddress | None:
    """Return the IPv4 address that an IPv6 address wraps, or None."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _WRAPPING):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def checked_url(text: str, allowed: Collection[str]) -> URL:
    """Return a web address without its fragment; raises InputError where it may not be asked.

    `allowed` are hosts that may be asked though their address is not public.

    >>> checked_url("HTTPS://Example.org:443/a b?q=1#top", ())
    URL('https://example.org/a%20b?q=1')
    >>> checked_url("http://127.0.0.1/", ["127.0.0.1"]).host
    '127.0.0.1'
    """
    url = _parsed(text)
    if url.scheme not in ("http", "https"):
        raise InputError("unsupported", f"{url.scheme or 'no scheme'}: give an address that begins with https://")
    if not url.host:
        raise InputError("unsupported", "an address without a host: check it")
    if url.user or url.password:
        raise InputError("unsupported", "an address with a name or password in it: take them out")
    literal = _literal(url.host)
    if literal and url.host not in allowed and not is_public(literal):
        raise forbidden(url.host)
    return url


def _parsed(text: str) -> URL:
    if len(text) > LONGEST_ADDRESS:
        raise InputError("unsupported", f"an address of {len(text):,} characters: check it")
    try:
        url = URL(text.strip()).with_fragment(None)
        (url.host or "").encode("idna")  # raises for names that no resolver takes
    except (ValueError, TypeError) as error:
        raise InputError("unsupported", f"not a web address ({error}): check it") from error
    return url


def _literal(host: str) -> IPAddress | None:
    """Return the address that a host is written as, in any form that a system's resolver takes ("127.1", "0x7f.1")."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):  # a name
        return None


def _address(text: str) -> IPAddress:
    """Return an address without its scope ("fe80::1%eth0")."""
    return ipaddress.ip_address(text.split("%")[0])


def is_front_page(address: str) -> bool:
    """Tell whether an address is a site's front page, where dead links often lead.

    >>> [is_front_page(f"https://e.org{path}") for path in ("", "/", "/home", "/2025/quake", "/?p=12")]
    [True, True, True, False, False]
    """
    url = URL(address)
    return bool(_FRONT.fullmatch(url.path)) and not url.query_string


def forbidden(host: str) -> InputError:
    """Return the error that says how to allow a host."""
    return InputError("forbidden_address", f"{host} is no public address: name it in fetch.allow_hosts to allow it")


class CheckedResolver(AbstractResolver):
    """Looks names up and hands out public addresses only, but for hosts that are allowed by name."""

    def __init__(self, allowed: Collection[str]) -> None:
        self.allowed, self.inner = allowed, ThreadedResolver()
        self.passed = set(allowed)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host; raises ForbiddenAddressError when none of them may be asked."""
        found = await self.inner.resolve(host, port, family)
        if host in self.allowed:
            self.passed |= {one["host"] for one in found}
        public = [one for one in found if host in self.allowed or is_public(_address(one["host"]))]
        if found and not public:
            raise ForbiddenAddressError(host)
        return public

    def may_ask(self, address: str) -> bool:
        """Tell whether an address may be connected to: a public one, or one of a host that is allowed."""
        return address in self.passed or is_public(_address(address))

    async def close(self) -> None:
        """Close the resolver."""
        await self.inner.close()


def checked_connector(allowed: Collection[str], limit: int = 100) -> TCPConnector:
    """Return what connects to public addresses only: names through the resolver, and whatever came by another way."""
    resolver = CheckedResolver(allowed)

    def open_socket(address: Any) -> socket.socket:
        """Open a socket for an address that may be asked."""
        family, kind, protocol, _, place = address
        if not resolver.may_ask(place[0]):
            raise ForbiddenAddressError(place[0])
        return socket.socket(family, kind, protocol)

    return TCPConnector(resolver=resolver, limit=limit, socket_factory=open_socket)

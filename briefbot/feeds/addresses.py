"""Addresses that may be fetched: web addresses, on hosts that are on the public internet."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from briefbot.errors import FetchError

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 see them (RFC 6052)."""


def checked_url(url: str) -> str:
    """A web address in its normal form: host in lower case and ASCII, no fragment.

    Raises:
        FetchError: it is not an http or https address, names no host, or holds a user name or password.
    """
    import httpx2

    try:
        found = httpx2.URL(url.strip())
    except httpx2.InvalidURL as error:
        raise FetchError(f"{url!r} is not a web address: {error}. Write it as https://news.example/feed.") from error
    if found.scheme not in ("http", "https") or not found.host or not 0 < (found.port or 80) < 65536:
        raise FetchError(f"{url!r} is not a web address. Write it as https://news.example/feed.")
    if found.userinfo:
        raise FetchError(f"{url!r} holds a user name or password, which would be kept in files. Leave them out.")
    return str(found.copy_with(fragment=None))


def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the order in which the system prefers them.

    Raises:
        FetchError: there are none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that is empty or too long
        raise FetchError(f"No address for the host {host!r}: {error}. Check the network and the name.", True) from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    Not public are private, shared (CGNAT), loopback, link-local, multicast and reserved ones, and those that hide an
    IPv4 address in IPv6 (mapped, 6to4, Teredo). NAT64 is judged by the IPv4 address in it.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            ip = IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)

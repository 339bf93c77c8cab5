"""One request and its reply, within limits of time and size.

There is no client object: nothing keeps cookies, follows redirects, or reads proxies from the environment. A proxy
would resolve the host's name again, so the address that was checked would not be the one connected to.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from briefbot.errors import FetchError
from briefbot.feeds.rules import FetchRules
from briefbot.types import Frozen

if TYPE_CHECKING:
    import ssl

    import httpx2

    from briefbot.feeds.network import Network

CODINGS = ("gzip", "deflate")
"""Compressions that are asked for, which `httpx2` undoes piece by piece, 1 MiB at most each.

Others, such as br and zstd, are neither asked for nor undone: they need further libraries, whose limits differ."""

RATIO_FROM = 1 << 20
"""Decompressed bytes from which the ratio counts; short texts can be very regular."""


class Reply(Frozen):
    """What a server answered; the body is empty unless the status is one of success."""

    url: str
    status: int
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes


def exchange(url: str, headers: dict[str, str], rules: FetchRules, network: Network | None = None) -> Reply:
    """Send one GET request.

    Raises:
        FetchError: no reply, one that is too large or too slow, or an address that must not be reached.
    """
    import httpcore2
    import httpx2

    from briefbot.feeds.network import CheckedBackend, Network

    target = httpx2.URL(url)
    backend = CheckedBackend(network or Network(), rules.allow_private, time.monotonic() + rules.total_seconds)
    sent = {
        "Host": target.netloc.decode("ascii"),
        "User-Agent": rules.user_agent,
        "Accept-Encoding": ", ".join(CODINGS),
    }
    timeout = {"connect": rules.connect_seconds, "read": rules.read_seconds, "write": rules.read_seconds}
    core = httpcore2.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=_certificates(), network_backend=backend) as pool,
            pool.stream("GET", core, headers=list((sent | headers).items()), extensions={"timeout": timeout}) as raw,
        ):
            blocks = _counted(raw.iter_stream(), rules.body_bytes, url)
            response = httpx2.Response(raw.status, headers=raw.headers, content=blocks)
            body = _body(response, rules, url) if response.is_success else b""
            return Reply(url=url, status=raw.status, headers=dict(response.headers), body=body)
    except httpcore2.TimeoutException as error:
        raise FetchError(f"{url!r} took too long ({error or 'no answer'}). Try again later.", True) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise FetchError(f"No good answer from {url!r}: {error}. Try again later.", True) from error
    except httpx2.DecodingError as error:
        raise FetchError(f"{url!r} cannot be decompressed: {error}. Try again later.", True) from error


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates that `httpx2` trusts by default; SSL_CERT_FILE and SSL_CERT_DIR are honoured."""
    import httpx2

    return httpx2.create_ssl_context()


def _counted(blocks: Iterable[bytes], limit: int, url: str) -> Iterator[bytes]:
    """The blocks, as long as they hold no more than `limit` bytes together."""
    count = 0
    for block in blocks:
        count += len(block)
        if count > limit:
            raise FetchError(f"{url!r} is longer than {limit:,} bytes, so it was not taken.")
        yield block


def _body(response: httpx2.Response, rules: FetchRules, url: str) -> bytes:
    codings = {coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")}
    if not codings <= {"", "identity", *CODINGS}:
        raise FetchError(f"{url!r} is compressed as {', '.join(sorted(codings))!r}, which was not asked for.")
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > rules.decoded_bytes:
            raise FetchError(f"{url!r} is longer than {rules.decoded_bytes:,} bytes decompressed, so it was not taken.")
        if len(body) > max(RATIO_FROM, rules.ratio * response.num_bytes_downloaded):
            raise FetchError(f"{url!r} grows more than {rules.ratio} times when decompressed, so it was not taken.")
    return bytes(body)

"""One request and its reply, within limits of time and size.

There is no client object: nothing keeps cookies, follows redirects, or reads proxies from the environment. A proxy
would resolve the host's name again, so the address that was checked would not be the one connected to.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from httpcore2 import (
    SOCKET_OPTION,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
    WriteTimeout,
)
from pydantic import Field

from briefbot.errors import FetchError
from briefbot.feeds.addresses import addresses_of, is_public
from briefbot.types import Frozen

if TYPE_CHECKING:
    import httpx2
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


def dial(address: str, port: int, seconds: float) -> NetworkStream:
    """A connection to an IP address, for which the system asks no name server."""
    return SyncBackend().connect_tcp(address, port, seconds)


class Network(NamedTuple):
    """How hosts are found and reached."""

    resolve: Callable[[str, int], list[str]] = addresses_of
    """Host and port -> IP addresses."""
    dial: Callable[[str, int, float], NetworkStream] = dial
    """IP address, port and seconds -> connection."""


class CheckedBackend(NetworkBackend):
    """Resolves a host once, checks all its addresses, and connects to one of those.

    A host with a public and a private address is refused: that is how a name is turned against its resolver.
    """

    def __init__(self, network: Network, allow_private: bool, deadline: float) -> None:
        self._network = network
        self._allow_private = allow_private
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Connect to the first address that answers.

        Raises:
            FetchError: the host has no address, or one that is not public.
        """
        addresses = self._network.resolve(host, port)
        for address in addresses:
            if not self._allow_private and not is_public(address):
                raise FetchError(
                    f"Refused: {host!r} is at {address}, which is not an address of the public internet. "
                    "If you trust it, run `briefbot ... --allow-private`."
                )
        failure: Exception = ConnectError(f"{host!r} has no address")
        for address in addresses:
            try:
                left = _left(self._deadline, timeout, ConnectTimeout)
                return DeadlineStream(self._network.dial(address, port, left), self._deadline)
            except (ConnectError, ConnectTimeout) as error:
                failure = error
        raise failure


class DeadlineStream(NetworkStream):
    """A connection whose every wait ends at the deadline, so that no trickle of bytes can prolong it."""

    def __init__(self, stream: NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes that have arrived, at most `max_bytes`."""
        return self._stream.read(max_bytes, _left(self._deadline, timeout, ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, _left(self._deadline, timeout, WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        """The same connection, encrypted; the certificate is checked against the host's name."""
        left = _left(self._deadline, timeout, ConnectTimeout)
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  (as in the base class)
        """Particulars of the connection."""
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, error: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("it took too long in all")
    return left if timeout is None else min(left, timeout)


ROBOT_NAME = "briefbot"
"""The name that robots.txt files address."""


class FetchRules(Frozen):
    """Limits and manners of fetching."""

    contact: str | None = Field(default=None, description="Address at which a site learns who is asking.")
    allow_private: bool = Field(default=False, description="Whether this machine and private networks may be reached.")
    connect_seconds: float = Field(default=10, gt=0)
    read_seconds: float = Field(default=20, gt=0, description="Longest silence of a server.")
    total_seconds: float = Field(default=60, gt=0, description="Longest time for one request, its body included.")
    body_bytes: int = Field(default=10 << 20, gt=0, description="Largest body, as sent.")
    decoded_bytes: int = Field(default=40 << 20, gt=0, description="Largest body, decompressed.")
    ratio: int = Field(default=100, gt=1, description="Most a body may grow when it is decompressed.")
    redirects: int = Field(default=5, ge=0)
    delay_seconds: float = Field(default=1, ge=0, description="Least time between two requests to a host.")
    backoff_seconds: float = Field(default=2, ge=0, description="First wait after 429 or 503; it doubles.")
    attempts: int = Field(default=3, ge=1, description="Requests made to a host that answers 429 or 503.")
    longest_wait: float = Field(default=60, ge=0, description="Seconds a host may make a run wait.")

    @property
    def user_agent(self) -> str:
        """The User-Agent header, such as `briefbot/1.2.0 (+https://news.example/bot)`."""
        name = f"{ROBOT_NAME}/{version(ROBOT_NAME)}"
        return f"{name} (+{self.contact})" if self.contact else name

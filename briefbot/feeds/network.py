"""Connections to the very address that was checked, with one deadline for all that happens on them.

`httpcore2` is imported with this module, so only a function that fetches imports it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

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

from briefbot.errors import FetchError
from briefbot.feeds.addresses import addresses_of, is_public


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
                    "Add --allow-private if you trust it."
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

"""What the robots.txt of each host asks for (RFC 9309), read once a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefbot.errors import FetchError
from briefbot.feeds.http import ROBOT_NAME, Reply

if TYPE_CHECKING:
    from protego import Protego
LONGEST_ROBOTS = 500 << 10
"""Bytes that are read of a robots.txt; RFC 9309 asks for no more."""


class Robots:
    """The robots.txt files of one run.

    Args:
        get: fetches an address, whatever the status.
    """

    def __init__(self, get: Callable[[str], Reply]) -> None:
        self._get = get
        self._known: dict[str, Protego | FetchError] = {}

    def check(self, url: str) -> None:
        """Make sure that an address may be fetched.

        Raises:
            FetchError: robots.txt forbids it, or cannot be read: then RFC 9309 forbids everything.
        """
        if not self._of(url).can_fetch(url, ROBOT_NAME):
            raise FetchError(f"Refused: the robots.txt of the host forbids {url!r}. Save the page from a browser.")

    def delay(self, url: str) -> float:
        """Seconds that a host, whose robots.txt has been read, wants between requests; 0 if it does not say."""
        found = self._known.get(_origin(url))
        return 0 if found is None or isinstance(found, FetchError) else found.crawl_delay(ROBOT_NAME) or 0

    def _of(self, url: str) -> Protego:
        origin = _origin(url)
        if origin not in self._known:
            try:
                self._known[origin] = self._read(origin)
            except FetchError as error:
                self._known[origin] = error
        found = self._known[origin]
        if isinstance(found, FetchError):
            raise FetchError(str(found), found.temporary)
        return found

    def _read(self, origin: str) -> Protego:
        from protego import Protego

        reply = self._get(f"{origin}/robots.txt")
        if reply.status == 429 or reply.status >= 500:
            raise FetchError(f"Refused: {reply.url!r} answers {reply.status}, which forbids everything for now.", True)
        # Empty, so no rules, when it is missing.
        return Protego.parse(reply.body[:LONGEST_ROBOTS].decode("utf-8-sig", "replace"))


def _origin(url: str) -> str:
    import httpx2

    found = httpx2.URL(url)
    return f"{found.scheme}://{found.netloc.decode('ascii')}"

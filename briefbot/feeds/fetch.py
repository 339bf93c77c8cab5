"""Polite fetching: robots.txt first, pauses between requests to a host, redirects followed by hand."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain, groupby, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from briefbot.errors import FetchError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.http import FetchRules, Reply, exchange
from briefbot.feeds.robots import Robots
from briefbot.feeds.storage import FetchedFile, Hints, former_file, save_reply

if TYPE_CHECKING:
    from briefbot.feeds.http import Network
Hosted = TypeVar("Hosted")
REDIRECTS = {301, 302, 303, 307, 308}
BUSY = {429, 503}
TEMPORARY = {408, 425, 429, 500, 502, 503, 504}


class Fetcher:
    """The fetching of one run: it remembers each host's robots.txt, and when it may be asked again.

    Args:
        rules: limits and manners.
        network: finds hosts and connects to them; by default through the system.
    """

    def __init__(self, rules: FetchRules | None = None, network: Network | None = None) -> None:
        self.rules = rules or FetchRules()
        self._network = network
        self._robots = Robots(lambda url: self._follow(url, {}, obey_robots=False))
        self._ready: defaultdict[str, float] = defaultdict(float)
        """When each host may be asked again, by the monotonic clock."""

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Reply:
        """A document, or status 304 if it has not changed since it had this ETag or Last-Modified header.

        Raises:
            FetchError: the address must not or cannot be fetched, or the answer is an error, too large or empty.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        # what a server sent beyond ASCII, such as a date in its own language, cannot be sent back
        headers = {name: value for name, value in conditions.items() if value and value.isascii()}
        reply = self._follow(url, headers, obey_robots=True)
        if reply.status == 304 and headers:
            return reply
        if not 200 <= reply.status < 300:
            later = reply.status in TEMPORARY
            advice = "Try again later." if later else "Check the address."
            raise FetchError(f"{url!r} answers {reply.status}. {advice}", later)
        if not reply.body.strip():
            raise FetchError(f"{url!r} is empty. Try again later.", True)
        return reply

    def _follow(self, url: str, headers: dict[str, str], *, obey_robots: bool) -> Reply:
        """The reply at the end of the redirects; each address on the way is checked like the first."""
        import httpx2

        asked = url
        for _ in range(self.rules.redirects + 1):
            url = checked_url(url)
            if obey_robots:
                self._robots.check(url)
            reply = self._ask(url, headers)
            target = reply.headers.get("location")
            if reply.status not in REDIRECTS or not target:
                return reply
            try:
                url = str(httpx2.URL(url).join(target))
            except httpx2.InvalidURL as error:
                raise FetchError(f"{url!r} redirects to {target!r}, which is no address.") from error
        raise FetchError(f"{asked!r} redirects more than {self.rules.redirects} times. Check the address.")

    def _ask(self, url: str, headers: dict[str, str]) -> Reply:
        """The reply of a host, asked when it is ready, and again after a while if it is busy."""
        import httpx2

        host = httpx2.URL(url).netloc.decode("ascii")
        delay = max(self.rules.delay_seconds, min(self._robots.delay(url), self.rules.longest_wait))
        for attempt in range(self.rules.attempts):
            self._wait_for(host)
            try:
                reply = exchange(url, headers, self.rules, self._network)
            finally:
                self._ready[host] = time.monotonic() + delay
            if reply.status not in BUSY:
                break
            pause = seconds_of(reply.headers.get("retry-after")) or self.rules.backoff_seconds * 2**attempt
            self._ready[host] = time.monotonic() + max(pause, delay)
        return reply

    def _wait_for(self, host: str) -> None:
        pause = self._ready[host] - time.monotonic()
        if pause > self.rules.longest_wait:
            raise FetchError(f"{host!r} is busy, and asks to be left alone for {pause:.0f} s. Try again later.", True)
        time.sleep(max(0, pause))


def fetch_url(
    url: str,
    home: Path,
    fetcher: Fetcher | None = None,
    hints: Hints | None = None,
    fits: Callable[[Reply], bool] = lambda reply: True,
) -> FetchedFile:
    """Fetch a document into the library's folder; one that has not changed since is left as it is, with status 304.

    Args:
        url: its address.
        home: folder of the library.
        fetcher: the run that this belongs to; by default one of its own.
        hints: what is known of it from elsewhere, kept beside it.
        fits: whether an answer, or the file of one that has not changed since, is the document that was meant; another
            is not saved.

    Raises:
        FetchError: it must not or cannot be fetched, or is of a kind that is not read.
        LibraryError: it cannot be saved.
    """
    fetcher = fetcher or Fetcher()
    url = checked_url(url)
    known = former_file(home, url)
    reply = fetcher.get(url, known.etag, known.last_modified) if known else fetcher.get(url)
    unchanged = known if reply.status == 304 else None
    if unchanged:
        headers = {"content-type": unchanged.content_type}
        reply = reply.model_copy(update={"headers": headers, "body": unchanged.path.read_bytes()})
    if not fits(reply):
        raise FetchError(f"{url!r} answers with a page of something else, which was left. Look at it in a browser.")
    if unchanged:
        return unchanged.model_copy(update={"status": 304})
    return save_reply(home, url, reply, hints or Hints())


def in_turns(items: Iterable[Hosted], host: Callable[[Hosted], str]) -> list[Hosted]:
    """The items with their hosts taking turns, so that the pause for one is used for the others."""
    by_host = [list(group) for _, group in groupby(sorted(items, key=host), host)]
    return [item for item in chain.from_iterable(zip_longest(*by_host)) if item is not None]


def seconds_of(retry_after: str | None) -> float:
    """Seconds from now that a Retry-After header means, given as a number or a date; 0 if it means nothing."""
    if retry_after is None:
        return 0
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        when = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return 0
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())

"""A round of all feeds: each new entry becomes a file, and each page that an entry links to.

Nothing is kept in memory that a stop could lose; the folder of an entry's file says how far it has come:

- `<host>/.waiting`: its page is still to be fetched. The page takes its place, and it goes to
- `<host>/.replaced`, for the record; or its page cannot be had, or was not asked for, and it goes to
- `<host>`, as an article in its own words.

Hidden folders are not ingested.

A feed's ETag is written down after all its entries are, so a round that was stopped asks for the whole feed again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, groupby, zip_longest
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from filelock import FileLock, Timeout
from pydantic import Field

from briefbot.errors import FetchError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.entries import ATOM, Entry, ParsedFeed, atom_of, parse_feed
from briefbot.feeds.fetch import Fetcher, fetch_url
from briefbot.feeds.storage import Hints, fetched_folder, stem_of, write_file, writing
from briefbot.feeds.subscriptions import Feed, load_feeds, replace_feed
from briefbot.types import Frozen, Problem

WAITING = ".waiting"
REPLACED = ".replaced"
PATIENCE = 3 * 24 * 3600
"""Seconds for which a page that fails for the time being is asked for, round by round."""


class FeedReport(Frozen):
    """What a round did."""

    new: int = Field(default=0, description="Entries that were not known.")
    pages: int = Field(default=0, description="Pages fetched.")
    unchanged: int = Field(default=0, description="Feeds without a new entry.")
    waiting: int = Field(default=0, description="Pages that failed for now, and are asked for in the next round.")
    problems: tuple[Problem, ...] = Field(default=(), description="Feeds and pages that failed, by address.")


def fetch_feeds(
    home: Path,
    fetcher: Fetcher | None = None,
    *,
    pages: bool = True,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> FeedReport:
    """Fetch all feeds, and the pages of their new entries, into `fetched_folder`.

    Args:
        home: folder of the library.
        fetcher: does the fetching; by default one with the usual rules.
        pages: whether to fetch the pages that entries link to.
        begin: told how many feeds there are, and again when it is known how many pages come on top.
        done: told after each feed and page, with 1.

    Raises:
        FetchError: another round is under way.
        LibraryError: the files cannot be read or written.
    """
    fetcher = fetcher or Fetcher()
    with _one_round(home):
        feeds = load_feeds(home)
        begin(len(feeds))
        new = unchanged = fetched = 0
        problems = []
        for feed in feeds:
            try:
                count, complete = _take_feed(home, feed, fetcher, pages)
            except FetchError as error:
                replace_feed(home, feed.model_copy(update={"failures": feed.failures + 1}))
                problems.append(Problem(path=feed.url, reason=str(error)))
            else:
                new += count
                unchanged += not count
                if not complete:
                    problems.append(Problem(path=feed.url, reason=f"{feed.url!r} ends in the middle of an entry."))
            done(1)
        waiting = _in_turns(sorted(fetched_folder(home).glob(f"*/{WAITING}/*.xml")))
        begin(len(feeds) + len(waiting))
        for path in waiting:
            if not pages:
                _settle(path, "")
            elif problem := _take_page(home, path, fetcher):
                problems.append(problem)
            else:
                fetched += 1
            done(1)
    left = sum(path.exists() for path in waiting)
    return FeedReport(new=new, pages=fetched, unchanged=unchanged, waiting=left, problems=tuple(problems))


def feed_title(url: str, fetcher: Fetcher) -> str:
    """The title of a feed, which shows that there is one at this address.

    Raises:
        FetchError: there is none, or it cannot be fetched.
    """
    return parse_feed(fetcher.get(url)).title


def _take_feed(home: Path, feed: Feed, fetcher: Fetcher, pages: bool) -> tuple[int, bool]:
    """Save a feed's new entries; returns how many there are, and whether the feed had its end."""
    reply = fetcher.get(feed.url, feed.etag, feed.last_modified)
    now = {"last_fetched": dt.datetime.now(dt.UTC), "failures": 0}
    if reply.status == 304:
        replace_feed(home, feed.model_copy(update=now))
        return 0, True
    parsed = parse_feed(reply)
    count = sum(_save_entry(home, entry, parsed, feed, pages) for entry in parsed.entries)
    headers = reply.headers if parsed.complete else {}
    validators = {"etag": headers.get("etag"), "last_modified": headers.get("last-modified")}
    replace_feed(home, feed.model_copy(update={"title": parsed.title or feed.title, **validators, **now}))
    return count, parsed.complete


def _save_entry(home: Path, entry: Entry, parsed: ParsedFeed, feed: Feed, pages: bool) -> bool:
    """Write an entry's file; returns whether it is new."""
    try:
        page = checked_url(entry.link or "")
    except FetchError:
        page = None
    # without a page of its own, an entry is told from others of its feed by its words alone
    path = fetched_folder(home) / f"{stem_of(page or feed.url, entry.identity)}.xml"
    if any((path.parent / place / path.name).exists() for place in (WAITING, REPLACED, "")):
        return False
    document = atom_of(entry.model_copy(update={"link": page}), parsed.title or feed.title, feed.url)
    write_file(path.parent / (WAITING if pages and page else "") / path.name, document)
    return True


def _take_page(home: Path, path: Path, fetcher: Fetcher) -> Problem | None:
    """Fetch the page of a waiting entry; the problem if that fails."""
    url, hints = _page_of(path)
    try:
        fetch_url(url, home, fetcher, hints)
    except FetchError as error:
        if not error.temporary or time.time() - path.stat().st_mtime > PATIENCE:
            _settle(path, "")
        return Problem(path=url, reason=str(error))
    _settle(path, REPLACED)
    return None


def _page_of(path: Path) -> tuple[str, Hints]:
    """The address in the file of an entry, empty if there is none, and what is said there about the page."""
    from defusedxml.ElementTree import fromstring

    names = {"": ATOM}
    try:
        feed: Element = fromstring(path.read_bytes())
    except ParseError:  # the file was damaged by something else
        return "", Hints()
    entry = feed.find("entry", names)
    link = feed.find("entry/link", names)
    if entry is None or link is None:
        return "", Hints()
    hints = Hints(
        title=entry.findtext("title", None, names),
        published=entry.findtext("published", None, names) or entry.findtext("updated", None, names),
        source=feed.findtext("title", None, names),
    )
    return link.get("href", ""), hints


def _settle(path: Path, place: str) -> None:
    """Move the file of a waiting entry to another place in the folder of its host."""
    target = path.parent.parent / place / path.name
    with writing(target):
        target.parent.mkdir(exist_ok=True)
        path.replace(target)


def _in_turns(paths: list[Path]) -> list[Path]:
    """The files with their hosts taking turns, so that the pause for one is used for the others."""
    by_host = [list(group) for _, group in groupby(paths, lambda path: path.parent)]
    return [path for path in chain.from_iterable(zip_longest(*by_host)) if path is not None]


@contextmanager
def _one_round(home: Path) -> Iterator[None]:
    lock = FileLock(home / ".fetch.lock", timeout=0)
    with writing(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise FetchError("The feeds are being fetched already. Wait until that is done.", True) from error
    try:
        yield
    finally:
        lock.release()

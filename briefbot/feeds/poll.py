"""A round of all feeds: each new entry becomes a file, and each page that an entry links to.

Nothing is kept in memory that a stop could lose; the folder of an entry's file says how far it has come:

- `<host>/.waiting`: its page is still to be fetched. The page takes its place, and it goes to
- `<host>/.replaced`, for the record; or its page cannot be had, was not asked for, or is not of this entry, and it
  goes to
- `<host>`, as an article in its own words.

The page of a podcast's episode is its transcript, where the feed names one.

Hidden folders are not ingested.

A feed's ETag is written down after all its entries are, so a round that was stopped asks for the whole feed again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from filelock import FileLock, Timeout
from pydantic import Field

from briefbot.errors import FetchError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.entries import ATOM, Entry, ParsedFeed, atom_of, parse_feed, without_tags
from briefbot.feeds.fetch import Fetcher, fetch_url, in_turns
from briefbot.feeds.http import Reply
from briefbot.feeds.matching import holds
from briefbot.feeds.storage import Hints, document_kind, fetched_folder, stem_of, write_file, writing
from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.readers.syndication import part_of_page
from briefbot.types import Frozen, Problem

WAITING = ".waiting"
REPLACED = ".replaced"
PATIENCE = 3 * 24 * 3600
"""Seconds for which a page that fails for the time being is asked for, round by round."""


class FeedReport(Frozen):
    """What a round did."""

    new: int = Field(default=0, description="Entries that were not known.")
    pages: int = Field(default=0, description="Pages fetched.")
    kept: int = Field(default=0, description="Entries that keep their own words, since the page lacks these.")
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
    with one_round(home):
        feeds = FEEDS.load(home)
        begin(len(feeds))
        new = unchanged = fetched = kept = 0
        problems = []
        for feed in feeds:
            try:
                count, complete = _take_feed(home, feed, fetcher, pages)
            except FetchError as error:
                FEEDS.replace(home, feed.model_copy(update={"failures": feed.failures + 1, "last_error": str(error)}))
                problems.append(Problem(path=feed.url, reason=str(error)))
            else:
                new += count
                unchanged += not count
                if not complete:
                    problems.append(Problem(path=feed.url, reason=f"{feed.url!r} ends in the middle of an entry."))
            done(1)
        waiting = in_turns(sorted(fetched_folder(home).glob(f"*/{WAITING}/*.xml")), lambda path: path.parts[-3])
        begin(len(feeds) + len(waiting))
        for path in waiting:
            if not pages:
                _settle(path, "")
            else:
                outcome = _take_page(home, path, fetcher)
                problems += [outcome] if isinstance(outcome, Problem) else []
                fetched += outcome == "page"
                kept += outcome == "entry"
            done(1)
    left = sum(path.exists() for path in waiting)
    counts = {"new": new, "pages": fetched, "kept": kept, "unchanged": unchanged, "waiting": left}
    return FeedReport(**counts, problems=tuple(problems))


def feed_title(url: str, fetcher: Fetcher) -> str:
    """The title of a feed, which shows that there is one at this address.

    Raises:
        FetchError: there is none, or it cannot be fetched.
    """
    return parse_feed(fetcher.get(url)).title


def _take_feed(home: Path, feed: Feed, fetcher: Fetcher, pages: bool) -> tuple[int, bool]:
    """Save a feed's new entries; returns how many there are, and whether the feed had its end."""
    reply = fetcher.get(feed.url, feed.etag, feed.last_modified)
    now = {"last_fetched": dt.datetime.now(dt.UTC), "failures": 0, "last_error": ""}
    if reply.status == 304:
        FEEDS.replace(home, feed.model_copy(update=now))
        return 0, True
    parsed = parse_feed(reply)
    count = sum(_save_entry(home, entry, parsed, feed, pages) for entry in parsed.entries)
    headers = reply.headers if parsed.complete else {}
    validators = {"etag": headers.get("etag"), "last_modified": headers.get("last-modified")}
    FEEDS.replace(home, feed.model_copy(update={"title": parsed.title or feed.title, **validators, **now}))
    return count, parsed.complete


def _save_entry(home: Path, entry: Entry, parsed: ParsedFeed, feed: Feed, pages: bool) -> bool:
    """Write an entry's file; returns whether it is new."""
    page, transcript = _checked(entry.link), _checked(entry.transcript)
    # without a page of its own, an entry is told from others of its feed by its words alone
    path = fetched_folder(home) / f"{stem_of(page or feed.url, entry.identity)}.xml"
    if any((path.parent / place / path.name).exists() for place in (WAITING, REPLACED, "")):
        return False
    # a page that several entries share is a list of them, and the article of none
    awaited = pages and (transcript or (page and not entry.shared))
    link = part_of_page(page, entry.title, entry.words) if page and entry.shared else page
    entry = entry.model_copy(update={"link": link, "transcript": transcript})
    write_file(
        path.parent / (WAITING if awaited else "") / path.name, atom_of(entry, parsed.title or feed.title, feed.url)
    )
    return True


def _checked(url: str | None) -> str | None:
    """The address in its normal form; None if it is none that can be fetched."""
    try:
        return checked_url(url or "")
    except FetchError:
        return None


def _take_page(home: Path, path: Path, fetcher: Fetcher) -> Literal["page", "entry"] | Problem:
    """Fetch the page of a waiting entry; tells which of the two is kept, or the problem if that fails."""
    url, hints, text = _page_of(path)
    other = False

    def fits(reply: Reply) -> bool:
        nonlocal other
        html = document_kind(reply.body, reply.headers.get("content-type", "")) == "html"
        other = html and not hints.page and not holds(reply.body, hints.title or "", text)
        return not other

    try:
        fetch_url(url, home, fetcher, hints, fits)
    except FetchError as error:
        if not error.temporary or time.time() - path.stat().st_mtime > PATIENCE:
            _settle(path, "")
        return "entry" if other else Problem(path=url, reason=str(error))
    _settle(path, REPLACED)
    return "page"


def _page_of(path: Path) -> tuple[str, Hints, str]:
    """What to fetch for an entry, empty if nothing, what its file says about it, and its text without markup."""
    from defusedxml.ElementTree import fromstring

    names = {"": ATOM}
    try:
        feed: Element = fromstring(path.read_bytes())
    except ParseError:  # the file was damaged by something else
        return "", Hints(), ""
    entry = feed.find("entry", names)
    if entry is None:
        return "", Hints(), ""
    own = feed.find("link[@rel='self']", names)
    links = {link.get("rel", "alternate"): link.get("href", "") for link in entry.findall("link", names)}
    texts = [without_tags(entry.findtext(name, "", names)) for name in ("summary", "content")]
    hints = Hints(
        title=entry.findtext("title", None, names),
        published=entry.findtext("published", None, names) or entry.findtext("updated", None, names),
        source=feed.findtext("title", None, names),
        feed=own.get("href") if own is not None else None,
        author=", ".join(name.text or "" for name in entry.findall("author/name", names)) or None,
        page=links.get("alternate") if "transcript" in links else None,
    )
    return links.get("transcript") or links.get("alternate", ""), hints, " ".join(texts)


def _settle(path: Path, place: str) -> None:
    """Move the file of a waiting entry to another place in the folder of its host."""
    target = path.parent.parent / place / path.name
    with writing(target):
        target.parent.mkdir(exist_ok=True)
        path.replace(target)


@contextmanager
def one_round(home: Path) -> Iterator[None]:
    """Make sure that one process fetches at a time.

    Raises:
        FetchError: another does.
    """
    lock = FileLock(home / ".fetch.lock", timeout=0)
    with writing(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise FetchError("Feeds or mail are being fetched already. Wait until that is done.", True) from error
    try:
        yield
    finally:
        lock.release()

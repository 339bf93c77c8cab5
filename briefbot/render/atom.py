"""Feeds out: Atom (RFC 4287) of briefings, and of what a watchlist found. Ids never change."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence

from briefbot.briefing.types import Briefing
from briefbot.render.calendar import NAMESPACE
from briefbot.render.document import Document, briefing_document, plain_text
from briefbot.render.document_html import document_body
from briefbot.types import Frozen

MOST = 50  # entries of a feed


class FeedEntry(Frozen):
    """One entry of a feed."""

    key: str
    """What it is, from which its id is made: the same thing has the same id for ever."""
    title: str
    updated: dt.datetime
    document: Document
    address: str | None = None


def stable_id(key: str) -> str:
    """An id that is made of what it names alone."""
    return uuid.uuid5(NAMESPACE, key).urn


def atom_feed(key: str, title: str, entries: Sequence[FeedEntry], own: str = "") -> bytes:
    """A feed of the newest entries, newest first.

    Args:
        key: what the feed is of.
        title: its name.
        entries: newest first.
        own: the address at which it is served, where it is.
    """
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.id(stable_id(key))
    feed.title(plain_text(title))
    feed.author({"name": "briefbot"})
    if own:
        feed.link(href=own, rel="self", type="application/atom+xml")
    feed.updated(max((each.updated for each in entries), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)))
    for each in entries[:MOST]:
        entry = feed.add_entry(order="append")
        entry.id(stable_id(each.key))
        entry.title(plain_text(each.title))
        entry.updated(each.updated)
        entry.content(document_body(each.document), type="html")
        if each.address:
            entry.link(href=each.address, rel="alternate")
    return bytes(feed.atom_str(pretty=True))


def briefing_entries(
    saved: Iterable[tuple[Briefing, dt.datetime | None]], page: Callable[[Briefing], str] | None = None
) -> list[FeedEntry]:
    """Saved briefings as entries, newest first; of one span and topic only the last that was made.

    Args:
        saved: briefings, and when each was made where that is known, oldest first.
        page: the address at which a briefing is read, where there is one.
    """
    found: dict[str, FeedEntry] = {}
    for briefing, made in saved:
        document = briefing_document(briefing)
        key = f"briefing {briefing.first} {briefing.last} {briefing.topic or ''}"
        updated = made or dt.datetime.combine(briefing.last, dt.time(), dt.UTC)
        address = page(briefing) if page else None
        found[key] = FeedEntry(key=key, title=document.title, updated=updated, document=document, address=address)
    return sorted(found.values(), key=lambda entry: entry.updated, reverse=True)

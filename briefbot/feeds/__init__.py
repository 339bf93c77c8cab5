"""Addresses -> files: polite and safe fetching, subscriptions to feeds, and their lists as OPML."""

from __future__ import annotations

from briefbot.feeds.fetch import Fetcher, fetch_url
from briefbot.feeds.http import FetchRules
from briefbot.feeds.poll import FeedReport, feed_title, fetch_feeds
from briefbot.feeds.storage import FetchedFile, fetched_folder, read_sidecar
from briefbot.feeds.subscriptions import Feed, add_feeds, load_feeds, read_opml, remove_feed, write_opml

__all__ = [
    "Feed",
    "FeedReport",
    "FetchRules",
    "FetchedFile",
    "Fetcher",
    "add_feeds",
    "completed",
    "feed_title",
    "fetch_feeds",
    "fetch_url",
    "fetched_folder",
    "load_feeds",
    "read_opml",
    "read_sidecar",
    "remove_feed",
    "write_opml",
]

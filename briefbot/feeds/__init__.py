"""Addresses -> files: polite and safe fetching, subscriptions to feeds, and their lists as OPML."""

from __future__ import annotations

from briefbot.feeds.fetch import Fetcher, fetch_url
from briefbot.feeds.http import FetchRules
from briefbot.feeds.poll import FeedReport, feed_title, fetch_feeds
from briefbot.feeds.storage import FetchedFile, fetched_folder, read_sidecar
from briefbot.feeds.subscriptions import FEEDS, Feed, read_opml, write_opml

__all__ = [
    "FEEDS",
    "Feed",
    "FeedReport",
    "FetchRules",
    "FetchedFile",
    "Fetcher",
    "feed_title",
    "fetch_feeds",
    "fetch_url",
    "fetched_folder",
    "read_opml",
    "read_sidecar",
    "write_opml",
]

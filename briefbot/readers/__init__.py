"""Files -> articles: one reader a format, chosen by suffix."""

from __future__ import annotations

from briefbot.readers.doubts import with_warnings
from briefbot.readers.formats import SUFFIXES, is_read, read_article, read_articles, read_data
from briefbot.readers.records import PRESETS, Mapping, parse_mapping

__all__ = [
    "Mapping",
    "PRESETS",
    "SUFFIXES",
    "is_read",
    "parse_mapping",
    "read_article",
    "read_articles",
    "read_data",
    "with_warnings",
]

"""Files -> articles: one reader a format, chosen by suffix."""

from __future__ import annotations

from briefbot.readers.formats import SUFFIXES, read_article, read_articles, read_data
from briefbot.readers.records import PRESETS, Mapping, parse_mapping

__all__ = ["Mapping", "PRESETS", "SUFFIXES", "parse_mapping", "read_article", "read_articles", "read_data"]

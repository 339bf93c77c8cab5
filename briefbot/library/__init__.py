"""The library: articles, paragraphs and chunks in one SQLite file, the source of truth.

Every article is written in one transaction, so that after a crash at any moment it is whole or absent. Words are
searched here too (SQLite FTS5, BM25); the vectors are a cache that the library can rebuild.
"""

from briefbot.library.checking import Faults, Stats
from briefbot.library.records import FileStat, KnownFile, KnownProblem, Standing
from briefbot.library.schema import MIGRATIONS
from briefbot.library.store import Library

__all__ = ["MIGRATIONS", "Faults", "FileStat", "KnownFile", "KnownProblem", "Library", "Standing", "Stats"]

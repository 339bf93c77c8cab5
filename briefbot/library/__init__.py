"""Articles, chunks and briefings <-> one SQLite file, the source of truth.

Every article is written in one transaction, so that after a crash at any moment it is whole or absent. Words are
searched here too (SQLite FTS5, BM25); the vectors are a cache that the library can rebuild.
"""

from __future__ import annotations

from briefbot.library.holding import Held, moment_now
from briefbot.library.maintenance import Faults, Stats
from briefbot.library.rows import Doubt, FileStat, KnownFile, KnownProblem, Standing
from briefbot.library.schema import MIGRATIONS
from briefbot.library.store import Library

__all__ = [
    "Doubt",
    "Faults",
    "FileStat",
    "Held",
    "KnownFile",
    "KnownProblem",
    "Library",
    "MIGRATIONS",
    "Standing",
    "Stats",
    "moment_now",
]

"""New articles -> what each watchlist is told of them: one proven sentence a hit, every story once."""

from __future__ import annotations

from briefbot.watchlists.finding import found_of_late, match_arrivals
from briefbot.watchlists.types import Every, Hit, HitKind, Watchlist

__all__ = ["Every", "Hit", "HitKind", "Watchlist", "found_of_late", "match_arrivals"]

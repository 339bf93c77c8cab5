"""Watchlists and their hits as frozen models."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import AwareDatetime, Field

from briefbot.types import Frozen, Sentence

MORNING = dt.time(6, 30)


class Every(StrEnum):
    """How often a list is told."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Watchlist(Frozen):
    """A search that is kept, and who is told of what it finds."""

    id: str
    name: str
    query: str = Field(description="What a hit is about.")
    any: tuple[str, ...] = Field(default=(), description="Words of which a hit has one; '*' at an end is any ending.")
    all: tuple[str, ...] = Field(default=(), description="Words that a hit has.")
    none: tuple[str, ...] = Field(default=(), description="Words that a hit has not.")
    sources: tuple[str, ...] = Field(default=(), description="Publishers, upper or lower case alike; none for all.")
    every: Every = Every.IMMEDIATE
    at: dt.time = Field(default=MORNING, description="Local time, of a daily or weekly list.")
    days: tuple[int, ...] = Field(default=(), description="Days of the week, Monday is 0; none for all, or Monday.")
    to: tuple[str, ...] = Field(description="Names of targets, or addresses.")
    paused: bool = False
    created: AwareDatetime

    @property
    def has_words(self) -> bool:
        """Whether it asks for words besides its query."""
        return bool(self.any or self.all)


class HitKind(StrEnum):
    """Why an article is news to a list."""

    NEW = "new"
    CORRECTED = "corrected"
    """A version of an article that the list was told of."""


class Hit(Frozen):
    """An article that a list is told of."""

    article_id: str
    kind: HitKind = HitKind.NEW
    title: str
    source: str | None
    day: dt.date | None
    url: str | None
    score: float = Field(description="Log-odds (nats) that it is about the query.")
    sentence: Sentence = Field(description="The one that matters to the query, in the article's own words, cited.")
    changes: tuple[str, ...] = Field(default=(), description="What a corrected version changed, one line each.")
    also: tuple[str, ...] = Field(default=(), description="Publishers and titles of copies of the same text.")
    found: AwareDatetime

"""What the articles say is still to come: dated events after the last day, in the words of a source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from briefbot.briefing.excerpts import Excerpt, excerpts, quotation, widened
from briefbot.briefing.likeness import VectorStore, cosine, names_in
from briefbot.briefing.types import Event
from briefbot.sentences import overlap
from briefbot.temporal.tense import tense_around
from briefbot.types import DateMention, Passage

LONGEST_SPAN = 92  # days; 'next year' is no entry of a calendar
SURE_SPAN = 3  # days; a longer one needs a verb of the future
TOGETHER = 7  # days within which dates of one sentence are one entry
SAME_EVENT = 0.5  # cosine of two sentences of one date, or of their names, from which they are about one event
SAME_DAY = 0.35  # or cosine of two sentences of one single day
SAME_WORDS = 0.5  # or share of the words of the shorter
Days = tuple[dt.date, dt.date]

_COMING = re.compile(
    r"\b(?:will|would|must|shall|(?:is|are) (?:to|due|expected)|if|unless|until|obliges?|requires?|remains?|before"
    r"|by)\b",
    re.I,
)
_IDLE = re.compile(
    r"\b(?:wanted|(?:had|has|have) (?:hoped|planned|wanted)|rejected|turned down|could perhaps|might)\b"
    r"|^\W*(?:what|how|why|who)\b",
    re.I,
)


class _Entry(NamedTuple):
    """A sentence with the days that it names."""

    days: Days
    core: Excerpt
    """The sentence that names them."""
    shown: Excerpt
    """With the one before it, where it cannot be read alone."""


def events_ahead(passages: Sequence[Passage], last: dt.date, vectors: VectorStore) -> tuple[Event, ...]:
    """The dated events after a day, in the order of their dates, each once and no sentence twice.

    Args:
        passages: all paragraphs of the span's articles.
        last: the last day of the span.
        vectors: of sentences.
    """
    entries = [
        _Entry(days, excerpt, widened(excerpt))
        for excerpt in excerpts(passages)
        if (days := _days(coming_dates(excerpt, last)))
    ]
    vectors.add([entry.core.text for entry in entries])
    taken: list[_Entry] = []
    for entry in sorted(entries, key=_order):
        if any(_same_event(entry, other, vectors) for other in taken):
            continue
        told = any(other.shown.text in entry.shown.text for other in taken)
        taken.append(entry._replace(shown=entry.core) if told else entry)
    return tuple(
        Event(first=entry.days[0], last=entry.days[1], sentence=quotation(entry.shown))
        for entry in sorted(taken, key=lambda entry: entry.days)
    )


def _order(entry: _Entry) -> tuple[object, ...]:
    """By date; of one date what can be read alone first, then the shortest."""
    return (*entry.days, not entry.core.stands_alone, len(entry.shown.text), entry.shown.text)


def _days(dates: Sequence[DateMention]) -> Days | None:
    """The days of a sentence: those near the first date that it names, together."""
    if not dates:
        return None
    first = min(date.first for date in dates)
    return first, max(date.last for date in dates if (date.first - first).days < TOGETHER)


def coming_dates(excerpt: Excerpt, last: dt.date) -> list[DateMention]:
    """The dates after a day for which a sentence says that something is to happen."""
    if _IDLE.search(excerpt.text):
        return []
    return [date for date in excerpt.dates if date.first > last and _is_coming(excerpt, date)]


def _is_coming(excerpt: Excerpt, date: DateMention) -> bool:
    days = (date.last - date.first).days
    tense = tense_around(excerpt.passage.text, date.start, date.end)
    if days > SURE_SPAN:
        return tense >= 0 and days < LONGEST_SPAN
    return tense >= 0 or _COMING.search(excerpt.text) is not None


def _same_event(entry: _Entry, other: _Entry, vectors: VectorStore) -> bool:
    """Whether two sentences that name overlapping days speak of one event."""
    if entry.days[0] > other.days[1] or other.days[0] > entry.days[1]:
        return False
    one, two = entry.core.text, other.core.text
    alike = float(vectors(one) @ vectors(two))
    if alike >= SAME_EVENT or max(overlap(one, two), overlap(two, one)) >= SAME_WORDS:
        return True
    if entry.days == other.days and entry.days[0] == entry.days[1] and alike >= SAME_DAY:
        return True
    names = [dict.fromkeys(names_in([text]), 1.0) for text in (one, two)]
    return cosine(names[0], names[1]) >= SAME_EVENT

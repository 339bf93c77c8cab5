"""Resolved dates in words, for readers and for the language model."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable

from briefbot.types import DateMention

LONGEST_DAYS = 10  # that a reader counts as days; a month and a year are understood
_POSSESSIVE = re.compile(r"['’]s\b")


def describe_dates(mention: DateMention) -> str:
    """The days meant, in few words: 'Sunday 14 July 2019', '14-20 July 2019', 'July 2019', '2019'.

    The weekday is left out where the mention itself says it.
    """
    if mention.first == mention.last:
        named = f"{mention.first:%A}"
        return _day(mention.first) if named.lower() in mention.text.lower() else f"{named} {_day(mention.first)}"
    return describe_span(mention.first, mention.last)


def describe_span(first: dt.date, last: dt.date) -> str:
    """A span of days in few words: '14 July 2019', '14-20 July 2019', 'July 2019', '2019'."""
    if first == last:
        return _day(first)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and first.month == 1 and last.month == 12:
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    begin, end = (f"{first:%B}", f"{last:%B} {last.year}") if whole_months else (f"{first.day} {first:%B}", _day(last))
    if first.year != last.year:
        return f"{begin} {first.year} to {end}"
    if first.month != last.month:
        return f"{begin} to {end}"
    return end if whole_months else f"{first.day}-{end}"


def annotate(text: str, mentions: Iterable[DateMention]) -> str:
    """The text with each relative or partial date followed by its days in brackets; no word of it is changed.

    They stand behind a possessive: "today's (12 March 2024) announcement".
    Complete dates stay as they are, and a repeated mention is annotated once.
    """
    parts: list[str] = []
    known: set[tuple[str, dt.date, dt.date]] = set()
    done = 0
    for mention in mentions:
        meaning = (mention.text.lower(), mention.first, mention.last)
        if mention.relative and meaning not in known:
            end = mention.end + len(possessive_after(text, mention.end))
            parts += text[done:end], f" ({describe_dates(mention)})"
            known.add(meaning)
            done = end
    return "".join([*parts, text[done:]])


def possessive_after(text: str, end: int) -> str:
    """The ending of a possessive that stands at a place of a text; empty when there is none."""
    return text[end : end + 2] if _POSSESSIVE.match(text, end) else ""


def needs_days(mention: DateMention) -> bool:
    """Whether a reader must be told which days a relative date means, where the sentence stands.

    "On Sunday" and "last week" must be counted from a day that the sentence does not give; "last year", "in March" and
    "30 years ago" are understood, and their source's note has them.
    """
    return mention.relative and (mention.last - mention.first).days < LONGEST_DAYS


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"

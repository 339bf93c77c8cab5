"""Dates that are complete in themselves: '14 July 2019', 'late August 2018', 'in 2019', 'the 1990s'."""

from __future__ import annotations

import datetime as dt
import re

from briefbot.text.dates.grammar import (
    DAYS_OF_MONTH,
    MONTH,
    PART,
    SEASON,
    YEAR,
    Rule,
    after,
    before,
    days_of_month,
    deadline,
    pattern,
)
from briefbot.text.dates.spans import DateSpan, named_span, part_of, unit_span
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import BEFORE_YEAR, COUNTED, MAYBE_BEFORE_YEAR


def _iso_day(match: re.Match[str], _: dt.date) -> DateSpan | None:
    day = dt.date.fromisoformat(match[0])
    return day, day


def _days(match: re.Match[str], _: dt.date) -> DateSpan | None:
    return days_of_month(match, int(match["year"]))


def _month(match: re.Match[str], _: dt.date) -> DateSpan:
    return part_of(named_span(match["month"], int(match["year"])), "month", match["part"], deadline(match))


def _season(match: re.Match[str], _: dt.date) -> DateSpan:
    return named_span(match["season"], int(match["year"]))


def _year(match: re.Match[str], _: dt.date) -> DateSpan | None:
    """A bare year: it needs a word before it that a count would not have, and nothing counted after it."""
    counted = rf"\s+{any_of(COUNTED)}\b"
    in_time = match["part"] or before(match, any_of(BEFORE_YEAR))
    may_count = before(match, any_of(MAYBE_BEFORE_YEAR)) and not after(match, r"\s+[a-z]+s\b")
    if after(match, counted) or not (in_time or may_count):
        return None
    return part_of(unit_span(dt.date(int(match["year"]), 1, 1), "year", 0), "year", match["part"], deadline(match))


def _years(match: re.Match[str], _: dt.date) -> DateSpan | None:
    first, last = int(match["first"]), int(match["last"])
    return (dt.date(first, 1, 1), dt.date(last, 12, 31)) if first < last else None


def _decade(match: re.Match[str], _: dt.date) -> DateSpan:
    first = int(match["decade"])
    return dt.date(first, 1, 1), dt.date(first + 9, 12, 31)


COMPLETE: tuple[Rule, ...] = (
    (pattern(r"\d{4}-\d\d-\d\d(?!-?\d)"), _iso_day),
    *((pattern(rf"{days},?\s+{YEAR}"), _days) for days in DAYS_OF_MONTH),
    (pattern(rf"(?:{PART})?{MONTH},?\s+(?:of\s+)?{YEAR}"), _month),
    (pattern(rf"(?:the\s+)?(?P<season>{SEASON})\s+(?:of\s+)?{YEAR}"), _season),
    (pattern(rf"(?:{PART})?{YEAR}"), _year),
    (pattern(r"(?P<first>(?:1[5-9]|20)\d\d)[–-](?P<last>(?:1[5-9]|20)\d\d)(?![–-]?\d)"), _years),
    (pattern(r"(?:the\s+)?(?P<decade>(?:1[5-9]|20)\d0)s"), _decade),
)

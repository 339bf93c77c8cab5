"""Dates known in part, as the Extended Date/Time Format writes them (EDTF, ISO 8601-2:2019), and in words.

Of EDTF it reads what articles have: a year, a month, a season or quarter, one of two of them or of a few days, and a
day without its year. PyPI's `edtf` reads all of it, but takes winter for December, "Q3 2019" for March and "early
August" for August, and its day without a year is any of ten thousand; see `evals/LOG.md`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from briefbot.text.dates.describe import describe_span
from briefbot.text.dates.spans import DateSpan

SEASON_NUMBERS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""The seasons by the numbers that stand in a month's place; those of the northern half of the earth."""
FIRST_QUARTER = 33
"""The number of the first quarter of a year; the others follow."""
_NAMES = {number: name for name, number in SEASON_NUMBERS.items() if name != "fall"}
_ORDINALS = ("first", "second", "third", "fourth")
_PARTS = {(1, 10): "early", (11, 20): "mid-"}
_ONE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_YEARLESS = re.compile(r"XXXX-(\d\d)-(\d\d)")
_SET = re.compile(r"\[(\d{4}[\d-]*)\.\.(\d{4}[\d-]*)\]")
_INTERVAL = re.compile(r"(\d{4}-\d\d)/(\d{4}-\d\d)")
_UNSURE = re.compile(r"[~?%]$")


def edtf_span(text: str) -> DateSpan | None:
    """The first and the last day that an expression of EDTF can mean; None where it has no year, or is none.

    Of a winter both that begin and that end in its year count.
    """
    if both := _SET.fullmatch(text):
        first, last = _span(both[1]), _span(both[2])
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    return _span(text)


def _span(text: str) -> DateSpan | None:
    match = _ONE.fullmatch(text)
    if not match or int(match[1]) == 0:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        if match[3]:
            return dt.date(year, month, day), dt.date(year, month, day)
        if not match[2]:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        if month == SEASON_NUMBERS["winter"]:
            return dt.date(year - 1, 12, 1), _end(year + 1, 2)
        if 21 <= month <= 23:
            return dt.date(year, 3 * (month - 20), 1), _end(year, 3 * (month - 20) + 2)
        if FIRST_QUARTER <= month < FIRST_QUARTER + 4:
            begin = 3 * (month - FIRST_QUARTER) + 1
            return dt.date(year, begin, 1), _end(year, begin + 2)
        return dt.date(year, month, 1), _end(year, month)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def edtf_of_span(first: dt.date, last: dt.date) -> str:
    """The expression of one of some days: '2019-08', '2019', '[2019-08-01..2019-08-10]', '[2019-07..2019-08]'."""
    if first == last:
        return first.isoformat()
    if first.day != 1 or last != _end(last.year, last.month):
        return one_of(first.isoformat(), last.isoformat())
    if first.year == last.year and (first.month, last.month) == (1, 12):
        return f"{first.year:04}"
    return one_of(f"{first:%Y-%m}", f"{last:%Y-%m}")


def one_of(first: str, last: str) -> str:
    """The expression of one of what lies between two others; the one where they are the same."""
    return first if first == last else f"[{first}..{last}]"


def plain_edtf(text: str) -> str | None:
    """An expression as others write it, as it is kept here: an interval is one of its months; None for none."""
    bare = _UNSURE.sub("", text.strip())
    if between := _INTERVAL.fullmatch(bare):
        bare = one_of(between[1], between[2])
    return bare if edtf_span(bare) else None


def edtf_words(text: str) -> str:
    """An expression in words: 'August 2019', 'early August 2019', 'summer 2019', '14 July, year unknown'.

    What is no expression of these stays as it is.
    """
    if day := _YEARLESS.fullmatch(text):
        return f"{int(day[2])} {calendar.month_name[int(day[1])]}, year unknown"
    if (both := _SET.fullmatch(text)) and not (_ONE.fullmatch(both[1]) or _ONE.fullmatch(both[2])):
        return text
    numbered = [_numbered(part) for part in (both.groups() if both else [text])]
    if all(numbered):
        return " or ".join(numbered)
    span = edtf_span(text)
    if span is None:
        return text
    return _part_of_month(*span) or describe_span(*span)


def _numbered(text: str) -> str:
    """A season or a quarter in words; empty for others."""
    match = _ONE.fullmatch(text)
    number = int(match[2] or 0) if match else 0
    if not match or match[3] or edtf_span(text) is None or number <= 12:
        return ""
    return f"{_NAMES[number] if number in _NAMES else _ordinal(number)} {match[1]}"


def _ordinal(quarter: int) -> str:
    return f"{_ORDINALS[quarter - FIRST_QUARTER]} quarter of"


def _part_of_month(first: dt.date, last: dt.date) -> str:
    """The early, middle or late days of a month as such; empty for others."""
    if (first.year, first.month) != (last.year, last.month):
        return ""
    part = _PARTS.get((first.day, last.day), "late" if first.day == 21 and last == _end(last.year, last.month) else "")
    return f"{part}{'' if part.endswith('-') else ' '}{first:%B} {first.year}" if part else ""

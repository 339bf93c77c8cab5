"""Calendar arithmetic over spans of days, with python-dateutil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dateutil.parser import parserinfo
from dateutil.relativedelta import SA, relativedelta

DateSpan = tuple[dt.date, dt.date]
DAY = dt.timedelta(days=1)
MONTH_NUMBERS = {name.lower(): number for number, names in enumerate(parserinfo.MONTHS, 1) for name in names}
SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
ELEVEN_MONTHS = 334  # Days.
_PARTS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
# First and last day of the early, middle and late part of a week or month, counted from 0; months of a year.
_THIRDS = {"week": ((0, 2), (2, 4), (4, 6)), "month": ((0, 9), (10, 19), (20, 30)), "year": ((0, 3), (4, 7), (8, 11))}


def nearest(spans: Sequence[DateSpan], anchor: dt.date, tense: int) -> DateSpan:
    """The span nearest to the anchor among those that agree with the tense, or among all when none does."""

    def cost(span: DateSpan) -> tuple[bool, int]:
        gap = min(0, (span[1] - anchor).days) + max(0, (span[0] - anchor).days)
        return gap * tense < 0 or abs(gap) > ELEVEN_MONTHS, abs(gap)

    return min(spans, key=cost)


def unit_span(day: dt.date, unit: str, offset: int) -> DateSpan:
    """The day, week, weekend, month, quarter or year that is `offset` units after the one that holds `day`."""
    sunday = day.isoweekday() == 7
    if unit == "day":
        return day + offset * DAY, day + offset * DAY
    if unit == "week":
        first = day + relativedelta(days=0 if sunday else 1 - day.isoweekday(), weeks=offset)
        return first, first + 6 * DAY
    if unit == "weekend":
        first = day + relativedelta(days=-int(sunday), weekday=SA(1)) + relativedelta(weeks=offset)
        return first, first + DAY
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    begin = day.replace(day=1, month=(day.month - 1) // months * months + 1)
    first = begin + relativedelta(months=months * offset)
    return first, first + relativedelta(months=months) - DAY


def stretch(day: dt.date, unit: str, count: int) -> DateSpan:
    """From `day` to `count` days, weeks, months or years later, or earlier when negative."""
    steps = {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
    }
    other = day + steps[unit]
    return min(day, other), max(day, other)


def named_span(name: str, year: int) -> DateSpan:
    """A month ('July', 'Sept.') or a season of a year."""
    season = SEASON_MONTHS.get(name.lower())
    first = dt.date(year, season or MONTH_NUMBERS[name.lower().rstrip(".")], 1)
    return first, first + relativedelta(months=3 if season else 1) - DAY


def part_of(span: DateSpan, unit: str, words: str | None, deadline: bool = False) -> DateSpan:
    """The part of a week, month or year that `words` such as 'early' or 'the end of' name; all of it when none.

    The end of a year is its last month, and the end as a deadline is the last day.
    """
    part = next((word for word in (words or "").lower().split() if word in _PARTS), None)
    if part is None:
        return span
    if deadline and part == "end":
        return span[1], span[1]
    begin, end = _THIRDS[unit][_PARTS[part]]
    if unit != "year":
        return span[0] + begin * DAY, min(span[1], span[0] + end * DAY)
    if part in ("start", "beginning", "end"):
        begin = end = 11 if part == "end" else 0
    return span[0] + relativedelta(months=begin), span[0] + relativedelta(months=end + 1) - DAY

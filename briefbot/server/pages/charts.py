"""Counts over time as the bars of a small chart: by day, week, month or year, whichever gives few enough."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping

from briefbot.text.dates.describe import describe_span
from briefbot.types import Frozen

Span = tuple[dt.date, dt.date]
MOST_BARS = 62
HEIGHT = 40
WIDTH = 600


class Bar(Frozen):
    """A bar in the units of the chart, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    told: str


class Chart(Frozen):
    """Bars, and what they say in words."""

    bars: tuple[Bar, ...]
    told: str
    first: str
    last: str


def chart(counts: Mapping[dt.date, int]) -> Chart | None:
    """A chart of counts by day; None where one bar would be all."""
    fitting = ((unit, found) for unit, of in UNITS if len(found := _periods(counts, of)) <= MOST_BARS)
    unit, periods = next(fitting, ("", []))
    if len(periods) < 2:
        return None
    most = max(count for _, _, count in periods)
    step = WIDTH / len(periods)
    bars = [
        Bar(
            x=round(at * step, 2),
            y=round(HEIGHT * (1 - count / most), 2),
            width=round(step * 0.82, 2),
            height=round(HEIGHT * count / most, 2),
            told=f"{describe_span(first, last)}: {count}",
        )
        for at, (first, last, count) in enumerate(periods)
    ]
    peak = max(periods, key=lambda period: period[2])
    told = f"Articles {unit}, {describe_span(periods[0][0], periods[-1][1])}; the most, {peak[2]}, {_on(peak)}."
    ends = (describe_span(first, last) for first, last, _ in (periods[0], periods[-1]))
    return Chart(bars=tuple(bars), told=told, first=next(ends), last=next(ends))


def _on(period: tuple[dt.date, dt.date, int]) -> str:
    first, last, _ = period
    return f"{'on' if first == last else 'in'} {describe_span(first, last)}"


def _periods(counts: Mapping[dt.date, int], of: Callable[[dt.date], Span]) -> list[tuple[dt.date, dt.date, int]]:
    """The periods from the first day to the last, those without articles too, as far as they are few enough."""
    summed: Counter[Span] = Counter()
    for day, count in counts.items():
        summed[of(day)] += count
    periods: list[tuple[dt.date, dt.date, int]] = []
    at = min(summed, default=None)
    while at and at <= max(summed) and len(periods) <= MOST_BARS:
        periods.append((*at, summed[at]))
        at = of(at[1] + dt.timedelta(days=1))
    return periods


def _day(day: dt.date) -> Span:
    return day, day


def _week(day: dt.date) -> Span:
    first = day - dt.timedelta(days=day.weekday())
    return first, first + dt.timedelta(days=6)


def _month(day: dt.date) -> Span:
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _year(day: dt.date) -> Span:
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


UNITS = (("a day", _day), ("a week", _week), ("a month", _month), ("a year", _year))

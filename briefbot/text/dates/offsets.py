"""Days told by their distance from another: 'the day before yesterday', 'a week from Friday', 'a year ago Sunday'."""

from __future__ import annotations

import datetime as dt
import re

from dateutil.parser import parserinfo
from dateutil.relativedelta import relativedelta, weekday

from briefbot.text.dates.grammar import WEEKDAY, Rule, before, pattern
from briefbot.text.dates.spans import DAY, DateSpan, nearest, unit_span
from briefbot.text.dates.tense import tense_around
from briefbot.text.lexicon.numbers import ONES

_WEEKDAYS = {names[-1].lower(): number for number, names in enumerate(parserinfo.WEEKDAYS)}
_NAMED = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "now": 0}
_COUNTS = {"a": 1, "an": 1, "the": 1} | {word: number for number, word in enumerate(ONES[:13])}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNIT = "(?P<unit>day|week|fortnight|month|year)"
_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night)\b)?"
_BASE = rf"(?P<base>{WEEKDAY}|today|tonight|yesterday|tomorrow){_OF_DAY}"
_BOUNDED = "than|over|least|most|within"
_LATER = frozenset(("after", "from"))


def _base(match: re.Match[str], anchor: dt.date, default: int) -> dt.date:
    """The day that the distance counts from: a weekday is the one that the verb tells, else past or coming."""
    name = match["base"].lower()
    if name in _NAMED:
        return anchor + _NAMED[name] * DAY
    number = _WEEKDAYS[name]
    latest = anchor + relativedelta(weekday=weekday(number, -1))
    coming = anchor + relativedelta(weekday=weekday(number, 1))
    if not default:
        return min(latest, coming, key=lambda day: abs(day - anchor))
    tense = tense_around(match.string, match.start(), match.end()) or default
    return nearest([(latest, latest), (coming, coming)], anchor, tense)[0]


def _moved(day: dt.date, unit: str, count: int) -> dt.date:
    if unit == "fortnight":
        unit, count = "week", 2 * count
    steps = {"day": {"days": count}, "week": {"weeks": count}, "month": {"months": count}, "year": {"years": count}}
    return day + relativedelta(**steps[unit])  # type: ignore[arg-type]


def _number(match: re.Match[str]) -> int:
    words = match["count"].lower()
    return int(words) if words.isdecimal() else _COUNTS[words]


def _away(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'The day before yesterday', 'a week from Friday'; not 'more than a week before Sunday'."""
    if before(match, _BOUNDED):
        return None
    later = match["side"].lower() in _LATER
    base = _base(match, anchor, default=1 if match["side"].lower() == "from" else -1)
    day = _moved(base, match["unit"].lower(), _number(match) if later else -_number(match))
    return day, day


def _ago(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'A week ago Friday' is the Friday before the latest, 'a year ago Sunday' the day a year before this Sunday."""
    if before(match, _BOUNDED):
        return None
    unit = match["unit"].lower()
    near = unit in ("month", "year")  # an anniversary is told of some days before it too
    base = _base(match, anchor, default=0)
    if not near and base > anchor:
        base -= 7 * DAY
    day = _moved(base, unit, -_number(match))
    return day, day


def _ago_this(match: re.Match[str], anchor: dt.date) -> DateSpan:
    """'A year ago this month'."""
    return unit_span(_moved(anchor, match["unit"].lower(), -_number(match)), match["period"].lower(), 0)


def _week_on(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'Friday week', 'a week on Friday' and 'tomorrow fortnight', as the British say it."""
    name = match["base"].lower()
    coming = anchor + (
        _NAMED[name] * DAY if name in _NAMED else relativedelta(days=1, weekday=weekday(_WEEKDAYS[name], 1))
    )
    weeks = 2 if match["unit"].lower() == "fortnight" else 1
    day = coming + 7 * weeks * DAY
    return day, day


def _second(match: re.Match[str], anchor: dt.date) -> DateSpan:
    """'The week before last', 'the weekend after next', 'the Sunday before last'."""
    unit, steps = match["unit"].lower(), 2 if match["side"].lower().startswith("after") else -2
    if unit not in _WEEKDAYS:
        return unit_span(anchor, unit, steps)
    day = anchor + relativedelta(days=1 if steps > 0 else -1, weekday=weekday(_WEEKDAYS[unit], steps))
    return day, day


def _fortnight(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    return None if before(match, _BOUNDED) else unit_span(anchor, "week", -2 * _number(match))


OFFSETS: tuple[Rule, ...] = (
    (pattern(rf"{_COUNT}\s+{_UNIT}s?\s+(?P<side>before|after|from)\s+{_BASE}"), _away),
    (pattern(rf"{_COUNT}\s+{_UNIT}s?\s+ago\s+(?:on\s+|last\s+)?{_BASE}"), _ago),
    (pattern(rf"{_COUNT}\s+{_UNIT}s?\s+ago\s+this\s+(?P<period>week|weekend|month)"), _ago_this),
    (
        pattern(rf"(?P<base>{WEEKDAY}|today|tomorrow)\s+(?P<unit>week|fortnight)(?![\s-](?:long|old|end|of|after))"),
        _week_on,
    ),
    (pattern(rf"a\s+(?P<unit>week|fortnight)\s+on\s+(?P<base>{WEEKDAY})"), _week_on),
    (
        pattern(rf"the\s+(?P<unit>{WEEKDAY}|week|weekend|month|year)\s+(?P<side>before\s+last|after\s+next)"),
        _second,
    ),
    (pattern(rf"{_COUNT}\s+fortnights?\s+ago"), _fortnight),
)
"""Rules that name two days at once; they stand before those of the single ones."""

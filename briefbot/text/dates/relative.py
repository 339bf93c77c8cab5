"""Dates that need the article's own day: 'Sunday', 'early next month', 'June 30', 'two weeks ago'."""

from __future__ import annotations

import datetime as dt
import re

from dateutil.parser import parserinfo
from dateutil.relativedelta import relativedelta, weekday

from briefbot.text.dates.grammar import (
    DAYS_OF_MONTH,
    EDGE,
    FULL_MONTH,
    PART,
    SEASON,
    WEEKDAY,
    Rule,
    after,
    before,
    days_of_month,
    deadline,
    pattern,
)
from briefbot.text.dates.spans import DAY, DateSpan, named_span, nearest, part_of, stretch, unit_span
from briefbot.text.dates.tense import tense_around
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import (
    AFTER_DAY,
    AFTER_NO_DAY,
    AFTER_SOME_DAY,
    BEFORE_MONTH,
    BEFORE_NO_DAY,
    CLEARLY_BEFORE_MONTH,
    DAY_PARTS,
    NAMED_DAYS,
    PERIOD_PARTS,
    PERIODS,
    WHICH_PERIOD,
    WHICH_WEEKDAY,
)

_WEEKDAYS = {names[-1].lower(): number for number, names in enumerate(parserinfo.WEEKDAYS)}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_COUNTS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_OFFSETS = {"last": -1, "past": -1, "this": 0, "the": 0, "next": 1, "coming": 1}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNIT = "(?P<unit>day|week|month|year)"


def _tense(match: re.Match[str]) -> int:
    return tense_around(match.string, match.start(), match.end())


def _tense_of_date(match: re.Match[str], default: int = 0) -> int:
    """The tense, but a past verb tells nothing of a time limit: "unless they have approved it by October 19"."""
    tense = _tense(match) or default
    return 0 if tense < 0 and before(match, "by|before") else tense


def _count(match: re.Match[str]) -> int:
    words = (match["count"] or "one").lower()
    return int(words) if words.isdecimal() else _COUNTS[words]


def _days(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'July 14', '1-5 October'; but 'in July 14 people' counts people, and 'the Sept. 11 attacks' have their year."""
    if before(match, "in") and after(match, r"\s+[a-z]"):
        return None
    if re.fullmatch(r"Sept(?:ember|\.)? 11", match[0]) and after(match, r"\s+(?:attack|terror|hijack)"):
        return dt.date(2001, 9, 11), dt.date(2001, 9, 11)
    spans = [days_of_month(match, year) for year in range(anchor.year - 1, anchor.year + 2)]
    known = [span for span in spans if span is not None]
    return nearest(known, anchor, _tense_of_date(match)) if known else None


def _month(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'February', 'early August', 'last March', 'this summer'.

    A month that is also a name or a verb needs a word of time before it, and 'May' a clear one.
    """
    which, name = (match["which"] or "").lower(), match["month"]
    if name.isupper() or name in ("March", "April", "May", "June", "August"):
        may_be_name = name.capitalize() == "May" or after(match, r"\s+[A-Z][a-z]")
        in_time = CLEARLY_BEFORE_MONTH if may_be_name else BEFORE_MONTH
        if not (which or match["part"] or before(match, any_of(in_time))):
            return None
    years = range(anchor.year - 1, anchor.year + 2)
    spans = [part_of(named_span(name, year), "month", match["part"], deadline(match)) for year in years]
    if which == "this":
        return spans[1]
    if which == "last":
        return max(span for span in spans if span[1] < anchor)
    if which == "next":
        return min(span for span in spans if span[0] > anchor)
    return nearest(spans, anchor, _tense_of_date(match, default=-1))


def _weekday(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'Sunday', 'last Friday', 'Tuesday night'; not 'every Sunday', 'Black Friday' or the 'Sunday Times'."""
    indefinite = before(match, "an?") and not after(match, rf"\s+(?!{any_of(AFTER_SOME_DAY)}\b)\w")
    if indefinite or before(match, any_of(BEFORE_NO_DAY)) or after(match, rf"\s+{any_of(AFTER_NO_DAY)}\b"):
        return None
    number = _WEEKDAYS[match["weekday"].lower()]
    shared = "next" if before(match, rf"next\s+{WEEKDAY}\s+(?:and|or|to)") else ""
    which = (match["which"] or shared).lower()
    latest = anchor + relativedelta(weekday=weekday(number, -1))
    coming = anchor + relativedelta(weekday=weekday(number, 1))
    if which == "next":
        day = unit_span(anchor, "week", 1)[0] + relativedelta(weekday=weekday(number, 1))
    elif which.endswith(("last", "past")):
        day = anchor + relativedelta(days=-1, weekday=weekday(number, -1))
    elif which and which != "this":
        day = anchor + relativedelta(days=1, weekday=weekday(number, 1))
    else:
        # Without a verb that tells, the verb is of the present: "On Saturday the leaders gather".
        day = nearest([(latest, latest), (coming, coming)], anchor, _tense(match) or 1)[0]
    return day, day


def _weekday_of_week(match: re.Match[str], anchor: dt.date) -> DateSpan:
    """'Wednesday of last week', 'Friday next week'."""
    monday = unit_span(anchor, "week", _OFFSETS[match["which"].lower()])[0]
    day = monday + _WEEKDAYS[match["weekday"].lower()] * DAY
    return day, day


def _named_day(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'Yesterday', 'tonight', 'last night'; not the title in 'USA Today'."""
    words = match[0].lower()
    if match[0][0].isupper() and before(match, r"(?-i:[A-Z])\w*"):
        return None
    offset = -1 if words.startswith(("yesterday", "last")) else 1 if words.startswith("tomorrow") else 0
    return anchor + offset * DAY, anchor + offset * DAY


def _period(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'This week', 'early next month', 'the end of the year', 'later this week', 'last weekend'."""
    which, unit, part = match["which"].lower(), match["unit"].lower(), (match["part"] or "").lower()
    if not part and (which == "the" or before(match, "the") or after(match, r"\s+of\b")):
        return None
    if part and unit in ("weekend", "quarter"):
        return None
    if part == "earlier" and unit == "week" and anchor.isoweekday() == 7:
        return anchor - 6 * DAY, anchor - DAY
    span = unit_span(anchor, unit, _OFFSETS[which])
    if part == "earlier":
        return span[0], max(span[0], anchor - DAY)
    if part == "later":
        return min(span[1], anchor + DAY), span[1]
    return part_of(span, unit, part, deadline(match))


def _weekend(match: re.Match[str], anchor: dt.date) -> DateSpan:
    return nearest([unit_span(anchor, "weekend", n) for n in (-1, 0, 1)], anchor, _tense(match) or -1)


def _ago(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'Two weeks ago'; not 'more than two weeks ago', which only bounds the day."""
    return None if before(match, "than|over|least|most") else unit_span(anchor, match["unit"].lower(), -_count(match))


def _ahead(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'In two weeks' of something to come; 'the heaviest snow in two weeks', 'pass it in two days' are durations."""
    if before(match, "it|them") or after(match, r"\s+of\b") or before(match, "time|first|last") or _tense(match) < 1:
        return None
    return unit_span(anchor, match["unit"].lower(), _count(match))


def _stretch(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'The past two weeks' up to the anchor, 'the next three days' from it; not 'the last week of the trial'."""
    if after(match, r"\s+of\b"):
        return None
    return stretch(anchor, match["unit"].lower(), _OFFSETS[match["which"].lower()] * _count(match))


def _day_of_month(match: re.Match[str], anchor: dt.date) -> DateSpan | None:
    """'On the 14th', of the anchor's month; not 'on the 14th floor'."""
    ends = rf"\s*(?:[.,;:!?)\"”]|$)|\s+{any_of(AFTER_DAY)}\b"
    if not (before(match, "on|of|by|since|until|from") and after(match, ends)):
        return None
    day = anchor.replace(day=int(match["number"]))
    return day, day


def _sequel(match: re.Match[str], anchor: dt.date) -> DateSpan:
    sign = 1 if forwards(match) else -1
    return unit_span(anchor, match["unit"].lower(), sign * _count(match))


def forwards(match: re.Match[str]) -> bool:
    """Whether a match of `SEQUELS` points to after the date named before it."""
    return match["which"].lower().startswith(("following", "next", "later", "after"))


RELATIVE: tuple[Rule, ...] = (
    *((pattern(days), _days) for days in DAYS_OF_MONTH),
    (pattern(rf"(?:{PART}|(?P<which>this|last|next)\s+)?(?P<month>{FULL_MONTH})"), _month),
    (pattern(rf"(?P<part>)(?P<which>this|last|next)\s+(?P<month>{SEASON})"), _month),
    (pattern(rf"(?P<weekday>{WEEKDAY})\s+(?:of\s+)?(?P<which>last|this|next)\s+week"), _weekday_of_week),
    (
        pattern(rf"(?:(?P<which>{'|'.join(WHICH_WEEKDAY)})\s+)?(?P<weekday>{WEEKDAY})(?:\s+{any_of(DAY_PARTS)}\b)?"),
        _weekday,
    ),
    (
        pattern("|".join(NAMED_DAYS)),
        _named_day,
    ),
    (
        pattern(
            rf"(?:(?P<part>{'|'.join(PERIOD_PARTS)}|{EDGE})[\s-]+)?"
            rf"(?P<which>{'|'.join(WHICH_PERIOD)})\s+(?P<unit>{'|'.join(PERIODS)})"
        ),
        _period,
    ),
    (pattern(r"the\s+weekend"), _weekend),
    (pattern(rf"{_COUNT}\s+{_UNIT}s?\s+ago"), _ago),
    (pattern(rf"in\s+{_COUNT}\s+{_UNIT}s?(?:['’]?\s+time\b)?"), _ahead),
    (pattern(rf"{_COUNT}\s+{_UNIT}s?\s+from\s+now"), _ahead),
    (pattern(rf"the\s+(?P<which>last|past|next|coming)\s+{_COUNT}\s+{_UNIT}s?"), _stretch),
    (pattern(r"the\s+(?P<which>last|past|next|coming)\s+(?P<count>)(?P<unit>week|month|year)"), _stretch),
    (pattern(r"the\s+(?P<number>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)"), _day_of_month),
)
SEQUELS: tuple[Rule, ...] = (
    (pattern(rf"the\s+(?P<which>following|previous)\s+(?P<count>){_UNIT}"), _sequel),
    (pattern(r"the\s+(?P<which>next)\s+(?P<count>)(?P<unit>day)"), _sequel),
    (pattern(rf"{_COUNT}\s+(?P<unit>day|week|month)s?\s+(?P<which>later|earlier|(?:after|before)\s+that)"), _sequel),
)
"""Rules whose anchor is the date named before them: 'the following week', 'a day earlier'."""

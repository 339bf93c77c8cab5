"""The dates that a news text names, resolved to calendar days against the article's own day.

A closed set of expressions is recognised with regular expressions; python-dateutil does the calendar arithmetic.
The conventions, and why:

- A weekday is the most recent one on or before the article's day, because wire copy names the days of the past week
  bare ("said on Sunday", written that Sunday). In a future construction ("will", "is due to", "ahead of") it is the
  next one on or after. See `tense` for which construction counts.
- "Last Friday" is the latest Friday before the article's day. "Next Friday" is the Friday of the next week, because
  the coming one needs no "next". "This Friday" is the nearest one that agrees with the tense.
- A day without a year is the nearest occurrence that agrees with the tense within eleven months, else the nearest of
  all: news names the year of anything farther. So is a bare month, but in the past when there is no tense to go by.
- A week runs Monday to Sunday (ISO 8601). On a Sunday it is the seven days from that Sunday, because "this week" in a
  Sunday's news looks ahead; its "earlier this week" is the six days before.
- "Later this month" starts the day after the article's day, and "earlier this month" ends the day before it.
- "Two weeks ago" is a whole week, "two years ago" a whole year: the unit sets the precision, as in TimeML's TIMEX3.
- "A week from Friday" counts from the coming Friday, "a week ago Friday" from the latest one, and "a year ago Sunday"
  from the nearest: it is that day's date a year before, of whatever weekday.
- Early, mid and late are days 1-10, 11-20 and 21-end of a month, four months each of a year, and the first, middle and
  last three days of a week. "By the end of" a period means its last day. Seasons are the northern meteorological ones;
  winters are left alone because they belong to two years.
- A sequel ("the following week", "a day earlier") counts from the date named before it in the text.
- A duration without an anchor ("within two to three weeks of the meeting") is not a date and is left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from dateutil.relativedelta import relativedelta

from briefbot.text.dates.complete import COMPLETE
from briefbot.text.dates.offsets import OFFSETS
from briefbot.text.dates.relative import RELATIVE, SEQUELS, forwards
from briefbot.text.dates.spans import DateSpan
from briefbot.text.dates.tense import tense_around
from briefbot.types import DateMention

ANY_DAY = dt.date(2000, 1, 1)
"""An anchor where only the places of dates count, and not the days that they mean."""


def find_dates(text: str, anchor: dt.date | None) -> tuple[DateMention, ...]:
    """The dates that a text names, in order and without overlap, with exact character spans.

    Args:
        text: News prose in English, usually one paragraph.
        anchor: The day the article was published. Without it only complete dates ("14 July 2019", "in 2019") are found.

    Returns:
        The earliest and, of those that start together, the longest expressions. A range is one mention.
    """
    rules = COMPLETE if anchor is None else COMPLETE + OFFSETS + RELATIVE + SEQUELS
    matches = [(match, rule) for rule in rules for match in rule[0].finditer(text)]
    matches.sort(key=lambda found: (found[0].start(), -found[0].end()))
    mentions: list[DateMention] = []
    for match, rule in matches:
        if mentions and match.start() < mentions[-1].end:
            continue
        day = _antecedent(match, mentions, anchor) if rule in SEQUELS else anchor or dt.date.min
        try:
            span = rule[1](match, day) if day else None
        except (ValueError, OverflowError):  # The calendar has no such day, or ends before it.
            continue
        if span:
            mentions.append(_mention(text, match.start(), match.end(), span, relative=rule not in COMPLETE))
    return tuple(_joined(text, mentions))


def _antecedent(match: re.Match[str], mentions: Sequence[DateMention], anchor: dt.date | None) -> dt.date | None:
    """The day a sequel counts from: that of the date before it, or the anchor for something still to come."""
    if mentions:
        days = forwards(match) and match["unit"].lower() == "day"
        return mentions[-1].last if days else mentions[-1].first
    coming = forwards(match) and tense_around(text=match.string, start=match.start(), end=match.end()) > 0
    return anchor if coming else None


def _mention(text: str, start: int, end: int, span: DateSpan, relative: bool) -> DateMention:
    return DateMention(text=text[start:end], start=start, end=end, first=span[0], last=span[1], relative=relative)


def _joined(text: str, mentions: Sequence[DateMention]) -> Iterator[DateMention]:
    """The mentions, with the two ends of a range such as 'from July 14 to July 16' made one."""
    pending: DateMention | None = None
    for mention in mentions:
        if pending and _is_range(text, pending, mention):
            pending = _range(text, pending, mention)
            continue
        if pending:
            yield pending
        pending = mention
    if pending:
        yield pending


def _is_range(text: str, left: DateMention, right: DateMention) -> bool:
    gap = text[left.end : right.start]
    if gap == " and ":
        return text[max(0, left.start - 8) : left.start].lower() == "between "
    moved = re.search(r"(?:postponed|delayed|moved) from $", text[max(0, left.start - 20) : left.start])
    return re.fullmatch(r"\s?[–-]\s?|\s(?:to|through|until|till)\s", gap) is not None and not moved


def _range(text: str, left: DateMention, right: DateMention) -> DateMention:
    """One mention from two; the left one takes the year of a right one that names it ('March and May 2019')."""
    first = left.first
    if left.relative and not right.relative:
        first += relativedelta(year=right.first.year)
    if first > right.last:
        first -= relativedelta(weeks=1) if (first - right.last).days < 7 else relativedelta(years=1)
    return _mention(text, left.start, right.end, (min(first, right.last), right.last), right.relative)

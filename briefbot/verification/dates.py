"""Whether the dates of a claim are those of its evidence, or contain them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from briefbot.text.dates.grammar import ANY_MONTH, WEEKDAY
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import (
    BEFORE_WRITTEN_MONTH,
    MONTHS,
    NAMED_PERIODS,
    WEEKDAYS,
)
from briefbot.text.lexicon.speech import REPORTING
from briefbot.types import DateMention
from briefbot.verification.evidence import Evidence, Mismatch, MismatchKind

_MONTH = f"(?P<m{{0}}>{ANY_MONTH})(?!\\w)"
_DAY = r"(?P<d{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?:of\s+)?(?P<y{0}>[12]\d{{3}})\b)?"
_WRITTEN = re.compile(
    rf"(?<!\w)(?:{_DAY.format(1)}\s+(?:of\s+)?{_MONTH.format(1)}{_YEAR.format(1)}"
    rf"|{_MONTH.format(2)}\s+{_DAY.format(2)}(?![\d:%]|[.,]\d){_YEAR.format(2)}"
    rf"|{_MONTH.format(3)}{_YEAR.format(3)}"
    rf"|(?P<weekday>{WEEKDAY})(?!\w)"
    rf"|(?P<phrase>(?i:{'|'.join(NAMED_PERIODS)}))(?!\w))"
)
_BEFORE_MONTH = re.compile(rf"(?i)\b{any_of(BEFORE_WRITTEN_MONTH)}[\s-]+$")
_YEARS = re.compile(r"(?<![\d.,])[12]\d{3}(?![\d%]|[.,]\d)")
_STRETCH = re.compile(r"(?i)\b(?:and|to|through|until)\b|\d\s?[-–]\s?\d|\b(?:past|last|next)\s\w+\s\w+s\b")
_REPORTING = re.compile(rf"(?i)\b{any_of(REPORTING)}\b")


class _Written(NamedTuple):
    """A date as written, however incomplete."""

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Whether the days lie within what is written."""
        if self.month is None and self.weekday is None:
            return False
        if (self.day is not None or self.weekday is not None) and first != last:
            return False
        return all(
            (self.year in (None, day.year))
            and (self.month in (None, day.month))
            and (self.day in (None, day.day))
            and (self.weekday in (None, day.weekday()))
            for day in (first, last)
        )


def written_dates(text: str) -> list[_Written]:
    """Months, weekdays, days of the month and words such as 'yesterday' or 'last week', as written."""
    found = []
    for match in _WRITTEN.finditer(text):
        month = match["m1"] or match["m2"] or match["m3"]
        day = match["d1"] or match["d2"]
        year = match["y1"] or match["y2"] or match["y3"]
        if (
            month
            and not day
            and not year
            and month.capitalize() in ("May", "March")
            and not _BEFORE_MONTH.search(text, max(0, match.start() - 12), match.start())
        ):
            continue  # the verb
        found.append(
            _Written(
                *match.span(),
                match.group(),
                int(year) if year else None,
                next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month[:3].lower())) if month else None,
                int(day) if day else None,
                WEEKDAYS.index(match["weekday"].lower()) if match["weekday"] else None,
            )
        )
    return found


def wrong_dates(
    claim: str, mentions: Sequence[DateMention], evidence: Sequence[Evidence], source: Evidence | None = None
) -> tuple[list[Mismatch], list[tuple[int, int]]]:
    """A mismatch for each date of the claim that no evidence bears out, and the spans of all its dates.

    A date is borne out by an equal or more precise one, by the same words, or, in a sentence that reports what
    somebody said, by the day of the article. `source` is the one sentence that the claim repeats, if it repeats one:
    where it has as many dates as the claim, a date from another sentence proves nothing.
    """
    spans = [(mention.start, mention.end) for mention in mentions]
    alone = [
        part for part in written_dates(claim) if not any(start < part.end and part.start < end for start, end in spans)
    ]
    places = [evidence]
    if source and len(spans) + len(alone) <= max(len(source.dates), len(written_dates(source.text))):
        places.append([source])
    reporting = _REPORTING.search(claim) is not None
    checks: list[tuple[DateMention | _Written, Callable[[Evidence], bool]]] = []
    checks += [(mention, partial(_proves_mention, mention=mention, reporting=reporting)) for mention in mentions]
    checks += [(part, partial(_proves_written, part=part, reporting=reporting)) for part in alone]
    wrong = [
        Mismatch(kind=MismatchKind.DATE, text=date.text, start=date.start, end=date.end)
        for date, proves in checks
        if not all(any(map(proves, place)) for place in places)
    ]
    return wrong, spans + [(part.start, part.end) for part in alone]


def _proves_mention(evidence: Evidence, mention: DateMention, reporting: bool) -> bool:
    """Whether the evidence bears out a date that is resolved to days."""
    if _has_words(evidence, mention.text) or _proves_days(evidence, mention, reporting):
        return True
    return any(part.text == mention.text and _is_written(evidence, part) for part in written_dates(mention.text))


def _proves_written(evidence: Evidence, part: _Written, reporting: bool) -> bool:
    """Whether the evidence bears out a date that is not."""
    if _has_words(evidence, part.text) or _is_written(evidence, part):
        return True
    if any(part.covers(date.first, date.last) for date in evidence.dates):
        return True
    return reporting and evidence.published is not None and part.covers(evidence.published, evidence.published)


def _proves_days(evidence: Evidence, mention: DateMention, reporting: bool) -> bool:
    if _STRETCH.search(mention.text):  # "from 2009 to 2014" is not proven by a date in between
        return {mention.first, mention.last} <= {day for date in evidence.dates for day in (date.first, date.last)}
    if any(mention.first <= date.first and date.last <= mention.last for date in evidence.dates):
        return True
    return reporting and evidence.published is not None and mention.first <= evidence.published <= mention.last


def _has_words(evidence: Evidence, words: str) -> bool:
    first, *others = map(re.escape, words.split())
    pattern = r"\s+".join([first, *others])
    # One word keeps its case: "May" is not proven by "may".
    return re.search(rf"(?<!\w){pattern}(?!\w)", evidence.text, re.IGNORECASE if others else 0) is not None


def _is_written(evidence: Evidence, part: _Written) -> bool:
    """Whether the evidence writes the same month and day, unresolved, with the year there or elsewhere in the text."""
    years = {int(year) for year in _YEARS.findall(evidence.text)}
    years |= {evidence.published.year} if evidence.published else set()
    return part.month is not None and any(
        part.month == other.month
        and part.day in (None, other.day)
        and (part.year in (None, other.year) or (other.year is None and part.year in years))
        for other in written_dates(evidence.text)
        if not any(date.start < other.end and other.start < date.end for date in evidence.dates)
    )

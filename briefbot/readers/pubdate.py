"""When an article was published, from what its file says; never from today's date or the file's own times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from briefbot.readers.dates import (
    PARSED_MONTHS,
    PARSED_WEEKDAYS,
    Confidence,
    DateLine,
    Stamp,
    find_stamps,
    read_date,
    weekday_of,
)
from briefbot.readers.periods import period_of
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import BEFORE_OTHER_WEEKDAY, PLANNING
from briefbot.types import AHEAD, EARLIEST, PartialDay, Period, Published

NEAR_DAYS = 31
"""Days around a dateline within which a full date in the text tells its year."""
NEAR_WITH_WEEKDAY = 183
"""The same where the weekday agrees too, which it does by chance in one year of seven."""
EARLY = 1990
"""First year of which articles were put on the web as they appeared; those of earlier ones are of archives."""
RECENT_YEARS = 2
"""Years after the last past month of the text within which a weekday settles the year.

Reports give the month of what is recent, and only the year of what is long past."""
DATED_PARAGRAPHS = 3
"""Paragraphs in which a report may tell a day of the coming week by both weekday and date."""
_NAME_DAY = re.compile(r"(?<!\d)(19\d\d|20\d\d)[-_./]?(0[1-9]|1[0-2])[-_./]?(0[1-9]|[12]\d|3[01])(?!\d)")
_NAME_MONTH = re.compile(
    r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-_ ]?((?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_NAME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PATH_DAY = re.compile(r"/((?:19|20)\d\d)[/-]([A-Za-z]{3}|\d{1,2})[/-](\d{1,2})(?!\d)")
_COPYRIGHT = re.compile(r"(?:©|ⓒ|\(c\)|copyright)\D{0,20}((?:19|20)\d\d)(?![-–\d])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d$.,-])((?:19|20)\d\d)(?![\d%]|,\d)")
_MONTH_YEAR = re.compile(rf"\b(?:{PARSED_MONTHS})\b\.?,?\s((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_OTHER_WEEK = re.compile(rf"\b{any_of(BEFORE_OTHER_WEEKDAY)}\s+(?:{PARSED_WEEKDAYS})", re.IGNORECASE)
_PLANNED = re.compile(rf"\b{any_of(PLANNING)}\b")
_SENTENCE = re.compile(r"[.!?]\W*\s(?=[\"“‘]?[A-Z])")
_CLAUSE = re.compile(r"[.!?;:,](?:\s(?!\d{4})|$)|\s(?:and|but|when|while|which|after)\s")
_DEADLINE = re.compile(
    r"\b(?:by|until|before|through)\s+(?:the end of\s+|late\s+|early\s+)?"
    rf"(?:(?:{PARSED_MONTHS})\.?\s+(?:\d{{1,2}},?\s+)?)?$",
    re.IGNORECASE,
)
_ANNIVERSARY = re.compile(r"\b(?:anniversary|ago|since|commemorat\w*|memor\w*)\b")


class Precision(StrEnum):
    """How much of a date is told."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Hint(NamedTuple):
    """A day near publication, as a file name or an address tells it."""

    near: dt.date
    precision: Precision
    words: str
    of_update: bool = False

    @property
    def exact(self) -> bool:
        """Whether it names the day."""
        return self.precision is Precision.DAY


class Candidate(NamedTuple):
    """A date that may be that of publication."""

    published: Published
    of_update: bool = False
    """Whether it is, or rests on, the date of an update, whose time is not that of publication."""


class DateEvidence(NamedTuple):
    """Everything an article says of its own date, in the order it is believed."""

    header: str | None
    """The date of the front matter, as written."""
    date_lines: tuple[DateLine, ...]
    dateline: Stamp | None
    dateline_words: str
    name: str
    """The file's name without its suffix."""
    url: str | None
    paragraphs: tuple[str, ...]
    furniture: tuple[str, ...]
    """The text of what was dropped, for its copyright line."""


def publication(evidence: DateEvidence, today: dt.date | None = None) -> Published | None:
    """The date of publication with the words that established it, or None when nothing does.

    A day on which no article can have been published is given only where nothing tells another.
    """
    latest = (today or dt.date.today()) + AHEAD
    told = [each for each in _candidates(evidence, latest) if not outlived(each.published, evidence.paragraphs)]
    found = [each for each in told if _possible(each.published.day, latest) and not each.published.of_a_clock]
    if not found:
        return told[0].published if told else None
    first = found[0].published
    timed = (each.published for each in found if not each.of_update)
    same = (published for published in timed if published.time and published.day == first.day)
    best = first if first.time else next(same, first)
    clock = next((line.time for line in evidence.date_lines if line.time), None)
    return best if best.time or not clock else best.model_copy(update={"time": clock})


def partly_told(evidence: DateEvidence) -> PartialDay | None:
    """The day and month that an article tells of its publication without a year; None where it tells none."""
    lines = sorted(evidence.date_lines, key=lambda line: not line.labelled)
    told = [(line.published, f"date line {line.published.words!r}") for line in lines if line.published]
    if evidence.dateline:
        told.append((evidence.dateline, f"dateline {evidence.dateline_words!r}"))
    for stamp, words in told:
        if not stamp.year:
            weekday = stamp.weekday if stamp.weekday is not None else _own_weekday(evidence.paragraphs)
            return PartialDay(month=stamp.month, day=stamp.day, weekday=weekday, evidence=words)
    return None


def period_told(evidence: DateEvidence) -> Period | None:
    """The month or season that an article tells of its publication; None where it tells none."""
    said = period_of(evidence.header, "front matter date") if evidence.header else None
    lines = sorted(evidence.date_lines, key=lambda line: not line.labelled)
    return said or next((line.period for line in lines if line.period), None)


def outlived(published: Published, paragraphs: Sequence[str]) -> bool:
    """Whether a text tells as past a year after an early day of publication: then the day is one of its story.

    Archives hold what was printed in 1965; but of a page of today, an early day is more often that of a birth.
    """
    return published.day.year < EARLY and max(_years(paragraphs)[:2]) > published.day.year


def last_update(evidence: DateEvidence, published: Published | None) -> Published | None:
    """When a line says that the article was updated, if that was after its publication."""
    stamps = [line.updated for line in evidence.date_lines if line.updated]
    found = [each for stamp in stamps for each in _full(stamp, f"updated line {stamp.words!r}")]
    return next((each for each in found if published and published.day <= each.day and each.iso != published.iso), None)


def _candidates(evidence: DateEvidence, latest: dt.date) -> Iterable[Candidate]:
    hints = _hints(evidence)
    lines = sorted(evidence.date_lines, key=lambda line: not line.labelled)
    updated = [line.updated for line in lines if line.updated]
    if evidence.header:
        yield from map(Candidate, _full(read_date(evidence.header), f"front matter date {evidence.header!r}"))
    for line in lines:
        if line.published:
            yield from map(Candidate, _full(line.published, f"date line {line.published.words!r}"))
    near = hints + [
        Hint(stamp.date, Precision.DAY, f"updated line {stamp.words!r}", of_update=True)
        for stamp in updated
        if stamp.date
    ]
    near = [hint for hint in near if not hint.exact or _possible(hint.near, latest)]
    partial = [(line.published, f"date line {line.published.words!r}") for line in lines if line.published]
    if evidence.dateline:
        yield from map(Candidate, _full(evidence.dateline, f"dateline {evidence.dateline_words!r}"))
        partial.append((evidence.dateline, f"dateline {evidence.dateline_words!r}"))
    for stamp, words in partial:
        if not stamp.year:
            yield from _with_year(stamp, words, near, evidence, latest)
    for hint in hints:
        if hint.exact:
            yield Candidate(Published(day=hint.near, evidence=hint.words, confidence="medium"))
    for stamp in updated:
        words = f"updated line {stamp.words!r}, as no line tells the first publication"
        yield from (Candidate(published, of_update=True) for published in _full(stamp, words, "medium"))
    yield from (Candidate(each) for each in _before_a_day_to_come(evidence) if _possible(each.day, latest))


def _possible(day: dt.date, latest: dt.date) -> bool:
    return day.year >= EARLIEST and day <= latest


def _full(stamp: Stamp | None, words: str, confidence: Confidence = "high") -> Iterable[Published]:
    if stamp and stamp.date:
        yield Published(day=stamp.date, time=stamp.time, evidence=words, confidence=confidence)


def _hints(evidence: DateEvidence) -> list[Hint]:
    """Days that the file's name and the address tell."""
    hints = []
    name = f"file name {evidence.name!r}"
    if match := _NAME_DAY.search(evidence.name):
        hints += _hint(*match.groups(), precision=Precision.DAY, words=name)
    elif match := _NAME_MONTH.search(evidence.name):
        hints += _hint(match[2], match[1], "15", precision=Precision.MONTH, words=name)
    elif match := _NAME_YEAR.search(evidence.name):
        hints += _hint(match[1], "07", "01", precision=Precision.YEAR, words=name)
    if (told := period_told(evidence)) and (told.last - told.first).days < NEAR_DAYS:
        hints.append(Hint(told.first + (told.last - told.first) / 2, Precision.MONTH, told.evidence))
    if evidence.url and (match := _PATH_DAY.search(evidence.url)):
        hints += _hint(*match.groups(), precision=Precision.DAY, words=f"address {evidence.url!r}")
    return hints


def _hint(year: str, month: str, day: str, *, precision: Precision, words: str) -> list[Hint]:
    stamp = read_date(f"{month} {day}, {year}" if month.isalpha() else f"{year}-{month}-{day}")
    return [Hint(stamp.date, precision, words)] if stamp and stamp.date else []


def _with_year(
    stamp: Stamp, words: str, hints: list[Hint], evidence: DateEvidence, latest: dt.date
) -> Iterable[Candidate]:
    """The partial date in the year that a hint or the text establishes."""
    days = [day for year in range(EARLIEST, latest.year + 1) if (day := _in_year(stamp, year)) and day <= latest]
    for hint in hints:
        of_year = [day for day in days if day.year == hint.near.year]
        near = of_year if hint.precision is Precision.YEAR else days
        if near:
            day = min(near, key=lambda each: abs(each - hint.near))
            by_hint = Published(day=day, time=stamp.time, evidence=f"{words} with the year of the {hint.words}")
            yield Candidate(by_hint, of_update=hint.of_update)
    copyrights = {int(year) for text in evidence.furniture for year in _COPYRIGHT.findall(text)}
    if len(copyrights) == 1 and (day := _in_year(stamp, copyrights.pop())):
        told = f"{words} with the year of the copyright line"
        yield Candidate(Published(day=day, time=stamp.time, evidence=told, confidence="medium"))
    weekday = stamp.weekday if stamp.weekday is not None else _own_weekday(evidence.paragraphs)
    rules = [words]
    if weekday is not None:
        days = [day for day in days if day.weekday() == weekday]
        rules.append(f"the weekday {dt.date(2024, 1, 1 + weekday):%A}")
    reach = NEAR_DAYS if weekday is None else NEAR_WITH_WEEKDAY
    full = {day for text in evidence.paragraphs for day in _near_days(text, days, reach)}
    if len(full) == 1:
        told = " with ".join([*rules, "a full date in the text"])
        yield Candidate(Published(day=full.pop(), time=stamp.time, evidence=told, confidence="medium"))
    elif weekday is not None:
        yield from map(Candidate, _by_the_years(days, stamp.time, rules, evidence.paragraphs))


def _by_the_years(
    days: list[dt.date], time: dt.time | None, rules: list[str], paragraphs: tuple[str, ...]
) -> Iterable[Published]:
    """The only one of some days that lies between the years of the text, or soon after its last past month."""
    past, last_month, to_come = _years(paragraphs)
    between = [day for day in days if past and to_come and past <= day.year <= to_come]
    after = [day for day in days if last_month and last_month == past <= day.year <= last_month + RECENT_YEARS]
    if len(between) == 1:
        told = " with ".join([*rules, "the years in the text"])
        yield Published(day=between[0], time=time, evidence=told, confidence="medium")
    elif len(after) == 1:
        told = " with ".join([*rules, "the last past month in the text"])
        yield Published(day=after[0], time=time, evidence=told, confidence="low")


def _before_a_day_to_come(evidence: DateEvidence) -> Iterable[Published]:
    """The day of a dateline that names its weekday only, where the lead tells one other day, as one of the next week.

    Days are called by their weekday within a week: 'PARIS, Friday (AFP) - ... will begin on Saturday, 5 October 2019'.
    """
    weekday = weekday_of(evidence.dateline_words)
    if evidence.dateline or weekday is None:
        return
    to_come = {
        stamp.date
        for text in evidence.paragraphs[:DATED_PARAGRAPHS]
        for sentence in _SENTENCE.split(text)
        if _PLANNED.search(sentence) and not _ANNIVERSARY.search(sentence)
        for stamp in find_stamps(sentence)
        if stamp.date and stamp.date.weekday() == stamp.weekday
    }
    if len(to_come) == 1:
        other = to_come.pop()
        day = other - dt.timedelta(days=(other.weekday() - weekday) % 7)
        told = f"dateline {evidence.dateline_words!r} with {other:%A}, {other.day} {other:%B %Y} to come"
        yield Published(day=day, evidence=told, confidence="medium")


def _in_year(stamp: Stamp, year: int) -> dt.date | None:
    try:
        return dt.date(year, stamp.month, stamp.day)
    except ValueError:  # 29 February
        return None


def _own_weekday(paragraphs: tuple[str, ...]) -> int | None:
    """The only weekday that the first paragraph names, unless as one to come or of another week.

    Reports name the day they are written on by its weekday.
    """
    lead = paragraphs[0] if paragraphs else ""
    clauses = [clause for clause in _CLAUSE.split(lead) if weekday_of(clause) is not None]
    if any(_OTHER_WEEK.search(clause) or _PLANNED.search(clause) for clause in clauses):
        return None
    return weekday_of(lead)


def _near_days(text: str, days: list[dt.date], reach: int) -> list[dt.date]:
    """The days that have a full date of the text near them; anniversaries are told with full dates too."""
    if _ANNIVERSARY.search(text):
        return []
    named = [stamp.date for stamp in find_stamps(text) if stamp.date]
    return [day for day in days if any(abs((day - other).days) <= reach for other in named)]


def _years(paragraphs: Sequence[str]) -> tuple[int, int, int]:
    """The last year told of as past, the last that is told with its month, and the first deadline; 0 for none."""
    past, months, to_come = [0], [0], []
    for clause in (part for text in paragraphs for part in _CLAUSE.split(text)):
        planned = _PLANNED.search(clause)
        if not planned:
            months += [int(year) for year in _MONTH_YEAR.findall(clause)]
        for match in _YEAR.finditer(clause):
            deadline = _DEADLINE.search(clause[: match.start()])
            if planned and deadline:
                to_come.append(int(match[1]))
            elif not planned and not deadline:
                past.append(int(match[1]))
    return max(past), max(months), min(to_come, default=0)

"""Dates and times of day as newsrooms write them, found in a line and parsed with dateutil."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from dateutil import parser

from briefbot.readers.periods import period_in_words
from briefbot.readers.translating import date_labels, english_dates, english_labels
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import AGO_UNITS
from briefbot.types import Period, Published

_HOURS = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "SAST": 2, "CAT": 2, "EEST": 3, "MSK": 3, "TRT": 3, "EAT": 3, "IDT": 3, "PKT": 5, "ICT": 7,
    "WIB": 7, "WITA": 8, "SGT": 8, "HKT": 8, "AWST": 8, "PHT": 8, "MYT": 8, "KST": 9, "JST": 9, "WIT": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3, "ART": -3, "ADT": -3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "ACST": 9.5, "ACDT": 10.5, "NST": -3.5,
    "NDT": -2.5, "NPT": 5.75,
}  # fmt: skip
ZONES: dict[str, dt.tzinfo] = {
    **{name: dt.timezone(dt.timedelta(hours=hours)) for name, hours in _HOURS.items()},
    **dict.fromkeys(("ET", "Eastern"), ZoneInfo("America/New_York")),
    **dict.fromkeys(("CT", "Central"), ZoneInfo("America/Chicago")),
    **dict.fromkeys(("MT", "Mountain"), ZoneInfo("America/Denver")),
    **dict.fromkeys(("PT", "Pacific"), ZoneInfo("America/Los_Angeles")),
}
"""Abbreviations that newsrooms use for one zone only; CST and IST, of several countries each, stay unknown."""
PARSED_MONTHS = "|".join(name for names in parser.parserinfo.MONTHS for name in sorted(names, key=len, reverse=True))
PARSED_WEEKDAYS = "|".join(
    name for names in parser.parserinfo.WEEKDAYS for name in sorted(names, key=len, reverse=True)
)
_INFO = parser.parserinfo()
_DATE = re.compile(
    rf"""(?<![\d:.])\b(?:
        \d{{4}}(?P<mark>[-./])\s?\d{{1,2}}(?P=mark)\s?\d{{1,2}}(?!\d)       # 2019-08-22, 2019. 8. 22
        | \d{{1,2}}(?P<slash>[-./])\d{{1,2}}(?P=slash)\d{{4}}(?!\d)         # 22/08/2019
        | (?:{PARSED_MONTHS})\b\.?\s?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s?\d{{4}}\b)?   # Aug. 22, 2019
        | \d{{1,2}}(?:st|nd|rd|th)?[\s-](?:of\s)?(?:{PARSED_MONTHS})\b\.?(?:,?[\s-]?\d{{4}}\b)?  # 22 August 2019
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = re.compile(
    r"(?<![\d.:])T?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2}(?:[.,]\d{1,6})?)?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?(?:\s?(?:hrs?|hours|h)\b)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?<!\w)(?P<place>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w+(?:/\w+)?)\b"
    rf"|\(?(?:\b|(?<=\d))(?P<name>{'|'.join(ZONES)})\b(?:(?<=tern|tral|tain|ific)\s(?:Standard\s|Daylight\s)?Time\b)?\)?"
    r"|(?<=\d)Z\b"
)
_OFFSET = re.compile(r"\(?(?:GMT|UTC)?\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\b\)?")
ANY_WEEKDAY = re.compile(rf"\b(?:{PARSED_WEEKDAYS})\b\.?", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:at|on|of|in|\w+ time|min(?:ute)?s? read|\d{1,2} min(?:ute)?s? read|(?-i:[A-Z]{1,4}T|UK|US))\b|[^\w]|_",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:last\s|latest\s)?(?:updated?|modified|revised|edited|corrected|amended)\b", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:first\s|originally\s)?(?:published|posted|issued|released|uploaded|created|filed|printed|"
    r"publication date|publish date|pub date|date published|date)\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d|\bago\b", re.IGNORECASE)
_AGO = re.compile(rf"\b(?:\d{{1,3}}|an?)\s{any_of(AGO_UNITS)}s?\sago\b", re.IGNORECASE)


class Stamp(NamedTuple):
    """A date as far as its words go."""

    words: str
    month: int
    day: int
    year: int | None
    time: dt.time | None
    weekday: int | None
    """0 for Monday to 6 for Sunday, when the words name one."""

    @property
    def date(self) -> dt.date | None:
        """The day, or None without a year."""
        return dt.date(self.year, self.month, self.day) if self.year else None


class DateLine(NamedTuple):
    """A line that holds nothing but dates: when its article was published and when updated."""

    published: Stamp | None
    updated: Stamp | None
    time: dt.time | None
    """A time of day without a date, as wires print above a dateline."""
    labelled: bool
    period: Period | None = None
    """The month or season of publication, where the line tells no day."""


def find_stamps(text: str) -> list[Stamp]:
    """Every date of the text that names a day and a month, without times."""
    stamps = (_stamp(match[0], None, weekday_of(text[max(0, match.start() - 12) : match.start()]))
              for match in _DATE.finditer(text))  # fmt: skip
    return [stamp for stamp in stamps if stamp]


def weekday_of(text: str) -> int | None:
    """0 for Monday to 6 for Sunday: the only weekday the text names, or None."""
    days = {_INFO.weekday(word.strip(".")) for word in ANY_WEEKDAY.findall(text)}
    return days.pop() if len(days) == 1 else None


def date_line(text: str, *, day_first: bool = False) -> DateLine | None:
    """The dates of a line that says nothing else, such as `Published : Aug. 22, 2019 - 17:03`; None for others.

    A line may tell a month or a season only, as that of a magazine does: `Summer 2019`.

    Args:
        text: the line, in English or another of thirty languages.
        day_first: whether its page writes the day before the month.
    """
    return _date_line(text, day_first) if len(text) <= 200 and _HINT.search(text) else None


@lru_cache(maxsize=4096)  # each line of a file is asked about several times
def _date_line(text: str, day_first: bool) -> DateLine | None:
    line = _english_line(text)
    if line and (line.time or (line.published and line.published.date) or (line.updated and line.updated.date)):
        return line
    english = english_dates(text, day_first=day_first)
    translated = _english_line(english) if english != text else None
    if not translated:
        return line or _period_line(text)
    words = " ".join(text.split())
    published, updated = translated.published, translated.updated
    return translated._replace(
        published=published and published._replace(words=words), updated=updated and updated._replace(words=words)
    )


def _period_line(text: str) -> DateLine | None:
    """A line that names a month, a season or a part of one, with or without a word for publication before it."""
    words = _PUBLISHED.sub(" ", english_labels(text), count=1).strip(" :")
    told = period_in_words(words, "date line")
    labelled = bool(_PUBLISHED.search(english_labels(text)))
    return DateLine(None, None, None, labelled, told) if told else None


def _english_line(text: str) -> DateLine | None:
    marks = sorted([*_UPDATED.finditer(text), *_PUBLISHED.finditer(text)], key=lambda match: match.start())
    starts = [0, *(mark.start() for mark in marks), len(text)]
    published, updated, found = None, None, False
    if not _DATE.search(text):
        time, rest = _cut_time(text, "")
        if time and not _FILLER.sub("", ANY_WEEKDAY.sub(" ", rest)):
            return DateLine(None, None, time, labelled=False)
    for start, end in zip(starts, starts[1:], strict=False):
        part = text[start:end]
        stamp, rest = _read_stamp(_PUBLISHED.sub(" ", _UPDATED.sub(" ", part)))
        ago = _AGO.search(rest)
        if _FILLER.sub("", _AGO.sub("", rest)):
            return None
        found = found or stamp is not None or ago is not None or bool(_DATE.search(part))
        if _UPDATED.match(part):
            updated = updated or stamp
        else:
            published = published or stamp
    return DateLine(published, updated, None, labelled=bool(marks)) if found else None


def label_start(text: str) -> int:
    """Where the first word such as 'Posted' or 'mis à jour' stands; -1 without one."""
    marks = [match.start() for pattern in (_PUBLISHED, _UPDATED) for match in pattern.finditer(text)]
    return min([*marks, *date_labels(text)], default=-1)


def read_date(text: str, *, day_first: bool = False) -> Stamp | None:
    """The first date of a text, with its time of day where one follows or goes before."""
    stamp = _read_stamp(text)[0]
    if stamp and stamp.date:
        return stamp
    english = english_dates(text, day_first=day_first)
    translated = _read_stamp(english)[0] if english != text else None
    return translated._replace(words=" ".join(text.split())) if translated else stamp


def _read_stamp(part: str) -> tuple[Stamp | None, str]:
    """The date, time and zone of the words, and what is left of them."""
    words = " ".join(re.sub(r"^(?:on\s|\W)+|[^\w.)]+$|(?<!\w)\)$", "", part, flags=re.IGNORECASE).split())
    words = words.rstrip(")") if "(" not in words else words
    match = _DATE.search(part)
    if not match:
        return None, part
    rest = part[: match.start()] + " " + part[match.end() :]
    weekday = weekday_of(rest)
    time, rest = _cut_time(rest, match[0])
    return _stamp(match[0], time, weekday, words), ANY_WEEKDAY.sub(" ", rest)


def _cut_time(rest: str, date: str) -> tuple[dt.time | None, str]:
    match = next((m for m in _TIME.finditer(rest) if m["minute"] or m["half"]), None)
    if not match:
        return None, rest
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (match["half"] in "pP")
    after = rest[match.end() :]
    zone, after = _cut_zone(after, date)
    left = rest[: match.start()] + " " + after
    return (dt.time(hour, minute, tzinfo=zone) if hour < 24 and minute < 60 else None), left


def _cut_zone(after: str, date: str) -> tuple[dt.timezone | None, str]:
    offset = _OFFSET.search(after)
    if offset and int(offset["hours"]) <= 14:
        shift = dt.timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return dt.timezone(-shift if offset["sign"] == "-" else shift), after.replace(offset[0], " ", 1)
    named = _ZONE.search(after)
    if not named:
        return None, after
    zone = _zone(named["place"]) if named["place"] else ZONES[named["name"] or "Z"]
    shift_then = zone.utcoffset(_parse(date) if date else None) if zone else None
    return (dt.timezone(shift_then) if shift_then is not None else None), after.replace(named[0], " ", 1)


def _zone(place: str) -> dt.tzinfo | None:
    try:
        return ZoneInfo(place)
    except (KeyError, ValueError, OSError):  # a name of no zone, or one of a folder
        return None


def _stamp(date: str, time: dt.time | None, weekday: int | None, words: str | None = None) -> Stamp | None:
    parsed = _parse(date, weekday)
    if not parsed:
        return None
    year = parsed.year if re.search(r"\d{4}", date) else None
    return Stamp(words or date, parsed.month, parsed.day, year, time, weekday)


@lru_cache(maxsize=4096)
def _parse(date: str, weekday: int | None = None) -> dt.datetime | None:
    """The day of the words; None for no day of the calendar and for 08/09/2019, which is two days."""
    days = set()
    known = False if re.match(r"\d{4}", date) else True if re.match(r"\d{1,2}\.\d", date) else None
    for dayfirst in (False, True) if known is None else (known,):  # with dots only the day comes first
        try:
            days.add(parser.parse(date.replace(". ", " "), dayfirst=dayfirst, default=dt.datetime(2000, 1, 1)))
        except (ValueError, OverflowError):
            return None
    if len(days) > 1 and weekday is not None:
        days = {day for day in days if day.weekday() == weekday}
    return days.pop() if len(days) == 1 else None


Confidence = Literal["high", "medium", "low"]
_EPOCH = re.compile(r"([1-9]\d{9})(?:\.\d{1,9}|(\d{3}|\d{6}|\d{9}))?")
_DIGITS = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)?([0-5]\d)?")
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} (?:\d{2}|\d{4}) \d{1,2}:\d{2}(?::\d{2})?"
    r"(?: (?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T))?"
)
_ASCTIME = re.compile(
    r"(?:[A-Za-z]{3} )?(?P<month>[A-Za-z]{3}) (?P<day>\d{1,2}) (?P<time>\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?: (?P<zone>[A-Z]{2,5}|[+-]\d{2}:?\d{2}))? (?P<year>\d{4})"
)
_NAMED_ZONE = re.compile(r"\[[\w/]+\]$")


def timestamp(value: object, where: str, confidence: Confidence = "high") -> Published | None:
    """The moment that a value names, or None when it names none.

    Read as ISO 8601, RFC 2822, seconds or a finer unit since 1970, else as newsrooms of thirty languages write dates.
    Midnight to the second stands for a day without a time.

    Args:
        value: as written in the file; numbers count as their digits.
        where: what holds the value, for the evidence, such as 'JSON-LD datePublished'.
        confidence: how far that place is to be believed.
    """
    words = " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not 4 < len(words) <= 100:
        return None
    evidence = f"{where} {words!r}"
    moment = _moment(words)
    if moment:
        day, time = moment.date(), moment.timetz().replace(second=0, microsecond=0)
        midnight = moment.time() == dt.time()
        return Published(day=day, time=None if midnight else time, evidence=evidence, confidence=confidence)
    stamp = read_date(_ASCTIME.sub(r"\g<month> \g<day>, \g<year> \g<time> \g<zone>", words))
    if stamp and stamp.date:
        return Published(day=stamp.date, time=stamp.time, evidence=evidence, confidence=confidence)
    return None


def _moment(words: str) -> dt.datetime | None:
    """The moment that one of the notations for machines names; email.utils reads only what it keeps all of.

    It drops AM, PM and most names of zones without an error, so other words are left to the dates of newsrooms.
    """
    digits = _DIGITS.fullmatch(words)
    epoch = _EPOCH.fullmatch(words)
    try:
        if digits and len(words) % 2 == 0:
            return dt.datetime(*(int(part or 0) for part in digits.groups()))  # type: ignore[arg-type]
        if epoch:
            return dt.datetime.fromtimestamp(int(epoch[1]), dt.UTC)
        return dt.datetime.fromisoformat(_NAMED_ZONE.sub("", words))
    except (ValueError, OverflowError, OSError):
        pass
    try:
        return parsedate_to_datetime(words) if _RFC_2822.fullmatch(words) else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None

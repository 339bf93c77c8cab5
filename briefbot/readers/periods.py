"""Dates that name a month, a season or a part of them: 'August 2019', 'Summer 2019', 'early August 2019'."""

from __future__ import annotations

import datetime as dt
import re

from dateutil import parser

from briefbot.readers.translating import english_months
from briefbot.text.dates.edtf import FIRST_QUARTER, SEASON_NUMBERS, edtf_of_span, edtf_span, one_of, plain_edtf
from briefbot.text.dates.find import find_dates
from briefbot.text.dates.spans import MONTH_NUMBERS
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import ISSUE_MARKS, ISSUE_WORDS
from briefbot.types import AHEAD, EARLIEST, Period

LONGEST_PERIOD = 60
"""Characters within which a line names nothing but a period."""
_MONTHS = "|".join(name for names in parser.parserinfo.MONTHS for name in sorted(names, key=len, reverse=True))
_SEASONS = "|".join(SEASON_NUMBERS)
_NAME = rf"(?:{_MONTHS}|{_SEASONS})\b\.?"
_TWO = re.compile(
    rf"(?P<first>{_NAME})(?:,?\s(?P<begin>\d{{4}}))?\s?(?:[/&–-]|and|to)\s?(?P<last>{_NAME}),?\s(?:of\s)?(?P<end>\d{{4}})",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(?P<name>{_NAME}),?\s(?:of\s)?(?P<year>\d{{4}})", re.IGNORECASE)
_WINTER = re.compile(r"winter,?\s(?:of\s)?(?P<year>\d{4})\s?[/–-]\s?(?:\d\d)?(?P<end>\d\d)", re.IGNORECASE)
_QUARTER = re.compile(r"Q(?P<quarter>[1-4])[,/\s]\s?(?P<year>\d{4})", re.IGNORECASE)
_VOLUME = re.compile(rf"^(?:the\s)?(?:{any_of(ISSUE_MARKS)}\.?\s?\d+\s?[,.|·:;-]?\s?){{0,3}}", re.IGNORECASE)
_ISSUE = re.compile(rf"\s{any_of(ISSUE_WORDS)}$", re.IGNORECASE)


def period_in_words(text: str, where: str) -> Period | None:
    """The month, season or part of one that a text names and says nothing else; None for others.

    Args:
        text: such as 'Summer 2019', 'Vol. 3, July/August 2019', 'août 2024' or 'late August 2019'.
        where: what holds it, for the evidence.
    """
    words = " ".join(text.split()).strip(" ()[].,;|·–—-")
    if len(words) > LONGEST_PERIOD or not re.search(r"\d{4}|[/–-]\s?\d\d$", words):
        return None
    plain = _ISSUE.sub("", _VOLUME.sub("", english_months(words)))
    return _believed(_in_english(plain), f"{where} {words!r}")


def period_of(value: object, where: str) -> Period | None:
    """The period that a value of a file's metadata names, in EDTF or in words; None for others, as for a day.

    Args:
        value: as written in the file.
        where: what holds it, for the evidence, such as 'JSON-LD datePublished'.
    """
    words = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    told = plain_edtf(words) if len(words) <= LONGEST_PERIOD else None
    return _believed(told, f"{where} {words!r}") if told else period_in_words(words, where)


def _believed(edtf: str | None, evidence: str) -> Period | None:
    """A period of more than a day in which an article can have been published."""
    span = edtf_span(edtf) if edtf else None
    if not edtf or not span or span[0] == span[1] or span[0].year < EARLIEST or span[0] > dt.date.today() + AHEAD:
        return None
    return Period(first=span[0], last=span[1], edtf=edtf, evidence=evidence)


def _in_english(text: str) -> str | None:
    """The expression of EDTF for words of English."""
    if winter := _WINTER.fullmatch(text):
        year = int(winter["year"])
        return f"[{year}-12..{year + 1}-02]" if (year + 1) % 100 == int(winter["end"]) else None
    if quarter := _QUARTER.fullmatch(text):
        return f"{quarter['year']}-{FIRST_QUARTER - 1 + int(quarter['quarter'])}"
    if one := _ONE.fullmatch(text):
        return _of_year(one["name"], one["year"])
    if two := _TWO.fullmatch(text):
        first, last = _of_year(two["first"], two["begin"] or two["end"]), _of_year(two["last"], two["end"])
        return one_of(first, last)
    found = find_dates(text, None)
    whole = found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else None
    if whole is None or (whole.last - whole.first).days > 31:  # of longer ones the ends are a convention of ours
        return None
    return edtf_of_span(whole.first, whole.last)


def _of_year(name: str, year: str) -> str:
    plain = name.lower().rstrip(".")
    return f"{year}-{MONTH_NUMBERS.get(plain) or SEASON_NUMBERS[plain]:02}"

"""The pieces that patterns of date expressions are built from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable

from dateutil.parser import parserinfo

from briefbot.text.dates.spans import MONTH_NUMBERS, SEASON_MONTHS, DateSpan
from briefbot.text.lexicon import any_of

Resolver = Callable[[re.Match[str], dt.date], DateSpan | None]
"""From a match and the anchor day to the days meant; None where the words are no date after all."""
Rule = tuple[re.Pattern[str], Resolver]
_WINDOW = 24  # Characters looked at beside a match; keeps the cost of a match constant in long texts.


def _names(words: Iterable[str]) -> str:
    """Alternatives that keep their capitals: 'march' and 'may' are not months."""
    return "(?-i:" + "|".join(form for word in words for form in (word, word.upper())) + ")"


FULL_MONTH = _names(names[-1] for names in parserinfo.MONTHS)
ANY_MONTH = rf"{FULL_MONTH}|{_names(short for names in parserinfo.MONTHS for short in names[:-1])}\b\.?"
MONTH = rf"(?P<month>{ANY_MONTH})"
WEEKDAY = _names(names[-1] for names in parserinfo.WEEKDAYS)
SEASON = any_of(SEASON_MONTHS)
YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\w|[.,:/–-]\d|%|\s+(?:GMT|UTC|BC)\b)"
EDGE = r"(?:the\s+)?(?:end|start|beginning|middle)\s+of"
PART = rf"(?P<part>early|mid|late|{EDGE})[\s-]+"
_WEEKDAY_BEFORE = rf"(?:(?:{WEEKDAY}|{_names(names[0] for names in parserinfo.WEEKDAYS)}\b\.?),?\s+)?"
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w|[.,:]\d|%|-[a-z])"
_NUMBERS = rf"(?P<day>{_NUMBER})(?:\s*(?P<join>-|–|\bto\b|\bthrough\b|\band\b)\s*(?P<until>{_NUMBER}))?"
DAYS_OF_MONTH = (
    rf"{_WEEKDAY_BEFORE}{MONTH}\s+{_NUMBERS}",
    rf"{_WEEKDAY_BEFORE}(?:the\s+)?{_NUMBERS}\s+(?:of\s+)?{MONTH}",
)


def pattern(words: str) -> re.Pattern[str]:
    """The words as a pattern that starts and ends with a word, not inside a number or an amount."""
    return re.compile(rf"(?<![\w$€£])(?<!\d[.,:/–-])(?:{words})(?!\w)", re.IGNORECASE)


def before(match: re.Match[str], words: str) -> bool:
    """Whether the words stand right before the match, in any case."""
    near = match.string[max(0, match.start() - _WINDOW) : match.start()]
    return re.search(rf"(?<!\w)(?:{words})\s*$", near, re.IGNORECASE) is not None


def after(match: re.Match[str], words: str) -> bool:
    """Whether the words stand right after the match, with their capitals."""
    return re.match(words, match.string[match.end() : match.end() + _WINDOW]) is not None


def deadline(match: re.Match[str]) -> bool:
    """Whether the match is the end of a stretch of time: 'by the end of the month'."""
    return before(match, "by|until|till|before|through")


def days_of_month(match: re.Match[str], year: int) -> DateSpan | None:
    """The days of `DAYS_OF_MONTH` in a year; None when there are none, as for 'February 30' or 'May 16-14'."""
    first, last = (int(re.sub(r"\D", "", match[group] or match["day"])) for group in ("day", "until"))
    apart = match["join"] == "and" and last != first + 1 and not before(match, "between")
    if last < first or apart:
        return None
    month = MONTH_NUMBERS[match["month"].lower().rstrip(".")]
    try:
        return dt.date(year, month, first), dt.date(year, month, last)
    except ValueError:
        return None

"""Dates that machines write, in metadata, feeds and exports -> Published."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Literal

from briefbot.readers.dates import read_date
from briefbot.types import Published

Confidence = Literal["high", "medium", "low"]

_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def timestamp(value: object, where: str, confidence: Confidence = "high") -> Published | None:
    """The moment that a value names, or None when it names none.

    Read as ISO 8601, RFC 2822, seconds or milliseconds since 1970, else as newsrooms write dates. Midnight to the
    second stands for a day without a time.

    Args:
        value: as written in the file; numbers count as their digits.
        where: what holds the value, for the evidence, such as 'JSON-LD datePublished'.
        confidence: how far that place is to be believed.
    """
    words = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not 4 < len(words) <= 100:
        return None
    evidence = f"{where} {words!r}"
    moment = _moment(words)
    if moment:
        day, time = moment.date(), moment.timetz().replace(second=0, microsecond=0)
        midnight = moment.time() == dt.time()
        return Published(day=day, time=None if midnight else time, evidence=evidence, confidence=confidence)
    stamp = read_date(words)
    if not stamp or not stamp.date:
        return None
    return Published(day=stamp.date, time=stamp.time, evidence=evidence, confidence=confidence)


def _moment(words: str) -> dt.datetime | None:
    try:
        if _EPOCH.fullmatch(words):
            return dt.datetime.fromtimestamp(int(words[:10]), dt.UTC)
        return dt.datetime.fromisoformat(words)
    except (ValueError, OverflowError):
        pass
    try:
        return parsedate_to_datetime(words)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None

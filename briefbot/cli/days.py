"""Which days a briefing is about, from what was asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from briefbot.briefing.brief import first_since
from briefbot.briefing.types import Briefing
from briefbot.errors import InputError
from briefbot.types import Frozen

LONGEST_TOPIC = 200  # characters
ONE_DAY = dt.timedelta(days=1)


class Asked(Frozen):
    """The days as they were asked for; nothing means today."""

    date: str | None = None
    first: str | None = None
    last: str | None = None
    since_last: bool = False
    since: str | None = None
    until: str | None = None


class Period(Frozen):
    """The first and the last day of a briefing."""

    first: dt.date
    last: dt.date


def parse_day(text: str, option: str, today: dt.date) -> dt.date:
    """A day such as 2019-10-05, 'today' or 'yesterday'.

    Raises:
        InputError: it is none.
    """
    named = {"today": today, "yesterday": today - ONE_DAY}
    try:
        return named.get(text.strip().lower()) or dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            f"{option} {text!r} is not a date. Write it as 2019-10-05, or say today or yesterday."
        ) from error


def split_to(given: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """What `--to` was given, as the last day, if there is one, and targets.

    Raises:
        InputError: several days.
    """
    days = [text for text in given if re.match(r"\d{4}-|(?:today|yesterday)$", text.strip().lower())]
    if len(days) > 1:
        raise InputError(f"--to was given the days {days[0]!r} and {days[1]!r}. Give one of them.")
    return (days[0] if days else None), tuple(text for text in given if text not in days)


def check_asked(asked: Asked, today: dt.date) -> None:
    """See that the days fit together, before anything else is done.

    Raises:
        InputError: a date that is none, days in the wrong order, or ways of asking that exclude each other.
    """
    ways = [
        name
        for name, given in (
            ("--date", asked.date),
            ("--from and --to", asked.first or asked.last),
            ("--since-last", asked.since_last),
            ("--since", asked.since),
        )
        if given
    ]
    if len(ways) > 1:
        raise InputError(f"{ways[0]} and {ways[1]} exclude each other. Give one of them.")
    if asked.last and not asked.first:
        raise InputError(f"--to {asked.last!r} needs a --from. For a single day give --date {asked.last}.")
    if asked.until and not asked.since:
        raise InputError(f"--until {asked.until!r} needs a --since. For several days give --from and --to.")
    _given(asked, today)


def choose_days(
    asked: Asked, published: Mapping[str, dt.date], today: dt.date, previous: Briefing | None = None
) -> Period:
    """The days of a briefing.

    Args:
        asked: what was asked for.
        published: the day on which every dated article was published or last changed, by its id.
        today: the day it is.
        previous: the newest briefing of a day before today, from which `since_last` counts. Its last day is taken
            again when articles of that day have come since. Without one, yesterday and today are taken.

    Raises:
        InputError: the days cannot be used, lie in the future, or are today and nothing was published yet.
    """
    check_asked(asked, today)
    if asked.since_last:
        return Period(first=first_since(previous, published, today) or today - ONE_DAY, last=today)
    span = _given(asked, today)
    known = [day for day in published.values() if day <= today + 2 * ONE_DAY]
    newest = max(known, default=None)
    offer = f" The newest are of {_words(newest)}: run `briefbot brief --date {newest}`." if newest else ""
    if span.first > today and span.first not in known:
        raise InputError(f"{_words(span.first)} is in the future; today is {today}.{offer}")
    if not (asked.date or asked.first or asked.since) and today not in known:
        none = "" if newest else " Run `briefbot ingest FOLDER` or `briefbot feeds fetch` first."
        raise InputError(f"No article of today, {_words(today)}, is in the library.{offer}{none}")
    return span


def checked_topic(topic: str | None) -> str | None:
    """The topic with its spaces tidied; None when none was given.

    Raises:
        InputError: it is empty, or too long to be a topic.
    """
    if topic is None:
        return None
    tidy = " ".join(topic.split())
    if not any(letter.isalnum() for letter in tidy):
        raise InputError(f'The topic {topic[:40]!r} has no words. Leave --topic out, or try --topic "hong kong".')
    if len(tidy) > LONGEST_TOPIC:
        raise InputError(f"The topic has {len(tidy)} characters; at most {LONGEST_TOPIC} can be given.")
    return tidy


def _given(asked: Asked, today: dt.date) -> Period:
    """The days that were named, else today."""
    if asked.first:
        return _span(asked.first, "--from", asked.last, "--to", today)
    if asked.since:
        return _span(asked.since, "--since", asked.until, "--until", today)
    day = parse_day(asked.date, "--date", today) if asked.date else today
    return Period(first=day, last=day)


def _span(begin: str, option: str, end: str | None, ending: str, today: dt.date) -> Period:
    """From a day to another, today where none is named."""
    first = parse_day(begin, option, today)
    last = parse_day(end, ending, today) if end else max(first, today)
    if first > last:
        raise InputError(f"{option} {first} is after {ending} {last}. Give the earlier day to {option}.")
    return Period(first=first, last=last)


def _words(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"

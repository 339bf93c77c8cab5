"""When something is due that is done again and again, by local time, over changes of the clock.

A time that the clock jumps over is taken as if it had not: 02:30 on the night that 02:00 becomes 03:00 is 03:30. A time
that comes twice is due the first time.
"""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefbot.errors import InputError
from briefbot.types import Frozen
from briefbot.watchlists.types import Every

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
A_WEEK = dt.timedelta(days=7)
PUT_BACK = dt.timedelta(days=1)
"""What was done further ahead than this was done by a clock that was wrong."""
LOCALTIME = "/etc/localtime"


class Plan(Frozen):
    """How often, and when."""

    every: Every
    at: dt.time = dt.time(6, 30)
    days: tuple[int, ...] = ()


def local_zone() -> dt.tzinfo:
    """The zone of this machine with its changes of the clock."""
    name = os.environ.get("TZ", "").lstrip(":")
    try:
        if name:
            return ZoneInfo(name)
        with open(LOCALTIME, "rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return dt.datetime.now().astimezone().tzinfo or dt.UTC


def last_slot(plan: Plan, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The last moment at or before now at which it was due, in UTC."""
    now = now.astimezone(dt.UTC)
    if plan.every is Every.IMMEDIATE:
        return now
    if plan.every is Every.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0)
    today = now.astimezone(zone).date()
    for back in range(-1, 16):
        day = today - dt.timedelta(days=back)
        if day.weekday() in _weekdays(plan):
            slot = moment(day, plan.at, zone)
            if slot <= now:
                return slot
    raise ValueError(f"{plan} is never due")  # a week has all weekdays


def next_slot(plan: Plan, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The first moment after now at which it is due, in UTC."""
    now = now.astimezone(dt.UTC)
    if plan.every is Every.IMMEDIATE:
        return now
    if plan.every is Every.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    today = now.astimezone(zone).date()
    days = (today + dt.timedelta(days=ahead) for ahead in range(-1, 16))
    return min(slot for day in days if day.weekday() in _weekdays(plan) and (slot := moment(day, plan.at, zone)) > now)


def due_slot(plan: Plan, done: dt.datetime | None, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """The moment at which it was due and has not been done since; None where there is none.

    Args:
        plan: how often.
        done: the moment for which it was last done, or from which it counts.
        now: the time.
        zone: whose local time counts.
    """
    slot = last_slot(plan, now, zone)
    if plan.every is Every.IMMEDIATE:
        return slot
    wrong = done is not None and done > now + PUT_BACK
    return slot if done is None or wrong or slot > done else None


def missed(plan: Plan, done: dt.datetime | None, slot: dt.datetime, zone: dt.tzinfo) -> int:
    """How many times it was due before a moment and was not done."""
    if done is None or plan.every is Every.IMMEDIATE or done >= slot:
        return 0
    if plan.every is Every.HOURLY:
        return max(0, int((slot - done).total_seconds() // 3600) - 1)
    count = 0
    at = next_slot(plan, done, zone)
    while at < slot:
        count += 1
        at = next_slot(plan, at, zone)
    return count


def moment(day: dt.date, at: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """A local time of a day as a moment in UTC."""
    return dt.datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(dt.UTC)


def parse_days(text: str) -> tuple[int, ...]:
    """Days of the week such as mon-fri or sat,sun; Monday is 0.

    Raises:
        InputError: they are none.
    """
    found: list[int] = []
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        ends = [_WEEKDAYS.index(name[:3]) for name in (first, last if dash else first) if name[:3] in _WEEKDAYS]
        if len(ends) != 2:
            raise InputError(f"The days {text!r} are no days of the week. Write mon-fri, or sat,sun.")
        span = (ends[1] - ends[0]) % 7
        found += [(ends[0] + ahead) % 7 for ahead in range(span + 1)]
    return tuple(sorted(set(found)))


def days_text(days: tuple[int, ...]) -> str:
    """Days of the week in words."""
    return ",".join(_WEEKDAYS[day] for day in days)


def _weekdays(plan: Plan) -> tuple[int, ...]:
    return plan.days or ((0,) if plan.every is Every.WEEKLY else tuple(range(7)))

"""Whether an article may be used, and from which hour."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from briefbot.readers.dates import timestamp
from briefbot.types import Published, Status


class Use(NamedTuple):
    """Whether an item may be used, and from which hour."""

    status: Status = "usable"
    embargo: dt.datetime | None = None


FREE_USE = Use()


def embargoed(value: str | None, near: Published | None = None) -> Use:
    """Until when a machine-readable hour holds an item back; for good where it cannot be read.

    Args:
        value: as written; without an offset it is in the zone of the item's own times, else in that of this machine.
        near: when the item was published.
    """
    if not value or not value.strip():
        return FREE_USE
    moment = timestamp(value, "embargo")
    if not moment or not re.search(r"\d", value):
        return Use("withheld")
    return Use(embargo=hour_of(moment.day, moment.time, near))


def joined(*uses: Use) -> Use:
    """The strictest status and the last hour of several."""
    order: tuple[Status, ...] = ("usable", "withheld", "killed")
    status = max((use.status for use in uses), key=order.index)
    return Use(status, max((use.embargo for use in uses if use.embargo), default=None))


def hour_of(day: dt.date, time: dt.time | None, near: Published | None) -> dt.datetime:
    """The moment of a day and hour; without an offset in the zone of an item's own times, else in this machine's."""
    moment = dt.datetime.combine(day, time or dt.time())
    if moment.tzinfo:
        return moment
    zone = near.time.tzinfo if near and near.time else None
    return moment.replace(tzinfo=zone) if zone else moment.astimezone()

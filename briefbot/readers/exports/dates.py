"""Days and times as databases print them, in the language of the interface."""

from __future__ import annotations

import datetime as dt

from briefbot.readers.dates import read_date


def day_and_time(words: str) -> tuple[dt.date, dt.time | None] | None:
    """The day that the words name in full, and the time of day if they do; None for a month or a year alone."""
    stamp = read_date(words)
    return (stamp.date, stamp.time) if stamp and stamp.date else None

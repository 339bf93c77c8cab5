"""A text and the day it was written -> the dates that it names, resolved, described and written in."""

from __future__ import annotations

from briefbot.text.dates.describe import annotate, describe_dates
from briefbot.text.dates.find import find_dates

__all__ = ["annotate", "describe_dates", "find_dates"]

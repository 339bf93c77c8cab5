"""The dates that a news text names: found, resolved against the article's own date, described and written in."""

from briefbot.temporal.expressions import find_dates
from briefbot.temporal.wording import annotate, describe

__all__ = ["annotate", "describe", "find_dates"]

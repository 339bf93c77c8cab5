"""All that is due, once: new articles to watchlists, briefings and lists to the outbox, the outbox to the world."""

from __future__ import annotations

from briefbot.rounds.messages import briefing_message, watchlist_message
from briefbot.rounds.round import BriefingPlan, RoundReport, run_due, send_briefing

__all__ = ["BriefingPlan", "RoundReport", "briefing_message", "run_due", "send_briefing", "watchlist_message"]

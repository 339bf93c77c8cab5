"""One round: everything that is due is done once, and what was left by a machine that was off is caught up with.

Two rounds at the same time are one: the second sees the lock of the first and leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import filelock

from briefbot.briefing.brief import briefing_before, first_since
from briefbot.briefing.types import Briefing
from briefbot.briefing.withdrawing import rests_on_taken_back
from briefbot.delivery import DeliveryReport, deliver, joined_reports, parcels_for
from briefbot.desk import Desk
from briefbot.errors import BriefbotError
from briefbot.library.watchlists import KeptHit
from briefbot.progress import Quiet, Reporter
from briefbot.rounds.holding_back import hold_back
from briefbot.rounds.messages import briefing_message, watchlist_message
from briefbot.rounds.notices import queue_notices
from briefbot.types import Frozen
from briefbot.watchlists.finding import MatchReport, found_with_copies, match_arrivals, read_list
from briefbot.watchlists.schedule import Plan, due_slot, missed
from briefbot.watchlists.types import Every, Hit, Watchlist

LOCK = "round.lock"
LONGEST_BRIEFING = dt.timedelta(days=7)  # that a briefing which was missed goes back
_ONE_DAY = dt.timedelta(days=1)
T = TypeVar("T")


class BriefingPlan(Frozen):
    """The briefing that a round makes every morning."""

    at: dt.time
    to: tuple[str, ...] = ()


class RoundReport(Frozen):
    """What a round did."""

    busy: bool = False
    """Whether another round was at work, so that nothing was done."""
    matched: MatchReport = MatchReport()
    told: int = 0
    """Lists that had something to tell."""
    notices: int = 0
    """Articles that were killed or corrected after they were sent, of each recipient."""
    briefing: str | None = None
    """Id of the briefing that was made."""
    delivered: DeliveryReport = DeliveryReport()
    notes: tuple[str, ...] = ()
    """What failed, so that it is done in the next round."""


def run_due(
    desk: Desk,
    now: Callable[[], dt.datetime],
    zone: dt.tzinfo,
    plan: BriefingPlan | None = None,
    only: str | None = None,
    made: Callable[[Briefing], None] = lambda briefing: None,
    reporter: Reporter | None = None,
) -> RoundReport:
    """Do all that is due, once.

    Args:
        desk: the library, its models and settings.
        now: the time.
        zone: whose local times count.
        plan: the briefing of every morning, where one is wanted.
        only: id of the one list that is told now, whether or not it is due.
        made: given a briefing that was made.
        reporter: where progress goes.
    """
    lock = filelock.FileLock(_lock(desk.settings.home), timeout=0)
    try:
        with lock:
            return _Round(desk, now, zone, made, reporter or Quiet()).run(plan, only)
    except filelock.Timeout:
        return RoundReport(busy=True)


def send_briefing(
    desk: Desk, briefing: Briefing, targets: Sequence[str], now: Callable[[], dt.datetime]
) -> DeliveryReport:
    """Queue a briefing for some targets and send all that is due."""
    message = briefing_message(briefing, now())
    desk.library.dispatch("send briefing", now(), parcels_for(message, targets, desk.settings))
    return deliver(desk.library, desk.settings, now)


class _Round:
    def __init__(
        self,
        desk: Desk,
        now: Callable[[], dt.datetime],
        zone: dt.tzinfo,
        made: Callable[[Briefing], None],
        reporter: Reporter,
    ) -> None:
        self._desk, self._now, self._zone, self._made, self._reporter = desk, now, zone, made, reporter
        self._notes: list[str] = []

    def run(self, plan: BriefingPlan | None, only: str | None) -> RoundReport:
        desk = self._desk
        matched = self._attempt("Comparing new articles", self._match) or MatchReport()
        briefing = self._attempt("The briefing", lambda: self._brief(plan)) if plan else None
        told = 0
        for watchlist in map(read_list, desk.library.watchlists()):
            if only in (None, watchlist.id) and not watchlist.paused:
                told += bool(
                    self._attempt(f"The list {watchlist.name!r}", partial(self._tell, watchlist, only is not None))
                )
        self._attempt("Looking after what is to be sent", lambda: hold_back(desk.library, self._now()))
        notices = self._notices()
        delivered = deliver(desk.library, desk.settings, self._now)
        if delivered.sent and (late := self._notices()):  # of what waited, and had been cited before it was taken back
            notices += late
            delivered = joined_reports(delivered, deliver(desk.library, desk.settings, self._now))
        return RoundReport(
            matched=matched,
            told=told,
            notices=notices,
            briefing=briefing.id if briefing else None,
            delivered=delivered,
            notes=tuple(self._notes),
        )

    def _notices(self) -> int:
        """Queue notices of what was sent and does not stand any more; how many there are."""
        library = self._desk.library
        return self._attempt("Looking after what was sent", lambda: queue_notices(library, self._now())) or 0

    def _attempt(self, what: str, work: Callable[[], T]) -> T | None:
        """Do one part of a round; when it fails, that is noted and the others are done, and the next round does it."""
        try:
            return work()
        except BriefbotError as error:
            self._notes.append(f"{what} failed: {error}")
            return None

    def _match(self) -> MatchReport:
        """Compare what has come with the lists; without lists the embedder is not loaded."""
        if not self._desk.library.watchlists():
            return MatchReport()
        with self._reporter.progress("Comparing articles with watchlists") as progress:
            library, embedder = self._desk.library, self._desk.embedder
            return match_arrivals(library, embedder, self._now(), progress.begin, progress.done)

    def _brief(self, plan: BriefingPlan) -> Briefing | None:
        """The briefing since the last one, when it is due."""
        library, now = self._desk.library, self._now()
        due = due_slot(Plan(every=Every.DAILY, at=plan.at), library.slot("briefing"), now, self._zone)
        if due is None:
            return None
        today = now.astimezone(self._zone).date()
        previous, _ = briefing_before(library, today, None)
        since = first_since(previous, library.days_of_articles(), today) or today - _ONE_DAY
        first = max(since, today - LONGEST_BRIEFING)
        briefing = self._desk.brief(min(first, today), today, before=today)
        self._made(briefing)
        parcels = parcels_for(briefing_message(briefing, now), plan.to, self._desk.settings)
        library.dispatch("briefing", due, parcels)
        return briefing

    def _tell(self, watchlist: Watchlist, at_once: bool) -> bool:
        """Queue what a list has found, when it is due; returns whether there was anything."""
        library, now = self._desk.library, self._now()
        task = f"list {watchlist.id}"
        plan = Plan(every=watchlist.every, at=watchlist.at, days=watchlist.days)
        done = library.slot(task) or watchlist.created
        due = now if at_once else due_slot(plan, done, now, self._zone)
        if due is None:
            return False
        held = library.held(now)
        waiting = [(kept, Hit.model_validate_json(kept.json_text)) for kept in library.hits(watchlist.id, "waiting")]
        dropped = [kept.number for kept, hit in waiting if rests_on_taken_back(hit.sentence, library, held)]
        ready = [pair for pair in waiting if pair[0].number not in dropped and pair[1].article_id not in held]
        told = [kept for kept, _ in ready]
        hits = [found_with_copies(hit, library, held) for _, hit in ready]
        if not hits:
            if dropped or watchlist.every is not Every.IMMEDIATE:
                library.dispatch(task, due, (), dropped=dropped)
            return False
        times = 0 if at_once else missed(plan, done, due, self._zone)
        briefing = self._week(watchlist, library.slot(task), due) if watchlist.every is Every.WEEKLY else None
        message = watchlist_message(watchlist, hits, now, _catch_up(times, told), briefing)
        parcels = parcels_for(message, watchlist.to, self._desk.settings)
        library.dispatch(task, due, parcels, queued=[hit.number for hit in told], dropped=dropped)
        return True

    def _week(self, watchlist: Watchlist, told: dt.datetime | None, due: dt.datetime) -> Briefing:
        """The briefing on a list's topic since the last one was told, of a week at most.

        The day of the last one is taken again, without the articles that it had.
        """
        last = due.astimezone(self._zone).date()
        before = told.astimezone(self._zone).date() if told else None
        if before is None or not last - LONGEST_BRIEFING <= before <= last:
            return self._desk.brief(last - LONGEST_BRIEFING + _ONE_DAY, last, topic=watchlist.query)
        return self._desk.brief(before, last, topic=watchlist.query, before=before + _ONE_DAY)


def _catch_up(times: int, told: Sequence[KeptHit]) -> list[str]:
    """What is said where the machine was off."""
    if not times:
        return []
    first = min(hit.found for hit in told)[:10]
    count = "once" if times == 1 else f"{times} times"
    return [f"The list was due {count} before and was not run; this is all that it has found since {first}."]


def _lock(home: Path) -> Path:
    return home / LOCK

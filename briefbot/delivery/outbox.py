"""Sending what waits in the outbox: one process at a time, with growing pauses, for a day.

What its receiver refuses for good, such as mail to nobody, is given up at once.

An attempt is written down before it is made and its end after it: a process that is killed in between leaves it marked
as being sent, and the next one sends it again under the same key.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import filelock

from briefbot.delivery.chat import send_chat
from briefbot.delivery.message import Sending
from briefbot.delivery.recipients import find_target, secrets_of
from briefbot.delivery.smtp import send_mail
from briefbot.delivery.webhook import post_webhook
from briefbot.errors import BriefbotError, DeliveryError
from briefbot.library.outbox import KeptParcel
from briefbot.library.store import Library
from briefbot.settings import Settings
from briefbot.targets import parse_quiet
from briefbot.types import Frozen

FIRST_PAUSE = 30.0  # seconds
LONGEST_PAUSE = 3600.0
A_DAY = dt.timedelta(days=1)
LEAST_ATTEMPTS = 8  # before it is given up, however far the clock has jumped
_LOCK = "outbox.lock"


class DeliveryReport(Frozen):
    """What became of what waited."""

    sent: int = 0
    failed: int = 0
    """Tried in vain; they are tried again."""
    given_up: int = 0
    quiet: int = 0
    """Kept back for the quiet hours."""
    busy: bool = False
    """Whether another process was sending, so that nothing was done."""
    problems: tuple[str, ...] = ()
    """Why some are tried again."""
    losses: tuple[str, ...] = ()
    """Why some were given up."""


def joined_reports(one: DeliveryReport, other: DeliveryReport) -> DeliveryReport:
    """What became of what waited, in two passes one after the other."""
    added = ("sent", "failed", "given_up", "problems", "losses")
    sums = {name: getattr(one, name) + getattr(other, name) for name in added}
    return other.model_copy(update=sums)


def pause(attempts: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds until the next attempt: twice as long each time, half of it by chance."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts - 1, 20))
    return longest * (0.5 + chance() / 2)


def deliver(library: Library, settings: Settings, now: Callable[[], dt.datetime]) -> DeliveryReport:
    """Send all that is due.

    Args:
        library: whose outbox.
        settings: what targets mean.
        now: the time, in the zone of the user's quiet hours.

    Raises:
        LibraryError: the outbox cannot be written; nothing was sent that is not written down as begun.
    """
    lock = filelock.FileLock(settings.home / _LOCK, timeout=0)
    try:
        with lock:
            library.revive(now())
            return _Round(library, settings, now).run()
    except filelock.Timeout:
        return DeliveryReport(busy=True)


class _Round:
    """One pass over the outbox."""

    def __init__(self, library: Library, settings: Settings, now: Callable[[], dt.datetime]) -> None:
        self._library, self._settings, self._now = library, settings, now
        self._secrets = secrets_of(settings)
        self._failed: dict[str, tuple[str, dt.datetime]] = {}
        self._counts = dict.fromkeys(("sent", "failed", "given_up", "quiet"), 0)
        self._problems: list[str] = []
        self._losses: list[str] = []

    def run(self) -> DeliveryReport:
        for parcel in self._library.parcels("waiting"):
            now = self._now()
            if not _is_due(parcel, now):
                continue
            sending = Sending.model_validate_json(parcel.json_text)
            if self._is_quiet(sending, now):
                self._counts["quiet"] += 1
            elif _recipient(sending) in self._failed:  # it is not asked again and again while it is down
                self._library.fail_sending(parcel.number, *self._failed[_recipient(sending)])
                self._counts["failed"] += 1
            else:
                self._send(parcel, sending, now)
        return DeliveryReport(**self._counts, problems=tuple(self._problems), losses=tuple(self._losses))

    def _send(self, parcel: KeptParcel, sending: Sending, now: dt.datetime) -> None:
        self._library.begin_sending(parcel.number, now)
        try:
            self._hand_over(parcel, sending)
        except BriefbotError as error:
            self._fail(parcel, sending, error)
        except ValueError as error:  # what no protocol can say, such as a host with an empty label
            told = f"It cannot be sent as it is ({type(error).__name__}). Check the settings of its target."
            self._fail(parcel, sending, DeliveryError(told, final=True))
        else:
            self._library.end_sending(parcel.number, self._now())
            self._counts["sent"] += 1

    def _hand_over(self, parcel: KeptParcel, sending: Sending) -> None:
        target = find_target(_recipient(sending), self._settings)
        if target.mail and self._settings.smtp:
            send_mail(sending, self._settings.smtp, target.mail[0])
        elif target.webhook:
            post_webhook(sending.message, parcel.key, target, self._now())
        else:
            send_chat(sending.message, target)

    def _fail(self, parcel: KeptParcel, sending: Sending, error: BriefbotError) -> None:
        now = self._now()
        reason = self._without_secrets(str(error))
        attempts = parcel.attempts + 1
        begun = min(parcel.first_tried or now, now)
        told = f"{_recipient(sending)}: {reason}"
        refused = isinstance(error, DeliveryError) and error.final
        if refused or (attempts >= LEAST_ATTEMPTS and now - begun >= A_DAY):
            self._library.give_up(parcel.number, reason, now)
            self._losses.append(told)
            self._counts["given_up"] += 1
            return
        self._problems.append(told)
        asked = error.wait if isinstance(error, DeliveryError) and error.wait else 0.0
        due = now + dt.timedelta(seconds=max(pause(attempts), min(asked, LONGEST_PAUSE)))
        self._library.fail_sending(parcel.number, reason, due)
        self._failed[_recipient(sending)] = reason, due
        self._counts["failed"] += 1

    def _is_quiet(self, sending: Sending, now: dt.datetime) -> bool:
        target = self._settings.targets.get(sending.target)
        hours = target.quiet if target and target.quiet else self._settings.quiet
        return bool(hours) and parse_quiet(str(hours)).covers(now.time())

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text


def _recipient(sending: Sending) -> str:
    return sending.recipient or sending.target


def _is_due(parcel: KeptParcel, now: dt.datetime) -> bool:
    """Whether it is time; a time further ahead than any pause was written by a clock that has been put back."""
    return parcel.due <= now or parcel.due > now + dt.timedelta(seconds=LONGEST_PAUSE)

"""What is to be sent, kept until it is: at least once, each thing under one key."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Literal

from briefbot.errors import InputError
from briefbot.library.briefings import Writable
from briefbot.types import Frozen

ParcelState = Literal["waiting", "sending", "sent", "given up"]
KEPT = dt.timedelta(days=30)  # what was sent or given up is remembered so long
_FIELDS = ("number", "key", "target", "json", "created", "due", "first_tried", "attempts", "state", "reason", "done")


class KeptParcel(Frozen):
    """Something on its way to one recipient."""

    number: int
    key: str
    target: str
    json_text: str
    created: dt.datetime
    due: dt.datetime
    first_tried: dt.datetime | None
    attempts: int
    state: ParcelState
    reason: str
    """Why the last attempt failed; never with a secret in it."""
    done: dt.datetime | None
    """When it was sent or given up."""


class Outbox:
    """The part of an open library that keeps what is to be sent."""

    _db: sqlite3.Connection

    def parcels(self, state: ParcelState | None = None) -> list[KeptParcel]:
        """All parcels, or those in a state, the oldest first."""
        rows = self._db.execute(
            f"SELECT {', '.join(_FIELDS)} FROM outbox WHERE ?1 IS NULL OR state = ?1 ORDER BY number", (state,)
        )
        return [_parcel(row) for row in rows]

    def last_sent(self) -> str:
        """When something was sent last, in UTC; empty where nothing was."""
        return str(self._db.execute("SELECT coalesce(max(done), '') FROM outbox WHERE state = 'sent'").fetchone()[0])

    def revive(self: Writable, now: dt.datetime) -> None:
        """Make due what a process that is no more was sending; only who alone sends may call this."""
        with self.writing(change=False) as db:
            db.execute("UPDATE outbox SET state = 'waiting', due = ? WHERE state = 'sending'", (_iso(now),))
            db.execute("DELETE FROM outbox WHERE done < ?", (_iso(now - KEPT),))

    def begin_sending(self: Writable, number: int, now: dt.datetime) -> None:
        """Record an attempt before it is made: a disk that is full shows before anything is sent."""
        with self.writing(change=False) as db:
            db.execute(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, "
                "first_tried = min(coalesce(first_tried, ?1), ?1) WHERE number = ?2",
                (_iso(now), number),
            )

    def end_sending(self: Writable, number: int, now: dt.datetime) -> None:
        """Record that it was sent."""
        with self.writing(change=False) as db:
            db.execute("UPDATE outbox SET state = 'sent', reason = '', done = ? WHERE number = ?", (_iso(now), number))

    def fail_sending(self: Writable, number: int, reason: str, due: dt.datetime) -> None:
        """Record why it could not be sent, and when it is tried again."""
        with self.writing(change=False) as db:
            db.execute(
                "UPDATE outbox SET state = 'waiting', reason = ?, due = ? WHERE number = ?",
                (reason, _iso(due), number),
            )

    def give_up(self: Writable, number: int, reason: str, now: dt.datetime) -> None:
        """Record that it is not tried any more, and why."""
        with self.writing(change=False) as db:
            db.execute(
                "UPDATE outbox SET state = 'given up', reason = ?, done = ? WHERE number = ?",
                (reason, _iso(now), number),
            )

    def retry(self: Writable, number: int | None, now: dt.datetime) -> int:
        """Make due what waits or was given up, one or all; returns how many.

        Raises:
            InputError: there is no such one.
        """
        with self.writing(change=False) as db:
            changed = db.execute(
                "UPDATE outbox SET state = 'waiting', due = ?1, first_tried = NULL, attempts = 0, done = NULL "
                "WHERE state IN ('waiting', 'given up') AND (?2 IS NULL OR number = ?2)",
                (_iso(now), number),
            ).rowcount
            if number is not None and not changed:
                raise InputError(f"Nothing in the outbox waits under number {number}. Run `briefbot outbox`.")
        return int(changed)

    def rewrite_parcel(self: Writable, number: int, json_text: str) -> None:
        """Put another text in the place of one that was not tried yet."""
        with self.writing(change=False) as db:
            db.execute("UPDATE outbox SET json = ? WHERE number = ? AND attempts = 0", (json_text, number))

    def drop_parcel(self: Writable, number: int) -> None:
        """Take something out unsent.

        Raises:
            InputError: there is no such one.
        """
        with self.writing(change=False) as db:
            gone = db.execute("DELETE FROM outbox WHERE number = ? AND state <> 'sent'", (number,)).rowcount
            if not gone:
                raise InputError(f"Nothing in the outbox waits under number {number}. Run `briefbot outbox`.")


def _parcel(row: tuple[object, ...]) -> KeptParcel:
    found = dict(zip(_FIELDS, row, strict=True))
    found["json_text"] = found.pop("json")
    return KeptParcel.model_validate(found)


def _iso(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")

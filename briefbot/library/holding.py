"""What may not be used: articles under embargo, withheld or killed, and what such articles stand for.

A killed or withheld article takes its older versions and the copies of it with it, whoever carries them and whenever
they came; a version after it may be used again. An article under embargo keeps back only itself: until its hour its
last open version stands for it, and other publishers' copies for themselves.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping

from briefbot.library.links import versions_in_order
from briefbot.library.rows import load_article
from briefbot.types import Frozen, Status

_TAKEN_BACK = "SELECT id, status FROM articles WHERE status <> 'usable'"
_WAITING = "SELECT id, embargo FROM articles WHERE embargo IS NOT NULL"
# Copies and older versions of what was taken back, and the older versions of those copies.
_BELOW = (
    "WITH back AS (SELECT id, status FROM articles WHERE status <> 'usable'), "
    "linked AS (SELECT a.id, back.status FROM back JOIN articles a ON a.superseded_by = back.id "
    "UNION SELECT a.id, back.status FROM back JOIN articles a ON a.copy_of = back.id) "
    "SELECT id, status FROM linked UNION "
    "SELECT a.id, linked.status FROM linked JOIN articles a ON a.superseded_by = linked.id"
)


class Held(Frozen):
    """Why an article may not be used at a moment."""

    status: Status
    embargo: dt.datetime | None = None
    """The hour before which it is not for use; None when that has passed or there is none."""

    @property
    def taken_back(self) -> bool:
        """Whether its publisher took it back, so that no hour makes it usable."""
        return self.status != "usable"

    @property
    def reason(self) -> str:
        """In words, as said of the article."""
        if self.taken_back:
            return f"{self.status} by its publisher"
        return f"under embargo until {self.embargo.isoformat(timespec='minutes')}" if self.embargo else ""


def moment_now() -> dt.datetime:
    """This moment, by the clock and in the zone of the machine."""
    return dt.datetime.now().astimezone()


def taken_back(db: sqlite3.Connection) -> dict[str, Held]:
    """The articles that were killed or withheld, and those that go with them, by their ids."""
    found = {name: Held(status=status) for name, status in db.execute(_TAKEN_BACK)}
    for name, status in db.execute(_BELOW) if found else ():
        found.setdefault(name, Held(status=status))
    for name in [name for name, why in found.items() if why.status == "killed"]:
        for older in _older(db, name):
            found.setdefault(older, Held(status="killed"))
    return found


def waiting(db: sqlite3.Connection, moment: dt.datetime) -> dict[str, Held]:
    """The articles that are under embargo at a moment, by their ids."""
    hours = {name: dt.datetime.fromisoformat(hour) for name, hour in db.execute(_WAITING)}
    return {name: Held(status="usable", embargo=hour) for name, hour in hours.items() if hour > moment}


def _older(db: sqlite3.Connection, name: str) -> list[str]:
    """Ids of the versions of an article that came before it, whatever came after."""
    rows = db.execute(
        "SELECT v.id FROM articles a JOIN articles v ON v.id = coalesce(a.superseded_by, a.id) "
        "OR v.superseded_by = coalesce(a.superseded_by, a.id) WHERE a.id = ?",
        (name,),
    )
    versions = versions_in_order([article for row in rows.fetchall() if (article := load_article(db, row[0]))])
    ids = [version.id for version in versions]
    return ids[: ids.index(name)]


def under_embargo(held: Mapping[str, Held]) -> list[str]:
    """Ids of those that only wait for their hour."""
    return [name for name, why in held.items() if not why.taken_back]


def stood_for(db: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Ids of those that have older versions or copies, which may stand for them."""
    names = list(ids)
    marks = ",".join("?" * len(names))
    rows = db.execute(
        f"SELECT superseded_by FROM articles WHERE superseded_by IN ({marks}) "
        f"UNION SELECT copy_of FROM articles WHERE copy_of IN ({marks})",
        (*names, *names),
    )
    return [row[0] for row in rows]

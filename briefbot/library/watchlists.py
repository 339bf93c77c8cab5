"""Watchlists, what they found, and the articles that no list has been compared with yet.

Lists and hits come and go as JSON; their types are not known here.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence

from briefbot.errors import InputError
from briefbot.library.briefings import Writable
from briefbot.types import Frozen


class KeptList(Frozen):
    """A watchlist as it is kept."""

    id: str
    json_text: str
    since: int
    """The last arrival before it was made."""


class Arrival(Frozen):
    """An article that no list has been compared with."""

    number: int
    article_id: str


class NewHit(Frozen):
    """An article that a list found, to be written."""

    list_id: str
    article_id: str
    found: str
    """ISO 8601, UTC."""
    json_text: str


class KeptHit(NewHit):
    """The same as it is kept."""

    number: int
    state: str
    """'waiting', 'queued', or 'dropped' where it was taken back before it was sent."""


class Parcel(Frozen):
    """What is to be sent to one recipient."""

    key: str
    """The same for the same thing to the same recipient: it is queued once."""
    target: str
    """The name of a target or an address, as it was given; never a secret."""
    json_text: str


class Watchlists:
    """The part of an open library that keeps watchlists."""

    _db: sqlite3.Connection

    def watchlists(self) -> list[KeptList]:
        """All lists in the order of their names."""
        rows = self._db.execute("SELECT id, json, since FROM watchlists ORDER BY name")
        return [KeptList(id=row[0], json_text=row[1], since=row[2]) for row in rows]

    def watchlist(self, list_id: str) -> KeptList | None:
        """The list of an id; None where there is none any more."""
        row = self._db.execute("SELECT id, json, since FROM watchlists WHERE id = ?", (list_id,)).fetchone()
        return KeptList(id=row[0], json_text=row[1], since=row[2]) if row else None

    def lists_revision(self) -> str:
        """A number that rises when lists come, change or go."""
        return str(self._db.execute("SELECT value FROM meta WHERE key = 'lists'").fetchone()[0])

    def profiles(self) -> dict[str, tuple[str, str]]:
        """What queries were made into: key and JSON of each, by the id of the list."""
        return {row[0]: (row[1], row[2]) for row in self._db.execute("SELECT list, key, json FROM profiles")}

    def matcher(self, key: str) -> bytes | None:
        """All lists as they are compared with articles, if they were kept under a key."""
        row = self._db.execute("SELECT data FROM matchers WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def save_matcher(self: Writable, key: str, data: bytes) -> None:
        """Keep all lists as they are compared with articles, in the place of what was kept before."""
        with self.writing(change=False) as db:
            db.execute("DELETE FROM matchers")
            db.execute("INSERT INTO matchers VALUES (?, ?)", (key, data))

    def add_watchlist(self: Writable, list_id: str, name: str, json_text: str) -> None:
        """Keep a new list; what is in the library already is no news to it.

        Raises:
            InputError: there is one of this name.
        """
        with self.writing(change=False) as db:
            if db.execute("SELECT 1 FROM watchlists WHERE name = ?", (name,)).fetchone():
                raise InputError(
                    f"There is a watchlist {name!r} already. Run `briefbot watchlist edit {name}` to change it, or "
                    "choose another name."
                )
            if not db.execute("SELECT 1 FROM watchlists").fetchone():
                db.execute("DELETE FROM arrivals")  # nobody waited for them
            row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'arrivals'").fetchone()
            db.execute("INSERT INTO watchlists VALUES (?, ?, ?, ?)", (list_id, name, json_text, row[0] if row else 0))

    def change_watchlist(self: Writable, list_id: str, name: str, json_text: str) -> None:
        """Keep a list as it is now; what it has found stays found."""
        with self.writing(change=False) as db:
            db.execute("UPDATE watchlists SET name = ?, json = ? WHERE id = ?", (name, json_text, list_id))

    def remove_watchlist(self: Writable, list_id: str) -> None:
        """Forget a list and what it has found."""
        with self.writing(change=False) as db:
            db.execute("DELETE FROM watchlists WHERE id = ?", (list_id,))
            db.execute("DELETE FROM slots WHERE task = ?", (f"list {list_id}",))

    def save_profiles(self: Writable, profiles: Iterable[tuple[str, str, str]]) -> None:
        """Keep what queries were made into: list, key and JSON of each."""
        with self.writing(change=False) as db:
            db.executemany("INSERT OR REPLACE INTO profiles VALUES (?, ?, ?)", profiles)

    # Articles on their way to the lists

    def arrivals(self, most: int, after: int = 0) -> list[Arrival]:
        """The first articles that no list has been compared with, in the order of their arrival."""
        rows = self._db.execute(
            "SELECT number, article_id FROM arrivals WHERE number > ? ORDER BY number LIMIT ?", (after, most)
        )
        return [Arrival(number=number, article_id=name) for number, name in rows]

    def settle_arrival(self: Writable, arrival: Arrival, hits: Sequence[NewHit]) -> None:
        """Record which lists an article is a hit of, in one transaction with its being compared."""
        with self.writing(change=False) as db:
            db.executemany(
                "INSERT OR IGNORE INTO hits (list, article_id, found, state, json) "
                "SELECT ?1, ?2, ?3, 'waiting', ?4 WHERE EXISTS (SELECT 1 FROM watchlists WHERE id = ?1)",
                [(hit.list_id, hit.article_id, hit.found, hit.json_text) for hit in hits],
            )
            db.execute("DELETE FROM arrivals WHERE number = ?", (arrival.number,))

    # Hits

    def hits(self, list_id: str, state: str | None = None, most: int = -1) -> list[KeptHit]:
        """What a list has found, newest first; all of it, or what is in a state."""
        rows = self._db.execute(
            "SELECT number, list, article_id, found, state, json FROM hits "
            "WHERE list = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY number DESC LIMIT ?3",
            (list_id, state, most),
        )
        names = ("number", "list_id", "article_id", "found", "state", "json_text")
        return [KeptHit.model_validate(dict(zip(names, row, strict=True))) for row in rows]

    def count_hits(self, list_id: str) -> int:
        """How many articles a list has found."""
        return int(self._db.execute("SELECT count(*) FROM hits WHERE list = ?", (list_id,)).fetchone()[0])

    def lists_with(self, articles: Sequence[str]) -> dict[str, list[str]]:
        """Which lists have found any of some articles, and which of them, by the id of the list."""
        found: dict[str, list[str]] = {}
        for name, article_id in self._db.execute(
            "SELECT list, article_id FROM hits WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY number",
            (json.dumps(list(articles)),),
        ):
            found.setdefault(name, []).append(article_id)
        return found

    def dispatch(
        self: Writable, task: str, slot: dt.datetime, parcels: Sequence[Parcel], queued: Sequence[int] = (),
        dropped: Sequence[int] = (),
    ) -> int:  # fmt: skip
        """Queue what is to be sent and record that it was due, in one transaction; returns how many are queued anew.

        Args:
            task: what was due.
            slot: when.
            parcels: what is to be sent; what was queued before is not queued again.
            queued: numbers of the hits that the parcels tell of.
            dropped: numbers of hits that are not to be told any more.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with self.writing(change=False) as db:
            new = db.executemany(
                "INSERT OR IGNORE INTO outbox (key, target, json, created, due) VALUES (?, ?, ?, ?, ?)",
                [(parcel.key, parcel.target, parcel.json_text, now, now) for parcel in parcels],
            ).rowcount
            for state, numbers in (("queued", queued), ("dropped", dropped)):
                db.executemany("UPDATE hits SET state = ? WHERE number = ?", [(state, number) for number in numbers])
            db.execute("INSERT OR REPLACE INTO slots VALUES (?, ?)", (task, slot.isoformat()))
        return max(0, new)

    def mark(self, name: str) -> str:
        """How far something had come that is done again only when there is more; empty where it never was."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (f"mark {name}",)).fetchone()
        return str(row[0]) if row else ""

    def set_mark(self: Writable, name: str, value: str) -> None:
        """Record how far something has come."""
        with self.writing(change=False) as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"mark {name}", value))

    def slot(self, task: str) -> dt.datetime | None:
        """When something that is due again and again was last done; None when it never was."""
        row = self._db.execute("SELECT slot FROM slots WHERE task = ?", (task,)).fetchone()
        return dt.datetime.fromisoformat(row[0]) if row else None

"""Saved briefings, the stories written for them, and the articles of a span of days."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from briefbot.errors import LibraryError
from briefbot.library.rows import SORTED_DAY, BriefingTitle

_DAY = SORTED_DAY.format("a")
TIMES = ("day", "updated_day", "date(embargo, 'localtime')")


class Writable(Protocol):
    """A library that can be written."""

    _db: sqlite3.Connection

    def writing(self, change: bool = True) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction."""
        ...


class Briefings:
    """The part of an open library that keeps briefings. They come and go as JSON; their types are not known here."""

    _db: sqlite3.Connection

    def articles_between(self, first: dt.date, last: dt.date) -> list[str]:
        """Ids of all articles published, changed or released on these days, copies and versions too, oldest first.

        Those of a month or a season are among them where some of it is.
        """
        where = " OR ".join(f"{column} BETWEEN ?1 AND ?2" for column in TIMES)
        where += " OR (period_first <= ?2 AND period_last >= ?1)"
        rows = self._db.execute(
            f"SELECT a.id FROM articles a WHERE {where} ORDER BY {_DAY} IS NULL, {_DAY}, time, id",
            (first.isoformat(), last.isoformat()),
        )
        return [row[0] for row in rows]

    def articles_before(self, day: dt.date, limit: int) -> list[str]:
        """Ids of the newest current articles that were published before a day, newest first."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE day < ? AND copy_of IS NULL AND superseded_by IS NULL "
            "ORDER BY day DESC, time DESC, id LIMIT ?",
            (day.isoformat(), limit),
        )
        return [row[0] for row in rows]

    def standing_until(self, day: dt.date) -> str:
        """A hash of which articles were out by a day, or are undated, and of which each is a copy or a version."""
        row = self._db.execute(
            "SELECT group_concat(id || '>' || ifnull(copy_of, '') || '>' || ifnull(superseded_by, '')) FROM ("
            "SELECT id, copy_of, superseded_by FROM articles INDEXED BY articles_standing "
            "WHERE day IS NULL OR day <= ? ORDER BY id)",
            (day.isoformat(),),
        ).fetchone()
        return hashlib.sha256((row[0] or "").encode()).hexdigest()

    def undated_articles(self) -> list[str]:
        """Ids of the articles of which neither a day nor a month could be established."""
        undated = "SELECT id FROM articles WHERE day IS NULL AND period IS NULL ORDER BY id"
        return [row[0] for row in self._db.execute(undated)]

    def briefing_for(self, key: str) -> str | None:
        """The briefing that was made from the inputs of a key."""
        return self._text("SELECT json FROM briefings WHERE key = ?", key)

    def briefing_before(self, day: dt.date, topic: str | None) -> str | None:
        """The newest briefing whose last day lies before a day; of those of one day, the one saved last."""
        return self._text(
            "SELECT json FROM briefings WHERE last < ? AND topic IS ? ORDER BY last DESC, number DESC LIMIT 1",
            day.isoformat(),
            topic,
        )

    def briefings(self) -> Iterator[str]:
        """All saved briefings, in the order in which they were saved."""
        return (row[0] for row in self._db.execute("SELECT json FROM briefings ORDER BY number").fetchall())

    def briefing_titles(self) -> list[BriefingTitle]:
        """The saved briefings without their text, that of the newest day first."""
        columns = ("id", "title", "first", "last", "topic")
        rows = self._db.execute(
            "SELECT json_extract(json, '$.id'), json_extract(json, '$.title'), first, last, topic FROM briefings "
            "ORDER BY last DESC, number DESC"
        )
        return [BriefingTitle.model_validate(dict(zip(columns, row, strict=True))) for row in rows]

    def briefing(self, briefing_id: str) -> str:
        """A saved briefing.

        Raises:
            LibraryError: there is none of this id.
        """
        found = self._text("SELECT json FROM briefings WHERE json_extract(json, '$.id') = ?", briefing_id)
        if found is None:
            raise LibraryError(f"No briefing {briefing_id!r} is saved. Run `briefbot brief --date DAY` to write one.")
        return found

    def newest_briefings(self, most: int) -> list[tuple[str, dt.datetime | None]]:
        """The briefings that were saved last, with when they were made where that is known, the oldest first."""
        rows = self._db.execute("SELECT json, made FROM briefings ORDER BY number DESC LIMIT ?", (most,)).fetchall()
        return [(json, dt.datetime.fromisoformat(made) if made else None) for json, made in reversed(rows)]

    def briefings_of(self, first: dt.date, last: dt.date, topic: str | None) -> list[str]:
        """The saved briefings of a span of days and a topic, in the order in which they were saved."""
        rows = self._db.execute(
            "SELECT json FROM briefings WHERE first = ? AND last = ? AND topic IS ? ORDER BY number",
            (first.isoformat(), last.isoformat(), topic),
        )
        return [row[0] for row in rows]

    def articles_of_file(self, path: str) -> list[str]:
        """Ids of the articles that were read from a file, or from a part of one, that is called so."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT article_id FROM members WHERE path = ?", (path,))]

    def save_briefing(self: Writable, key: str, first: dt.date, last: dt.date, topic: str | None, json: str) -> None:
        """Keep a briefing, in the place of one that was made from the same inputs."""
        with self.writing(change=False) as db:
            db.execute("DELETE FROM briefings WHERE key = ?", (key,))
            made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            db.execute(
                "INSERT INTO briefings (key, first, last, topic, json, made) VALUES (?, ?, ?, ?, ?, ?)",
                (key, first.isoformat(), last.isoformat(), topic, json, made),
            )

    def story_for(self, key: str) -> str | None:
        """The story that was written from the inputs of a key."""
        return self._text("SELECT json FROM stories WHERE key = ?", key)

    def save_story(self: Writable, key: str, json: str) -> None:
        """Keep a written story."""
        with self.writing(change=False) as db:
            db.execute("INSERT OR REPLACE INTO stories VALUES (?, ?)", (key, json))

    def _text(self, query: str, *values: str | None) -> str | None:
        row = self._db.execute(query, values).fetchone()
        return str(row[0]) if row else None

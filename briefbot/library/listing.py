"""Articles in lists, by the hundred thousand: their headlines page by page, and how many there are of each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from briefbot.library.rows import SORTED_DAY, believed
from briefbot.types import Filters, Frozen, Published

NEWEST_FIRST = f"ORDER BY {SORTED_DAY.format('a')} DESC NULLS LAST, a.time DESC, a.id"

KNOWN_PART = "iif(a.day IS NULL, iif(p.month IS NULL, a.period, printf('XXXX-%02d-%02d', p.month, p.day)), NULL)"
"""What is known of an article's day where no day is; `partial_days p` is joined."""


class Headline(Frozen):
    """An article in a list."""

    id: str
    title: str
    source: str | None
    day: dt.date | None
    """Of publication, also one that cannot be true."""
    time: dt.time | None
    known: str | None
    """What is known of the day where no day is, as EDTF."""
    copy_of: str | None
    superseded_by: str | None

    @property
    def is_suspect(self) -> bool:
        """Whether no article can have been published that day."""
        return self.day is not None and Published(day=self.day, time=self.time, evidence="").suspect


class _Filtering(Protocol):
    """A library that can tell what filters let through."""

    def _conditions(self, filters: Filters) -> tuple[str, list[str]]: ...

    def remembered(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """The rows that a query gives, read again only when the library has changed."""
        ...


class Listing:
    """The part of an open library that lists articles."""

    def headlines(self: _Filtering, filters: Filters, count: int, skipped: int = 0) -> list[Headline]:
        """Articles that filters let through, the newest first, those of unknown date last.

        Args:
            filters: publication days and publisher to keep to, and whether superseded versions and copies count.
            count: the most articles returned.
            skipped: how many of the first are left out.
        """
        where, values = self._conditions(filters)
        rows = self.remembered(
            f"SELECT a.id, a.title, a.source, a.day, a.time, {KNOWN_PART}, a.copy_of, a.superseded_by FROM articles a "
            f"LEFT JOIN partial_days p ON p.article_id = a.id WHERE 1{where} {NEWEST_FIRST} LIMIT ? OFFSET ?",
            (*values, count, skipped),
        )
        return [
            Headline(
                id=name,
                title=title,
                source=source or None,
                day=dt.date.fromisoformat(day) if day else None,
                time=dt.time.fromisoformat(time) if time else None,
                known=known,
                copy_of=copy_of,
                superseded_by=newest,
            )
            for name, title, source, day, time, known, copy_of, newest in rows
        ]

    def count_by_day(self: _Filtering, filters: Filters, query: str = "") -> dict[dt.date, int]:
        """How many articles that filters let through there are of each day, the first day first.

        Args:
            filters: as for `headlines`.
            query: an FTS5 expression that they must match as a whole; all where it is empty.
        """
        where, values = self._conditions(filters)
        matching = (
            " AND a.id IN (SELECT t.article_id FROM whole_words JOIN texts t ON t.number = whole_words.rowid "
            "WHERE whole_words MATCH ?)"
        )
        rows = self.remembered(
            f"SELECT a.day, count(*) FROM articles a WHERE {believed('a.day', 'a.time')}"
            f"{where}{matching if query else ''} GROUP BY a.day ORDER BY a.day",
            (*values, *([query] if query else [])),
        )
        return {dt.date.fromisoformat(day): count for day, count in rows}

    def count_articles(self: _Filtering, filters: Filters) -> int:
        """How many articles filters let through."""
        where, values = self._conditions(filters)
        return int(self.remembered(f"SELECT count(*) FROM articles a WHERE 1{where}", values)[0][0])

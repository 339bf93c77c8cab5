"""Articles as rows of the library's tables, and back."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from briefbot.types import (
    MILLISECONDS,
    UNIX_ZERO,
    ZEROS,
    Article,
    ArticleHead,
    Dropped,
    Filters,
    Frozen,
    Paragraph,
    PartialDay,
    Period,
    Problem,
    Published,
    ReadWarning,
    believed_days,
)

SORTED_DAY = "coalesce({0}.day, {0}.period_first)"
"""The day by which the articles of a table are sorted: of those of a month or a season, its first."""
Day = tuple[str | None, str | None, str | None, str]
_PARTICULARS = (
    "title, source, author, url, canonical_url, day, time, evidence, confidence, "
    "updated_day, updated_time, updated_evidence, updated_confidence, section, language, embargo, status, "
    "period, period_first, period_last, period_evidence, source_evidence"
)
_MARKS = ", ".join("?" * (1 + len(_PARTICULARS.split(", "))))
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _PARTICULARS.split(", "))


def believed(day: str = "day", time: str = "time") -> str:
    """A condition on columns: that a day of publication can be true; see `Published.suspect`."""
    first, last = believed_days()
    zeros = ", ".join(f"'{zero}'" for zero in sorted(ZEROS))
    return (
        f"({day} BETWEEN '{first}' AND '{last}' AND {day} NOT IN ({zeros}) "
        f"AND ({time} IS NULL OR {day} NOT BETWEEN '{UNIX_ZERO}' AND '{MILLISECONDS}'))"
    )


def let_through(filters: Filters, table: str) -> tuple[str, list[str]]:
    """A condition on the columns of a table of articles, beginning with AND, and its values: days and publisher.

    An article of a month or a season is of some days when all of it is.
    """
    where = ""
    values: list[str] = []
    if filters.first or filters.last:
        earliest, latest = believed_days()
        first, last = max(filters.first or earliest, earliest), min(filters.last or latest, latest)
        day = f"{table}.day BETWEEN ? AND ? AND {believed(f'{table}.day', f'{table}.time')}"
        where = f"{where} AND ({day} OR {table}.period_first >= ? AND {table}.period_last <= ?)"
        values = [each.isoformat() for each in (first, last, first, filters.last or dt.date.max)]
    if filters.source:
        where, values = f"{where} AND {table}.source = ? COLLATE NOCASE", [*values, filters.source]
    return where, values


def write_article(db: sqlite3.Connection, article: Article, canonical_url: str | None) -> bool:
    """Write an article's particulars and, when it is new, its paragraphs; tells whether it was new.

    An article that is known has the same text and title; what was read besides (its author, its address, the
    evidence of its date) is replaced.
    """
    known = db.execute("SELECT 1 FROM articles WHERE id = ?", (article.id,)).fetchone()
    db.execute(
        f"INSERT INTO articles (id, {_PARTICULARS}) VALUES ({_MARKS}) ON CONFLICT (id) DO UPDATE SET {_REPLACED}",
        (
            article.id,
            article.title,
            article.source,
            article.author,
            article.url,
            canonical_url,
            *_columns(article.told),
            *_columns(article.updated),
            article.section,
            article.language,
            article.embargo.isoformat() if article.embargo else None,
            article.status,
            *_span(article.period),
            article.source_evidence,
        ),
    )
    if not known:
        db.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?)",
            [(article.id, paragraph.number, paragraph.text) for paragraph in article.paragraphs],
        )
        db.execute(
            "INSERT INTO texts (article_id) VALUES (?)", (article.id,)
        )  # its words are taken from the paragraphs
    db.execute("DELETE FROM partial_days WHERE article_id = ?", (article.id,))
    if article.partial:
        told = article.partial
        db.execute(
            "INSERT INTO partial_days VALUES (?, ?, ?, ?, ?)",
            (article.id, told.month, told.day, told.weekday, told.evidence),
        )
    db.execute("DELETE FROM dropped WHERE article_id = ?", (article.id,))
    db.executemany(
        "INSERT INTO dropped VALUES (?, ?, ?, ?, ?)",
        [(article.id, number, piece.after, piece.text, piece.reason) for number, piece in enumerate(article.dropped)],
    )
    for table, values in (("identifiers", article.ids), ("warnings", article.warnings)):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article.id,))
        db.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?)", [(article.id, number, each) for number, each in enumerate(values)]
        )
    return not known


def load_article(db: sqlite3.Connection, article_id: str) -> Article | None:
    """One article, whole; None when there is none. Its path is the first of those it was read from."""
    row = db.execute(
        "SELECT title, source, author, url, day, time, evidence, confidence, updated_day, updated_time, "
        "updated_evidence, updated_confidence, (SELECT min(path) FROM members WHERE article_id = id), "
        "section, language, embargo, status, period, period_first, period_last, period_evidence, "
        "source_evidence "
        "FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        return None
    partial = db.execute(f"SELECT {_PARTIAL} FROM partial_days p WHERE article_id = ?", (article_id,)).fetchone()
    paragraphs = db.execute("SELECT number, text FROM paragraphs WHERE article_id = ? ORDER BY number", (article_id,))
    dropped = db.execute(
        "SELECT after, text, reason FROM dropped WHERE article_id = ? ORDER BY position", (article_id,)
    )
    return Article(
        id=article_id,
        title=row[0],
        source=row[1],
        source_evidence=row[21],
        author=row[2],
        url=row[3],
        published=_published(row[4:8]),
        partial=_partial_day(partial),
        period=_period(row[17:21]),
        updated=_published(row[8:12]),
        path=row[12],
        section=row[13],
        language=row[14],
        ids=_listed(db, article_id, "value", "identifiers"),
        embargo=dt.datetime.fromisoformat(row[15]) if row[15] else None,
        status=row[16],
        warnings=tuple(map(ReadWarning, _listed(db, article_id, "warning", "warnings"))),
        paragraphs=tuple(Paragraph(number=number, text=text) for number, text in paragraphs),
        dropped=tuple(Dropped(after=after, text=text, reason=reason) for after, text, reason in dropped),
    )


_PARTIAL = "p.month, p.day, p.weekday, p.evidence"
_HEAD = (
    "a.id, a.title, a.source, a.author, a.url, a.day, a.time, a.evidence, a.confidence, a.updated_day, "
    "a.updated_time, a.updated_evidence, a.updated_confidence, "
    "(SELECT min(path) FROM members WHERE article_id = a.id), "
    f"a.period, a.period_first, a.period_last, a.period_evidence, {_PARTIAL}"
)


def load_heads(db: sqlite3.Connection, rest: str, values: Sequence[str | int] = ()) -> Iterator[ArticleHead]:
    """Articles without their text, one by one.

    Args:
        db: an open library.
        rest: of the query, behind `FROM articles a` joined with its `partial_days p`.
        values: of its marks.
    """
    found = f"SELECT {_HEAD} FROM articles a LEFT JOIN partial_days p ON p.article_id = a.id"
    for row in db.execute(f"{found} {rest}", values):
        yield ArticleHead(
            id=row[0],
            title=row[1],
            source=row[2],
            author=row[3],
            url=row[4],
            published=_published(row[5:9]),
            updated=_published(row[9:13]),
            path=row[13],
            period=_period(row[14:18]),
            partial=_partial_day(row[18:]),
        )


def _partial_day(columns: tuple[Any, ...] | None) -> PartialDay | None:
    """A day and month without a year; None where there is none."""
    if columns is None or columns[0] is None:
        return None
    month, day, weekday, evidence = columns
    return PartialDay(month=month, day=day, weekday=weekday, evidence=evidence)


def _period(columns: tuple[Any, ...]) -> Period | None:
    edtf, first, last, evidence = columns
    if edtf is None:
        return None
    return Period(first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last), edtf=edtf, evidence=evidence)


def _span(period: Period | None) -> tuple[str | None, ...]:
    """The columns of a period."""
    if period is None:
        return None, None, None, None
    return period.edtf, period.first.isoformat(), period.last.isoformat(), period.evidence


def _listed(db: sqlite3.Connection, article_id: str, column: str, table: str) -> tuple[str, ...]:
    rows = db.execute(f"SELECT {column} FROM {table} WHERE article_id = ? ORDER BY position", (article_id,))
    return tuple(row[0] for row in rows)


def _columns(published: Published | None) -> Day:
    if published is None:
        return None, None, None, "high"
    time = published.time.isoformat() if published.time else None
    return published.day.isoformat(), time, published.evidence, published.confidence


def _published(columns: Day) -> Published | None:
    day, time, evidence, confidence = columns
    if day is None:
        return None
    return Published.model_validate(
        {
            "day": dt.date.fromisoformat(day),
            "time": dt.time.fromisoformat(time) if time else None,
            "evidence": evidence,
            "confidence": confidence,
        }
    )


class FileStat(Frozen):
    """What tells a file from a changed one without reading it, and what read it."""

    size: int | None = None
    """Bytes."""
    modified: int | None = None
    """Nanoseconds since 1970; None when it cannot be trusted to tell a later change."""
    reader: str = "0"
    """The readers' version, and what else decided how it was read; '0' is older than any."""


class KnownFile(FileStat):
    """A file as it was when it was read to its end."""

    digest: str
    """SHA-256 of its bytes; empty when reading it was cut short."""


class KnownProblem(Problem):
    """Something that could not be read, with the time of the last attempt (ISO 8601, UTC)."""

    at: str


class BriefingTitle(Frozen):
    """A saved briefing without its text."""

    id: str
    title: str
    first: dt.date
    last: dt.date
    topic: str | None


class Standing(Frozen):
    """What an article is to the others of its story."""

    copy_of: str | None
    """Id of the article that carries the same text and is cited in its place."""
    superseded_by: str | None
    """Id of the newest version."""


class Doubt(Frozen):
    """An article that was read, and what makes its reading doubtful."""

    path: str
    """Where it was read: the file, with '!' and its place within one of many."""
    title: str
    warnings: tuple[ReadWarning, ...]

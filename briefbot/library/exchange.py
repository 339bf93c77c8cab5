"""A library as lines of JSON, from which an identical one is made.

The first line says what follows; then one line a file, one line an article with all that was left out of it, where it
was read and how it is related, one line for everything that could not be read, and one for every saved briefing and
story. The order is always the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from briefbot.copies import canonical_url
from briefbot.errors import InputError
from briefbot.library.relations import sketch
from briefbot.library.rows import load_article, write_article
from briefbot.library.schema import MIGRATIONS
from briefbot.types import Article, Chunk

Lines = Iterable[str]
_FILE = ("path", "digest", "size", "modified", "reader")
_MEMBER = ("path", "reading", "file")
_PROBLEM = ("path", "file", "reason", "at")
_BRIEFING = ("key", "first", "last", "topic", "json")
_STORY = ("key", "json")
_PLAIN = (
    ("file", "files", _FILE),
    ("problem", "problems", _PROBLEM),
    ("briefing", "briefings", _BRIEFING),
    ("story", "stories", _STORY),
)
"""Records that are one row of a table."""

_HEADER = {"briefbot": "library", "version": len(MIGRATIONS)}


def export_lines(db: sqlite3.Connection) -> Iterator[str]:
    """The lines of a library, as it is at this moment."""
    db.execute("BEGIN")
    try:
        yield _line(_HEADER)
        for row in db.execute(f"SELECT {', '.join(_FILE)} FROM files ORDER BY path"):
            yield _line({"file": dict(zip(_FILE, row, strict=True))})
        for name, copy_of, superseded_by in db.execute("SELECT id, copy_of, superseded_by FROM articles ORDER BY id"):
            article = load_article(db, name)
            members = db.execute(
                f"SELECT {', '.join(_MEMBER)} FROM members WHERE article_id = ? ORDER BY path, reading", (name,)
            )
            yield _line(
                {
                    "article": article.model_dump(mode="json", exclude={"path"}) if article else None,
                    "members": [dict(zip(_MEMBER, row, strict=True)) for row in members],
                    "copy_of": copy_of,
                    "superseded_by": superseded_by,
                }
            )
        for row in db.execute(f"SELECT {', '.join(_PROBLEM)} FROM problems ORDER BY path"):
            yield _line({"problem": dict(zip(_PROBLEM, row, strict=True))})
        for row in db.execute(f"SELECT {', '.join(_BRIEFING)} FROM briefings ORDER BY number"):
            yield _line({"briefing": dict(zip(_BRIEFING, row, strict=True))})
        for row in db.execute(f"SELECT {', '.join(_STORY)} FROM stories ORDER BY key"):
            yield _line({"story": dict(zip(_STORY, row, strict=True))})
    finally:
        db.execute("ROLLBACK")


def import_lines(db: sqlite3.Connection, lines: Lines, cut: Callable[[Article], Sequence[Chunk]]) -> int:
    """Fill an empty library, within a transaction of the caller's; returns the number of articles.

    Args:
        db: an empty library.
        lines: what `export_lines` gave.
        cut: makes the chunks of an article.

    Raises:
        InputError: lines that are not an export of a library, or of one of another version.
    """
    links: list[tuple[str | None, str | None, str]] = []
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            if number == 1:
                if record != _HEADER:
                    raise ValueError(f"expected {_line(_HEADER).strip()}")
                continue
            links += _import_record(db, record, cut)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"Line {number} is not of a library's export: {error}. Nothing was imported; export it again with "
                "`briefbot library export`."
            ) from error
    db.executemany("UPDATE articles SET copy_of = ?, superseded_by = ? WHERE id = ?", links)
    return len(links)


def _import_record(
    db: sqlite3.Connection, record: dict[str, Any], cut: Callable[[Article], Sequence[Chunk]]
) -> list[tuple[str | None, str | None, str]]:
    """Write one record; returns the links of an article, to be set when all are there."""
    for kind, table, columns in _PLAIN:
        if kind in record:
            marks = ", ".join("?" * len(columns))
            values = [record[kind][name] for name in columns]
            db.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
            return []
    article = Article.model_validate_json(json.dumps(record["article"]))
    write_article(db, article, canonical_url(article.url) if article.url else None)
    db.executemany(
        "INSERT INTO chunks (id, article_id, paragraph, start, end, text, header) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(c.id, c.article_id, c.paragraph, c.start, c.end, c.text, c.header) for c in cut(article)],
    )
    for member in record["members"]:
        db.execute("INSERT INTO members VALUES (?, ?, ?, ?)", (*(member[name] for name in _MEMBER), article.id))
    sketch(db, article)
    return [(record["copy_of"], record["superseded_by"], article.id)]


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"

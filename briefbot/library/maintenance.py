"""Whether a library is whole, and how large it is."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from briefbot.dedup.urls import canonical_url
from briefbot.errors import InputError
from briefbot.library.links import store_signature
from briefbot.library.rows import load_article, write_article
from briefbot.library.schema import MIGRATIONS, WORDS, is_busy
from briefbot.library.years import keep_days
from briefbot.types import Article, Chunk, Frozen, article_id


class Stats(Frozen):
    """What a library holds, in numbers."""

    articles: int
    paragraphs: int
    chunks: int
    publishers: int
    days: int
    """Different days of publication."""
    first: str | None
    last: str | None
    undated: int
    copies: int
    superseded: int
    files: int
    problems: int
    bytes: int
    """Of the library's own file; the vectors are beside it."""


class Faults(Frozen):
    """What is wrong with a library; empty when nothing is."""

    database: tuple[str, ...] = ()
    """What SQLite says about its own file."""
    words: bool = False
    """Whether the word search disagrees with the chunks or the articles."""
    altered: tuple[str, ...] = ()
    """Ids of articles whose text is not what their id is the hash of."""
    fileless: tuple[str, ...] = ()
    """Ids of articles that no file stands for."""
    uncovered: tuple[str, ...] = ()
    """Ids of articles whose chunks do not give back their paragraphs."""
    unrelated: tuple[str, ...] = ()
    """Ids of articles whose copies and versions were never looked for, or point at an article that is not current."""

    def sentences(self) -> list[str]:
        """The faults as sentences."""
        counted = (
            (self.altered, "whose text is not the one their id was made from"),
            (self.fileless, "that no file stands for"),
            (self.uncovered, "whose chunks do not cover their paragraphs"),
            (self.unrelated, "whose copies and versions must be found again"),
        )
        found = [f"SQLite reports: {text}." for text in self.database]
        if self.words:
            found.append("The word search disagrees with the articles.")
        return found + [f"{len(ids)} articles {what}, such as {ids[0]}." for ids, what in counted if ids]


OnCount = Callable[[int], None]


def find_faults(
    db: sqlite3.Connection, begin: OnCount = lambda count: None, done: OnCount = lambda count: None
) -> Faults:
    """Examine a library in all its parts.

    Args:
        db: an open library.
        begin: told how many articles there are.
        done: told after each article, with 1.

    Raises:
        sqlite3.OperationalError: another process writes the library.
    """
    broken: list[str] = []
    try:
        broken += [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        broken += [f"{row[0]} row {row[1]} lacks its {row[2]}" for row in db.execute("PRAGMA foreign_key_check")]
        ids = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id")]
        begin(len(ids))
        altered, uncovered = [], []
        for name in ids:
            article = load_article(db, name)
            if _is_altered(article):
                altered.append(name)
            if not _is_covered(db, article, name):
                uncovered.append(name)
            done(1)
        return Faults(
            database=tuple(broken),
            words=_words_disagree(db),
            altered=tuple(altered),
            fileless=_ids(db, "id NOT IN (SELECT article_id FROM members)"),
            uncovered=tuple(uncovered),
            unrelated=_ids(
                db,
                "id NOT IN (SELECT article_id FROM signatures) "
                "OR superseded_by IN (SELECT id FROM articles WHERE superseded_by IS NOT NULL) "
                "OR copy_of IN (SELECT id FROM articles WHERE superseded_by IS NOT NULL OR copy_of IS NOT NULL)",
            ),
        )
    except sqlite3.DatabaseError as error:  # a file so damaged that it cannot even be examined
        if is_busy(error):
            raise
        return Faults(database=(*broken, str(error)))


def measure(db: sqlite3.Connection) -> Stats:
    """The numbers of a library."""
    row = db.execute(
        "SELECT count(*), count(DISTINCT source), count(DISTINCT day), min(day), max(day), "
        "count(*) - count(coalesce(day, period)), count(copy_of), count(superseded_by) FROM articles"
    ).fetchone()
    names = ("articles", "publishers", "days", "first", "last", "undated", "copies", "superseded")
    counts = {
        table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("paragraphs", "chunks", "files", "problems")
    }
    size = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    return Stats.model_validate({**dict(zip(names, row, strict=True)), **counts, "bytes": size})


def covers(article: Article, chunks: Iterable[Chunk]) -> bool:
    """Whether chunks stand where they say, and leave out nothing of the article but spaces between them."""
    left = {paragraph.number: list(paragraph.text) for paragraph in article.paragraphs}
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    for chunk in chunks:
        if texts.get(chunk.paragraph, "")[chunk.start : chunk.end] != chunk.text:
            return False
        left[chunk.paragraph][chunk.start : chunk.end] = " " * len(chunk.text)
    return not any("".join(characters).strip() for characters in left.values())


def _is_covered(db: sqlite3.Connection, article: Article | None, name: str) -> bool:
    fields = ("id", "article_id", "paragraph", "start", "end", "text", "header")
    rows = db.execute(f"SELECT {', '.join(fields)} FROM chunks WHERE article_id = ?", (name,))
    chunks = [Chunk.model_validate(dict(zip(fields, row, strict=True))) for row in rows]
    return article is not None and covers(article, chunks)


def _is_altered(article: Article | None) -> bool:
    if article is None:
        return True
    texts = [paragraph.text for paragraph in article.paragraphs]
    return article.id != article_id(article.title, article.source, article.told, texts, article.issue)


def _words_disagree(db: sqlite3.Connection) -> bool:
    """FTS5's own check, against the chunks and the articles (rank 1); it changes nothing but counts as writing."""
    try:
        for table in WORDS:
            db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:
            return False
        raise
    except sqlite3.DatabaseError:
        return True
    return False


def _ids(db: sqlite3.Connection, condition: str) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute(f"SELECT id FROM articles WHERE {condition} ORDER BY id"))


ExportLines = Iterable[str]
_FILE = ("path", "digest", "size", "modified", "reader")
_MEMBER = ("path", "reading", "file")
_PROBLEM = ("path", "file", "reason", "at")
_BRIEFING = ("key", "first", "last", "topic", "json", "made")
_STORY = ("key", "json")
_THREAD = ("id", "name", "created")
_TURN = ("thread", "number", "asked", "rewriting", "question", "edited", "answer", "at")
_WATCHLIST = ("id", "name", "json", "since")
_HIT = ("list", "article_id", "found", "state", "json")
_ARRIVAL = ("article_id",)
_PARCEL = ("number", "key", "target", "json", "created", "due", "first_tried", "attempts", "state", "reason", "done")
_SLOT = ("task", "slot")
_PLAIN = (
    ("file", "files", _FILE),
    ("problem", "problems", _PROBLEM),
    ("briefing", "briefings", _BRIEFING),
    ("story", "stories", _STORY),
    ("thread", "threads", _THREAD),
    ("turn", "turns", _TURN),
    ("watchlist", "watchlists", _WATCHLIST),
    ("hit", "hits", _HIT),
    ("arrival", "arrivals", _ARRIVAL),
    ("parcel", "outbox", _PARCEL),
    ("slot", "slots", _SLOT),
)
"""Records that are one row of a table."""
_REST = (
    ("problem", _PROBLEM, f"{', '.join(_PROBLEM)} FROM problems ORDER BY path"),
    ("briefing", _BRIEFING, f"{', '.join(_BRIEFING)} FROM briefings ORDER BY number"),
    ("story", _STORY, f"{', '.join(_STORY)} FROM stories ORDER BY key"),
    ("thread", _THREAD, f"{', '.join(_THREAD)} FROM threads ORDER BY id"),
    ("turn", _TURN, f"{', '.join(_TURN)} FROM turns ORDER BY thread, number"),
    ("watchlist", _WATCHLIST, "id, name, json, 0 FROM watchlists ORDER BY name"),
    ("hit", _HIT, f"{', '.join(_HIT)} FROM hits ORDER BY number"),
    ("arrival", _ARRIVAL, "article_id FROM arrivals ORDER BY number"),
    ("parcel", _PARCEL, f"{', '.join(_PARCEL)} FROM outbox ORDER BY number"),
    ("slot", _SLOT, f"{', '.join(_SLOT)} FROM slots ORDER BY task"),
)
"""What follows the files and articles of an export: the record's name, its fields, and where its rows are.

What is made again from them is left out: profiles and matchers of lists, and how far notices had come.
"""
UNSENT = "It was not sent yet when the library was exported, and may have been since"
_HEADER = {"briefbot": "library", "version": len(MIGRATIONS)}
_EXPECTED = f"expected {json.dumps(_HEADER)}"


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
        for name, fields, rows in _REST:
            for row in db.execute(f"SELECT {rows}"):
                yield _line({name: dict(zip(fields, row, strict=True))})
    finally:
        db.execute("ROLLBACK")


def import_lines(db: sqlite3.Connection, lines: ExportLines, cut: Callable[[Article], Sequence[Chunk]]) -> int:
    """Fill an empty library, within a transaction of the caller's; returns the number of articles.

    What was not sent yet counts as given up (see `UNSENT`): the library it comes from may have sent it, or still will.

    Args:
        db: an empty library.
        lines: what `export_lines` gave.
        cut: makes the chunks of an article.

    Raises:
        InputError: lines that are not an export of a library, or of one of another version.
    """
    links: list[tuple[int, tuple[str | None, str | None, str]]] = []
    number = 0
    db.execute("DELETE FROM slots")  # of an empty library they tell only that nothing was done
    for number, line in enumerate(lines, start=1):
        with _naming(number):
            record = json.loads(line)
            if number > 1:
                links += [(number, link) for link in _import_record(db, record, cut)]
            elif record != _HEADER:
                raise ValueError(_EXPECTED)
    with _naming(1):
        if not number:
            raise ValueError(_EXPECTED)
    for at, link in links:
        with _naming(at):
            db.execute("UPDATE articles SET copy_of = ?, superseded_by = ? WHERE id = ?", link)
    db.execute(
        "UPDATE outbox SET state = 'given up', reason = ?, done = ? WHERE state IN ('waiting', 'sending')",
        (UNSENT, dt.datetime.now(dt.UTC).isoformat(timespec="seconds")),
    )
    return len(links)


@contextmanager
def _naming(number: int) -> Iterator[None]:
    """Say of which line it is that cannot be imported."""
    try:
        yield
    except (ValueError, KeyError, TypeError, OverflowError, sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
        reason = f"it stands twice or does not fit ({error})" if isinstance(error, sqlite3.Error) else error
        raise InputError(
            f"Line {number} is not of a library's export: {reason}. Nothing was imported; export it again with "
            "`briefbot library export`."
        ) from error


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
    if article.published != article.told:
        keep_days(db, {article.id: article.published})
    db.executemany(
        "INSERT INTO chunks (id, article_id, paragraph, start, end, text, header) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(c.id, c.article_id, c.paragraph, c.start, c.end, c.text, c.header) for c in cut(article)],
    )
    for member in record["members"]:
        db.execute("INSERT INTO members VALUES (?, ?, ?, ?)", (*(member[name] for name in _MEMBER), article.id))
    db.execute(
        "DELETE FROM arrivals WHERE article_id = ?", (article.id,)
    )  # those that still wait have lines of their own
    store_signature(db, article)
    return [(record["copy_of"], record["superseded_by"], article.id)]


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"

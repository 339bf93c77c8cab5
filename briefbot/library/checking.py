"""Whether a library is whole, and how large it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from briefbot.library.rows import load_article
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
    """Whether the word search disagrees with the chunks."""
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
            found.append("The word search disagrees with the chunks.")
        return found + [f"{len(ids)} articles {what}, such as {ids[0]}." for ids, what in counted if ids]


Told = Callable[[int], None]


def find_faults(db: sqlite3.Connection, begin: Told = lambda count: None, done: Told = lambda count: None) -> Faults:
    """Examine a library in all its parts.

    Args:
        db: an open library.
        begin: told how many articles there are.
        done: told after each article, with 1.
    """
    try:
        broken = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
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
        return Faults(database=(str(error),))


def measure(db: sqlite3.Connection) -> Stats:
    """The numbers of a library."""
    row = db.execute(
        "SELECT count(*), count(DISTINCT source), count(DISTINCT day), min(day), max(day), "
        "count(*) - count(day), count(copy_of), count(superseded_by) FROM articles"
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
    return article.id != article_id(article.title, article.source, article.published, texts)


def _words_disagree(db: sqlite3.Connection) -> bool:
    """FTS5's own check, against the chunks (rank 1); it changes nothing but counts as writing."""
    try:
        db.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:
            return False
        raise
    except sqlite3.DatabaseError:
        return True
    return False


def _ids(db: sqlite3.Connection, condition: str) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute(f"SELECT id FROM articles WHERE {condition} ORDER BY id"))

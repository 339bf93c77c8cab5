"""What can be asked of an open library."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence

from briefbot.errors import InputError, LibraryError
from briefbot.library.links import linked, versions_in_order
from briefbot.library.rows import KnownFile, KnownProblem, Standing, load_article
from briefbot.types import Article, Chunk, Filters, believed_days

_CURRENT = " AND a.copy_of IS NULL AND a.superseded_by IS NULL"
_CHUNK = ("id", "article_id", "paragraph", "start", "end", "text", "header")


class LibraryReader:
    """The half of an open library that only reads."""

    _db: sqlite3.Connection

    @property
    def revision(self) -> int:
        """A number that rises with every change; an index that has seen it is up to date."""
        return int(self._db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])

    def counts(self) -> tuple[int, int]:
        """Numbers of articles and of paragraphs."""
        row = self._db.execute("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM paragraphs)").fetchone()
        return int(row[0]), int(row[1])

    def files(self) -> dict[str, str]:
        """The digest of every file, by path; empty for one whose reading was cut short."""
        return dict(self._db.execute("SELECT path, digest FROM files ORDER BY path"))

    def file(self, path: str) -> KnownFile | None:
        """A file as it was when it was read; None when it never was."""
        row = self._db.execute("SELECT digest, size, modified, reader FROM files WHERE path = ?", (path,)).fetchone()
        return KnownFile(digest=row[0], size=row[1], modified=row[2], reader=row[3]) if row else None

    def problems(self, file: str | None = None) -> list[KnownProblem]:
        """What could not be read, of all files or of one, in the order of their paths."""
        rows = self._db.execute(
            "SELECT path, reason, at FROM problems WHERE ?1 IS NULL OR file = ?1 ORDER BY path", (file,)
        )
        return [KnownProblem(path=path, reason=reason, at=at) for path, reason, at in rows]

    def problem_files(self) -> list[str]:
        """The files that could not be read, or not all of them."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT file FROM problems ORDER BY file")]

    def article(self, article_id: str) -> Article:
        """One article, whole.

        Raises:
            LibraryError: no such article.
        """
        article = load_article(self._db, article_id)
        if article is None:
            raise LibraryError(f"No article {article_id!r} in the library. Run `briefbot articles` to list them.")
        return article

    def standing(self, article_id: str) -> Standing:
        """Whether an article is a copy, or superseded, and by which."""
        row = self._db.execute("SELECT copy_of, superseded_by FROM articles WHERE id = ?", (article_id,)).fetchone()
        return Standing(copy_of=row[0], superseded_by=row[1]) if row else Standing(copy_of=None, superseded_by=None)

    def copies_of(self, article_id: str) -> list[Article]:
        """The articles that carry the same text, the one that is cited first, then the oldest; not itself."""
        canonical_id = self.standing(article_id).copy_of or article_id
        rows = self._db.execute(
            "SELECT id FROM articles WHERE (copy_of = ?1 OR id = ?1) AND id <> ?2 "
            "ORDER BY copy_of IS NOT NULL, day IS NULL, day, time, id",
            (canonical_id, article_id),
        ).fetchall()
        return [self.article(row[0]) for row in rows]

    def versions_of(self, article_id: str) -> list[Article]:
        """All versions of an article, oldest first, itself among them."""
        newest = self.standing(article_id).superseded_by or article_id
        rows = self._db.execute("SELECT id FROM articles WHERE superseded_by = ?1 OR id = ?1", (newest,)).fetchall()
        return versions_in_order([self.article(row[0]) for row in rows])

    def linked(self, article_id: str) -> list[str]:
        """Ids of an article, its copies and its versions, and of the copies and versions of those."""
        return linked(self._db, article_id)

    def article_ids(self) -> list[str]:
        """Ids of all articles, oldest first, those of unknown date last."""
        return [row[0] for row in self._db.execute("SELECT id FROM articles ORDER BY day IS NULL, day, time, id")]

    def days_of_articles(self) -> dict[str, dt.date]:
        """The day on which each dated article was published or, where it says so, last changed, by its id.

        Days that cannot be true are left out; see `Published.suspect`.
        """
        first, last = believed_days()
        believed = "BETWEEN :first AND :last"
        rows = self._db.execute(
            f"SELECT id, max(day, iif(updated_day {believed}, updated_day, day)) FROM articles WHERE day {believed}",
            {"first": first.isoformat(), "last": last.isoformat()},
        )
        return {article_id: dt.date.fromisoformat(day) for article_id, day in rows}

    def sources(self) -> list[str]:
        """The publishers of the library, in alphabetical order."""
        return [r[0] for r in self._db.execute("SELECT DISTINCT source FROM articles WHERE source <> '' ORDER BY 1")]

    def find_article(self, name: str) -> Article:
        """The article that an id, the beginning of an id, a file's path or its last part names.

        Raises:
            InputError: none or several fit.
        """
        found = self._db.execute(
            "SELECT DISTINCT article_id FROM members "
            "WHERE article_id LIKE ?1 || '%' OR path = ?2 OR path LIKE '%/' || ?3",
            (name.replace("%", "").replace("_", ""), name, name.replace("%", "")),
        ).fetchall()
        if len(found) != 1:
            many = f"{len(found)} articles fit" if found else "No article fits"
            raise InputError(f"{many} {name!r}. Run `briefbot articles` to list their ids and files.")
        return self.article(found[0][0])

    def chunk_ids(self, history: bool = False) -> set[str]:
        """Ids of the chunks of all current articles; with history, also of superseded versions and copies."""
        current = "" if history else _CURRENT
        rows = self._db.execute(f"SELECT c.id FROM chunks c JOIN articles a ON a.id = c.article_id WHERE 1{current}")
        return {row[0] for row in rows}

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks that still exist of those asked for, by id."""
        found: dict[str, Chunk] = {}
        for at in range(0, len(ids), 500):
            some = list(ids[at : at + 500])
            marks = ",".join("?" * len(some))
            for row in self._db.execute(f"SELECT {', '.join(_CHUNK)} FROM chunks WHERE id IN ({marks})", some):
                found[row[0]] = Chunk.model_validate(dict(zip(_CHUNK, row, strict=True)))
        return found

    def chunks_of(self, article_id: str) -> list[Chunk]:
        """The chunks of one article, in reading order."""
        rows = self._db.execute(
            f"SELECT {', '.join(_CHUNK)} FROM chunks WHERE article_id = ? ORDER BY paragraph, start", (article_id,)
        )
        return [Chunk.model_validate(dict(zip(_CHUNK, row, strict=True))) for row in rows]

    def search(self, query: str, limit: int, filters: Filters) -> list[str]:
        """Ids of the chunks that match a query best by BM25 (FTS5's, k1 = 1.2, b = 0.75), best first.

        Args:
            query: an FTS5 expression.
            limit: the most ids returned.
            filters: publication days and publisher to keep to, and whether superseded versions and copies count.
        """
        where, values = _conditions(filters)
        rows = self._db.execute(
            "SELECT c.id FROM words JOIN chunks c ON c.number = words.rowid JOIN articles a ON a.id = c.article_id "
            f"WHERE words MATCH ?{where} ORDER BY bm25(words), c.id LIMIT ?",
            (query, *values, limit),
        )
        return [row[0] for row in rows]

    def allowed(self, filters: Filters) -> set[str] | None:
        """Ids of the articles that filters let through; None when those are just the current ones."""
        if filters == Filters():
            return None
        where, values = _conditions(filters)
        return {row[0] for row in self._db.execute(f"SELECT a.id FROM articles a WHERE 1{where}", values)}


def _conditions(filters: Filters) -> tuple[str, list[str]]:
    """SQL conditions on `articles a`, beginning with AND, and their values.

    Without history superseded versions are left out, and copies when the article they repeat is let through itself.
    """
    own, values = _particulars(filters, "a")
    if filters.history:
        return own, values
    if not own:
        return _CURRENT, []
    cited, more = _particulars(filters, "cited")
    copies = f"SELECT 1 FROM articles cited WHERE cited.id = a.copy_of{cited}"
    return f"{own} AND a.superseded_by IS NULL AND NOT EXISTS ({copies})", values + more


def _particulars(filters: Filters, table: str) -> tuple[str, list[str]]:
    where = ""
    values: list[str] = []
    if filters.first or filters.last:
        earliest, latest = believed_days()
        first, last = max(filters.first or earliest, earliest), min(filters.last or latest, latest)
        where, values = f"{where} AND {table}.day BETWEEN ? AND ?", [first.isoformat(), last.isoformat()]
    if filters.source:
        where, values = f"{where} AND {table}.source = ? COLLATE NOCASE", [*values, filters.source]
    return where, values

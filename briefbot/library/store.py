"""An open library: one SQLite file, written one article a transaction."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbot.dedup.urls import canonical_url
from briefbot.errors import InputError, LibraryError
from briefbot.library.articles import LibraryReader
from briefbot.library.briefings import Briefings
from briefbot.library.links import relate, release
from briefbot.library.listing import Listing
from briefbot.library.maintenance import Faults, Stats, export_lines, find_faults, import_lines, measure
from briefbot.library.outbox import Outbox
from briefbot.library.rows import FileStat, KnownFile, write_article
from briefbot.library.schema import WORDS, connect, is_busy, written_elsewhere
from briefbot.library.threads import Threads
from briefbot.library.watchlists import Watchlists
from briefbot.library.years import inferred, keep_days, undated_in_part, years_of
from briefbot.types import Article, Chunk, Problem, Published


class Library(LibraryReader, Listing, Briefings, Threads, Watchlists, Outbox):
    """An open library.

    Args:
        path: the SQLite file; it and its folder are made when absent.
        any_thread: let several threads use it, one after the other.

    Raises:
        LibraryError: not a library, one made by a newer version, or a folder that cannot be written.
    """

    def __init__(self, path: Path, any_thread: bool = False) -> None:
        self.path = path
        self._db = connect(path, any_thread)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the object cannot be used afterwards."""
        self._db.close()

    # Writing

    def put(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        digest: str,
        stat: FileStat | None = None,
        signature: bytes | None = None,
    ) -> None:
        """Write an article and make its file (`article.path`) stand for it and nothing else, in one transaction.

        What the file stood for before goes when no other file stands for it. Copies and versions are found.

        Args:
            article: the article, with its path.
            chunks: all of its chunks.
            digest: SHA-256 of the file's bytes.
            stat: how the file is known again without reading it.
            signature: the article's; it is made when it is not given.

        Raises:
            LibraryError: the library cannot be written.
        """
        known = stat or FileStat()
        file = KnownFile(digest=digest, size=known.size, modified=known.modified, reader=known.reader)
        with self.writing():
            self._put(article, chunks, str(article.path), _reading(file), signature)
            self._finish(str(article.path), file, ())

    def put_member(
        self, article: Article, chunks: Sequence[Chunk], path: str, file: KnownFile, signature: bytes | None = None
    ) -> None:
        """Write one article of a file of many, in one transaction; `finish` follows the last.

        Until then the file counts as unread, and what was read from it before stays.
        """
        with self.writing():
            self._put(article, chunks, path, _reading(file), signature)

    def finish(self, path: str, file: KnownFile, problems: Sequence[Problem] = ()) -> None:
        """Record that a file was read to its end, in one transaction.

        Articles that an earlier reading found in it and this one did not go, but for those in whose place something
        now cannot be read.

        Args:
            path: the file.
            file: its digest, size, time and reader.
            problems: what in it could not be read.
        """
        with self.writing():
            self._finish(path, file, problems)

    def touch(self, path: str, stat: FileStat) -> None:
        """Record a new size and time of a file whose bytes are as before."""
        with self.writing(change=False):
            self._db.execute("UPDATE files SET size = ?, modified = ? WHERE path = ?", (stat.size, stat.modified, path))

    def fail(self, path: str, reason: str) -> None:
        """Record that a file could not be read; what it stood for before stays."""
        with self.writing(change=False):
            self._record_problems(path, [Problem(path=path, reason=reason)])

    def forget(self, paths: Iterable[str]) -> None:
        """Remove files, and the articles for which no file stands any more, in one transaction."""
        freed: set[str] = set()
        with self.writing():
            for path in paths:
                rows = self._db.execute("SELECT article_id FROM members WHERE file = ?", (path,))
                freed |= {row[0] for row in rows}
                self._db.execute("DELETE FROM files WHERE path = ?", (path,))
                self._db.execute("DELETE FROM problems WHERE file = ?", (path,))
            self._drop_orphans(freed)

    def forget_problems(self, paths: Iterable[str]) -> None:
        """Remove what was recorded as unreadable in files that are gone."""
        with self.writing(change=False):
            self._db.executemany("DELETE FROM problems WHERE file = ?", [(path,) for path in paths])

    def replace_chunks(self, article_id: str, chunks: Sequence[Chunk]) -> None:
        """Put new chunks in the place of an article's old ones, in one transaction."""
        with self.writing():
            self._db.execute("DELETE FROM chunks WHERE article_id = ?", (article_id,))
            self._insert_chunks(chunks)

    def relate_again(self, article_id: str) -> None:
        """Find the copies and versions of an article, and of those linked to it, again, in one transaction."""
        with self.writing():
            self._relate_all(release(self._db, [article_id]))
            relate(self._db, self.article(article_id))

    def infer_days(self, latest: dt.date) -> list[str]:
        """Give the articles that tell no year the one that surely fits what is beside them, or take it away again.

        Args:
            latest: the last day that an article can be of.

        Returns:
            Ids of those whose day is another than before.
        """
        days: dict[str, Published | None] = {}
        for article in map(self.article, undated_in_part(self._db)):
            day = inferred(article.partial, years_of(self._db, article, latest)) if article.partial else None
            if day != article.published:
                days[article.id] = day
        if days:
            with self.writing():
                keep_days(self._db, days)
        return list(days)

    def settle(self) -> int:
        """Make what was written last a power failure, and tell its revision."""
        revision = self.revision
        self._db.execute("PRAGMA wal_checkpoint")
        return revision

    # Upkeep

    def stats(self) -> Stats:
        """What the library holds, in numbers."""
        return measure(self._db)

    def faults(
        self, begin: Callable[[int], None] = lambda count: None, done: Callable[[int], None] = lambda count: None
    ) -> Faults:
        """What is wrong with the library, told article by article how far it has come; vectors are not examined.

        Raises:
            LibraryError: another process writes the library.
        """
        with self._told_failures():
            return find_faults(self._db, begin, done)

    def rebuild_words(self) -> None:
        """Make the word search again from the chunks and the articles."""
        with self.writing() as db:
            for table in WORDS:
                db.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")

    def vacuum(self) -> int:
        """Give unused space back to the disk; returns the bytes that the file has become smaller by.

        Raises:
            LibraryError: the library cannot be written.
        """
        before = self.stats().bytes
        with self.writing(change=False) as db:
            for table in WORDS:
                db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        with self._told_failures():
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return max(0, before - self.stats().bytes)  # a small file may become a page larger

    def export_lines(self) -> Iterator[str]:
        """The library as lines of JSON; see `briefbot.library.maintenance`."""
        return export_lines(self._db)

    def import_lines(self, lines: Iterable[str], cut: Callable[[Article], Sequence[Chunk]]) -> int:
        """Fill this library from the lines of another, in one transaction; returns the number of articles.

        Raises:
            InputError: this library is not empty, or the lines are not of a library.
        """
        if self.counts()[0] or self.files():
            raise InputError(
                f"The library {str(self.path)!r} is not empty. Set another BRIEFBOT_HOME and run `briefbot library "
                "import`."
            )
        with self.writing() as db:
            return import_lines(db, lines, cut)

    @contextmanager
    def writing(self, change: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction, which raises the revision when it changes what can be searched.

        Raises:
            LibraryError: the library cannot be written; nothing was changed.
        """
        with self._told_failures():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                if change:
                    self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite has rolled back by itself when the disk is full
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told_failures(self) -> Iterator[None]:
        """What SQLite cannot do, as a LibraryError."""
        try:
            yield
        except sqlite3.Error as error:
            if is_busy(error):
                raise written_elsewhere(self.path) from error
            raise LibraryError(
                f"Cannot write the library {str(self.path)!r}: {error}. Nothing was changed; free space or "
                "permissions may be missing, then run the same command again."
            ) from error

    def _put(self, article: Article, chunks: Sequence[Chunk], path: str, reading: str, signature: bytes | None) -> None:
        if article.path is None:
            raise LibraryError(f"Article {article.id!r} has no path; only articles of files can be stored.")
        address = canonical_url(article.url) if article.url else None
        before = self._db.execute("SELECT canonical_url FROM articles WHERE id = ?", (article.id,)).fetchone()
        if write_article(self._db, article, address):
            self._insert_chunks(chunks)
        self._db.execute(
            "INSERT INTO files VALUES (?, '', NULL, NULL, '0') "
            "ON CONFLICT (path) DO UPDATE SET digest = '', size = NULL, modified = NULL",
            (path,),
        )
        freed = self._db.execute(
            "SELECT article_id FROM members WHERE path = ? AND reading = ? AND article_id <> ?",
            (article.path, reading, article.id),
        ).fetchall()
        self._db.execute(
            "INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)", (article.path, reading, path, article.id)
        )
        self._drop_orphans({row[0] for row in freed})
        sketched = self._db.execute("SELECT 1 FROM signatures WHERE article_id = ?", (article.id,)).fetchone()
        if not sketched or before != (address,):
            self._relate_all(release(self._db, [article.id]))
            relate(self._db, article, signature)

    def _finish(self, path: str, file: KnownFile, problems: Sequence[Problem]) -> None:
        self._record_problems(path, problems)
        self._db.execute(
            "INSERT OR IGNORE INTO files VALUES (?, '', NULL, NULL, '0')",
            (path,),
        )
        self._db.execute(
            "UPDATE files SET digest = ?, size = ?, modified = ?, reader = ? WHERE path = ?",
            (file.digest, file.size, file.modified, file.reader, path),
        )
        stale = "file = ? AND reading <> ? AND path NOT IN (SELECT path FROM problems WHERE file = ?)"
        values = (path, _reading(file), path)
        freed = self._db.execute(f"SELECT DISTINCT article_id FROM members WHERE {stale}", values).fetchall()
        self._db.execute(f"DELETE FROM members WHERE {stale}", values)
        self._drop_orphans({row[0] for row in freed})

    def _record_problems(self, file: str, problems: Sequence[Problem]) -> None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._db.execute("DELETE FROM problems WHERE file = ?", (file,))
        self._db.executemany(
            "INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?)",
            [(problem.path, file, problem.reason, now) for problem in problems],
        )

    def _insert_chunks(self, chunks: Sequence[Chunk]) -> None:
        self._db.executemany(
            "INSERT INTO chunks (id, article_id, paragraph, start, end, text, header) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(c.id, c.article_id, c.paragraph, c.start, c.end, c.text, c.header) for c in chunks],
        )

    def _drop_orphans(self, ids: set[str]) -> None:
        """Remove those articles that no file stands for, and relate anew what was linked to them."""
        orphans = [
            article_id
            for article_id in sorted(ids)
            if not self._db.execute("SELECT 1 FROM members WHERE article_id = ?", (article_id,)).fetchone()
        ]
        if not orphans:
            return
        left = release(self._db, orphans)
        self._db.executemany("DELETE FROM articles WHERE id = ?", [(article_id,) for article_id in orphans])
        self._relate_all(left)

    def _relate_all(self, articles: Sequence[Article]) -> None:
        for article in articles:
            relate(self._db, article)


def _reading(file: KnownFile) -> str:
    return f"{file.reader}:{file.digest}"

"""The library: articles, paragraphs and chunks in one SQLite file, the source of truth.

Every article is written in one transaction, so that after a crash at any moment it is whole or absent.
Words are searched here too (SQLite FTS5, BM25); the vectors are a cache that the library can rebuild.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbot.errors import InputError, LibraryError
from briefbot.types import Article, Chunk, Dropped, Filters, Paragraph, Published

# Each entry brings a library from the version of its position to the next; entries are never edited.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    INSERT INTO meta VALUES ('revision', '0');
    CREATE TABLE articles (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT, author TEXT,
        day TEXT, time TEXT, evidence TEXT, url TEXT
    ) STRICT;
    CREATE INDEX articles_day ON articles (day);
    CREATE TABLE paragraphs (
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (article_id, number)
    ) STRICT;
    CREATE TABLE dropped (
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        position INTEGER NOT NULL, after INTEGER NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (article_id, position)
    ) STRICT;
    CREATE TABLE files (
        path TEXT PRIMARY KEY, digest TEXT NOT NULL,
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX files_article ON files (article_id);
    CREATE TABLE chunks (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        paragraph INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        text TEXT NOT NULL, header TEXT NOT NULL
    ) STRICT;
    CREATE INDEX chunks_article ON chunks (article_id);
    CREATE VIRTUAL TABLE words USING fts5 (
        header, text, content='chunks', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER chunks_added AFTER INSERT ON chunks BEGIN
        INSERT INTO words (rowid, header, text) VALUES (new.number, new.header, new.text);
    END;
    CREATE TRIGGER chunks_removed AFTER DELETE ON chunks BEGIN
        INSERT INTO words (words, rowid, header, text) VALUES ('delete', old.number, old.header, old.text);
    END;
    """,
)


class Library:
    """An open library.

    Args:
        path: the SQLite file; it and its folder are made when absent.

    Raises:
        LibraryError: not a library, one made by a newer version, or a folder that cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"Cannot open the library {str(path)!r}: {error}. Choose another --home.") from error
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._migrate()
        except sqlite3.Error as error:
            self._db.close()
            raise LibraryError(
                f"Cannot use {str(path)!r} as a library: {error}. Move it away and run `briefbot ingest`."
            ) from error
        except LibraryError:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the object cannot be used afterwards."""
        self._db.close()

    def _migrate(self) -> None:
        """Bring an older library to this version, one transaction a step."""
        while True:
            with self._transaction():
                version: int = self._db.execute("PRAGMA user_version").fetchone()[0]
                if version > len(MIGRATIONS):
                    raise LibraryError(
                        f"The library {str(self.path)!r} has version {version}, made by a newer briefbot than this "
                        f"one, which reads up to {len(MIGRATIONS)}. Run `pip install --upgrade briefbot`."
                    )
                if version == len(MIGRATIONS):
                    return
                for statement in _statements(MIGRATIONS[version]):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {version + 1}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # Writing

    def put(self, article: Article, chunks: Sequence[Chunk], digest: str) -> None:
        """Write an article and make its file (`article.path`) stand for it, in one transaction.

        What the file stood for before goes when no other file stands for it.

        Args:
            article: the article, with its path.
            chunks: all of its chunks.
            digest: SHA-256 of the file's bytes.

        Raises:
            LibraryError: the file cannot be written.
        """
        if article.path is None:
            raise LibraryError(f"Article {article.id!r} has no path; only articles of files can be stored.")
        with self._write():
            known = self._db.execute("SELECT 1 FROM articles WHERE id = ?", (article.id,)).fetchone()
            if not known:
                self._insert(article)
                self._insert_chunks(chunks)
            self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (article.path, digest, article.id))
            self._drop_orphans()

    def forget(self, paths: Iterable[str]) -> None:
        """Remove files, and the articles for which no file stands any more, in one transaction."""
        with self._write():
            self._db.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])
            self._drop_orphans()

    def replace_chunks(self, article_id: str, chunks: Sequence[Chunk]) -> None:
        """Put new chunks in the place of an article's old ones, in one transaction."""
        with self._write():
            self._db.execute("DELETE FROM chunks WHERE article_id = ?", (article_id,))
            self._insert_chunks(chunks)

    @contextmanager
    def _write(self) -> Iterator[None]:
        """A transaction that raises the revision."""
        try:
            with self._transaction():
                yield
                self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
        except sqlite3.Error as error:
            raise LibraryError(
                f"Cannot write the library {str(self.path)!r}: {error}. Nothing was changed; free space or "
                "permissions may be missing, then run the same command again."
            ) from error

    def _insert(self, article: Article) -> None:
        published = article.published
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.title,
                article.source,
                article.author,
                published.day.isoformat() if published else None,
                published.time.isoformat() if published and published.time else None,
                published.evidence if published else None,
                article.url,
            ),
        )
        self._db.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?)",
            [(article.id, paragraph.number, paragraph.text) for paragraph in article.paragraphs],
        )
        self._db.executemany(
            "INSERT INTO dropped VALUES (?, ?, ?, ?, ?)",
            [
                (article.id, number, piece.after, piece.text, piece.reason)
                for number, piece in enumerate(article.dropped)
            ],
        )

    def _insert_chunks(self, chunks: Sequence[Chunk]) -> None:
        self._db.executemany(
            "INSERT INTO chunks (id, article_id, paragraph, start, end, text, header) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(c.id, c.article_id, c.paragraph, c.start, c.end, c.text, c.header) for c in chunks],
        )

    def _drop_orphans(self) -> None:
        self._db.execute("DELETE FROM articles WHERE id NOT IN (SELECT article_id FROM files)")

    # Reading

    @property
    def revision(self) -> int:
        """A number that rises with every change; an index that has seen it is up to date."""
        return int(self._db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])

    def counts(self) -> tuple[int, int]:
        """Numbers of articles and of paragraphs."""
        row = self._db.execute("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM paragraphs)").fetchone()
        return int(row[0]), int(row[1])

    def files(self) -> dict[str, str]:
        """The digest of every file, by path."""
        return dict(self._db.execute("SELECT path, digest FROM files"))

    def article(self, article_id: str) -> Article:
        """One article, whole.

        Raises:
            LibraryError: no such article.
        """
        row = self._db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise LibraryError(f"No article {article_id!r} in the library. Run `briefbot articles` to list them.")
        _, title, source, author, day, time, evidence, url = row
        published = None
        if day:
            published = Published(
                day=dt.date.fromisoformat(day), time=dt.time.fromisoformat(time) if time else None, evidence=evidence
            )
        paragraphs = self._db.execute(
            "SELECT number, text FROM paragraphs WHERE article_id = ? ORDER BY number", (article_id,)
        )
        dropped = self._db.execute(
            "SELECT after, text, reason FROM dropped WHERE article_id = ? ORDER BY position", (article_id,)
        )
        path = self._db.execute("SELECT min(path) FROM files WHERE article_id = ?", (article_id,)).fetchone()[0]
        return Article(
            id=article_id,
            title=title,
            source=source,
            author=author,
            published=published,
            url=url,
            path=path,
            paragraphs=tuple(Paragraph(number=number, text=text) for number, text in paragraphs),
            dropped=tuple(Dropped(after=after, text=text, reason=reason) for after, text, reason in dropped),
        )

    def article_ids(self) -> list[str]:
        """Ids of all articles, oldest first, those of unknown date last."""
        return [row[0] for row in self._db.execute("SELECT id FROM articles ORDER BY day IS NULL, day, time, id")]

    def sources(self) -> list[str]:
        """The publishers of the library, in alphabetical order."""
        return [r[0] for r in self._db.execute("SELECT DISTINCT source FROM articles WHERE source <> '' ORDER BY 1")]

    def find_article(self, name: str) -> Article:
        """The article that an id, the beginning of an id, a file's path or its last part names.

        Raises:
            InputError: none or several fit.
        """
        found = self._db.execute(
            "SELECT DISTINCT article_id FROM files WHERE article_id LIKE ? || '%' OR path = ? OR path LIKE '%/' || ?",
            (name.replace("%", "").replace("_", ""), name, name.replace("%", "")),
        ).fetchall()
        if len(found) != 1:
            many = f"{len(found)} articles fit" if found else "No article fits"
            raise InputError(f"{many} {name!r}. Run `briefbot articles` to list their ids and files.")
        return self.article(found[0][0])

    def chunk_ids(self) -> set[str]:
        """Ids of all chunks."""
        return {row[0] for row in self._db.execute("SELECT id FROM chunks")}

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks that still exist of those asked for, by id."""
        found: dict[str, Chunk] = {}
        for at in range(0, len(ids), 500):
            some = list(ids[at : at + 500])
            marks = ",".join("?" * len(some))
            for row in self._db.execute(
                f"SELECT id, article_id, paragraph, start, end, text, header FROM chunks WHERE id IN ({marks})", some
            ):
                fields = dict(
                    zip(("id", "article_id", "paragraph", "start", "end", "text", "header"), row, strict=True)
                )
                found[row[0]] = Chunk.model_validate(fields)
        return found

    def search(self, query: str, limit: int, filters: Filters) -> list[str]:
        """Ids of the chunks that match a query best by BM25 (FTS5's, k1 = 1.2, b = 0.75), best first.

        Args:
            query: an FTS5 expression.
            limit: the most ids returned.
            filters: publication days and publisher to keep to.
        """
        where, values = _conditions(filters)
        rows = self._db.execute(
            "SELECT c.id FROM words JOIN chunks c ON c.number = words.rowid JOIN articles a ON a.id = c.article_id "
            f"WHERE words MATCH ?{where} ORDER BY bm25(words), c.id LIMIT ?",
            (query, *values, limit),
        )
        return [row[0] for row in rows]

    def allowed(self, filters: Filters) -> set[str] | None:
        """Ids of the articles that filters let through; None when they let all through."""
        where, values = _conditions(filters)
        if not where:
            return None
        return {row[0] for row in self._db.execute(f"SELECT a.id FROM articles a WHERE 1{where}", values)}


def _conditions(filters: Filters) -> tuple[str, list[str]]:
    """SQL conditions on `articles a`, beginning with AND, and their values."""
    where = ""
    values: list[str] = []
    if filters.first:
        where, values = where + " AND a.day >= ?", [*values, filters.first.isoformat()]
    if filters.last:
        where, values = where + " AND a.day <= ?", [*values, filters.last.isoformat()]
    if filters.source:
        where, values = where + " AND a.source = ? COLLATE NOCASE", [*values, filters.source]
    return where, values


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (executescript would commit the transaction it runs in)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

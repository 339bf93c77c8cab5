"""The tables of the library, and how an older library is brought to this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from briefbot.errors import LibraryError

WORDS = ("words", "whole_words")  # what FTS5 searches: the chunks, and the articles whole
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
    # Files of many articles, dates of updates, copies and versions, and what could not be read.
    """
    ALTER TABLE articles ADD COLUMN confidence TEXT NOT NULL DEFAULT 'high';
    ALTER TABLE articles ADD COLUMN updated_day TEXT;
    ALTER TABLE articles ADD COLUMN updated_time TEXT;
    ALTER TABLE articles ADD COLUMN updated_evidence TEXT;
    ALTER TABLE articles ADD COLUMN updated_confidence TEXT NOT NULL DEFAULT 'high';
    ALTER TABLE articles ADD COLUMN canonical_url TEXT;
    ALTER TABLE articles ADD COLUMN copy_of TEXT REFERENCES articles ON DELETE SET NULL;
    ALTER TABLE articles ADD COLUMN superseded_by TEXT REFERENCES articles ON DELETE SET NULL;
    CREATE INDEX articles_canonical_url ON articles (canonical_url) WHERE canonical_url IS NOT NULL;
    CREATE INDEX articles_copy_of ON articles (copy_of) WHERE copy_of IS NOT NULL;
    CREATE INDEX articles_superseded_by ON articles (superseded_by) WHERE superseded_by IS NOT NULL;

    ALTER TABLE files RENAME TO files_1;
    DROP INDEX files_article;
    -- An empty digest marks a file that was not read to its end; size is in bytes, modified in nanoseconds.
    CREATE TABLE files (
        path TEXT PRIMARY KEY, digest TEXT NOT NULL, size INTEGER, modified INTEGER, reader TEXT NOT NULL
    ) STRICT;
    -- One row an article of a file. A reading is the reader's version and the digest of the bytes it read: while a
    -- changed file is read, the rows of the old reading stand beside those of the new one.
    CREATE TABLE members (
        path TEXT NOT NULL, reading TEXT NOT NULL,
        file TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (path, reading)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX members_file ON members (file);
    CREATE INDEX members_article ON members (article_id);
    INSERT INTO files SELECT path, digest, NULL, NULL, '0' FROM files_1;
    INSERT INTO members SELECT path, '0:' || digest, path, article_id FROM files_1;
    DROP TABLE files_1;
    CREATE TABLE problems (path TEXT PRIMARY KEY, file TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    CREATE INDEX problems_file ON problems (file);

    -- The MinHash signature of an article, and the bands of it by which articles like it are looked up.
    CREATE TABLE signatures (
        number INTEGER PRIMARY KEY, signature BLOB NOT NULL,
        article_id TEXT NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE
    ) STRICT;
    CREATE TABLE bands (
        value INTEGER NOT NULL, band INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (value, band, number)
    ) STRICT, WITHOUT ROWID;
    """,
    # Briefings, with the stories written for them, by the hash of what they were made from.
    """
    CREATE TABLE briefings (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
        first TEXT NOT NULL, last TEXT NOT NULL, topic TEXT, json TEXT NOT NULL
    ) STRICT;
    CREATE INDEX briefings_last ON briefings (last);
    CREATE TABLE stories (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
    """,
    # What sources say of their articles besides, and what makes a reading doubtful.
    """
    ALTER TABLE articles ADD COLUMN section TEXT;
    ALTER TABLE articles ADD COLUMN language TEXT;
    ALTER TABLE articles ADD COLUMN embargo TEXT;
    ALTER TABLE articles ADD COLUMN status TEXT NOT NULL DEFAULT 'usable';
    CREATE TABLE identifiers (
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        position INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (article_id, position)
    ) STRICT;
    CREATE INDEX identifiers_value ON identifiers (value);
    CREATE TABLE warnings (
        article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        position INTEGER NOT NULL, warning TEXT NOT NULL, PRIMARY KEY (article_id, position)
    ) STRICT;
    """,
    # Articles that may not be used, or not before their hour, are few and looked up at every search.
    """
    CREATE INDEX articles_held ON articles (id, status, embargo) WHERE status <> 'usable' OR embargo IS NOT NULL;
    """,
    # The words of whole articles: a paragraph seldom says what its article is about.
    """
    CREATE TABLE texts (
        number INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE
    ) STRICT;
    CREATE VIEW whole (number, article_id, title, text) AS
        SELECT t.number, a.id, a.title, (
            SELECT group_concat(text, char(10))
            FROM (SELECT text FROM paragraphs WHERE article_id = a.id ORDER BY number)
        ) FROM texts t JOIN articles a ON a.id = t.article_id;
    CREATE VIRTUAL TABLE whole_words USING fts5 (
        title, text, content='whole', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2'
    );
    INSERT INTO texts (article_id) SELECT id FROM articles;
    INSERT INTO whole_words (whole_words) VALUES ('rebuild');
    CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
        INSERT INTO whole_words (rowid, title, text) SELECT number, title, text FROM whole WHERE number = new.number;
    END;
    CREATE TRIGGER articles_removed BEFORE DELETE ON articles BEGIN
        INSERT INTO whole_words (whole_words, rowid, title, text)
            SELECT 'delete', number, title, text FROM whole WHERE article_id = old.id;
    END;
    """,
    # Threads of questions, each turn with its whole answer.
    """
    CREATE TABLE threads (id TEXT PRIMARY KEY, name TEXT NOT NULL, created TEXT NOT NULL) STRICT;
    CREATE TABLE turns (
        thread TEXT NOT NULL REFERENCES threads ON DELETE CASCADE,
        number INTEGER NOT NULL, asked TEXT NOT NULL, rewriting TEXT NOT NULL, question TEXT NOT NULL,
        edited INTEGER NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (thread, number)
    ) STRICT;
    """,
    # Watchlists with what they found, what is to be sent, and what was done of what is due.
    """
    ALTER TABLE briefings ADD COLUMN made TEXT;
    -- Articles in the order of their arrival that no list has been compared with; one under embargo waits here.
    CREATE TABLE arrivals (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE
    ) STRICT;
    CREATE TRIGGER articles_arrived AFTER INSERT ON articles BEGIN
        INSERT OR IGNORE INTO arrivals (article_id) VALUES (new.id);
    END;
    -- `since` is the last arrival before the list was made.
    CREATE TABLE watchlists (
        id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, json TEXT NOT NULL, since INTEGER NOT NULL
    ) STRICT;
    -- The query of a list as the embedder and the library's words see it; made again when either has changed.
    CREATE TABLE profiles (
        list TEXT PRIMARY KEY REFERENCES watchlists ON DELETE CASCADE, key TEXT NOT NULL, json TEXT NOT NULL
    ) STRICT;
    -- An article stays known to a list when it has left the library, so that it is no news when it comes again.
    CREATE TABLE hits (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        list TEXT NOT NULL REFERENCES watchlists ON DELETE CASCADE,
        article_id TEXT NOT NULL, found TEXT NOT NULL, state TEXT NOT NULL, json TEXT NOT NULL,
        UNIQUE (list, article_id)
    ) STRICT;
    CREATE INDEX hits_waiting ON hits (list, state);
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, target TEXT NOT NULL, json TEXT NOT NULL,
        created TEXT NOT NULL, due TEXT NOT NULL, first_tried TEXT, attempts INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', done TEXT
    ) STRICT;
    CREATE INDEX outbox_state ON outbox (state, due);
    CREATE TABLE slots (task TEXT PRIMARY KEY, slot TEXT NOT NULL) STRICT;
    """,
    # What tells vectors whose they are and that only chunks were added since they were made; and publishers, and which
    # articles stood by a day, without reading all articles.
    """
    INSERT INTO meta VALUES ('identity', lower(hex(randomblob(16)))), ('removed', '0');
    CREATE TRIGGER chunks_counted AFTER DELETE ON chunks BEGIN
        UPDATE meta SET value = value + 1 WHERE key = 'removed';
    END;
    CREATE INDEX articles_source ON articles (source);
    CREATE INDEX articles_standing ON articles (id, day, copy_of, superseded_by);
    """,
    """
    -- All lists as they are compared with articles, one row, made again when 'lists' has risen.
    CREATE TABLE matchers (key TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
    INSERT INTO meta VALUES ('lists', '0');
    CREATE TRIGGER list_came AFTER INSERT ON watchlists BEGIN
        UPDATE meta SET value = value + 1 WHERE key = 'lists';
    END;
    CREATE TRIGGER list_changed AFTER UPDATE ON watchlists BEGIN
        UPDATE meta SET value = value + 1 WHERE key = 'lists';
    END;
    CREATE TRIGGER list_went AFTER DELETE ON watchlists BEGIN
        UPDATE meta SET value = value + 1 WHERE key = 'lists';
    END;
    """,
    """
    CREATE TABLE partial_days (
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        month INTEGER NOT NULL, day INTEGER NOT NULL, weekday INTEGER, evidence TEXT NOT NULL
    ) STRICT;
    """,
    """
    -- The month or the season of articles that tell no day, in EDTF, with the first and the last day that it can be;
    -- and what names the publisher.
    ALTER TABLE articles ADD COLUMN period TEXT;
    ALTER TABLE articles ADD COLUMN period_first TEXT;
    ALTER TABLE articles ADD COLUMN period_last TEXT;
    ALTER TABLE articles ADD COLUMN period_evidence TEXT;
    ALTER TABLE articles ADD COLUMN source_evidence TEXT;
    CREATE INDEX articles_in_order ON articles (coalesce(day, period_first));
    CREATE INDEX articles_period ON articles (period_first) WHERE period_first IS NOT NULL;
    """,
)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (executescript would commit the transaction it runs in)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


CHECKPOINT = 8_000
"""Pages of 4 KiB in the write-ahead log from which they are copied back into the library's file."""


def connect(path: Path, any_thread: bool = False) -> sqlite3.Connection:
    """A connection to the library at a path, in autocommit mode.

    Args:
        path: the library's file.
        any_thread: let several threads use it, one after the other.

    Raises:
        LibraryError: not a library, one made by a newer version, or a folder that cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=not any_thread)
    except (OSError, sqlite3.Error) as error:
        if path.exists():
            return _read_only(path, error, any_thread)
        raise LibraryError(f"Cannot open the library {str(path)!r}: {error}. Choose another BRIEFBOT_HOME.") from error
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # A power failure may undo the last articles, and `settle` is called before anything relies on them.
        db.execute("PRAGMA synchronous = NORMAL")
        # The bands of signatures are spread over all pages: copied back often, each page would be written again and
        # again, the more so the larger the library.
        db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        db.execute("PRAGMA foreign_keys = ON")
        _migrate(db, path)
    except sqlite3.OperationalError as error:
        db.close()
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            return _read_only(path, error, any_thread)
        raise _unusable(path, error) from error
    except sqlite3.Error as error:
        db.close()
        raise _unusable(path, error) from error
    except LibraryError:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring an older library to this version, one transaction a step."""
    while _version(db, path) < len(MIGRATIONS):
        db.execute("BEGIN IMMEDIATE")
        try:
            version = _version(db, path)  # another process may have been faster
            if version < len(MIGRATIONS):
                for statement in statements(MIGRATIONS[version]):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {version + 1}")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether something failed only because another process was writing."""
    code = getattr(error, "sqlite_errorcode", 0)  # errors of Python's own module have none
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _version(db: sqlite3.Connection, path: Path) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"The library {str(path)!r} has version {version}, made by a newer briefbot than this one, which reads up "
            f"to {len(MIGRATIONS)}. Run `pip install --upgrade briefbot`."
        )
    return version


def _read_only(path: Path, reason: Exception, any_thread: bool) -> sqlite3.Connection:
    """A connection that only reads, for a folder or file that this user may not write.

    SQLite cannot keep its shared memory in such a folder, so the file is opened as one that nobody changes.
    """
    wal = path.with_name(f"{path.name}-wal")
    if not path.exists() or (wal.exists() and wal.stat().st_size):
        raise LibraryError(
            f"Cannot open the library {str(path)!r}: {reason}. Choose another BRIEFBOT_HOME, or run one command as "
            "a user who may write it."
        ) from reason
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    db = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=not any_thread)
    try:
        version = _version(db, path)
        if version < len(MIGRATIONS):
            raise LibraryError(
                f"The library {str(path)!r} has version {version} and must be brought to version {len(MIGRATIONS)}, "
                f"but cannot be written: {reason}. Run `briefbot articles` once as a user who may write it."
            ) from reason
    except sqlite3.Error as error:
        db.close()
        raise _unusable(path, error) from error
    except LibraryError:
        db.close()
        raise
    return db


def written_elsewhere(path: Path) -> LibraryError:
    """What to say when another process has been writing for longer than is waited."""
    return LibraryError(
        f"The library {str(path)!r} is being written by another process. Nothing was changed; run the same command "
        "again later."
    )


def _unusable(path: Path, error: sqlite3.Error) -> LibraryError:
    if is_busy(error):
        return written_elsewhere(path)
    return LibraryError(f"Cannot use {str(path)!r} as a library: {error}. Move it away and run `briefbot ingest`.")

"""The tables of the library, and how an older library is brought to this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

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
)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (executescript would commit the transaction it runs in)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

"""Opening the file of a library: made when absent, brought to this version, read where it cannot be written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from briefbot.errors import LibraryError
from briefbot.library.schema import MIGRATIONS, statements

CHECKPOINT = 8_000
"""Pages of 4 KiB in the write-ahead log from which they are copied back into the library's file."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the library at a path, in autocommit mode.

    Raises:
        LibraryError: not a library, one made by a newer version, or a folder that cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        if path.exists():
            return _read_only(path, error)
        raise LibraryError(f"Cannot open the library {str(path)!r}: {error}. Choose another --home.") from error
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
            return _read_only(path, error)
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


def _version(db: sqlite3.Connection, path: Path) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"The library {str(path)!r} has version {version}, made by a newer briefbot than this one, which reads up "
            f"to {len(MIGRATIONS)}. Run `pip install --upgrade briefbot`."
        )
    return version


def _read_only(path: Path, reason: Exception) -> sqlite3.Connection:
    """A connection that only reads, for a folder or file that this user may not write.

    SQLite cannot keep its shared memory in such a folder, so the file is opened as one that nobody changes.
    """
    wal = path.with_name(f"{path.name}-wal")
    if not path.exists() or (wal.exists() and wal.stat().st_size):
        raise LibraryError(
            f"Cannot open the library {str(path)!r}: {reason}. Choose another --home, or run one command as a user "
            "who may write it."
        ) from reason
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
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


def _unusable(path: Path, error: sqlite3.Error) -> LibraryError:
    return LibraryError(f"Cannot use {str(path)!r} as a library: {error}. Move it away and run `briefbot ingest`.")

"""What fetching weights needs of the file system: copying, hashing, atomic writes, and room."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from briefbot.errors import DigestError, ModelError

Report = Callable[[int], None]
"""Called with the bytes that are complete so far."""

BLOCK = 1 << 20


def copy_into(target: IO[bytes], blocks: Iterator[bytes], done: int, limit: int, report: Report) -> int:
    """Write blocks to a file that holds `done` bytes already, and flush them to the disk.

    Returns:
        The bytes the file holds then.

    Raises:
        DigestError: there is more than `limit` bytes of it, so it is another file.
    """
    for block in blocks:
        done += len(block)
        if done > limit:
            raise DigestError(f"it delivers more than the {limit:,} bytes that the file has")
        target.write(block)
        report(done)
    target.flush()
    os.fsync(target.fileno())
    return done


def blocks_of(source: IO[bytes]) -> Iterator[bytes]:
    """The rest of an open file in blocks of 1 MiB."""
    return iter(lambda: source.read(BLOCK), b"")


def sha256_of(path: Path, report: Report = lambda done: None) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as source:
        for block in blocks_of(source):
            digest.update(block)
            done += len(block)
            report(done)
    return digest.hexdigest()


def size_of(path: Path) -> int:
    """Bytes of a file; 0 when there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty when it is missing or torn."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Replace a JSON file as a whole: a reader finds the old one or the new one."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as target:
        json.dump(value, target)
        target.flush()
        os.fsync(target.fileno())
    settle(fresh, path)


def settle(fresh: Path, path: Path) -> None:
    """Move a file, whose contents are on the disk, to its name, and put the name on the disk."""
    os.replace(fresh, path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def require_room(folder: Path, needed: int) -> None:
    """Check that a file system has room.

    Raises:
        ModelError: it has not; the message gives the bytes needed and free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(_no_room(folder, f"{needed:,} bytes are needed and {free:,} are free"))


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn the failures of a full or read-only disk into a ModelError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free
            raise ModelError(_no_room(folder, f"it ran full, {free:,} bytes are free")) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ModelError(
                f"Cannot write to {str(error.filename or folder)!r}: {error.strerror}. "
                "Change its permissions, or set BRIEFBOT_MODELS to another folder."
            ) from error
        raise


def _no_room(folder: Path, why: str) -> str:
    return f"No room in {str(folder)!r}: {why}. Make room, or set BRIEFBOT_MODELS to a folder on another disk."

"""The bytes of a file, within a limit."""

from __future__ import annotations

from pathlib import Path

from briefbot.errors import ReadError


def check_size(path: Path, limit: int) -> None:
    """Make sure that there is a plain file of at most so many bytes.

    Raises:
        ReadError: there is none, or it is larger.
    """
    try:
        if not path.is_file():
            what = "a folder" if path.is_dir() else "missing" if not path.exists() else "not a plain file"
            raise ReadError(f"Cannot read {str(path)!r}: it is {what}. Check its name.")
        size = path.stat().st_size
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its name and its permissions.") from error
    if size > limit:
        raise ReadError(f"{str(path)!r} has {size:,} bytes, more than the {limit:,} that are read. Split it.")


def read_bytes(path: Path, limit: int) -> bytes:
    """All bytes of a plain file.

    Raises:
        ReadError: it is no plain file, larger than the limit, or cannot be opened.
    """
    check_size(path, limit)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its permissions.") from error

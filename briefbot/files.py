"""Files on disk: written whole or not at all, read in blocks, hashed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel, ValidationError

from briefbot.errors import InputError, ModelError

FittedModel = TypeVar("FittedModel", bound=BaseModel)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file, which replaces the one there when its last line is on disk.

    Raises:
        InputError: it cannot be written.
    """
    try:
        write_whole(path, lines)
    except OSError as error:
        raise InputError(f"Cannot write {str(path)!r}: {error}. Choose another file.") from error


def counted(lines: Iterable[str], done: Callable[[int], None]) -> Iterator[str]:
    """The lines, telling after each that one more is done."""
    for line in lines:
        yield line
        done(1)


def stream_lines(path: Path) -> Iterator[str]:
    """The lines of a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"Cannot read {str(path)!r}: {error}. Give a file that `briefbot library export` wrote."
        ) from error


OnBytes = Callable[[int], None]
"""Called with the bytes that are complete so far."""
BLOCK = 1 << 20


def blocks_of(source: IO[bytes]) -> Iterator[bytes]:
    """The rest of an open file in blocks of 1 MiB."""
    return iter(lambda: source.read(BLOCK), b"")


def sha256_of(path: Path, report: OnBytes = lambda done: None) -> str:
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


def read_fitted(path: Path, kind: type[FittedModel], name: str, command: str) -> FittedModel:
    """What was fitted and is kept in a JSON file.

    Args:
        path: the file.
        kind: what it holds.
        name: what an error calls it.
        command: what writes it.

    Raises:
        ModelError: the file cannot be read or holds something else.
    """
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"Cannot read {name} {str(path)!r}: {error}. Write it with `{command}`.") from error


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Replace a JSON file as a whole."""
    write_whole(path, [json.dumps(value)])


def write_whole(path: Path, texts: Iterable[str]) -> None:
    r"""Write a file of these texts as `write_parts` does; lines end in '\n' on every system.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    write_parts(path, (text.encode() for text in texts))


def write_bytes(path: Path, contents: bytes) -> None:
    """Write a file as a whole; its folder is made.

    Raises:
        InputError: it cannot be written; what was there is there still.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parts(path, [contents])
    except OSError as error:
        raise InputError(f"Cannot write {str(path)!r}: {error.strerror}. Choose another file.") from error


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file so that it is there with these bytes or as it was, whenever the machine stops.

    Until the file is whole it stands beside its place under a hidden name.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as target:
            target.writelines(parts)
            target.flush()
            os.fsync(target.fileno())
        settle(fresh, path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def settle(fresh: Path, path: Path) -> None:
    """Move a file, whose contents are on the disk, to its name, and put the name on the disk."""
    os.replace(fresh, path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn the failures of a full or read-only disk into a ModelError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free
            raise ModelError(no_room(folder, f"it ran full, {free:,} bytes are free")) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ModelError(
                f"Cannot write to {str(error.filename or folder)!r}: {error.strerror}. "
                "Change its permissions, or set BRIEFBOT_MODELS to another folder."
            ) from error
        raise


def no_room(folder: Path, why: str) -> str:
    """What is told of a folder that cannot take more, and why."""
    return f"No room in {str(folder)!r}: {why}. Make room, or set BRIEFBOT_MODELS to a folder on another disk."

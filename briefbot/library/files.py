"""Exports on disk: written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from briefbot.errors import InputError


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file, which replaces the one there when its last line is on disk.

    Raises:
        InputError: it cannot be written.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise InputError(f"Cannot write {str(path)!r}: {error}. Choose another file.") from error


def counted(lines: Iterable[str], done: Callable[[int], None]) -> Iterator[str]:
    """The lines, telling after each that one more is done."""
    for line in lines:
        yield line
        done(1)


def read_lines(path: Path) -> Iterator[str]:
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

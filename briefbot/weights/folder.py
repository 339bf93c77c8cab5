"""The folder of weights: `<models>/<model name>/<file name>`, and how a file there is known to be verified.

Beside a file lies `<file name>.verified.json` with the digest, size and modification time it had when its SHA-256 was
checked, so that a start of the program does not read a gigabyte. An interrupted download leaves `<file name>.partial`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import Field

from briefbot.files import read_json, sha256_of, size_of, write_json
from briefbot.progress import transfer
from briefbot.settings import Settings
from briefbot.types import Frozen
from briefbot.weights.registry import Model, WeightFile

Announce = Callable[[str], None]


class FileState(Frozen):
    """What is known of one file of a model."""

    model: str
    filename: str
    path: Path
    bytes: int = Field(description="Bytes on the disk, of a partial file too.")
    state: Literal["verified", "unverified", "partial", "missing", "wrong"]


def to_stderr(text: str) -> None:
    """Print a note where it does not mix with a command's output."""
    print(text, file=sys.stderr, flush=True)


def folder_of(settings: Settings, model: Model) -> Path:
    """Where the files of a model are, or would be."""
    return settings.models / model.name


def partial_of(path: Path) -> Path:
    """The unfinished download of a file."""
    return path.with_name(path.name + ".partial")


def file_state(model: Model, file: WeightFile, settings: Settings) -> FileState:
    """What is known of a file without reading it."""
    path = folder_of(settings, model) / file.filename
    state: Literal["verified", "unverified", "partial", "missing"] = "missing"
    if path.is_file():
        state = "verified" if is_verified(file, path) else "unverified"
    elif partial_of(path).is_file():
        state = "partial"
    size = size_of(partial_of(path) if state == "partial" else path)
    return FileState(model=model.name, filename=file.filename, path=path, bytes=size, state=state)


def is_installed(settings: Settings, model: Model) -> bool:
    """Whether every file of a model is there and verified."""
    return all(is_verified(file, folder_of(settings, model) / file.filename) for file in model.files)


def is_verified(file: WeightFile, path: Path) -> bool:
    """Whether a file is there, of the right size, and unchanged since its digest was checked."""
    return size_of(path) == file.bytes and read_json(marker_of(path)) == fingerprint(path, file.sha256)


def verify_file(file: WeightFile, path: Path, progress: bool) -> bool:
    """Read a file, compare its digest, and mark it as verified or not. One that was put there by hand counts too."""
    if size_of(path) == file.bytes:
        with transfer(f"verifying {file.filename}", file.bytes, progress) as report:
            digest = sha256_of(path, report)
        if digest == file.sha256:
            mark_verified(path, digest)
            return True
    marker_of(path).unlink(missing_ok=True)
    return False


def mark_verified(path: Path, sha256: str) -> None:
    """Record that a file, as it is now, has this digest."""
    write_json(marker_of(path), fingerprint(path, sha256))


def marker_of(path: Path) -> Path:
    """Where it is recorded that a file was verified."""
    return path.with_name(path.name + ".verified.json")


def fingerprint(path: Path, sha256: str) -> dict[str, str | int]:
    """What tells whether a file was written to since its digest was computed."""
    stat = path.stat()
    return {"sha256": sha256, "bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns}


@contextmanager
def locked(settings: Settings, model: Model, announce: Announce) -> Iterator[None]:
    """One process at a time for a model; the operating system lifts the lock when a process dies."""
    lock = FileLock(settings.models / f".{model.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        announce(f"Another process is busy with {model.name}; waiting for it.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()

"""The file by which commands find the server of their library: its address, process, version and token.

Only the user can read it. A file whose process is gone, or whose server is of another library or version, counts as
none.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from briefbot.files import settle

FILE = "server.json"
PACKAGE = Path(__file__).parent.parent


@cache
def release() -> str:
    """The version of this code: its number, and a hash over names, sizes and times of its files as they are first seen.

    So a server that was started before an update, or before a change in a checkout, counts as another version.
    """
    seen = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        status = path.stat()
        seen.update(f"{path.relative_to(PACKAGE)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return f"{version('briefbot')}+{seen.hexdigest()[:12]}"


@dataclass(frozen=True)
class Presence:
    """A server that runs."""

    host: str
    port: int
    pid: int
    version: str
    token: str | None


def announce(home: Path, presence: Presence) -> None:
    """Write the file of a server, in the place of one that was there."""
    fresh = home / f".{FILE}.new"
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(presence), file)
    settle(fresh, home / FILE)


def withdraw(home: Path, pid: int) -> None:
    """Take the file of a process away; that of another stays."""
    known = read_presence(home)
    if known and known.pid == pid:
        with suppress(OSError):
            (home / FILE).unlink(missing_ok=True)


def read_presence(home: Path) -> Presence | None:
    """The server that the file of a library names; None where there is no such file."""
    try:
        return Presence(**json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

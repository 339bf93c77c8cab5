"""How the vectors were left, in a file beside them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

from briefbot.types import Frozen

Stamps = dict[str, tuple[int, int]]

FILE = "state.json"


class State(Frozen):
    """What the vectors were made from and how they were left, in a file beside them."""

    embedder: str
    sha256: str
    revision: int
    condition: Literal["closed", "open", "tried"] = "open"
    """'open' while a process uses them; 'tried' while files that were left open are opened again."""
    stamps: Stamps = {}
    """Size in bytes and time of change in nanoseconds of every file, as they were left."""


def read_state(folder: Path) -> State | None:
    """How the vectors in a folder were left; None when nothing there says it."""
    try:
        return State.model_validate(json.loads((folder / FILE).read_text()))
    except (OSError, ValueError):
        return None


def write_state(folder: Path, state: State) -> None:
    """Record how the vectors are left, whole or not at all."""
    draft = folder / f"{FILE}.new"
    draft.write_text(state.model_dump_json())
    os.replace(draft, folder / FILE)


def read_stamps(folder: Path) -> Stamps:
    """Size and time of change of Chroma's files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(FILE):
            status = path.stat()
            found[str(path.relative_to(folder))] = (status.st_size, status.st_mtime_ns)
    return found

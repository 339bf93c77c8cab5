"""A folder that is watched: told what changed, once it has come to rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from briefbot.errors import InputError

LONGEST_PAUSE = 10
"""A folder that never rests is reported after this many times the wait for rest."""


def watch(
    folder: Path,
    on_change: Callable[[tuple[Path, ...]], None],
    debounce_ms: int = 1600,
    stop_event: threading.Event | None = None,
) -> None:
    """Call a function with the files that were added, changed or removed, until the event is set or Ctrl-C.

    Files that editors and version control keep for themselves are left out. What changes while the function runs is
    reported by the next call.

    Args:
        folder: watched with all its folders.
        on_change: called with the changed files, in order.
        debounce_ms: milliseconds without a change after which it is called.
        stop_event: ends the watch, at the latest after `debounce_ms`.

    Raises:
        InputError: there is no such folder.
        KeyboardInterrupt: Ctrl-C.
    """
    from watchfiles import watch as changes_of

    if not folder.is_dir():
        raise InputError(f"No folder {str(folder)!r} to watch. Run `briefbot watch FOLDER` with one that exists.")
    longest = LONGEST_PAUSE * debounce_ms
    for changes in changes_of(
        folder, step=debounce_ms, debounce=longest, stop_event=stop_event, ignore_permission_denied=True
    ):
        on_change(tuple(sorted({Path(path) for _, path in changes})))

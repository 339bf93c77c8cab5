"""Progress of a transfer on stderr: a bar on a terminal, a line at a tenth elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from briefbot.models.files import Report

LINE_SECONDS = 2.0
"""Least time between two lines, so that a quick transfer prints none."""


def human(size: float) -> str:
    """A number of bytes for people, such as '1.1 GB'."""
    from rich.filesize import decimal

    return decimal(int(size))


@contextmanager
def transfer(label: str, total: int, show: bool) -> Iterator[Report]:
    """Show how far a transfer of `total` bytes is, while the context is open.

    Yields:
        A function to call with the bytes that are complete so far.
    """
    if not show:
        yield lambda done: None
    elif sys.stderr.isatty():
        with _bar(label, total) as report:
            yield report
    else:
        yield _lines(label, total)


@contextmanager
def _bar(label: str, total: int) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)


def _lines(label: str, total: int) -> Report:
    began = printed = time.monotonic()
    first = tenth = -1

    def report(done: int) -> None:
        nonlocal first, printed, tenth
        now = time.monotonic()
        if first < 0:
            first = done  # what an earlier, interrupted transfer had brought
        if 10 * done // total == tenth or now - printed < LINE_SECONDS:
            return
        printed, tenth = now, 10 * done // total
        speed = (done - first) / (now - began)
        left = f", {(total - done) / speed:.0f} s left" if speed and done < total else ""
        print(f"{label}: {10 * tenth}%, {human(done)} of {human(total)}, {human(speed)}/s{left}", file=sys.stderr)

    return report

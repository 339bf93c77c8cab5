"""A span of days to a briefing: articles to stories, stories to proven sentences, each set in one place.

What is made is kept: a briefing by all that determined it, and every story by what it was written from, as soon as it
is written. So the same inputs give the same briefing without the model, a further article costs only the stories that
it touches, and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from briefbot.files import OnBytes


@dataclass(frozen=True)
class Watcher:
    """Told how far a briefing has come."""

    begin: Callable[[int], None] = lambda count: None
    """How many steps there are: lines to write and to check."""
    done: Callable[[int], None] = lambda count: None
    """How many more are done."""
    stage: Callable[[str], None] = lambda label: None
    """What is being done now."""


NOBODY = Watcher()


class Progress(Protocol):
    """Shows how far a piece of work has come."""

    def begin(self, count: int) -> None:
        """Told how much there is to do."""

    def done(self, count: int) -> None:
        """Told how much more is done."""

    def stage(self, label: str) -> None:
        """Told what is being done now."""


class Reporter(Protocol):
    """Where notes and progress go."""

    def note(self, text: str) -> None:
        """Say what is being done."""

    def progress(self, label: str) -> AbstractContextManager[Progress]:
        """Show the progress of a piece of work while the context lasts."""
        ...


class Quiet:
    """A reporter that shows nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def progress(self, label: str) -> AbstractContextManager[Progress]:
        """Show nothing."""
        return nullcontext(self)

    def begin(self, count: int) -> None:
        """Show nothing."""

    def done(self, count: int) -> None:
        """Show nothing."""

    def stage(self, label: str) -> None:
        """Show nothing."""


def clock() -> float:
    """Seconds of a clock that only rises."""
    return time.perf_counter()


class Pace:
    """Counts the steps of one story: each line written, each sentence checked.

    Args:
        done: told how many more steps are done.
        steps: how many there are; a draft may take fewer, and never counts more.
    """

    def __init__(self, done: Callable[[int], None], steps: int) -> None:
        self.steps = steps
        self._done = done
        self._taken = 0

    def text(self, piece: str) -> None:
        """Count the lines that end in a piece of the draft."""
        self._take(piece.count("\n"))

    def step(self) -> None:
        """Count one step."""
        self._take(1)

    def finish(self) -> None:
        """Count what is left."""
        self._take(self.steps)

    def _take(self, count: int) -> None:
        count = min(count, self.steps - self._taken)
        if count:
            self._taken += count
            self._done(count)


LINE_SECONDS = 2.0
"""Least time between two lines, so that a quick transfer prints none."""


def human(size: float) -> str:
    """A number of bytes for people, such as '1.1 GB'."""
    from rich.filesize import decimal

    return decimal(int(size))


@contextmanager
def transfer(label: str, total: int, show: bool) -> Iterator[OnBytes]:
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
def _bar(label: str, total: int) -> Iterator[OnBytes]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)


def _lines(label: str, total: int) -> OnBytes:
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

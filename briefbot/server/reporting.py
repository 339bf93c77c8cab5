"""What the desk reports, told to the job for which it works."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from briefbot.progress import Progress, Reporter
from briefbot.server.jobs import Job, Kind, Step


class JobProgress:
    """The progress of a piece of work as events of a job; see `briefbot.progress.Progress`."""

    def __init__(self, job: Job, label: str) -> None:
        self._job = job
        self._label = label
        self._count = self._done = 0

    def begin(self, count: int) -> None:
        """Told how much there is to do."""
        self._count = count
        self._tell()

    def done(self, count: int) -> None:
        """Told how much more is done."""
        self._done += count
        self._tell()

    def stage(self, label: str) -> None:
        """Told what is being done now."""
        self._label = label
        self._tell()

    def _tell(self) -> None:
        self._job.tell(Kind.PROGRESS, Step(self._label, self._done, self._count))


class JobReporter:
    """A reporter that tells the job in hand; without one, another reporter. Each thread has a job of its own in hand.

    Args:
        other: told what belongs to no job.
    """

    def __init__(self, other: Reporter) -> None:
        self._other = other
        self._hand = threading.local()

    @property
    def _job(self) -> Job | None:
        return getattr(self._hand, "job", None)

    @contextmanager
    def telling(self, job: Job) -> Iterator[None]:
        """Have what is reported told to a job while the context lasts."""
        self._hand.job = job
        try:
            yield
        finally:
            self._hand.job = None

    def note(self, text: str) -> None:
        """Say what is being done."""
        if self._job:
            self._job.tell(Kind.NOTE, text)
        else:
            self._other.note(text)

    @contextmanager
    def progress(self, label: str) -> Iterator[Progress]:
        """Show the progress of a piece of work while the context lasts."""
        if self._job:
            yield JobProgress(self._job, label)
        else:
            with self._other.progress(label) as progress:
                yield progress

"""The queue for the model: callers take turns, one job of each, whoever was served longest ago first."""

from __future__ import annotations

import itertools
import threading
from collections import deque

from briefbot.errors import BusyError
from briefbot.server.jobs import Job, Kind

MOST_WAITING = 100  # jobs
MOST_OF_ONE = 8  # jobs of one caller


class FairQueue:
    """Jobs that wait for the model; safe for many threads."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        self._served: dict[str, int] = {}
        """When each caller last had its turn, for those who may come back soon."""
        self._turns = itertools.count(1)
        self._changed = threading.Condition()
        self._running: set[Job] = set()
        self._closed = False

    def put(self, job: Job) -> None:
        """Add a job, and tell it its place.

        Raises:
            BusyError: too much waits already, of this caller or of all.
        """
        with self._changed:
            count = sum(map(len, self._waiting.values()))
            own = len(self._waiting.get(job.caller, ()))
            if self._closed or count >= MOST_WAITING or own >= MOST_OF_ONE:
                told = "The desk is closing." if self._closed else f"{own or count} questions wait for the model."
                raise BusyError(f"{told} Ask again in a while.")
            self._waiting.setdefault(job.caller, deque()).append(job)
            self._tell_places()
            self._changed.notify()

    def take(self) -> Job | None:
        """The next job, as soon as there is one; None once the queue is closed."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            job = self._order()[0]
            self._served[job.caller] = next(self._turns)
            self._forget_old()
            self._drop(job)
            self._running.add(job)
            job.tell(Kind.PLACE, 0)
            self._tell_places()
            return job

    def finish(self, job: Job) -> None:
        """Tell that a job which was taken has ended."""
        with self._changed:
            self._running.discard(job)
            self._tell_places()

    def remove(self, job: Job) -> bool:
        """Take a job out that still waits; whether it did."""
        with self._changed:
            found = job in self._waiting.get(job.caller, ())
            if found:
                self._drop(job)
                self._tell_places()
            return found

    def waiting(self) -> list[Job]:
        """The jobs that wait, in the order in which they will be taken."""
        with self._changed:
            return self._order()

    def close(self) -> list[Job]:
        """Let no more in, and give back what waits."""
        with self._changed:
            left, self._waiting, self._closed = self._order(), {}, True
            self._changed.notify_all()
            return left

    def _order(self) -> list[Job]:
        """The jobs in the order in which they will be taken, if none came after them."""
        left = {caller: deque(jobs) for caller, jobs in self._waiting.items()}
        served = dict(self._served)
        turns = itertools.count(max(served.values(), default=0) + 1)
        order = []
        while left:  # of those who were never served, or at once, the first to come: dictionaries keep their order
            caller = min(left, key=lambda name: served.get(name, 0))
            order.append(left[caller].popleft())
            served[caller] = next(turns)
            if not left[caller]:
                del left[caller]
        return order

    def _drop(self, job: Job) -> None:
        jobs = self._waiting[job.caller]
        jobs.remove(job)
        if not jobs:
            del self._waiting[job.caller]

    def _tell_places(self) -> None:
        for place, job in enumerate(self._order(), start=1 if self._running else 0):
            if not job.events() or job.place != place:
                job.tell(Kind.PLACE, place)

    def _forget_old(self) -> None:
        if len(self._served) > 2 * MOST_WAITING:
            newest = sorted(self._served, key=self._served.__getitem__)[-MOST_WAITING:]
            self._served = {caller: self._served[caller] for caller in newest}

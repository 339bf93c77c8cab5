from __future__ import annotations

import pytest

from briefbot.errors import BusyError
from briefbot.server.jobs import Job, Kind
from briefbot.server.queue import MOST_OF_ONE, FairQueue


def a_job(caller: str, label: str = "") -> Job:
    return Job(caller, label or caller, lambda desk, job: None)


def test_callers_take_turns() -> None:
    queue = FairQueue()
    for caller, label in (("ann", "a1"), ("ann", "a2"), ("ann", "a3"), ("ben", "b1"), ("cat", "c1"), ("ben", "b2")):
        queue.put(a_job(caller, label))
    expected = ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert [job.label for job in queue.waiting()] == expected
    assert [job.label for _ in expected if (job := queue.take())] == expected


def test_whoever_was_just_served_waits_for_those_who_come_later() -> None:
    queue = FairQueue()
    queue.put(a_job("ann", "a1"))
    assert queue.take()
    queue.put(a_job("ann", "a2"))
    queue.put(a_job("ben", "b1"))
    assert [job.label for job in queue.waiting()] == ["b1", "a2"]


def test_places_are_told_as_they_change() -> None:
    queue = FairQueue()
    first, second, third = (a_job(caller) for caller in ("ann", "ben", "cat"))
    queue.put(first)
    assert queue.take() is first
    queue.put(second)
    queue.put(third)
    assert (first.place, second.place, third.place) == (0, 1, 2)
    assert queue.remove(second)
    assert third.place == 1
    queue.finish(first)
    assert third.place == 0
    assert [event.data for event in third.events() if event.kind is Kind.PLACE] == [2, 1, 0]


def test_one_caller_cannot_fill_the_queue() -> None:
    queue = FairQueue()
    for _ in range(MOST_OF_ONE):
        queue.put(a_job("ann"))
    with pytest.raises(BusyError, match="8 questions wait"):
        queue.put(a_job("ann"))
    queue.put(a_job("ben"))


def test_a_closed_queue_gives_back_what_waits() -> None:
    queue = FairQueue()
    job = a_job("ann")
    queue.put(job)
    assert queue.close() == [job]
    assert queue.take() is None
    with pytest.raises(BusyError, match="closing"):
        queue.put(job)

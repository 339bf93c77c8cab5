"""The nodes of the Ray cluster that this process has joined, and what comes back from them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

SILENCE = 30.0
"""Seconds without any result after which that is said."""


class Waiting:
    """Waits for results, and says so where none comes."""

    def __init__(self, address: str, note: Callable[[str], None]) -> None:
        self._address = address
        self._note = note
        self._said = False
        self._counted = float("-inf"), 0

    def wait(self, refs: Sequence[Any]) -> list[Any]:
        """Those of some results that are there, one at least."""
        import ray

        while True:
            ready: list[Any] = ray.wait(list(refs), num_returns=1, timeout=SILENCE)[0]
            if ready:
                return ready
            self._say()

    def cores(self) -> int:
        """Cores of the cluster, counted anew now and then: nodes come and go."""
        if time.monotonic() - self._counted[0] > SILENCE / 6:
            self._counted = time.monotonic(), sum(map(cores_of, nodes_with_cores()))
        return self._counted[1]

    def nodes(self) -> list[dict[str, Any]]:
        """The nodes with cores, of which there is one at least."""
        began = time.monotonic()
        while not (nodes := nodes_with_cores()):
            if time.monotonic() - began > SILENCE:
                self._say()
            time.sleep(1)
        return nodes

    def _say(self) -> None:
        if not self._said:
            self._said = True
            cores = sum(map(cores_of, nodes_with_cores()))
            self._note(
                f"Waiting for the Ray cluster at {self._address!r}, which has {cores} cores: its workers start, are "
                "busy or are gone. `ray status` tells."
            )


def nodes_with_cores() -> list[dict[str, Any]]:
    """The nodes that are alive and have cores."""
    import ray

    return [node for node in ray.nodes() if node["Alive"] and cores_of(node)]


def cores_of(node: dict[str, Any]) -> int:
    """How many cores Ray gives out of a node."""
    return int(node["Resources"].get("CPU", 0))


def crashes() -> tuple[type[Exception], ...]:
    """What is raised in place of a result whose worker or node died."""
    from ray import exceptions

    return (
        exceptions.WorkerCrashedError,
        exceptions.NodeDiedError,
        exceptions.OutOfMemoryError,
        exceptions.ObjectLostError,
        exceptions.StreamingGeneratorReplayInconsistentError,
    )

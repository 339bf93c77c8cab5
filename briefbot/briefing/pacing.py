"""How far the writing of a story has come, in steps small enough to foretell the time left."""

from __future__ import annotations

from collections.abc import Callable


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

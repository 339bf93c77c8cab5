"""Files read on the nodes of a cluster: paths go there, articles with their chunks and signatures come back.

A task reads a batch of files and hands on what it found portion by portion, and waits while two of them are not taken.
Ray does anew what a worker or a node had in hand when it died. Only so many tasks are given out as keep all cores busy,
and results are taken in the order of the files: so a library becomes the same as one that is filled here, and memory
does not grow with what is read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from briefbot.cluster.nodes import Waiting, crashes
from briefbot.errors import ClusterError, ReadError
from briefbot.intake import Cut, FilePiece, Order, read_order
from briefbot.types import Frozen

if TYPE_CHECKING:
    from ray import ObjectRefGenerator

FILES_AT_ONCE, BYTES_AT_ONCE = 32, 2_000_000
"""Most files, and bytes of files, that a task reads, but for a single larger file."""
PORTION = 50_000
"""Characters of articles after which a task hands on what it has read."""
NOT_TAKEN = 2
"""Portions that a task makes before they are taken."""
TASKS_AHEAD = 2
"""Tasks a core that are given out before their results are taken."""
ATTEMPTS = 3
"""Times that Ray tries again to read a batch, or a file alone, whose worker died."""


class Failed(Frozen):
    """In place of the rest of a file: why it could not be read."""

    reason: str
    missing: bool = False
    """Whether the worker sees no such file."""


FilePart = tuple[int, FilePiece | Failed]
"""A part of a file, and the place of the file in its batch."""


class FarReader:
    """Reads files on the workers.

    Args:
        address: of the cluster, for messages.
        waiting: how results are waited for.
    """

    def __init__(self, address: str, waiting: Waiting) -> None:
        self._address = address
        self._waiting = waiting

    def read(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Iterator[FilePiece]]]:
        """Read files on the workers; see `briefbot.ingest.Crew`.

        Raises:
            ClusterError: the workers do not see the files.
        """
        batches = _batches(orders)
        ahead: deque[tuple[list[Order], ObjectRefGenerator]] = deque()
        while True:
            while len(ahead) < TASKS_AHEAD * (self._waiting.cores() + 1) and (batch := next(batches, None)):
                ahead.append((batch, self._begun(batch)))
            if not ahead:
                return
            batch, portions = ahead.popleft()
            for place, items in groupby(self._items(batch, portions), key=itemgetter(0)):
                yield batch[place], self._found(batch[place], items)

    def _begun(self, batch: list[Order]) -> ObjectRefGenerator:
        import ray

        task = ray.remote(_read_batch).options(
            num_cpus=1,
            num_returns="streaming",
            max_retries=ATTEMPTS,
            _generator_backpressure_num_objects=NOT_TAKEN,
            name="briefbot reads",
        )
        begun: ObjectRefGenerator = task.remote(batch)
        return begun

    def _items(self, batch: list[Order], portions: ObjectRefGenerator) -> Iterator[FilePart]:
        """What a batch holds; where its worker died time and again, the files that are left are read one by one.

        So what kills its reader costs one file, which is reported as one that cannot be read.
        """
        at = handed = 0
        try:
            for item in self._flow(portions):
                at, handed = item[0], handed + 1 if item[0] == at else 1
                yield item
            return
        except crashes():
            pass
        for place in range(at, len(batch)):
            try:
                for number, (_, found) in enumerate(self._flow(self._begun([batch[place]]))):
                    if place > at or number >= handed:
                        yield place, found
            except crashes() as error:
                yield (
                    place,
                    Failed(
                        reason=f"Cannot read {str(batch[place].path)!r}: its worker died {1 + ATTEMPTS} times "
                        f"({type(error).__name__}). Give the workers more memory, or leave the file out."
                    ),
                )

    def _flow(self, portions: ObjectRefGenerator) -> Iterator[FilePart]:
        import ray

        while True:
            self._waiting.wait([portions])
            try:
                ref = next(portions)
            except StopIteration:
                return
            yield from ray.get(ref)

    def _found(self, order: Order, items: Iterable[FilePart]) -> Iterator[FilePiece]:
        for _, found in items:
            if not isinstance(found, Failed):
                yield found
                continue
            if found.missing and order.path.exists():
                raise ClusterError(
                    f"The workers of the Ray cluster at {self._address!r} do not see {str(order.path)!r}. Mount its "
                    "folder at the same path on every node, then run the same command again."
                )
            raise ReadError(found.reason)


def _batches(orders: Iterable[Order]) -> Iterator[list[Order]]:
    batch: list[Order] = []
    for order in orders:
        if batch and (len(batch) == FILES_AT_ONCE or sum(each.size for each in batch) + order.size > BYTES_AT_ONCE):
            yield batch
            batch = []
        batch.append(order)
    if batch:
        yield batch


def _read_batch(orders: list[Order]) -> Iterator[list[FilePart]]:
    """What files hold, in portions."""
    portion: list[FilePart] = []
    size = 0
    for place, order in enumerate(orders):
        for found in _read_one(order):
            portion.append((place, found))
            size += sum(len(each.text) for each in found.chunks) if isinstance(found, Cut) else 0
            if size > PORTION:
                yield portion
                portion, size = [], 0
    yield portion


def _read_one(order: Order) -> Iterator[FilePiece | Failed]:
    try:
        yield from read_order(order)
    except (OSError, ReadError) as error:
        yield Failed(reason=str(error), missing=isinstance(error, FileNotFoundError))

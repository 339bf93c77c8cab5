"""Texts embedded on the nodes of a cluster: actors, one a core, each with the model, give arrays of float32."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from briefbot.cluster.nodes import Waiting, cores_of
from briefbot.search.embedding import EmbedderFiles, MiniLM, Vectors, by_length
from briefbot.types import ModelRef

if TYPE_CHECKING:
    from ray import ObjectRef
    from ray.actor import ActorHandle

QUEUED = 8
"""Batches of texts that an actor has before it, about two seconds of its work."""


class ClusterEmbedder:
    """An embedding model on every core of a cluster; its actors are started when something is embedded.

    Args:
        files: the model, of which the workers are given the bytes.
        waiting: how results are waited for.
    """

    def __init__(self, files: EmbedderFiles, waiting: Waiting) -> None:
        self.ref = files.ref
        self._files = files
        self._waiting = waiting

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, dimensions)."""
        (vectors,) = self.embed_each([texts], done)
        return vectors

    def embed_each(
        self, portions: Iterable[Sequence[str]], done: Callable[[int], None] = lambda count: None
    ) -> Iterator[Vectors]:
        """The vectors of each portion, in order; the actors have the next ones before them while one is used."""
        import ray

        under_way: deque[_Portion] = deque()
        calls = _calls(portions, under_way)
        flying: dict[ObjectRef, tuple[_Call, int]] = {}
        load: list[int] = []
        while True:
            while (not flying or self._has_room(load, under_way)) and (call := next(calls, None)):
                load = load or [0] * len(self._actors)
                actor = load.index(min(load))
                load[actor] += 1
                flying[self._actors[actor].embed.remote(call.texts)] = call, actor
            while under_way and not under_way[0].lacking:
                yield under_way.popleft().whole()
            if not flying:
                return
            for ref in self._waiting.wait(list(flying)):
                call, actor = flying.pop(ref)
                load[actor] -= 1
                call.portion.put(call.rows, ray.get(ref))
                done(len(call.rows))

    def _has_room(self, load: list[int], under_way: deque[_Portion]) -> bool:
        """Whether more is given out: no actor has too much before it, and none holds up all that the others made."""
        return min(load) < QUEUED and len(under_way) <= QUEUED + len(load)

    @cached_property
    def _actors(self) -> list[ActorHandle]:
        """One on each core: a core to start on, and none reserved, so that what a lost node had can start elsewhere."""
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        kind = ray.remote(_EmbeddingActor)
        actors = []
        for node in self._waiting.nodes():
            there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=True)
            made = kind.options(max_restarts=-1, max_task_retries=-1, scheduling_strategy=there)
            actors += [made.remote(self._parts, self.ref) for _ in range(cores_of(node))]
        return actors

    @cached_property
    def _parts(self) -> tuple[ObjectRef, ObjectRef]:
        """Weights and tokenizer where all nodes find them, as long as an actor may start again."""
        import ray

        return ray.put(self._files.weights.read_bytes()), ray.put(self._files.tokenizer.read_bytes())


class _Portion:
    """Vectors that come in parts."""

    def __init__(self, count: int) -> None:
        self.lacking = count
        self._count = count
        self._vectors: Vectors | None = None

    def put(self, rows: list[int], vectors: Vectors) -> None:
        if self._vectors is None:
            self._vectors = np.zeros((self._count, vectors.shape[1]), dtype=np.float32)
        self._vectors[rows] = vectors
        self.lacking -= len(rows)

    def whole(self) -> Vectors:
        return np.zeros((0, MiniLM.dimensions), dtype=np.float32) if self._vectors is None else self._vectors


class _Call(NamedTuple):
    """Texts for one actor, and where their vectors go."""

    portion: _Portion
    rows: list[int]
    texts: list[str]


def _calls(portions: Iterable[Sequence[str]], under_way: deque[_Portion]) -> Iterator[_Call]:
    """The batches of all portions, which are noted as under way as they are come to."""
    for texts in portions:
        portion = _Portion(len(texts))
        under_way.append(portion)
        for rows in by_length(texts):
            yield _Call(portion, rows, [texts[row] for row in rows])


class _EmbeddingActor:
    """Holds the embedding model of one core."""

    def __init__(self, parts: tuple[ObjectRef, ObjectRef], ref: ModelRef) -> None:
        import ray

        with tempfile.TemporaryDirectory(prefix="briefbot-") as folder:
            paths = Path(folder) / "weights", Path(folder) / "tokenizer"
            for path, part in zip(paths, parts, strict=True):
                path.write_bytes(ray.get(part))
            self._model = MiniLM(*paths, ref, threads=1)

    def embed(self, texts: list[str]) -> Vectors:
        return self._model.embed(texts)

"""The vectors of all chunks, in step with the library: in Chroma, or in plain files where a library is large."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Self

import numpy as np

from briefbot.errors import VectorIndexError
from briefbot.library.store import Library
from briefbot.search.chroma import CURRENT, HISTORY, clear, in_batches, read_ids, read_state, try_out
from briefbot.search.embedding import Embedder, Vectors, with_vectors
from briefbot.search.flat import FlatVectors, flat_folder, read_flat_state
from briefbot.search.stores import Portions, VectorPlace, open_store, record_folder, remove_vectors
from briefbot.types import Chunk, ModelRef

LARGE = 40_000
"""Chunks from which a library's vectors are kept in plain files: Chroma then has eight shards in memory to search."""


class VectorIndex:
    """The vectors of one library.

    Args:
        place: a folder where Chroma keeps its files, made when absent; or a Chroma server.
        embedder: what makes the vectors.
        note: told when damaged vectors are made again.

    Raises:
        VectorIndexError: the vectors there were made by another embedder, or the server cannot be used.
    """

    def __init__(self, place: VectorPlace, embedder: Embedder, note: Callable[[str], None] = lambda text: None) -> None:
        self._place = place
        self._embedder = embedder
        self._asked: tuple[str, Vectors] | None = None  # the last query and its vector
        self._patience: float | None = None
        self._collections = open_store(place, embedder.ref, note)
        self._flat = FlatVectors(flat_folder(place), embedder.ref) if isinstance(place, Path) else None
        state = self._collections.state
        if state and state.sha256 != embedder.ref.sha256:
            raise VectorIndexError(
                f"The vectors in {str(place)!r} were made by the embedder {state.embedder!r} ({state.sha256[:12]}), "
                f"not by {embedder.ref.name!r} ({embedder.ref.sha256[:12]}). Run `briefbot index rebuild` to embed "
                f"again, or set BRIEFBOT_EMBEDDER={state.embedder}."
            )

    def hurried(self, seconds: float) -> Self:
        """The same vectors for a thread that will not wait: a search raises when others use them for that long."""
        view = copy.copy(self)
        view._patience, view._asked = seconds, None
        return view

    def sync(
        self,
        library: Library,
        begin: Callable[[int], None] = lambda count: None,
        done: Callable[[int], None] = lambda count: None,
    ) -> int:
        """Make the vectors agree with the library: add what is missing, delete what is gone.

        Args:
            library: the source of truth.
            begin: told how many chunks will be embedded, when there are any.
            done: told how many more are embedded.

        Returns:
            The number of chunks embedded.

        Raises:
            VectorIndexError: the vectors cannot be written.
        """
        if self._flat and (self._flat.there or library.chunk_count() >= LARGE):
            return self._sync_flat(self._flat, library, begin, done)
        if self.in_step(library) and self._collections.sound():
            return 0
        self._collections.check_writable()
        embedded, kept = self._bring_in_step(library, begin, done)
        if not kept:  # a damaged database can take vectors without an error and not keep them
            self._collections.start_anew("Chroma did not keep what it was given")
            embedded, _ = self._bring_in_step(library, begin, done)
        return embedded

    def in_step(self, library: Library) -> bool:
        """Whether nothing has changed in the library since the vectors were brought in step with it."""
        if self._flat and self._flat.there:
            return self._flat.in_step(library)
        state = self._collections.state
        return state is not None and state.revision == library.revision

    def _sync_flat(
        self, flat: FlatVectors, library: Library, begin: Callable[[int], None], done: Callable[[int], None]
    ) -> int:
        """Make the plain files agree with the library; what Chroma holds is taken over and let go."""
        if flat.in_step(library):
            return 0
        embedded = flat.sync(library, self._embedder, self._in_chroma(), begin, done)
        self._collections.close()
        clear(record_folder(self._place))
        return embedded

    def _in_chroma(self) -> Iterator[tuple[list[str], Vectors]]:
        """All vectors that Chroma holds, with the ids of their chunks."""
        if not self._collections.sound():
            return
        with self._collections.using() as collections:
            for shards in collections.values():
                for shard in shards.each():
                    for batch in in_batches(sorted(read_ids(shard))):
                        found = shard.get(ids=batch, include=["embeddings"])
                        yield found["ids"], np.asarray(found["embeddings"], dtype=np.float32)

    def _bring_in_step(
        self, library: Library, begin: Callable[[int], None], done: Callable[[int], None]
    ) -> tuple[int, bool]:
        """Add and delete what the library says; returns how many were embedded, and whether all are there then."""
        with self._collections.using(writing=True) as collections:
            self._collections.record("open", -1)
            revision = library.settle()
            wanted = _wanted(library)
            surplus = _compare(collections, wanted)
            self._move(collections, surplus, wanted)
            self._delete(collections, surplus)
            count = sum(map(len, wanted.values()))
            if count:
                begin(count)
            kept = True
            for name, missing in wanted.items():
                for chunks, vectors in with_vectors(_portions(library, missing), self._embedder, done):
                    articles = [chunk.article_id for chunk in chunks]
                    collections[name].add([chunk.id for chunk in chunks], vectors, articles)
                kept = kept and _holds(collections[name], missing)
            self._collections.record("open", revision)
        return count, kept

    def search(self, query: str, limit: int, articles: Set[str] | None = None) -> list[str]:
        """Ids of the chunks nearest to a query, nearest first; see `similar`."""
        return list(self.similar(query, limit, articles))

    def similar(self, query: str, limit: int, articles: Set[str] | None = None) -> dict[str, float]:
        """The chunks nearest to a query with their cosines, by id, nearest first.

        Args:
            query: the question.
            limit: the most chunks returned.
            articles: ids of the articles to keep to, current or not; None for all current ones.

        Raises:
            VectorIndexError: the vectors cannot be read.
        """
        if articles is not None and not articles:
            return {}
        distances: dict[str, float] = {}
        asked = self._asked  # another thread may ask for something else meanwhile
        if asked is None or asked[0] != query:
            asked = self._asked = query, np.asarray(self._embedder.embed([query]))
        if self._flat and self._flat.there:
            return self._flat.nearest(asked[1], limit, articles)
        with self._collections.using(self._patience) as collections:
            for name in (CURRENT,) if articles is None else (CURRENT, HISTORY):
                distances.update(collections[name].nearest(asked[1], limit, articles))
        nearest = sorted(distances, key=lambda chunk_id: (distances[chunk_id], chunk_id))[:limit]
        return {chunk_id: 1 - distances[chunk_id] for chunk_id in nearest}

    def faults(self, library: Library) -> list[str]:
        """In what the vectors disagree with the library, or cannot be read; one sentence each."""
        if self._flat and self._flat.there:
            return self._flat.faults(library)
        if not self._collections.sound():
            return [self._collections.unsound]
        lacking = extra = 0
        try:
            with self._collections.using() as collections:
                for name, wanted in _wanted(library).items():
                    for shard in collections[name].each():
                        present = read_ids(shard)
                        extra += len(present - wanted)
                        wanted -= present
                        try_out(shard)
                    lacking += len(wanted)
        except VectorIndexError as error:
            return [str(error)]
        counted = ((lacking, "have no vector"), (extra, "have a vector in the wrong place"))
        return [f"{count} chunks {what}." for count, what in counted if count]

    def repair(
        self,
        library: Library,
        begin: Callable[[int], None] = lambda count: None,
        done: Callable[[int], None] = lambda count: None,
    ) -> int:
        """Make the vectors agree with the library even where a sync sees nothing to do; returns as `sync` does."""
        if self._flat and self._flat.there:
            return self._flat.sync(library, self._embedder, (), begin, done, examined=True)
        with self._collections.using(writing=True):
            self._collections.record("open", -1)
        embedded = self.sync(library, begin, done)
        if not self.faults(library):
            return embedded
        self.close()
        remove_index(self._place)
        return self.sync(library, begin, done)

    def close(self) -> None:
        """Let go of Chroma's files; the next use opens them again."""
        self._collections.close()

    def _move(
        self, collections: Mapping[str, Portions], surplus: dict[str, dict[str, set[str]]], missing: dict[str, set[str]]
    ) -> None:
        """Bring the vectors of articles that became superseded, or current again, to where they are missing."""
        for source, target in ((CURRENT, HISTORY), (HISTORY, CURRENT)):
            for name, ids in surplus[source].items():
                for batch in in_batches(sorted(ids & missing[target])):
                    found = collections[source].shard(name).get(ids=batch, include=["embeddings", "metadatas"])
                    articles = [str(each["article_id"]) for each in found["metadatas"] or []]
                    collections[target].add(found["ids"], np.asarray(found["embeddings"]), articles)
                    missing[target].difference_update(found["ids"])

    def _delete(self, collections: Mapping[str, Portions], surplus: dict[str, dict[str, set[str]]]) -> None:
        for collection, by_shard in surplus.items():
            for shard in collections[collection].each() if by_shard else ():
                for batch in in_batches(sorted(by_shard.get(shard.name, ()))):
                    shard.delete(ids=batch)


class _Unasked:
    """Stands for an embedder where nothing is embedded."""

    def __init__(self, ref: ModelRef) -> None:
        self.ref = ref

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        raise VectorIndexError(f"{len(texts)} texts cannot be embedded while the vectors are only examined.")


def vector_faults(place: VectorPlace, library: Library) -> list[str]:
    """What is wrong with the vectors at a place, without loading the embedder; nothing when there are none yet."""
    folder = record_folder(place)
    flat = read_flat_state(flat_folder(folder)) if isinstance(place, Path) else None
    if flat:
        return FlatVectors(flat_folder(folder), ModelRef(name=flat.embedder, sha256=flat.sha256)).faults(library)
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    state = read_state(folder)
    if state is None:
        return ["Nothing says who made the vectors."]
    index = VectorIndex(place, _Unasked(ModelRef(name=state.embedder, sha256=state.sha256)))
    try:
        return index.faults(library)
    finally:
        index.close()


def remove_index(place: VectorPlace) -> None:
    """Delete all vectors; the next `sync` makes them again.

    Raises:
        VectorIndexError: they cannot be deleted.
    """
    remove_vectors(place)


def _wanted(library: Library) -> dict[str, set[str]]:
    """Ids of the chunks that each collection should hold."""
    current = library.chunk_ids()
    history = library.chunk_ids(history=True)
    history -= current
    return {CURRENT: current, HISTORY: history}


def _portions(library: Library, missing: set[str]) -> Iterator[list[Chunk]]:
    """The chunks that are missing, portion by portion; those that another process removed are missed no more."""
    for batch in in_batches(sorted(missing)):
        chunks = library.chunks(batch)
        missing.difference_update(set(batch) - chunks.keys())
        if chunks:
            yield list(chunks.values())


def _holds(shards: Portions, added: set[str]) -> bool:
    """Whether vectors that were added are there, and the shards that took them can be searched."""
    left = set(added)
    for shard in shards.each(newest_first=True) if left else ():
        left -= read_ids(shard)
        try:
            try_out(shard)
        except ValueError:
            return False
        if not left:
            break
    return not left


def _compare(collections: Mapping[str, Portions], wanted: dict[str, set[str]]) -> dict[str, dict[str, set[str]]]:
    """The ids that each shard of each collection should not hold; what is wanted shrinks to what is missing.

    So an id that two shards hold is one too many in the second.
    """
    surplus: dict[str, dict[str, set[str]]] = {}
    for collection, shards in collections.items():
        found = {}
        for shard in shards.each():
            present = read_ids(shard)
            found[shard.name] = present - wanted[collection]
            wanted[collection] -= present
        surplus[collection] = {name: ids for name, ids in found.items() if ids}
    return surplus

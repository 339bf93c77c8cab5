"""The vectors of all chunks in Chroma, in step with the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
import numpy as np

from briefbot.embedding import Embedder, Vectors
from briefbot.errors import VectorIndexError
from briefbot.index.chroma import CURRENT, HISTORY, Collections, clear, in_batches, read_ids, try_out
from briefbot.index.state import read_state
from briefbot.library import Library
from briefbot.types import Chunk, ModelRef

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


class VectorIndex:
    """The vectors of one library.

    Args:
        folder: where Chroma keeps its files; made when absent.
        embedder: what makes the vectors.
        note: told when damaged vectors are made again.

    Raises:
        VectorIndexError: the vectors there were made by another embedder.
    """

    def __init__(self, folder: Path, embedder: Embedder, note: Callable[[str], None] = lambda text: None) -> None:
        self._folder = folder
        self._embedder = embedder
        self._collections = Collections(folder, embedder.ref, note)
        state = self._collections.state
        if state and state.sha256 != embedder.ref.sha256:
            raise VectorIndexError(
                f"The vectors in {str(folder)!r} were made by the embedder {state.embedder!r} ({state.sha256[:12]}), "
                f"not by {embedder.ref.name!r} ({embedder.ref.sha256[:12]}). Run `briefbot index rebuild` to embed "
                f"again, or set BRIEFBOT_EMBEDDER={state.embedder}."
            )

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
        state = self._collections.state
        if state and state.revision == library.revision and self._collections.sound():
            return 0
        self._collections.check_writable()
        embedded, kept = self._bring_in_step(library, begin, done)
        if not kept:  # a damaged database can take vectors without an error and not keep them
            self._collections.start_anew("Chroma did not keep what it was given")
            embedded, _ = self._bring_in_step(library, begin, done)
        return embedded

    def _bring_in_step(
        self, library: Library, begin: Callable[[int], None], done: Callable[[int], None]
    ) -> tuple[int, bool]:
        """Add and delete what the library says; returns how many were embedded, and whether all are there then."""
        with self._collections.using() as collections:
            self._collections.record("open", -1)
            revision = library.settle()
            wanted = _wanted(library)
            self._move(collections, wanted)
            missing = self._missing(collections, wanted)
            count = sum(map(len, missing.values()))
            if count:
                begin(count)
            kept = True
            for name, ids in missing.items():
                added: set[str] = set()
                for batch in in_batches(ids):
                    chunks = library.chunks(batch)  # fewer when another process removed some
                    self._add(collections[name], list(chunks.values()), done)
                    added |= chunks.keys()
                kept = kept and (not added or added <= read_ids(collections[name]))
            self._collections.record("open", revision)
        return count, kept

    def search(self, query: str, limit: int, articles: set[str] | None = None) -> list[str]:
        """Ids of the chunks nearest to a query by cosine, nearest first.

        Args:
            query: the question.
            limit: the most ids returned.
            articles: ids of the articles to keep to, current or not; None for all current ones.

        Raises:
            VectorIndexError: the vectors cannot be read.
        """
        if articles == set():
            return []
        where: Any = None if articles is None else {"article_id": {"$in": sorted(articles)}}
        nearest: list[tuple[float, str]] = []
        vector = np.asarray(self._embedder.embed([query]))
        with self._collections.using() as collections:
            for name in (CURRENT,) if articles is None else (CURRENT, HISTORY):
                count = collections[name].count()
                if not count:
                    continue
                found = collections[name].query(
                    query_embeddings=vector, n_results=min(limit, count), where=where, include=["distances"]
                )
                nearest += zip((found["distances"] or [[]])[0], found["ids"][0], strict=True)
        return [chunk_id for _, chunk_id in sorted(nearest)[:limit]]

    def faults(self, library: Library) -> list[str]:
        """In what the vectors disagree with the library, or cannot be read; one sentence each."""
        if not self._collections.sound():
            return ["The vectors are damaged, or were not closed as they should be."]
        try:
            with self._collections.using() as collections:
                wanted = _wanted(library)
                present = {name: read_ids(collection) for name, collection in collections.items()}
                for collection in collections.values():
                    try_out(collection)
        except VectorIndexError as error:
            return [str(error)]
        lacking = sum(len(wanted[name] - present[name]) for name in wanted)
        extra = sum(len(present[name] - wanted[name]) for name in wanted)
        counted = ((lacking, "have no vector"), (extra, "have a vector in the wrong place"))
        return [f"{count} chunks {what}." for count, what in counted if count]

    def repair(
        self,
        library: Library,
        begin: Callable[[int], None] = lambda count: None,
        done: Callable[[int], None] = lambda count: None,
    ) -> int:
        """Make the vectors agree with the library even where a sync sees nothing to do; returns as `sync` does."""
        with self._collections.using():
            self._collections.record("open", -1)
        embedded = self.sync(library, begin, done)
        if not self.faults(library):
            return embedded
        self.close()
        remove_index(self._folder)
        return self.sync(library, begin, done)

    def close(self) -> None:
        """Let go of Chroma's files; the next use opens them again."""
        self._collections.close()

    def _add(self, collection: Collection, chunks: list[Chunk], done: Callable[[int], None]) -> None:
        vectors = self._embedder.embed([f"{chunk.header}\n{chunk.text}" for chunk in chunks], done)
        if chunks:
            collection.upsert(
                ids=[chunk.id for chunk in chunks],
                embeddings=vectors,
                metadatas=[{"article_id": chunk.article_id} for chunk in chunks],
            )

    def _move(self, collections: dict[str, Collection], wanted: dict[str, set[str]]) -> None:
        """Bring the vectors of articles that became superseded, or current again, to where they belong."""
        for source, target in ((CURRENT, HISTORY), (HISTORY, CURRENT)):
            moved = (read_ids(collections[source]) & wanted[target]) - read_ids(collections[target])
            for batch in in_batches(sorted(moved)):
                found = collections[source].get(ids=batch, include=["embeddings", "metadatas"])
                collections[target].upsert(
                    ids=found["ids"], embeddings=found["embeddings"], metadatas=found["metadatas"]
                )

    def _missing(self, collections: dict[str, Collection], wanted: dict[str, set[str]]) -> dict[str, list[str]]:
        """Delete the vectors that do not belong; returns the ids of those that are wanted, by collection."""
        missing = {}
        for name, collection in collections.items():
            present = read_ids(collection)
            for batch in in_batches(sorted(present - wanted[name])):
                collection.delete(ids=batch)
            missing[name] = sorted(wanted[name] - present)
        return missing


class _Unasked:
    """Stands for an embedder where nothing is embedded."""

    def __init__(self, ref: ModelRef) -> None:
        self.ref = ref

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        raise VectorIndexError(f"{len(texts)} texts cannot be embedded while the vectors are only examined.")


def vector_faults(folder: Path, library: Library) -> list[str]:
    """What is wrong with the vectors in a folder, without loading the embedder; nothing when there are none yet."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    state = read_state(folder)
    if state is None:
        return ["Nothing says who made the vectors."]
    return VectorIndex(folder, _Unasked(ModelRef(name=state.embedder, sha256=state.sha256))).faults(library)


def remove_index(folder: Path) -> None:
    """Delete all vectors; the next `sync` makes them again.

    Raises:
        VectorIndexError: they cannot be deleted.
    """
    try:
        with filelock.FileLock(f"{folder}.lock"):
            clear(folder)
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VectorIndexError(f"Cannot delete the vectors in {str(folder)!r}: {error}. Check permissions.") from error


def _wanted(library: Library) -> dict[str, set[str]]:
    """Ids of the chunks that each collection should hold."""
    current = library.chunk_ids()
    return {CURRENT: current, HISTORY: library.chunk_ids(history=True) - current}

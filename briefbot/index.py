"""The vectors of all chunks in Chroma: a cache that the library can rebuild at any time.

Chroma may crash or hang on files that a power failure or another program left damaged, so it only ever opens files
that are as it left them, or files whose writing was cut short: those with a mark beside them, so that a crash in
opening happens once. Everything else is deleted and made again from the library. One process at a time uses them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import filelock
import numpy as np

from briefbot.embedding import Embedder, Vectors
from briefbot.errors import BriefbotError, VectorIndexError
from briefbot.library import Library
from briefbot.types import Chunk, Frozen, ModelRef

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

BATCH = 512  # chunks embedded and written at a time; an interruption loses at most these
DATABASE = "chroma.sqlite3"
CURRENT = "chunks"  # chunks of the articles that searches find
HISTORY = "history"  # chunks of superseded versions and of copies

Stamps = dict[str, tuple[int, int]]


class State(Frozen):
    """What the vectors were made from and how they were left, in a file beside them."""

    embedder: str
    sha256: str
    revision: int
    condition: Literal["closed", "open", "tried"] = "open"
    """'open' while a process uses them; 'tried' while files that were left open are opened again."""
    stamps: Stamps = {}
    """Size in bytes and time of change in nanoseconds of every file, as they were left."""


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
        self._note = note
        self._lock = filelock.FileLock(f"{folder}.lock")
        self._client: Client | None = None
        self._left: Stamps = {}
        state = self._state()
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
        state = self._state()
        if state and state.revision == library.revision and self._sound(state):
            return 0
        with self._using() as collections:
            self._record("open", -1)
            revision = library.settle()
            wanted = _wanted(library)
            self._move(collections, wanted)
            missing = self._missing(collections, wanted)
            if any(missing.values()):
                begin(sum(map(len, missing.values())))
            for name, ids in missing.items():
                for batch in _batches(ids):
                    self._add(collections[name], list(library.chunks(batch).values()), done)
            self._record("open", revision)
        return sum(map(len, missing.values()))

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
        with self._using() as collections:
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
        state = self._state()
        if state is None or not self._sound(state):
            return ["The vectors are damaged, or were not closed as they should be."]
        try:
            with self._using() as collections:
                wanted = _wanted(library)
                present = {name: _ids(collection) for name, collection in collections.items()}
                for collection in collections.values():
                    _try_out(collection)
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
        with self._using():
            self._record("open", -1)
        embedded = self.sync(library, begin, done)
        if not self.faults(library):
            return embedded
        self.close()
        remove_index(self._folder)
        return self.sync(library, begin, done)

    def close(self) -> None:
        """Let go of Chroma's files; the next use opens them again."""
        if self._client:
            self._client.close()
            self._client = None

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
            moved = (_ids(collections[source]) & wanted[target]) - _ids(collections[target])
            for batch in _batches(sorted(moved)):
                found = collections[source].get(ids=batch, include=["embeddings", "metadatas"])
                collections[target].upsert(
                    ids=found["ids"], embeddings=found["embeddings"], metadatas=found["metadatas"]
                )

    def _missing(self, collections: dict[str, Collection], wanted: dict[str, set[str]]) -> dict[str, list[str]]:
        """Delete the vectors that do not belong; returns the ids of those that are wanted, by collection."""
        missing = {}
        for name, collection in collections.items():
            present = _ids(collection)
            for batch in _batches(sorted(present - wanted[name])):
                collection.delete(ids=batch)
            missing[name] = sorted(wanted[name] - present)
        return missing

    # Opening and closing

    @contextmanager
    def _using(self) -> Iterator[dict[str, Collection]]:
        """The collections, for this process alone; left with the stamps by which they are known again.

        Raises:
            VectorIndexError: they cannot be read or written.
        """
        try:
            with self._lock:
                collections = self._ready()
                yield collections
                state = self._state()
                self._record("closed", state.revision if state else -1)
        except BriefbotError:
            raise
        except OSError as error:
            raise VectorIndexError(
                f"Cannot use the vectors in {str(self._folder)!r}: {error}. Free space or permissions may be missing."
            ) from error
        except BaseException as error:
            if not _of_chroma(error):
                raise
            raise VectorIndexError(
                f"Chroma cannot use the vectors in {str(self._folder)!r}: {error}. Run the same command again, or "
                "`briefbot index rebuild` to make them again from the library."
            ) from error

    def _ready(self) -> dict[str, Collection]:
        """The collections, emptied when what is there cannot be trusted."""
        state = self._state()
        if state and state.condition == "closed" and self._client and state.stamps == self._left:
            return self._collections()
        self.close()
        reason = self._distrust(state)
        if reason is None and state:
            try:
                self._record("tried" if state.condition == "open" else "open", state.revision)
                collections = self._collections()
                if state.condition == "open":
                    for collection in collections.values():
                        _try_out(collection)
                self._record("open", state.revision)
                return collections
            except BaseException as error:
                if not _of_chroma(error):
                    raise
                reason = f"Chroma cannot read them ({error})"
        if reason:
            self._note(f"The vectors in {str(self._folder)!r} are made again from the library: {reason}.")
        self._client = None
        _clear(self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._record("open", -1)
        return self._collections()

    def _distrust(self, state: State | None) -> str | None:
        """Why the files there must not be opened; None when they may be, empty when there are none."""
        if state is None:
            return "nothing says who made them" if self._folder.is_dir() and any(self._folder.iterdir()) else ""
        if state.condition == "tried":
            return "a process ended while it opened them"
        if state.condition == "closed" and state.stamps != _stamps(self._folder):
            return "their files are missing or were changed"
        if DATABASE in state.stamps and not (self._folder / DATABASE).exists():
            return "their database is missing"
        return None

    def _collections(self) -> dict[str, Collection]:
        if not self._client:
            self._client = _client(self._folder)
        return {
            name: self._client.get_or_create_collection(
                name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
            for name in (CURRENT, HISTORY)
        }

    def _sound(self, state: State) -> bool:
        return state.condition == "closed" and state.stamps == _stamps(self._folder)

    def _state(self) -> State | None:
        return _read_state(self._folder)

    def _record(self, condition: Literal["closed", "open", "tried"], revision: int) -> None:
        ref = self._embedder.ref
        self._left = _stamps(self._folder)
        state = State(embedder=ref.name, sha256=ref.sha256, revision=revision, condition=condition, stamps=self._left)
        draft = self._folder / "state.json.new"
        draft.write_text(state.model_dump_json())
        os.replace(draft, self._folder / "state.json")


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
    state = _read_state(folder)
    if state is None:
        return ["Nothing says who made the vectors."]
    return VectorIndex(folder, _Unasked(ModelRef(name=state.embedder, sha256=state.sha256))).faults(library)


def remove_index(folder: Path) -> None:
    """Delete all vectors; the next `sync` makes them again."""
    with filelock.FileLock(f"{folder}.lock"):
        _clear(folder)


def _read_state(folder: Path) -> State | None:
    try:
        return State.model_validate(json.loads((folder / "state.json").read_text()))
    except (OSError, ValueError):
        return None


def _wanted(library: Library) -> dict[str, set[str]]:
    """Ids of the chunks that each collection should hold."""
    current = library.chunk_ids()
    return {CURRENT: current, HISTORY: library.chunk_ids(history=True) - current}


def _ids(collection: Collection) -> set[str]:
    return set(collection.get(include=[])["ids"])


def _try_out(collection: Collection) -> None:
    """Read every vector and search once.

    Raises:
        ValueError: a vector is missing or no vector.
    """
    ids = sorted(_ids(collection))
    for batch in _batches(ids):
        vectors = np.asarray(collection.get(ids=batch, include=["embeddings"])["embeddings"])
        if len(vectors) != len(batch) or not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
            raise ValueError("vectors are missing or damaged")
    if ids:
        found = collection.query(query_embeddings=vectors[:1], n_results=min(10, len(ids)), include=[])
        if len(found["ids"][0]) != min(10, len(ids)):
            raise ValueError("a search does not find the vectors")


def _of_chroma(error: BaseException) -> bool:
    """Whether an error is one that Chroma's Rust core raises for damaged files, its panics among them."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _stamps(folder: Path) -> Stamps:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("state.json"):
            status = path.stat()
            found[str(path.relative_to(folder))] = (status.st_size, status.st_mtime_ns)
    return found


def _clear(folder: Path) -> None:
    """Delete Chroma's files, and what Chroma remembers of them within this process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    shutil.rmtree(folder, ignore_errors=True)


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    folder.mkdir(parents=True, exist_ok=True)
    return cast("Client", chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False)))


def _batches(ids: list[str]) -> list[list[str]]:
    return [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]

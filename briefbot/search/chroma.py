"""Chroma's files: opened by one process at a time, and only when they can be trusted.

Chroma may crash or hang on files that a power failure or another program left damaged, so it only ever opens files
that are as it left them, or files whose writing was cut short: those with a mark beside them, so that a crash in
opening happens once. Everything else is deleted, to be made again from the library.

Chroma writes even when it is only asked. Where that is not allowed, as on media that can only be read, it works on a
copy for as long as the process lasts, and nothing can be added.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import filelock
import numpy as np

from briefbot.errors import BriefbotError, VectorIndexError
from briefbot.files import write_whole
from briefbot.search.embedding import Vectors
from briefbot.types import Frozen, ModelRef

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
DATABASE = "chroma.sqlite3"
CURRENT = "chunks"  # chunks of the articles that searches find
HISTORY = "history"  # chunks of superseded versions and of copies
M_ARENA_MAX = -8  # of glibc's malloc.h


class Collections:
    """The two collections of a folder.

    Args:
        folder: where Chroma keeps its files; made when absent.
        ref: the embedder whose vectors they hold.
        note: told when damaged files are deleted.
    """

    unsound = "The vectors are damaged, or were not closed as they should be."

    def __init__(self, folder: Path, ref: ModelRef, note: Callable[[str], None]) -> None:
        self._folder = folder
        self._ref = ref
        self._note = note
        self._known = Path(f"{folder}.lock").exists()
        """Whether there were vectors before: the file that locks them stays."""
        self._lock = filelock.FileLock(f"{folder}.lock")
        self._turn = threading.RLock()
        self._client: Client | None = None
        self._left: Stamps = {}

    @property
    def writable(self) -> bool:
        """Whether this user may write the vectors, or make them where there are none."""
        there = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        return os.access(there, os.W_OK) and (there != self._folder or os.access(there.parent, os.W_OK))

    @property
    def state(self) -> State | None:
        """How they were left."""
        return read_state(self._folder)

    def sound(self) -> bool:
        """Whether they were closed as they should be, and not changed since."""
        state = self.state
        return state is not None and state.condition == "closed" and state.stamps == read_stamps(self._folder)

    def check_writable(self) -> None:
        """Make sure that vectors can be added.

        Raises:
            VectorIndexError: this user may not write them.
        """
        if not self.writable:
            raise VectorIndexError(
                f"The vectors in {str(self._folder)!r} are missing, damaged or not in step with the library, and "
                "cannot be written. Run `briefbot library repair` once as a user who may write them."
            )

    @contextmanager
    def using(self, patience: float | None = None, writing: bool = False) -> Iterator[dict[str, Shards]]:
        """The collections, for this thread alone; left with the stamps by which they are known again.

        Args:
            patience: seconds to wait for other threads, and for other processes; None for as long as it takes.
            writing: whether they will be written; files are for one thread alone either way.

        Raises:
            VectorIndexError: they cannot be read or written, or are in use.
        """
        longest = -1 if patience is None else patience
        if not self._turn.acquire(timeout=longest):
            raise VectorIndexError(f"The vectors in {str(self._folder)!r} are in use. Run the same command again.")
        try:
            if not self.writable:
                self._work_on_a_copy()
            with self._lock.acquire(longest):
                collections = self._ready()
                yield collections
                state = self.state
                self.record("closed", state.revision if state else -1)
        except BriefbotError:
            raise
        except OSError as error:
            raise VectorIndexError(
                f"Cannot use the vectors in {str(self._folder)!r}: {error}. Free space or permissions may be missing."
            ) from error
        except BaseException as error:
            if not _of_chroma(error):
                raise
            self._doubt()
            raise VectorIndexError(
                f"Chroma cannot use the vectors in {str(self._folder)!r}: {error}. Run the same command again, or "
                "`briefbot index rebuild` to make them again from the library."
            ) from error
        finally:
            self._turn.release()

    def _doubt(self) -> None:
        """Have the next use try the files out, though they were closed as they should be."""
        with suppress(OSError), self._lock:
            state = self.state
            if state and state.condition == "closed":
                self.record("open", state.revision)

    def _work_on_a_copy(self) -> None:
        """Copy the files to where they can be written, to be used from there.

        Raises:
            VectorIndexError: they are not as Chroma left them.
        """
        if not self.sound():
            self.check_writable()
        place = tempfile.mkdtemp(prefix="briefbot-")
        weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
        original, copy = self._folder, Path(place) / "vectors"
        shutil.copytree(original, copy)
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
        self._folder = copy
        self._lock = filelock.FileLock(f"{copy}.lock")
        if not self.sound():
            self._folder = original
            raise VectorIndexError(f"The vectors in {str(original)!r} are being written. Run the same command again.")

    def _ready(self) -> dict[str, Shards]:
        """The collections, emptied when what is there cannot be trusted."""
        state = self.state
        if (
            state
            and state.condition == "closed"
            and self._client
            and self._left == state.stamps == read_stamps(self._folder)
        ):
            return self._collections()
        self.close()
        reason = self._distrust(state)
        if reason is None and state:
            try:
                self.record("tried" if state.condition == "open" else "open", state.revision)
                collections = self._collections()
                if state.condition == "open":
                    for shards in collections.values():
                        for shard in shards.each():
                            try_out(shard)
                self.record("open", state.revision)
                return collections
            except BaseException as error:
                if not _of_chroma(error):
                    raise
                reason = f"Chroma cannot read them ({error})"
        self._empty(reason)
        return self._collections()

    def start_anew(self, reason: str) -> None:
        """Delete all vectors, for a reason that is noted."""
        with self._lock:
            self._empty(reason)

    def _empty(self, reason: str | None) -> None:
        if reason:
            self._note(f"The vectors in {str(self._folder)!r} are made again from the library: {reason}.")
        self._client = None
        clear(self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self.record("open", -1)

    def _distrust(self, state: State | None) -> str | None:
        """Why the files there must not be opened; None when they may be, empty when there are none."""
        if state is None:
            if not self._folder.is_dir():
                return "their folder is gone" if self._known else ""
            return "nothing says who made them" if any(self._folder.iterdir()) else ""
        if state.condition == "tried":
            return "a process ended while it opened them"
        if state.condition == "closed" and state.stamps != read_stamps(self._folder):
            return "their files are missing or were changed"
        if DATABASE in state.stamps and not (self._folder / DATABASE).exists():
            return "their database is missing"
        return None

    def _collections(self) -> dict[str, Shards]:
        self._open().list_collections()
        return {name: Shards(name, self._open, self.close) for name in (CURRENT, HISTORY)}

    def _open(self) -> Client:
        if not self._client:
            self._client = _client(self._folder)
        return self._client

    def record(self, condition: Literal["closed", "open", "tried"], revision: int) -> None:
        """Write down how they are left, and at which revision of the library."""
        self._left = read_stamps(self._folder)
        state = State(
            embedder=self._ref.name,
            sha256=self._ref.sha256,
            revision=revision,
            condition=condition,
            stamps=self._left,
        )
        write_state(self._folder, state)

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        if self._client:
            self._client.close()
            self._client = None


def clear(folder: Path) -> None:
    """Delete Chroma's files, and what Chroma remembers of them within this process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    shutil.rmtree(folder, ignore_errors=True)


def _of_chroma(error: BaseException) -> bool:
    """Whether an error is one that Chroma's Rust core raises for damaged files, its panics among them."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    if sys.platform == "linux":
        # Every thread of Chroma's gets a heap of its own from glibc, and what is freed there stays with the process.
        getattr(ctypes.CDLL(None), "mallopt", lambda *values: 0)(M_ARENA_MAX, 1)
    folder.mkdir(parents=True, exist_ok=True)
    return cast("Client", chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False)))


SHARD = 5_000  # vectors from which a shard takes no more
NEIGHBOURS = 32  # of a vector in a shard's graph; with Chroma's 16 it loses a few of close ones for good
SAMPLE = 64  # vectors of a shard that are searched for when it is tried out
LEAST_FOUND = 0.8  # of them: where the graph is damaged, nearly none is found
VECTORS_AT_ONCE = 512  # chunks embedded and written at a time; an interruption loses at most these


class Shards:
    """One collection of a folder.

    The first shard bears the collection's name alone: a folder of the time before shards has only that one, of any
    size, and it is kept.

    Args:
        name: of the collection.
        client: Chroma, opened when it is not.
        close: closes Chroma, which frees the memory of its graphs.
    """

    def __init__(self, name: str, client: Callable[[], Client], close: Callable[[], None]) -> None:
        self._name = name
        self._client = client
        self._close = close

    def names(self) -> list[str]:
        """The names of the shards, the one that grows last."""
        names = [collection.name for collection in self._client().list_collections()]
        return sorted([name for name in names if name.partition("-")[0] == self._name], key=_number)

    def shard(self, name: str) -> Collection:
        """The shard of a name; of no use any more once Chroma was closed."""
        return self._client().get_collection(name, embedding_function=None)

    def each(self, newest_first: bool = False) -> Iterator[Collection]:
        """The shards one by one, each of use until the next is asked for: even reading its ids loads its graph."""
        names = self.names()
        for name in reversed(names) if newest_first else names:
            yield self.shard(name)
            if len(names) > 1:
                self._close()

    def add(self, ids: Sequence[str], vectors: Vectors, articles: Sequence[str]) -> None:
        """Write vectors that no shard holds into the last shard, or into a new one when that is full.

        Args:
            ids: of their chunks.
            vectors: one row a chunk.
            articles: the id of each chunk's article.
        """
        names = self.names()
        last = self.shard(names[-1]) if names else None
        if last is None or last.count() >= SHARD:
            if last is not None:
                self._close()
            last = self._client().create_collection(
                f"{self._name}-{_number(names[-1]) + 1}" if names else self._name,
                configuration={"hnsw": {"space": "cosine", "max_neighbors": NEIGHBOURS}},
                embedding_function=None,
            )
        upsert(last, ids, vectors, articles)

    def nearest(self, vector: Vectors, limit: int, articles: Set[str] | None) -> dict[str, float]:
        """The chunks nearest to a vector, `limit` of every shard at most, with their distances by cosine.

        Args:
            vector: one row.
            limit: the most chunks of a shard.
            articles: ids of the articles to keep to; None for all.

        Raises:
            ValueError: a shard has vectors, and a search of all of them finds none.
        """
        nearest: dict[str, float] = {}
        for shard in map(self.shard, self.names()):
            nearest.update(nearest_in(shard, vector, limit, articles))
        return nearest


def upsert(collection: Collection, ids: Sequence[str], vectors: Vectors, articles: Sequence[str]) -> None:
    """Write vectors into a collection of Chroma's, each with the id of its chunk's article."""
    metadatas: Any = [{"article_id": article_id} for article_id in articles]
    collection.upsert(ids=list(ids), embeddings=vectors, metadatas=metadatas)


def nearest_in(
    collection: Collection, vector: Vectors, limit: int, articles: Set[str] | None = None
) -> dict[str, float]:
    """The chunks of a collection of Chroma's nearest to a vector, with their distances by cosine.

    Raises:
        ValueError: it has vectors, and a search of all of them finds none.
    """
    count = collection.count()
    if not count:
        return {}
    where: Any = None if articles is None else {"article_id": {"$in": sorted(articles)}}
    found = collection.query(query_embeddings=vector, n_results=min(limit, count), where=where, include=["distances"])
    if articles is None and not found["ids"][0]:
        raise ValueError("a search does not find the vectors")
    return dict(zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True))


def _number(name: str) -> int:
    """The place of a shard in its collection, from 0."""
    return int(name.partition("-")[2] or 0)


def read_ids(shard: Collection) -> set[str]:
    """Ids of all vectors."""
    return set(shard.get(include=[])["ids"])


def try_out(shard: Collection) -> None:
    """Read every vector, and search for some of them.

    The search is approximate: of a large graph, some vectors are not found though nothing is damaged.

    Raises:
        ValueError: a vector is missing or no vector, or a search finds less than `LEAST_FOUND` of them.
    """
    ids = sorted(read_ids(shard))
    for batch in in_batches(ids):
        vectors = np.asarray(shard.get(ids=batch, include=["embeddings"])["embeddings"])
        if len(vectors) != len(batch) or not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
            raise ValueError("vectors are missing or damaged")
    sample = ids[:: len(ids) // SAMPLE + 1]
    if sample:
        vectors = np.asarray(shard.get(ids=sample, include=["embeddings"])["embeddings"])
        found = shard.query(query_embeddings=vectors, n_results=1, include=["distances"])["distances"] or []
        if sum(bool(row) and row[0] < 1e-3 for row in found) < LEAST_FOUND * len(sample):
            raise ValueError("a search does not find the vectors")


def in_batches(ids: list[str]) -> list[list[str]]:
    """Ids in portions that Chroma takes at a time."""
    return [ids[at : at + VECTORS_AT_ONCE] for at in range(0, len(ids), VECTORS_AT_ONCE)]


Stamps = dict[str, tuple[int, int]]
STATE_FILE = "state.json"


class State(Frozen):
    """What the vectors were made from and how they were left, in a file beside them."""

    embedder: str
    sha256: str
    revision: int
    condition: Literal["closed", "open", "tried"] = "open"
    """'open' while a process uses them; 'tried' while files that were left open are opened again."""
    stamps: Stamps = {}
    """Size in bytes and time of change in nanoseconds of every file, as they were left."""


def read_state(folder: Path) -> State | None:
    """How the vectors in a folder were left; None when nothing there says it."""
    try:
        return State.model_validate(json.loads((folder / STATE_FILE).read_text()))
    except (OSError, ValueError):
        return None


def write_state(folder: Path, state: State) -> None:
    """Record how the vectors are left, whole or not at all."""
    write_whole(folder / STATE_FILE, [state.model_dump_json()])


def read_stamps(folder: Path) -> Stamps:
    """Size and time of change of Chroma's files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and STATE_FILE not in path.name:
            status = path.stat()
            found[str(path.relative_to(folder))] = (status.st_size, status.st_mtime_ns)
    return found

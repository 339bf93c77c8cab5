"""Chroma's files: opened by one process at a time, and only when they can be trusted.

Chroma may crash or hang on files that a power failure or another program left damaged, so it only ever opens files
that are as it left them, or files whose writing was cut short: those with a mark beside them, so that a crash in
opening happens once. Everything else is deleted, to be made again from the library.

Chroma writes even when it is only asked. Where that is not allowed, as on media that can only be read, it works on a
copy for as long as the process lasts, and nothing can be added.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import filelock

from briefbot.errors import BriefbotError, VectorIndexError
from briefbot.index.shards import Shards, try_out
from briefbot.index.state import Stamps, State, read_stamps, read_state, write_state
from briefbot.types import ModelRef

if TYPE_CHECKING:
    from chromadb.api.client import Client

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

    def __init__(self, folder: Path, ref: ModelRef, note: Callable[[str], None]) -> None:
        self._folder = folder
        self._ref = ref
        self._note = note
        self._known = Path(f"{folder}.lock").exists()
        """Whether there were vectors before: the file that locks them stays."""
        self._lock = filelock.FileLock(f"{folder}.lock")
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
    def using(self) -> Iterator[dict[str, Shards]]:
        """The collections, for this process alone; left with the stamps by which they are known again.

        Raises:
            VectorIndexError: they cannot be read or written.
        """
        try:
            if not self.writable:
                self._work_on_a_copy()
            with self._lock:
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

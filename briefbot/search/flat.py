"""The vectors of a large library, in plain files that are searched in two stages.

Chroma's graphs must be in memory to be searched, and a library of a hundred thousand articles has hundreds of shards.
Here a vector is kept twice: its signs, one bit a dimension, and its values as 16-bit floats. A search reads the signs
of all vectors block by block and counts in how many dimensions they differ from the question's; of the few thousand
that differ least it reads the values, and ranks them by their cosines, which so are exact (Yamada et al., Efficient
Passage Retrieval with Hashing for Open-domain Question Answering, ACL 2021, do the same with signs that were learned).
So memory does not grow with the library but for a dozen bytes a vector.

The files of one generation grow at their end; the state beside them says how many rows count, and is replaced last.
What is more than that, after a crash, is written over. When chunks have gone, a new generation is made.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice, tee
from pathlib import Path
from typing import NamedTuple

import filelock
import numpy as np
import numpy.typing as npt

from briefbot.errors import VectorIndexError
from briefbot.files import settle, size_of, write_whole
from briefbot.library.store import Library
from briefbot.search.compact import (
    KEY,
    ROWS_AT_ONCE,
    Bits,
    Keys,
    ids_of,
    keys_of,
    least_differing,
    of_articles,
    plain_keys,
    rows_of,
    signs_of,
)
from briefbot.search.embedding import Embedder, Vectors, with_vectors
from briefbot.types import Frozen, ModelRef

_GONE, _CURRENT, _HISTORY = 0, 1, 2
"""What a row is: of no chunk any more, of an article that searches find, of a superseded version or a copy."""
LOOKED_AT = 4_000
"""Rows whose values are read for a search."""
MOST_GONE = 0.25
"""Share of rows of no chunk from which a new generation leaves them out."""
AT_ONCE = 512
"""Chunks embedded and written at a time."""
RECORDED = 16
"""Times so many chunks after which what is written counts: an interruption loses at most these."""
FILES = ("keys", "signs", "values")
_STATE_FILE = "state.json"
UNEVEN = 0.01
"""How far the length of a vector of 16-bit floats may be from 1."""

_OnCount = Callable[[int], None]


class FlatState(Frozen):
    """What the files were made from, and how much of them counts."""

    embedder: str
    sha256: str
    dimensions: int
    generation: int = 0
    rows: int = 0
    revision: int = -1
    """Of the library with which they agree; -1 for none."""
    identity: str = ""
    """Of that library."""
    removed: int = 0
    """How many chunks had been removed from it by then."""
    newest: int = 0
    """The number of the newest chunk that is here."""


class _View(NamedTuple):
    """What is remembered of the files of a moment."""

    state: FlatState
    flags: Bits


class FlatVectors:
    """The vectors of one library in a folder of plain files.

    Args:
        folder: where they are, or will be.
        ref: the embedder whose vectors they are.

    Raises:
        VectorIndexError: the vectors there were made by another embedder.
    """

    def __init__(self, folder: Path, ref: ModelRef) -> None:
        self._folder = folder
        self._ref = ref
        self._lock = filelock.FileLock(f"{folder}.lock")
        self._view: _View | None = None
        self._named: tuple[_View, Collection[str], npt.NDArray[np.bool_]] | None = None
        state = self.state
        if state and state.sha256 != ref.sha256:
            raise VectorIndexError(
                f"The vectors in {str(folder)!r} were made by the embedder {state.embedder!r} ({state.sha256[:12]}), "
                f"not by {ref.name!r} ({ref.sha256[:12]}). Run `briefbot index rebuild` to embed again, or set "
                f"BRIEFBOT_EMBEDDER={state.embedder}."
            )

    @property
    def state(self) -> FlatState | None:
        """How they were left; None where there are none."""
        return read_flat_state(self._folder)

    @property
    def there(self) -> bool:
        """Whether there are any."""
        return self.state is not None

    # Writing

    def sync(
        self,
        library: Library,
        embedder: Embedder,
        known: Iterable[tuple[Sequence[str], Vectors]] = (),
        begin: _OnCount = lambda count: None,
        done: _OnCount = lambda count: None,
        examined: bool = False,
    ) -> int:
        """Make the vectors agree with the library: add what is missing, let go of what is gone.

        Args:
            library: the source of truth.
            embedder: what makes the vectors.
            known: ids of chunks with vectors that were made before, taken over where there are no vectors yet.
            begin: told how many chunks will be embedded, when there are any.
            done: told how many more are embedded.
            examined: compare all of them with the library, and make those again that are damaged.

        Returns:
            The number of chunks embedded.

        Raises:
            VectorIndexError: the vectors cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._lock:
                return self._bring_in_step(library, embedder, known, begin, done, examined)
        except OSError as error:
            raise VectorIndexError(
                f"Cannot write the vectors in {str(self._folder)!r}: {error}. Free space or permissions may be missing."
            ) from error

    def in_step(self, library: Library) -> bool:
        """Whether nothing has changed in the library since they were brought in step with it."""
        state = self.state
        return state is not None and (state.revision, state.identity) == (library.revision, library.identity)

    def _bring_in_step(
        self,
        library: Library,
        embedder: Embedder,
        known: Iterable[tuple[Sequence[str], Vectors]],
        begin: _OnCount,
        done: _OnCount,
        examined: bool,
    ) -> int:
        state = self.state
        revision, identity, removed = library.settle(), library.identity, library.removed
        if state is None or not self._is_whole(state):
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            state = self._taken_over(known, embedder)
        if not state.rows:
            state = state.model_copy(update={"identity": identity, "removed": removed})
        added_only = (state.identity, state.removed) == (identity, removed) and state.revision <= revision
        if added_only and not examined:
            count, pages = library.chunk_count() - state.newest, _after(library, state.newest)
        else:
            damaged = self._damaged(state) if examined else np.zeros(state.rows, dtype=bool)
            state, missing = self._next_generation(library, state, damaged)
            count, pages = len(missing), _in_pages(missing)
        if count:
            begin(count)
        embedded = 0
        ahead, own = tee(pages)
        # Another process may have removed some.
        made = with_vectors((list(library.chunks(list(page)).values()) for page in ahead), embedder, done)
        for number, (page, (chunks, vectors)) in enumerate(zip(own, made, strict=True), start=1):
            state = self._append(state, [chunk.id for chunk in chunks], vectors)
            state = state.model_copy(update={"newest": max(state.newest, *page.values())})
            embedded += len(chunks)
            if not number % RECORDED:
                self._record(state, library)
        agreed = {"revision": revision, "identity": identity, "removed": removed}
        self._record(state.model_copy(update=agreed), library)
        return embedded

    def _taken_over(self, known: Iterable[tuple[Sequence[str], Vectors]], embedder: Embedder) -> FlatState:
        """A first generation of vectors that were made before."""
        dimensions = embedder.embed([""]).shape[1]
        state = FlatState(embedder=self._ref.name, sha256=self._ref.sha256, dimensions=dimensions)
        self._place(state).mkdir()
        for ids, vectors in known:
            state = self._append(state, ids, vectors)
        return state

    def _append(self, state: FlatState, ids: Sequence[str], vectors: Vectors) -> FlatState:
        """Write rows behind those that count; the state that counts them is recorded later."""
        if not ids:
            return state
        parts = {
            "keys": keys_of(ids).tobytes(),
            "signs": signs_of(vectors).tobytes(),
            "values": vectors.astype("<f2").tobytes(),
        }
        for name, data in parts.items():
            width = len(data) // len(ids)
            path = self._place(state) / name
            with path.open("r+b" if path.exists() else "xb") as file:
                file.truncate(state.rows * width)
                file.seek(0, os.SEEK_END)
                file.write(data)
        return state.model_copy(update={"rows": state.rows + len(ids)})

    def _record(self, state: FlatState, library: Library) -> None:
        """Put all rows of a state on the disk, then the state, then take away what is of another generation."""
        place = self._place(state)
        for name in FILES:
            with (place / name).open("ab") as file:
                os.fsync(file.fileno())
        keys = self._keys(state)
        flags = np.full(state.rows, _CURRENT, dtype=np.uint8)
        flags[of_articles(keys, library.set_aside())] = _HISTORY
        if (place / "gone").exists():
            flags[np.fromfile(place / "gone", dtype="<u4")] = _GONE
        fresh = place / "flags.new"
        with fresh.open("wb") as file:
            file.write(flags.tobytes())
            file.flush()
            os.fsync(file.fileno())
        settle(fresh, place / "flags")
        write_whole(self._folder / _STATE_FILE, [state.model_dump_json()])
        for other in self._folder.iterdir():
            if other.is_dir() and other != place:
                shutil.rmtree(other, ignore_errors=True)

    def _next_generation(
        self, library: Library, state: FlatState, damaged: npt.NDArray[np.bool_]
    ) -> tuple[FlatState, dict[str, int]]:
        """Files without what is gone or damaged, and the missing chunks with their numbers.

        Rows of no chunk are marked, and left out when they are many.
        """
        chunks, numbers = _all_chunks(library)
        keys, wanted = plain_keys(self._keys(state)), plain_keys(chunks)
        keys[damaged] = b""
        kept = np.zeros(len(keys), dtype=bool)
        kept[np.unique(keys, return_index=True)[1]] = True
        kept &= np.isin(keys, wanted)
        lacking = ~np.isin(wanted, keys)
        missing = dict(zip(ids_of(chunks[lacking]), numbers[lacking].tolist(), strict=True))
        fresh = state.model_copy(
            update={"generation": state.generation + 1, "newest": int(numbers.max(initial=0)), "identity": ""}
        )
        old, place = self._place(state), self._place(fresh)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if kept.sum() >= (1 - MOST_GONE) * len(kept):
            for name in FILES:
                if (old / name).exists():
                    os.link(old / name, place / name)
            np.flatnonzero(~kept).astype("<u4").tofile(place / "gone")
            return fresh, missing
        rows = np.flatnonzero(kept)
        for name in FILES:
            width = self._widths(state)[name]
            whole = np.memmap(old / name, dtype=np.dtype((np.void, width)), mode="r", shape=(state.rows,))
            with (place / name).open("wb") as file:
                for at in range(0, len(rows), ROWS_AT_ONCE):
                    file.write(whole[rows[at : at + ROWS_AT_ONCE]].tobytes())
        return fresh.model_copy(update={"rows": len(rows)}), missing

    def _keys(self, state: FlatState) -> Keys:
        path = self._place(state) / "keys"
        return np.fromfile(path, dtype=KEY, count=state.rows) if state.rows else np.empty(0, dtype=KEY)

    def _widths(self, state: FlatState) -> dict[str, int]:
        """Bytes of a row in each file."""
        return {"keys": KEY.itemsize, "signs": 8 * -(-state.dimensions // 64), "values": 2 * state.dimensions}

    def _is_whole(self, state: FlatState) -> bool:
        """Whether all files are as long as they should be."""
        place = self._place(state)
        return all(size_of(place / name) >= state.rows * width for name, width in self._widths(state).items()) and (
            size_of(place / "flags") == state.rows
        )

    def _place(self, state: FlatState) -> Path:
        return self._folder / str(state.generation)

    # Reading

    def nearest(self, vector: Vectors, limit: int, articles: Collection[str] | None = None) -> dict[str, float]:
        """The chunks nearest to a vector with their cosines, by id, nearest first.

        Args:
            vector: one row, of length 1.
            limit: the most chunks returned.
            articles: ids of the articles to keep to, current or not; None for all current ones.

        Raises:
            VectorIndexError: the vectors cannot be read.
        """
        for last in (False, True):
            try:
                return self._nearest(self._viewed(), vector, limit, articles)
            except (OSError, ValueError) as error:
                state = self.state
                if last or self._view is None or self._view.state == state:  # else they were replaced meanwhile
                    raise VectorIndexError(
                        f"Cannot read the vectors in {str(self._folder)!r}: {error}. Run `briefbot library repair`."
                    ) from error
        raise AssertionError  # the second time returns or raises

    def _nearest(self, view: _View, vector: Vectors, limit: int, articles: Collection[str] | None) -> dict[str, float]:
        state, place = view.state, self._place(view.state)
        if articles is None:
            eligible = view.flags == _CURRENT
        else:
            named = self._named
            if named is None or named[0] is not view or named[1] is not articles:  # mostly asked for again and again
                named = self._named = view, articles, of_articles(self._keys(state), articles) & (view.flags != _GONE)
            eligible = named[2]
        rows = least_differing(place / "signs", vector, eligible, max(LOOKED_AT, limit))
        values = np.frombuffer(rows_of(place / "values", rows, 2 * state.dimensions), dtype="<f2")
        # not `@`, whose threads are more work than these few rows
        cosines = np.einsum("ij,j->i", values.reshape(len(rows), -1).astype(np.float32), vector[0])
        best = np.argsort(-cosines, kind="stable")[:limit]
        ids = ids_of(np.frombuffer(rows_of(place / "keys", rows[best], KEY.itemsize), dtype=KEY))
        found = sorted(zip(ids, cosines[best].tolist(), strict=True), key=lambda each: (-each[1], each[0]))
        return dict(found)

    def _viewed(self) -> _View:
        """What is known of the files; read again when their state has changed."""
        state, view = self.state, self._view
        if view is None or view.state != state:
            if state is None:
                raise ValueError("nothing says what they are")
            view = self._view = _View(state, np.fromfile(self._place(state) / "flags", dtype=np.uint8))
            if len(view.flags) != state.rows:
                raise ValueError("their files are not of one moment")
        return view

    def faults(self, library: Library) -> list[str]:
        """In what the vectors disagree with the library, or cannot be read; one sentence each."""
        state = self.state
        if state is None or not self._is_whole(state):
            return ["The vectors are damaged, or were not written to their end."]
        keys = self._keys(state)
        flags = np.fromfile(self._place(state) / "flags", dtype=np.uint8)
        damaged = int((self._damaged(state) & (flags != _GONE)).sum())
        wanted = plain_keys(_all_chunks(library)[0])
        present = plain_keys(keys[flags != _GONE])
        aside = of_articles(keys, library.set_aside())
        misplaced = int(((flags == _HISTORY) != aside)[flags != _GONE].sum())
        extra = len(present) - int(np.isin(wanted, present).sum()) + misplaced
        lacking = int((~np.isin(wanted, present)).sum())
        counted = (
            (damaged, "have a damaged vector"),
            (lacking, "have no vector"),
            (extra, "have a vector in the wrong place"),
        )
        return [f"{count} chunks {what}." for count, what in counted if count]

    def _damaged(self, state: FlatState) -> npt.NDArray[np.bool_]:
        """The rows whose values are no vector of length 1, or of other signs than are written down."""
        place = self._place(state)
        damaged = np.zeros(state.rows, dtype=bool)
        if not state.rows:
            return damaged
        with (place / "signs").open("rb") as signs, (place / "values").open("rb") as values:
            for at in range(0, state.rows, ROWS_AT_ONCE):
                count = min(ROWS_AT_ONCE, state.rows - at)
                vectors = np.fromfile(values, dtype="<f2", count=count * state.dimensions).reshape(count, -1)
                vectors = vectors.astype(np.float32)
                own = np.fromfile(signs, dtype=np.uint8, count=count * self._widths(state)["signs"])
                with np.errstate(invalid="ignore", over="ignore"):
                    sound = np.abs(np.linalg.norm(vectors, axis=1) - 1) < UNEVEN
                # what is too small for 16 bits has become 0 and kept its sign
                differing = (own.reshape(count, -1) ^ signs_of(vectors)) & signs_of(np.abs(vectors))
                damaged[at : at + count] = ~sound | differing.any(axis=1)
        return damaged


def _all_chunks(library: Library) -> tuple[Keys, npt.NDArray[np.int64]]:
    """All chunks of a library, and their numbers."""
    keys, numbers = [np.empty(0, dtype=KEY)], [np.empty(0, dtype=np.int64)]
    last = 0
    while page := library.chunk_numbers(last, ROWS_AT_ONCE):
        keys.append(keys_of(list(page)))
        numbers.append(np.array(list(page.values()), dtype=np.int64))
        last = int(numbers[-1][-1])
    return np.concatenate(keys), np.concatenate(numbers)


def _after(library: Library, number: int) -> Iterator[dict[str, int]]:
    """The chunks after the one of a number, with their numbers, in portions."""
    while page := library.chunk_numbers(number, AT_ONCE):
        yield page
        number = max(page.values())


def _in_pages(missing: dict[str, int]) -> Iterator[dict[str, int]]:
    """Chunks with their numbers, in portions."""
    left = iter(missing.items())
    while page := dict(islice(left, AT_ONCE)):
        yield page


def flat_folder(folder: Path) -> Path:
    """Where the plain files are, beside Chroma's."""
    return folder.with_name(f"{folder.name}-flat")


def read_flat_state(folder: Path) -> FlatState | None:
    """How the files in a folder were left; None where there are none."""
    try:
        return FlatState.model_validate(json.loads((folder / _STATE_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None

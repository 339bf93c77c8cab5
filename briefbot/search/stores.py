"""Where vectors are kept: in files beside the library, or on a Chroma server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import filelock

from briefbot.errors import VectorIndexError
from briefbot.library.store import Library
from briefbot.search.chroma import Collections, State, clear
from briefbot.search.chroma_server import ChromaServer, ServerCollections, delete_all
from briefbot.search.embedding import Vectors
from briefbot.search.flat import flat_folder
from briefbot.settings import Settings
from briefbot.types import ModelRef

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

VectorPlace = Path | ChromaServer
"""A folder of Chroma's files, or a server."""


class Portions(Protocol):
    """The vectors of current chunks, or of superseded ones, in one or more collections of Chroma's."""

    def shard(self, name: str) -> Collection:
        """The collection of a name."""
        ...

    def each(self, newest_first: bool = False) -> Iterator[Collection]:
        """The collections one by one, each of use until the next is asked for."""
        ...

    def add(self, ids: Sequence[str], vectors: Vectors, articles: Sequence[str]) -> None:
        """Write vectors that are not there yet, each with its chunk's id and the id of its article."""
        ...

    def nearest(self, vector: Vectors, limit: int, articles: Set[str] | None) -> dict[str, float]:
        """The chunks nearest to a vector with their distances by cosine, of these articles, or of all."""
        ...


class KeptVectors(Protocol):
    """A place that keeps the vectors of one library, made by one embedder."""

    unsound: str
    """What is said of vectors that are not sound."""

    @property
    def state(self) -> State | None:
        """How the vectors were left; None where there are none."""
        ...

    def sound(self) -> bool:
        """Whether they were left as they should be, and not changed since."""
        ...

    def check_writable(self) -> None:
        """Make sure that vectors can be added.

        Raises:
            VectorIndexError: this user may not write them.
        """
        ...

    def using(
        self, patience: float | None = None, writing: bool = False
    ) -> AbstractContextManager[Mapping[str, Portions]]:
        """The vectors of current and of superseded chunks, to be read, or written by one at a time.

        Raises:
            VectorIndexError: they cannot be read or written, or are in use.
        """
        ...

    def record(self, condition: Literal["closed", "open", "tried"], revision: int) -> None:
        """Write down how they are left, and at which revision of the library."""
        ...

    def start_anew(self, reason: str) -> None:
        """Delete all vectors of this embedder, for a reason that is noted."""
        ...

    def close(self) -> None:
        """Let go of files or connections; the next use opens them again."""
        ...


def vectors_place(settings: Settings, library: Library) -> VectorPlace:
    """Where the settings have the vectors of a library."""
    if not settings.chroma:
        return settings.home / "vectors"
    return ChromaServer(
        url=settings.chroma,
        token=settings.chroma_token,
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
        library=library.identity,
        folder=settings.home / "chroma",
    )


def open_store(place: VectorPlace, ref: ModelRef, note: Callable[[str], None]) -> KeptVectors:
    """The vectors of an embedder at a place.

    Args:
        place: where they are.
        ref: the embedder that makes them.
        note: told when vectors that are damaged or lost are made again.
    """
    return Collections(place, ref, note) if isinstance(place, Path) else ServerCollections(place, ref, note)


def record_folder(place: VectorPlace) -> Path:
    """The folder in which this machine keeps the vectors, or a record of those on a server."""
    return place if isinstance(place, Path) else place.folder


def remove_vectors(place: VectorPlace) -> None:
    """Delete all vectors of all embedders.

    Raises:
        VectorIndexError: they cannot be deleted.
    """
    if isinstance(place, ChromaServer):
        delete_all(place)
        return
    try:
        with filelock.FileLock(f"{place}.lock"):
            clear(place)
            place.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(flat_folder(place), ignore_errors=True)
    except OSError as error:
        raise VectorIndexError(f"Cannot delete the vectors in {str(place)!r}: {error}. Check permissions.") from error

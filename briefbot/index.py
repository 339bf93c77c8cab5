"""The vectors of all chunks in Chroma: a cache that the library can rebuild at any time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
import numpy as np

from briefbot.embedding import Embedder
from briefbot.errors import VectorIndexError
from briefbot.library import Library
from briefbot.types import Chunk, Frozen

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

BATCH = 512  # chunks embedded and written at a time; an interruption loses at most these
NAME = "chunks"


class State(Frozen):
    """What the vectors were made from, in a file beside them."""

    embedder: str
    sha256: str
    revision: int


class VectorIndex:
    """The vectors of one library.

    Args:
        folder: where Chroma keeps its files; made when absent.
        embedder: what makes the vectors.

    Raises:
        VectorIndexError: the vectors there were made by another embedder, or Chroma cannot read its folder.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._lock = filelock.FileLock(f"{folder}.lock")
        self._collection: Collection | None = None
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
        """
        revision = library.revision
        state = self._state()
        if state and state.revision == revision:
            return 0
        with self._lock:
            if state is None:  # vectors that do not say who made them are worth nothing
                _clear(self._folder)
                self._folder.mkdir(parents=True, exist_ok=True)
                self._write_state(-1)
            wanted = library.chunk_ids()
            present = set(self._chroma().get(include=[])["ids"])
            for batch in _batches(sorted(present - wanted)):
                self._chroma().delete(ids=batch)
            missing = sorted(wanted - present)
            if missing:
                begin(len(missing))
            for batch in _batches(missing):
                self._add(list(library.chunks(batch).values()), done)
            self._write_state(revision)
        return len(missing)

    def _add(self, chunks: list[Chunk], done: Callable[[int], None]) -> None:
        vectors = self._embedder.embed([f"{chunk.header}\n{chunk.text}" for chunk in chunks], done)
        self._chroma().upsert(
            ids=[chunk.id for chunk in chunks],
            embeddings=vectors,
            metadatas=[{"article_id": chunk.article_id} for chunk in chunks],
        )

    def search(self, query: str, limit: int, articles: set[str] | None = None) -> list[str]:
        """Ids of the chunks nearest to a query by cosine, nearest first.

        Args:
            query: the question.
            limit: the most ids returned.
            articles: ids of the articles to keep to; None for all.
        """
        where: Any = None if articles is None else {"article_id": {"$in": sorted(articles)}}
        count = self._chroma().count()
        if not count or articles == set():
            return []
        vector = self._embedder.embed([query])
        found = self._chroma().query(
            query_embeddings=np.asarray(vector), n_results=min(limit, count), where=where, include=[]
        )
        return list(found["ids"][0])

    def _chroma(self) -> Collection:
        if self._collection is None:
            try:
                client = _client(self._folder)
                self._collection = client.get_or_create_collection(
                    NAME, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
            except Exception as error:  # Chroma raises whatever its Rust core does for a damaged folder
                raise VectorIndexError(
                    f"Chroma cannot read the vectors in {str(self._folder)!r}: {error}. "
                    "Run `briefbot index rebuild` to make them again from the library."
                ) from error
        return self._collection

    def _state(self) -> State | None:
        try:
            return State.model_validate(json.loads((self._folder / "state.json").read_text()))
        except (OSError, ValueError):
            return None

    def _write_state(self, revision: int) -> None:
        ref = self._embedder.ref
        draft = self._folder / "state.json.new"
        draft.write_text(State(embedder=ref.name, sha256=ref.sha256, revision=revision).model_dump_json())
        os.replace(draft, self._folder / "state.json")


def remove_index(folder: Path) -> None:
    """Delete all vectors; the next `sync` makes them again."""
    with filelock.FileLock(f"{folder}.lock"):
        _clear(folder)


def _clear(folder: Path) -> None:
    """Delete Chroma's files, and what Chroma remembers of them within this process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    shutil.rmtree(folder, ignore_errors=True)


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))


def _batches(ids: list[str]) -> list[list[str]]:
    return [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]

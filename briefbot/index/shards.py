"""A collection of vectors in shards of a bounded size, so that a large library costs a vector no more than a small one.

Chroma holds the graph (HNSW) of a collection in memory whole and links every new vector to its nearest among all that
are there. So what is one collection here is several of Chroma's, of which only the last grows, and while vectors are
written or examined one of them is in memory at a time. A search asks all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from briefbot.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

SHARD = 5_000  # vectors from which a shard takes no more
SAMPLE = 64  # vectors of a shard that are searched for when it is tried out
BATCH = 512  # chunks embedded and written at a time; an interruption loses at most these


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
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )
        last.upsert(
            ids=list(ids), embeddings=vectors, metadatas=[{"article_id": article_id} for article_id in articles]
        )

    def nearest(self, vector: Vectors, limit: int, articles: set[str] | None) -> dict[str, float]:
        """The chunks nearest to a vector, `limit` of every shard at most, with their distances by cosine.

        Args:
            vector: one row.
            limit: the most chunks of a shard.
            articles: ids of the articles to keep to; None for all.

        Raises:
            ValueError: a shard has vectors, and a search of all of them finds none.
        """
        where: Any = None if articles is None else {"article_id": {"$in": sorted(articles)}}
        nearest: dict[str, float] = {}
        for shard in map(self.shard, self.names()):
            count = shard.count()
            if count:
                found = shard.query(
                    query_embeddings=vector, n_results=min(limit, count), where=where, include=["distances"]
                )
                if articles is None and not found["ids"][0]:
                    raise ValueError("a search does not find the vectors")
                nearest.update(zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True))
        return nearest


def _number(name: str) -> int:
    """The place of a shard in its collection, from 0."""
    return int(name.partition("-")[2] or 0)


def read_ids(shard: Collection) -> set[str]:
    """Ids of all vectors."""
    return set(shard.get(include=[])["ids"])


def try_out(shard: Collection) -> None:
    """Read every vector, and search for some of them.

    Raises:
        ValueError: a vector is missing, no vector, or not found.
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
        if not all(row and row[0] < 1e-3 for row in found):
            raise ValueError("a search does not find the vectors")


def in_batches(ids: list[str]) -> list[list[str]]:
    """Ids in portions that Chroma takes at a time."""
    return [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]

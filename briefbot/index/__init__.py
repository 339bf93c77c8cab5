"""The vectors of all chunks: a cache that the library can rebuild at any time."""

from briefbot.index.vectors import VectorIndex, remove_index, vector_faults

__all__ = ["VectorIndex", "remove_index", "vector_faults"]

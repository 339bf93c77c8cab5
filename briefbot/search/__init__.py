"""Articles -> chunks -> an index of words and vectors; a question -> passages."""

from __future__ import annotations

from briefbot.search.index import VectorIndex, remove_index, vector_faults

__all__ = ["VectorIndex", "remove_index", "vector_faults"]

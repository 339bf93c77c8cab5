"""All passages that a search finds, without a cap: for a table, not for a prompt."""

from __future__ import annotations

from collections.abc import Iterator

from briefbot.library.store import Library
from briefbot.search.index import VectorIndex
from briefbot.search.retrieval import CANDIDATES, passage_of, retrieve, words_query
from briefbot.types import Filters, Passage

NO_LIMIT = -1  # in SQLite


def everything(question: str, library: Library, index: VectorIndex, filters: Filters) -> Iterator[Passage]:
    """The passages that have any of a question's words or are nearest in meaning, numbered from 1.

    First come those that `retrieve` ranks, then the others by their words alone (BM25).
    """
    number = 0
    seen: set[tuple[str, int, int]] = set()
    for passage in retrieve(question, library, index, filters, CANDIDATES):
        number += 1
        seen.add((passage.article_id, passage.paragraph, passage.start))
        yield passage
    found = list(library.search(words_query(question), NO_LIMIT, filters).items())
    for at in range(0, len(found), CANDIDATES):
        part = dict(found[at : at + CANDIDATES])
        chunks = library.chunks(list(part))
        for rank, (name, score) in enumerate(part.items(), start=at + 1):
            chunk = chunks.get(name)
            if chunk is None or (chunk.article_id, chunk.paragraph, chunk.start) in seen:
                continue
            number += 1
            passage = passage_of(chunk, library.article(chunk.article_id), score, {"words": rank})
            yield passage.model_copy(update={"number": number})

"""A question to its passages: what words and vectors find, ranked, near-copies folded."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import accumulate

import numpy as np
from rapidfuzz import fuzz

from briefbot.library.store import Library
from briefbot.search.index import VectorIndex
from briefbot.search.ranking import Found, score, shares_of, telling_sentence
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon.function_words import STOP_WORDS
from briefbot.text.numbers import NUMBER
from briefbot.types import ALL_ON, ArticleHead, Chunk, Filters, Passage, Switches, article_of

CANDIDATES = 50  # chunks, and articles, taken from each search
BEST_ARTICLES = 10  # of them, whose chunks are all ranked: those that match best as a whole,
MATCHES = 20_000  # rows that the words of a question may match before the most common are left out
_NEAREST = 5  # and those with the nearest chunks
DEPTH = 4  # times as many passages are looked at as are asked for, since copies are folded
COPY_RATIO = 85  # percent of equal characters (indel) from which two paragraphs are one text
_WORD = re.compile(r"\w+")


def retrieve(
    question: str,
    library: Library,
    index: VectorIndex | None,
    filters: Filters,
    count: int,
    switches: Switches = ALL_ON,
    today: dt.date | None = None,
    also: Sequence[str] = (),
) -> tuple[Passage, ...]:
    """The passages most likely to answer, best first, numbered from 1.

    Paragraphs are searched by words (BM25) and by vectors (cosine), whole articles by words. What is found, and all
    paragraphs of the best articles, is ranked; see `briefbot.ranking`. Where only one search is done, its own order is
    kept. Dates and publishers that the question names raise the passages of those days and publishers and exclude none.

    Args:
        question: what is asked.
        library: where the texts are.
        index: the vectors, in step with the library; without them only words are searched.
        filters: days and publisher to keep to.
        count: the most passages returned.
        switches: which of the two searches to do.
        today: the day that "this week" is of; that of the newest article when it is not given.
        also: ids of chunks that are ranked with what is found, whether they are found or not.
    """
    if index is None:
        switches = switches.model_copy(update={"vectors": False})
    chunks, found = candidates(question, library, index, filters, switches, also)
    if switches.words and switches.vectors:
        scores = score(question, chunks, found, today or library.newest_day())
        shares = shares_of(scores)
    else:
        scores = np.array([{**found.words, **found.vectors}[chunk.id] for chunk in chunks])
        shares = np.zeros(len(chunks))
    order = sorted(range(len(chunks)), key=lambda at: (-scores[at], at))[: DEPTH * count]
    ranks = {name: _ranks(ids) for name, ids in (("words", found.words), ("vectors", found.vectors))}
    articles = library.heads({chunks[at].article_id for at in order})
    passages = [
        _undated(
            chunks[at],
            articles[chunks[at].article_id],
            float(scores[at]),
            {name: rank[chunks[at].id] for name, rank in ranks.items() if chunks[at].id in rank},
            float(shares[at]),
        )
        for at in order
    ]
    held = library.held(filters.moment)
    kept = [_dated(passage) for passage in fold_copies(passages, count)]
    return numbered([with_copies(passage, library, held) for passage in kept])


def candidates(
    question: str,
    library: Library,
    index: VectorIndex | None,
    filters: Filters,
    switches: Switches = ALL_ON,
    also: Sequence[str] = (),
) -> tuple[list[Chunk], Found]:
    """The chunks worth ranking, each article's in reading order, and what is known of them.

    They are those that the searches find, and with both searches also all chunks of the articles that match best as a
    whole, or have the chunks that are nearest, and the chunks of the ids that are named besides.
    """
    asked = telling_words(question)
    counts = library.frequencies(asked)
    words = library.search(rarest(counts, MATCHES), CANDIDATES, filters) if switches.words else {}
    vectors = _nearest(question, library, index, filters) if index and switches.vectors else {}
    hits = library.chunks(list({**words, **vectors}))
    if not (switches.words and switches.vectors):
        return sorted(hits.values(), key=_place), Found(words=words, vectors=vectors)
    query = rarest(library.article_frequencies(asked), MATCHES)
    whole = library.search_articles(query, CANDIDATES, filters)
    nearest = dict.fromkeys(hits[chunk_id].article_id for chunk_id in vectors if chunk_id in hits)
    best = dict.fromkeys([*list(whole)[:BEST_ARTICLES], *list(nearest)[:_NEAREST]])
    named = library.chunks(also).values()
    chunks = {chunk.id: chunk for chunk in (*library.chunks_of(*best), *hits.values(), *named)}
    names = list({chunk.article_id for chunk in chunks.values()})
    found = Found(
        words=words,
        vectors=vectors,
        articles=whole,
        having=library.having(counts, names),
        counts=counts,
        chunks=library.chunk_count(),
        days=library.published(names),
        sources=library.sources_of(names),
    )
    return sorted(chunks.values(), key=_place), found


def _nearest(question: str, library: Library, index: VectorIndex, filters: Filters) -> dict[str, float]:
    """The nearest chunks of articles that may be used now, by id, with their cosines."""
    held = library.held(filters.moment)
    found = index.similar(question, CANDIDATES + library.count_chunks(held), library.allowed(filters))
    return dict([(name, cosine) for name, cosine in found.items() if article_of(name) not in held][:CANDIDATES])


def _place(chunk: Chunk) -> tuple[str, int, int]:
    return chunk.article_id, chunk.paragraph, chunk.start


def _ranks(ranked: Iterable[str]) -> dict[str, int]:
    return {chunk_id: rank for rank, chunk_id in enumerate(ranked, start=1)}


def words_query(question: str) -> str:
    """An FTS5 expression that matches any of a question's words, its stop words left out."""
    return any_of_words(telling_words(question))


def rarest(counts: Mapping[str, int], most: int) -> str:
    """An FTS5 expression that matches any of the rarest words, which together match about so many rows at most.

    In a large library the other words stand nearly everywhere, and reading where costs more than it tells; they count
    again when what was found is ranked. The rarest word is always among those asked for.

    Args:
        counts: how many rows each word of a question matches.
        most: rows.
    """
    ordered = sorted(counts, key=lambda word: counts[word])
    sums = list(accumulate(counts[word] for word in ordered))
    asked = {word for word, total in zip(ordered, sums, strict=True) if total <= most} or {*ordered[:1]}
    return any_of_words([word for word in counts if word in asked])


def any_of_words(words: Iterable[str]) -> str:
    """An FTS5 expression that matches any of some words."""
    return " OR ".join(f'"{word}"' for word in words)


def telling_words(question: str) -> list[str]:
    """The words of a question without those that only ask, unless it has no others."""
    words = list(dict.fromkeys(_WORD.findall(question.lower())))
    return [word for word in words if word not in STOP_WORDS] or words


def fold_copies(passages: Sequence[Passage], count: int) -> list[Passage]:
    """The first passages that do not repeat one another; each names those that repeat it.

    Two passages repeat one another when their letters are nearly the same and their numbers are the same.
    """
    kept: list[Passage] = []
    for passage in passages:
        for at, other in enumerate(kept):
            if same_text(passage.text, other.text):
                also = f"{passage.source or passage.path}: {passage.title}"
                told = (*other.also, also) if passage.article_id != other.article_id else other.also
                kept[at] = other.model_copy(update={"also": told, "share": other.share + passage.share})
                break
        else:
            if len(kept) < count:
                kept.append(passage)
    return kept


def numbered(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with the numbers 1, 2, 3 in their order."""
    return tuple(passage.model_copy(update={"number": at}) for at, passage in enumerate(passages, start=1))


def within(
    passages: Sequence[Passage], budget: int, count: Callable[[str], int], enough: float = math.inf
) -> tuple[Passage, ...]:
    """The first passages whose texts and headlines stay within a budget of tokens, at least one.

    Those of one article stand side by side, so that its headline is read once; articles are in the order of the best
    passage of each.

    Args:
        passages: best first.
        budget: tokens.
        count: tokens of a text.
        enough: the share of all that may answer from which no more are taken.
    """
    first: dict[str, int] = {}
    kept: list[Passage] = []
    for passage in passages:
        if kept and sum(each.share for each in kept) >= enough:
            break
        budget -= count(passage.text) + (0 if passage.article_id in first else count(passage.title))
        if kept and budget < 0:
            break
        first.setdefault(passage.article_id, len(kept))
        kept.append(passage)
    return numbered(sorted(kept, key=lambda passage: first[passage.article_id]))


def shortened(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each cut to the sentence that is most likely to answer."""
    short = []
    for passage in passages:
        start, end = telling_sentence(question, passage.text)
        text = passage.text[start:end]
        cut = {"text": text, "start": passage.start + start, "dates": find_dates(text, passage.day)}
        short.append(passage.model_copy(update=cut))
    return tuple(short)


def passage_of(chunk: Chunk, article: ArticleHead, score: float = 0.0, ranks: dict[str, int] | None = None) -> Passage:
    """A chunk as a passage, with its dates resolved; it is numbered later."""
    return _dated(_undated(chunk, article, score, ranks or {}))


def _undated(chunk: Chunk, article: ArticleHead, score: float, ranks: dict[str, int], share: float = 0.0) -> Passage:
    """A chunk as a passage whose dates are not looked for yet, which takes longer than all else."""
    return Passage(
        number=1,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        known=article.known,
        path=article.path,
        url=article.url,
        paragraph=chunk.paragraph,
        start=chunk.start,
        text=chunk.text,
        day=article.day,
        score=score,
        share=share,
        ranks=ranks,
    )


def _dated(passage: Passage) -> Passage:
    return passage.model_copy(update={"dates": find_dates(passage.text, passage.day)})


def with_copies(passage: Passage, library: Library, held: Collection[str]) -> Passage:
    """The passage with the articles that carry the same text as its own and may be used."""
    copies = [copy for copy in library.copies_of(passage.article_id) if copy.id not in held]
    names = [f"{copy.source or copy.path}: {copy.title}" for copy in copies]
    return passage.model_copy(update={"also": tuple(dict.fromkeys((*passage.also, *names)))})


def same_text(one: str, other: str) -> bool:
    """Whether two paragraphs are one text: the same numbers, and nearly the same letters."""
    alike = fuzz.ratio(one, other, score_cutoff=COPY_RATIO) >= COPY_RATIO
    return alike and sorted(NUMBER.findall(one)) == sorted(NUMBER.findall(other))

"""A question to its passages: words and vectors, their ranks fused, near-copies folded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz

from briefbot.library.store import Library
from briefbot.search.index import VectorIndex
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon.function_words import ASKING_WORDS
from briefbot.text.numbers import NUMBER
from briefbot.types import Article, Chunk, DateMention, Filters, Passage, Switches

_PARTS = re.compile(r"\s+[|:]\s+|: | - ")
_ARTICLE = re.compile(r"^the\s+", re.I)
LEAST_NAME = 4  # letters that a publisher's short name must have to be looked for


def named_publishers(question: str, publishers: Iterable[str]) -> tuple[str, ...]:
    """The publishers that a question names, of those known; "The Age" is not found in "the age of steam".

    Names are compared as written, without a "The" before them and without what follows a bar, a colon or a dash
    ("Wire | World News").
    """
    found = []
    for publisher in publishers:
        name = short_name(publisher)
        if re.search(rf"(?<!\w){re.escape(publisher)}(?!\w)", question) or (
            len(name) >= LEAST_NAME and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question)
        ):
            found.append(publisher)
    return tuple(found)


def short_name(publisher: str) -> str:
    """A publisher's name without its article and its section."""
    return _ARTICLE.sub("", _PARTS.split(publisher)[0]).strip()


CANDIDATES = 50  # chunks taken from each retriever
FUSION = 60  # the constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009)
ALL_ON = Switches()
WEIGHTS = {"words": 1.0, "vectors": 0.6}
DATE_GAIN = 1.25  # a passage of a day that the question names counts this much more
PUBLISHER_GAIN = 1.25  # and so does one of a publisher that it names
COPY_RATIO = 85  # percent of equal characters (indel) from which two paragraphs are one text
_WORD = re.compile(r"\w+")


def retrieve(
    question: str,
    library: Library,
    index: VectorIndex,
    filters: Filters,
    count: int,
    switches: Switches = ALL_ON,
) -> tuple[Passage, ...]:
    """The passages most likely to answer, best first, numbered from 1.

    Words are searched by BM25 and vectors by cosine; the ranks are joined by reciprocal rank fusion. Dates and
    publishers that the question names raise the passages of those days and publishers and exclude none.

    Args:
        question: what is asked.
        library: where the texts are.
        index: the vectors, in step with the library.
        filters: days and publisher to keep to.
        count: the most passages returned.
        switches: which of the two searches to do.
    """
    ranked: dict[str, list[str]] = {}
    if switches.words:
        ranked["words"] = library.search(words_query(question), CANDIDATES, filters)
    if switches.vectors:
        ranked["vectors"] = index.search(question, CANDIDATES, library.allowed(filters))
    chunks = library.chunks(list({chunk_id for ids in ranked.values() for chunk_id in ids}))
    articles = {article_id: library.article(article_id) for article_id in {c.article_id for c in chunks.values()}}
    asked = _asked_dates(question, articles.values())
    publishers = named_publishers(question, {article.source for article in articles.values() if article.source})
    scores = fuse(ranked)
    passages = []
    for chunk_id in scores.keys() & chunks.keys():
        chunk = chunks[chunk_id]
        ranks = {name: ids.index(chunk_id) + 1 for name, ids in ranked.items() if chunk_id in ids}
        passage = passage_of(chunk, articles[chunk.article_id], scores[chunk_id], ranks)
        gain = (DATE_GAIN if asked and _of_days(passage, asked) else 1) * (
            PUBLISHER_GAIN if passage.source in publishers else 1
        )
        passages.append(passage.model_copy(update={"score": passage.score * gain}))
    passages.sort(key=lambda passage: (-passage.score, passage.article_id, passage.paragraph, passage.start))
    return numbered([_with_copies(passage, library) for passage in fold_copies(passages, count)])


def words_query(question: str) -> str:
    """An FTS5 expression that matches any of a question's words, its asking words left out."""
    words = list(dict.fromkeys(_WORD.findall(question.lower())))
    telling = [word for word in words if word not in ASKING_WORDS] or words
    return " OR ".join(f'"{word}"' for word in telling)


def fuse(ranked: dict[str, list[str]]) -> dict[str, float]:
    """Reciprocal rank fusion: the weighted sum of 1 / (60 + rank) over the retrievers, by id."""
    scores: dict[str, float] = {}
    for name, ids in ranked.items():
        for rank, chunk_id in enumerate(ids, start=1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + WEIGHTS[name] / (FUSION + rank)
    return scores


def fold_copies(passages: Sequence[Passage], count: int) -> list[Passage]:
    """The first passages that do not repeat one another; each names those that repeat it.

    Two passages repeat one another when their letters are nearly the same and their numbers are the same.
    """
    kept: list[Passage] = []
    for passage in passages:
        for at, other in enumerate(kept):
            if same_text(passage.text, other.text):
                if passage.article_id != other.article_id:
                    also = f"{passage.source or passage.path}: {passage.title}"
                    kept[at] = other.model_copy(update={"also": (*other.also, also)})
                break
        else:
            if len(kept) < count:
                kept.append(passage)
    return kept


def numbered(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with the numbers 1, 2, 3 in their order."""
    return tuple(passage.model_copy(update={"number": at}) for at, passage in enumerate(passages, start=1))


def within(passages: Sequence[Passage], budget: int, count: Callable[[str], int]) -> tuple[Passage, ...]:
    """The first passages whose texts stay within a budget of tokens, at least one."""
    kept: list[Passage] = []
    for passage in passages:
        budget -= count(passage.text) + count(passage.title)
        if kept and budget < 0:
            break
        kept.append(passage)
    return numbered(kept)


def passage_of(chunk: Chunk, article: Article, score: float = 0.0, ranks: dict[str, int] | None = None) -> Passage:
    """A chunk as a passage, with its dates resolved; it is numbered later."""
    return Passage(
        number=1,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        path=article.path,
        url=article.url,
        paragraph=chunk.paragraph,
        start=chunk.start,
        text=chunk.text,
        dates=find_dates(chunk.text, article.day),
        day=article.day,
        score=score,
        ranks=ranks or {},
    )


def _with_copies(passage: Passage, library: Library) -> Passage:
    """The passage with the articles that carry the same text as its own."""
    names = [f"{copy.source or copy.path}: {copy.title}" for copy in library.copies_of(passage.article_id)]
    return passage.model_copy(update={"also": tuple(dict.fromkeys((*passage.also, *names)))})


def same_text(one: str, other: str) -> bool:
    """Whether two paragraphs are one text: the same numbers, and nearly the same letters."""
    return sorted(NUMBER.findall(one)) == sorted(NUMBER.findall(other)) and fuzz.ratio(one, other) >= COPY_RATIO


def _asked_dates(question: str, articles: Iterable[Article]) -> tuple[DateMention, ...]:
    """Dates that a question names; those without a year are the last ones before the newest article found."""
    days = [article.published.day for article in articles if article.published and not article.published.suspect]
    return find_dates(question, max(days, default=None))


def _of_days(passage: Passage, asked: Sequence[DateMention]) -> bool:
    """Whether a passage was published at, or speaks of, a day that was asked about."""
    day = passage.published.day if passage.published and not passage.published.suspect else None
    spans = [(mention.first, mention.last) for mention in passage.dates]
    if day:
        spans.append((day - dt.timedelta(days=1), day))
    return any(first <= mention.last and mention.first <= last for mention in asked for first, last in spans)

"""Which of the paragraphs at hand answers a question: a linear score of what is cheap to know of each.

An article says what it is about in its title and at its top, and answers further down where nobody is named. So a
paragraph is scored with its article and its neighbours: the article's own score, the words of the question in the
paragraph, in the one after it and in the title, its cosine, its place, and the names that it adds to the question.
`python -m evals.rank` fits the coefficients in `ranking.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from briefbot.search.query import asks_for_a_name, has_many_parts, is_of_late, named_publishers
from briefbot.text.dates.find import find_dates
from briefbot.text.sentences import Span, sentence_spans
from briefbot.text.words import overlap
from briefbot.types import Chunk, DateMention

Scores = npt.NDArray[np.float64]
QuestionKind = Literal["plain", "many parts"]
RANK_SCALE = 60  # of a rank's worth, 60 / (60 + rank), as in reciprocal rank fusion (Cormack et al., SIGIR 2009)
VECTORS_SHARE = 0.6  # of a rank by vectors against one by words, where the two are fused
LEAST_RARITY = 0.1  # a word of half of all chunks still counts a little
CHARACTERS_A_TOKEN = 4.2
SHORTEST = 6  # tokens; shorter paragraphs are headings and credits
NEWS_AGES = (-2, 10)  # days that an article is old which answers a question about this week,
RECENT_AGES = (-3, 45)  # and about recently
DAY_FEATURE = "day"  # the feature that is asked of the best alone,
DATED = 60  # so many chunks
WORD_WORTH, NAME_WORTH = 2.0, 0.5  # what the words of a question and new names are worth in a sentence
_NAME = re.compile(r"(?<![.!?:\"“”]\s)(?<!^)\b[A-Z][\w’'-]*")
_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s?$")


class Found(NamedTuple):
    """What the searches found for a question, and what is known of the articles of the candidates."""

    words: Mapping[str, float]
    """BM25 of the chunks that match best, by id, best first."""
    vectors: Mapping[str, float]
    """Cosine of the chunks that are nearest, by id, nearest first."""
    articles: Mapping[str, float] = {}
    """BM25 of the articles that match best as a whole, by id, best first."""
    having: Mapping[str, set[str]] = {}
    """For each word of the question, the ids of the articles whose header, and of the chunks whose text, has it."""
    counts: Mapping[str, int] = {}
    """In how many chunks of the library each word of the question stands."""
    chunks: int = 0
    """How many chunks the library has."""
    days: Mapping[str, dt.date] = {}
    """The day of publication of each article that has a believed one, by id."""
    sources: Mapping[str, str] = {}
    """The publisher of each article that names one, by id."""


def shares_of(scores: Scores) -> Scores:
    """The probability of each of some scored chunks to be the one that answers: the softmax that was fitted."""
    odds: Scores = np.exp(scores - scores.max(initial=-np.inf))
    shares: Scores = odds / max(1.0, odds.sum())
    return shares


def score(question: str, chunks: Sequence[Chunk], found: Found, today: dt.date | None = None) -> Scores:
    """How well each chunk answers, in log-odds against the others.

    The best of both searches, their ranks fused, counts one more than was fitted: small tidy libraries gain by it what
    large ones do not lose (evals/LOG.md). Whether a chunk is of a day that the question names is asked of the best
    only, since it takes reading them.

    Args:
        question: what is asked.
        chunks: each article's in reading order; neighbours that are not given are not seen.
        found: what is known of them.
        today: the day that "this week" is of.
    """
    values = features(question, chunks, found, today)
    weights = coefficients()[kind(question)]
    fused = values["words rank"] + VECTORS_SHARE * values["vectors rank"]
    scores: Scores = np.sum([weights[name] * value for name, value in values.items()], axis=0)
    scores += fused / max(fused.max(initial=0.0), 1e-9)
    best = np.argsort(-scores, kind="stable")[:DATED]
    scores[best] += weights[DAY_FEATURE] * of_asked_days(question, [chunks[at] for at in best], found)
    return scores


def kind(question: str) -> QuestionKind:
    """Of which coefficients a question is: what is asked in many parts has no one article that is about it."""
    return "many parts" if has_many_parts(question) else "plain"


@cache
def coefficients() -> dict[QuestionKind, dict[str, float]]:
    """The weight of each feature for each kind of question, as fitted."""
    text = files("briefbot.search").joinpath("ranking.json").read_text(encoding="utf-8")
    weights: dict[QuestionKind, dict[str, float]] = json.loads(text)["weights"]
    return weights


def features(question: str, chunks: Sequence[Chunk], found: Found, today: dt.date | None = None) -> dict[str, Scores]:
    """The features of chunks by name, all but that of `of_asked_days`; see `score` for the arguments."""
    return {
        **_of_searches(chunks, found),
        **_of_shared_words(chunks, found),
        **_of_themselves(question, chunks, found),
        **_ages(question, chunks, found, today),
    }


def _of_searches(chunks: Sequence[Chunk], found: Found) -> dict[str, Scores]:
    """What the searches say of each chunk and of its article."""
    farthest = min(found.vectors.values(), default=0.0)
    return {
        "words": np.array([found.words.get(chunk.id, 0.0) for chunk in chunks]) / _best(found.words),
        "words rank": _worth(found.words, chunks),
        "vectors": np.array([found.vectors.get(chunk.id, farthest) for chunk in chunks]),
        "vectors rank": _worth(found.vectors, chunks),
        "article": np.array([found.articles.get(chunk.article_id, 0.0) for chunk in chunks]) / _best(found.articles),
    }


def _of_shared_words(chunks: Sequence[Chunk], found: Found) -> dict[str, Scores]:
    """The share of the question's words, each by its rarity, that a chunk, its header and the next chunk have."""
    rarity = np.array([_rarity(found.counts[word], found.chunks) for word in found.having])
    total = rarity.sum() or 1.0
    in_text = _table(chunks, found, lambda chunk: chunk.id)
    in_header = _table(chunks, found, lambda chunk: chunk.article_id)
    after = np.zeros_like(in_text)
    for at, (one, other) in enumerate(pairwise(chunks)):
        if one.article_id == other.article_id:
            after[at] = in_text[at + 1]
    return {
        "text": in_text @ rarity / total,
        "header": in_header @ rarity / total,
        "text or header": (in_text | in_header) @ rarity / total,
        "next text": after @ rarity / total,
    }


def _of_themselves(question: str, chunks: Sequence[Chunk], found: Found) -> dict[str, Scores]:
    """Where a chunk stands, how long it is, what it is, and whom it names."""
    tokens = np.array([max(1.0, len(chunk.text) / CHARACTERS_A_TOKEN) for chunk in chunks])
    named = named_publishers(question, set(found.sources.values()))
    return {
        "place": np.log1p([float(chunk.paragraph) for chunk in chunks]),
        "length": np.log(tokens),
        "short": (tokens < SHORTEST).astype(float),
        "question": np.array([float(chunk.text.rstrip().endswith("?")) for chunk in chunks]),
        "names": _new_names(question, [chunk.text for chunk in chunks]),
        "publisher": np.array([float(found.sources.get(chunk.article_id) in named) for chunk in chunks]),
    }


def of_asked_days(question: str, chunks: Sequence[Chunk], found: Found) -> Scores:
    """Which chunks were published at, or speak of, a day that the question names; 1 or 0.

    A day without a year is the last one before the newest article found.
    """
    asked = find_dates(question, max(found.days.values(), default=None))
    return np.array([float(bool(asked) and _is_of(asked, chunk, found)) for chunk in chunks])


def telling_sentence(question: str, text: str) -> Span:
    """Where the sentence of a text is that has most of a question's words and of the names that it asks for."""
    spans = sentence_spans(text)
    if len(spans) < 2:
        return 0, len(text)
    sentences = [text[start:end] for start, end in spans]
    worth = WORD_WORTH * np.array([overlap(question, each) for each in sentences])
    return spans[int(np.argmax(worth + NAME_WORTH * _new_names(question, sentences)))]


def _is_of(asked: Sequence[DateMention], chunk: Chunk, found: Found) -> bool:
    day = found.days.get(chunk.article_id)
    spans = [(mention.first, mention.last) for mention in find_dates(chunk.text, day)]
    if day:
        spans.append((day - dt.timedelta(days=1), day))
    return any(first <= mention.last and mention.first <= last for mention in asked for first, last in spans)


def _table(chunks: Sequence[Chunk], found: Found, key: Callable[[Chunk], str]) -> npt.NDArray[np.bool_]:
    """Which chunk, or whose header, has which word of the question: one row a chunk."""
    rows = [[key(chunk) in ids for ids in found.having.values()] for chunk in chunks]
    return np.array(rows, dtype=np.bool_).reshape(len(chunks), len(found.having))


def _rarity(count: int, chunks: int) -> float:
    """The inverse document frequency of BM25 (Robertson and Spärck Jones, 1976), at least a little; 0 of no chunk."""
    if not count:
        return 0.0
    return max(LEAST_RARITY, math.log((chunks - count + 0.5) / (count + 0.5)) if count <= chunks else 0.0)


def _best(scores: Mapping[str, float]) -> float:
    """The highest score, to divide by."""
    return max((value for value in scores.values() if value > 0), default=1.0)


def _worth(ranked: Mapping[str, float], chunks: Sequence[Chunk]) -> Scores:
    """What each chunk's rank in a search is worth, 0 for those that it did not find."""
    worths = {chunk_id: RANK_SCALE / (RANK_SCALE + rank) for rank, chunk_id in enumerate(ranked, start=1)}
    return np.array([worths.get(chunk.id, 0.0) for chunk in chunks])


def _new_names(question: str, texts: Sequence[str]) -> Scores:
    """How many names texts add to a question that asks for one, as a logarithm."""
    if not asks_for_a_name(question):
        return np.zeros(len(texts))
    return np.log1p([float(count_new_names(question, text)) for text in texts])


def count_new_names(question: str, text: str) -> int:
    """How many names a text has that a question lacks: words with capitals inside sentences."""
    known = {word.casefold() for word in _WORD.findall(question)}
    return len({_POSSESSIVE.sub("", name).casefold() for name in _NAME.findall(text)} - known)


def _ages(question: str, chunks: Sequence[Chunk], found: Found, today: dt.date | None) -> dict[str, Scores]:
    """Whether articles are of the week, or of the weeks before, that a question about what is new means."""
    late = today if is_of_late(question) else None
    days = [found.days.get(chunk.article_id) for chunk in chunks]
    ages = [(late - day).days if late and day else None for day in days]
    return {
        name: np.array([float(age is not None and first <= age <= last) for age in ages])
        for name, (first, last) in (("news", NEWS_AGES), ("recent", RECENT_AGES))
    }

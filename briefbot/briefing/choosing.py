"""Which articles of a full day are read: those of the events that most publishers report, so many and no more.

Reading an article means to embed all of its paragraphs and to compare them with those of the others, so a day of a
thousand articles would take fifty times as long as one of twenty, and shows ten stories all the same. What they are
about is told here by the names at their tops alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from briefbot.briefing.clustering import clusters
from briefbot.briefing.similarity import LEAD_PARAGRAPHS, names_in
from briefbot.text.words import overlap
from briefbot.types import Article

MOST_READ = 100  # articles of one briefing
OF_ONE_EVENT = 10  # of them; so ten events at least are read about
ONE_EVENT = 0.25  # cosine of the names at their tops, on average, from which articles report one event


def choose_articles(articles: Sequence[Article], topic: str | None = None) -> tuple[Article, ...]:
    """The articles that are read, in their order; all of them where they are not too many.

    Events come in the order of how many publishers report them, then of how much they write. Of one event an article of
    each publisher is read before a second of any.

    Args:
        articles: those that tell news.
        topic: what the stories must be about, if not anything; the articles that have all of its words come first.
    """
    if len(articles) <= MOST_READ:
        return tuple(articles)
    about = {article.id for article in articles if topic and overlap(topic, _whole_text(article)) == 1}
    labels = _events(articles)
    events: dict[int, list[Article]] = {}
    for label, article in zip(labels, articles, strict=True):
        events.setdefault(label, []).append(article)
    chosen: list[str] = []
    rest: list[str] = []
    for event in sorted(events.values(), key=lambda event: _rank(event, about)):
        names = [article.id for article in _in_turns(event, about)]
        chosen += names[:OF_ONE_EVENT]
        rest += names[OF_ONE_EVENT:]
    read = set([*chosen, *rest][:MOST_READ])
    return tuple(article for article in articles if article.id in read)


def _events(articles: Sequence[Article]) -> list[int]:
    """A number for each article; those that report one event have the same."""
    names = [names_in(_top(article)) for article in articles]
    counts = Counter(name for each in names for name in each)
    columns = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count > 1))}
    weights = np.zeros((len(articles), len(columns)), dtype=np.float32)
    for row, each in enumerate(names):
        for name in each & columns.keys():
            weights[row, columns[name]] = math.log((len(articles) + 1) / counts[name])
    weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-9)
    likeness = (weights @ weights.T).astype(np.float64)
    np.fill_diagonal(likeness, 1)
    return clusters(1 - likeness, 1 - ONE_EVENT)


def _rank(event: Sequence[Article], about: set[str]) -> tuple[bool, int, int, str]:
    """What events are sorted by."""
    publishers = len({article.source or article.path for article in event})
    letters = sum(len(paragraph.text) for article in event for paragraph in article.paragraphs)
    return not any(article.id in about for article in event), -publishers, -letters, min(each.id for each in event)


def _in_turns(event: Sequence[Article], about: set[str]) -> list[Article]:
    """The articles of an event, one of each publisher before a second of any, the newest of each first."""
    turns: Counter[str | None] = Counter()
    ordered: list[tuple[bool, int, int, Article]] = []
    for article in reversed(event):
        publisher = article.source or article.path
        ordered.append((article.id not in about, turns[publisher], len(ordered), article))
        turns[publisher] += 1
    return [each[-1] for each in sorted(ordered, key=lambda each: each[:3])]


def _top(article: Article) -> list[str]:
    return [article.title, *(paragraph.text for paragraph in article.paragraphs[:LEAD_PARAGRAPHS])]


def _whole_text(article: Article) -> str:
    return " ".join([article.title, *(paragraph.text for paragraph in article.paragraphs)])

"""How alike two pieces of news are: what they say, whom and what they name, and when they were published."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from briefbot.search.embedding import Embedder, Vectors
from briefbot.text.words import particulars
from briefbot.types import Article, Frozen, ModelRef, Paragraph

# Chosen on the development part of evals/stories.yaml; `python -m evals.stories` shows what they give.
_LEAD, BODY, NAMES = 0.4, 0.2, 0.4
DAY_COST = 0.04  # taken off for every day between two publications beyond the first
LEAD_PARAGRAPHS = 2  # paragraphs that make the lead
PRIOR = 30  # articles without a name that are added when its rarity is reckoned, so that a young library can tell


class Segment(Frozen):
    """A piece of news: an article, or the paragraphs of a round-up that tell one of its stories."""

    article: Article
    day: dt.date
    paragraphs: tuple[Paragraph, ...]

    @property
    def whole(self) -> bool:
        """Whether it is the whole article, so that the headline is about it."""
        return len(self.paragraphs) == len(self.article.paragraphs)

    @property
    def title(self) -> str:
        """The headline; empty for a part of a round-up."""
        return self.article.title if self.whole else ""

    @property
    def lead(self) -> str:
        """The headline and the first paragraphs."""
        return " ".join([self.title, *(paragraph.text for paragraph in self.paragraphs[:LEAD_PARAGRAPHS])]).strip()


@dataclass(frozen=True)
class Features:
    """What two units are compared by."""

    lead: Vectors
    body: Vectors
    names: Mapping[str, float]
    day: dt.date


@dataclass(frozen=True)
class Rarity:
    """In how many of how many articles each name stands."""

    counts: Mapping[str, int]
    articles: int

    def of(self, name: str) -> float:
        """The inverse document frequency of a name, smoothed."""
        return math.log((self.articles + PRIOR + 1) / (self.counts.get(name, 0) + 0.5))


class VectorStore:
    """Vectors of texts, each embedded once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    @property
    def embedder(self) -> ModelRef:
        """What makes the vectors."""
        return self._embedder.ref

    def add(self, texts: Sequence[str]) -> None:
        """Embed the texts that are new, all together."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, self._embedder.embed(new), strict=True)

    def __call__(self, text: str) -> Vectors:
        """The unit vector of a text."""
        self.add([text])
        return self._known[text]


def names_in(texts: Sequence[str]) -> set[str]:
    """The names of some texts: words with capitals inside sentences, in lower case."""
    return set().union(*map(_names_of, texts))


@lru_cache(maxsize=1 << 13)  # paragraphs of a briefing, whose names are asked for again and again
def _names_of(text: str) -> frozenset[str]:
    return frozenset(particulars([text])[1])


def name_rarity(articles: Sequence[Article]) -> Rarity:
    """How rare names are among articles."""
    counts = Counter(name for article in articles for name in names_in(_texts(article)))
    return Rarity(counts=counts, articles=len(articles))


def whole(article: Article, day: dt.date) -> Segment:
    """An article as one unit."""
    return Segment(article=article, day=day, paragraphs=article.paragraphs)


def features_of(units: Sequence[Segment], vectors: VectorStore, rare: Rarity) -> list[Features]:
    """What units are compared by."""
    vectors.add([text for unit in units for text in (unit.lead, *(p.text for p in unit.paragraphs))])
    return [
        Features(
            lead=vectors(unit.lead),
            body=_mean([vectors(paragraph.text) for paragraph in unit.paragraphs]),
            names=weighted([unit.title, *(paragraph.text for paragraph in unit.paragraphs)], rare),
            day=unit.day,
        )
        for unit in units
    ]


def weighted(texts: Sequence[str], rare: Rarity) -> dict[str, float]:
    """The names of some texts with their rarity."""
    return {name: rare.of(name) for name in sorted(names_in(texts))}


def alike(one: Features, other: Features) -> float:
    """How alike two units are, whenever they were published; 1 at most."""
    words = _LEAD * float(one.lead @ other.lead) + BODY * float(one.body @ other.body)
    return words + NAMES * cosine(one.names, other.names)


def alike_in_time(one: Features, other: Features) -> float:
    """The same, less the days between the two."""
    return alike(one, other) - DAY_COST * max(0, abs((one.day - other.day).days) - 1)


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two sparse vectors; 0 when either is empty."""
    if one.keys().isdisjoint(other):
        return 0.0
    product = sum(weight * other[name] for name, weight in one.items() if name in other)
    length = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return product / length if length else 0.0


def _mean(vectors: Sequence[Vectors]) -> Vectors:
    mean = np.mean(vectors, axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _texts(article: Article) -> list[str]:
    return [article.title, *(paragraph.text for paragraph in article.paragraphs)]

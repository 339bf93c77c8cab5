"""Which lists an article is a hit of: all lists at once, their queries as one matrix, their words in one index.

A list is matched by meaning and by words. What a hit needs by words is exact: `any`, `all` and `none`. How far it is
about the query is a log-odds of two figures: the cosine between the query and the nearest paragraph, and how much of
the query's words the article has, each word weighed by how rare it is in the library. The coefficients and thresholds
are fitted by `evals.watchlists`; a list that asks for words has its own.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from briefbot.search.embedding import Vectors
from briefbot.text.words import roots
from briefbot.types import Article, Frozen
from briefbot.watchlists.types import Watchlist

_WORD = re.compile(r"\w+(?:['’]\w+)*")


class MatchCoefficients(Frozen):
    """Of one kind of list."""

    nearest: float
    words: float
    constant: float
    threshold: float
    """Least log-odds of a hit."""


class MatchCalibration(Frozen):
    """What is fitted."""

    with_words: MatchCoefficients
    query_only: MatchCoefficients


class Profile(Frozen):
    """What the query of a list was made into."""

    vector: str
    """Its embedding: little-endian floats of 32 bits in base64."""
    weights: dict[str, float]
    """How rare each root of the query is; they sum to 1."""

    @property
    def embedding(self) -> Vectors:
        """The embedding as one row."""
        return np.frombuffer(base64.b64decode(self.vector), dtype="<f4")


@cache
def load_matching() -> MatchCalibration:
    """The fitted coefficients of the package."""
    text = files("briefbot.watchlists").joinpath("calibration.json").read_text(encoding="utf-8")
    return MatchCalibration.model_validate_json(text)


def weigh(query: str, counts: Mapping[str, int], articles: int) -> dict[str, float]:
    """How rare the roots of a query are, as shares of 1.

    Args:
        query: it.
        counts: in how many articles each root stands.
        articles: how many there are.
    """
    rarity = {root: math.log(1 + (articles + 1) / (counts.get(root, 0) + 0.5)) for root in sorted(roots(query))}
    whole = sum(rarity.values()) or 1.0
    return {root: value / whole for root, value in rarity.items()}


class _Text(Frozen):
    """The words of an article in the forms that lists are compared with."""

    words: tuple[str, ...]
    roots: frozenset[str]
    source: str


def matched_text(article: Article) -> _Text:
    """The words of an article, its headline's first."""
    texts = [article.title, *(paragraph.text for paragraph in article.paragraphs)]
    found: list[str] = []
    for text in texts:
        found += [*plain_words(text), ""]  # no term runs over the end of a paragraph
    return _Text(
        words=tuple(found),
        roots=frozenset(root for text in texts for root in roots(text)),
        source=(article.source or "").casefold(),
    )


def plain_words(text: str) -> list[str]:
    """The words of a text without case, with straight apostrophes and without possessive endings."""
    return [re.sub(r"'s$", "", word.casefold().replace("’", "'")) for word in _WORD.findall(text)]


class Matcher:
    """Lists that articles are compared with.

    Args:
        lists: the lists.
        profiles: what their queries were made into, in the same order.
        calibration: coefficients; those of the package when not given.
    """

    def __init__(
        self, lists: Sequence[Watchlist], profiles: Sequence[Profile], calibration: MatchCalibration | None = None
    ) -> None:
        self.lists = tuple(lists)
        fitted = calibration or load_matching()
        self._queries: Vectors = np.array([profile.embedding for profile in profiles], dtype=np.float32)
        self._words = _postings([profile.weights for profile in profiles])
        kinds = [fitted.with_words if each.has_words else fitted.query_only for each in self.lists]
        self._nearest = np.array([each.nearest for each in kinds])
        self._shared = np.array([each.words for each in kinds])
        self._constant = np.array([each.constant for each in kinds])
        self._threshold = np.array([each.threshold for each in kinds])
        self._terms = _Terms()
        self._any = self._terms.index([each.any for each in self.lists])
        self._all = self._terms.index([each.all for each in self.lists])
        self._none = self._terms.index([each.none for each in self.lists])
        self._needed = np.array([len(set(map(_key, each.all))) for each in self.lists])
        self._asks = np.array([bool(each.any) for each in self.lists])
        self._sources: dict[str, list[int]] = {}
        for at, each in enumerate(self.lists):
            for source in each.sources or ("*",):
                self._sources.setdefault(source.casefold(), []).append(at)

    def scores(self, text: _Text, paragraphs: Vectors) -> npt.NDArray[np.float64]:
        """The log-odds of every list that an article is about its query; of no meaning to its other conditions.

        Args:
            text: the article's words.
            paragraphs: the vectors of its paragraphs, one row each.
        """
        nearest = (self._queries @ paragraphs.T).max(axis=1)
        shared = np.zeros(len(self.lists))
        for root in text.roots & self._words.keys():
            at, weights = self._words[root]
            shared[at] += weights
        return np.asarray(self._nearest * nearest + self._shared * shared + self._constant)

    def allowed(self, text: _Text) -> npt.NDArray[np.bool_]:
        """Which lists an article has the words and the publisher for."""
        there = self._terms.found(text.words)
        has_any, has_all, has_none = (
            _count(index, there, len(self.lists)) for index in (self._any, self._all, self._none)
        )
        of_source = np.zeros(len(self.lists), dtype=np.bool_)
        of_source[[*self._sources.get("*", []), *self._sources.get(text.source, [])]] = True
        return np.asarray(
            ((has_any > 0) | ~self._asks) & (has_all == self._needed) & (has_none == 0) & of_source, dtype=np.bool_
        )

    def hits(self, text: _Text, paragraphs: Vectors) -> list[tuple[Watchlist, float]]:
        """The lists that an article is a hit of, with its log-odds."""
        if not self.lists:
            return []
        scores = self.scores(text, paragraphs)
        found = np.flatnonzero((scores >= self._threshold) & self.allowed(text))
        return [(self.lists[at], float(scores[at])) for at in found]


Postings = dict[str, tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]]


def _postings(weights: Sequence[Mapping[str, float]]) -> Postings:
    """Which lists have a root, and what it weighs there."""
    found: dict[str, list[tuple[int, float]]] = {}
    for at, each in enumerate(weights):
        for root, weight in each.items():
            found.setdefault(root, []).append((at, weight))
    return {
        root: (np.array([at for at, _ in each]), np.array([weight for _, weight in each]))
        for root, each in found.items()
    }


class _Terms:
    """All terms of all lists, each looked for once."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, ...], None] = {}
        self._firsts: dict[str, set[int]] = {}
        self._prefixes: dict[str, None] = {}
        self._lengths: set[int] = set()

    def index(self, terms: Sequence[Sequence[str]]) -> dict[str, npt.NDArray[np.intp]]:
        """Which lists have a term, by its key."""
        found: dict[str, set[int]] = {}
        for at, each in enumerate(terms):
            for term in each:
                key = _key(term)
                found.setdefault(key, set()).add(at)
                if key.endswith("*"):
                    self._prefixes[key.removesuffix("*")] = None
                    self._lengths.add(len(key) - 1)
                else:
                    words = tuple(key.split())
                    self._exact[words] = None
                    self._firsts.setdefault(words[0] if words else "", set()).add(len(words))
        return {key: np.array(sorted(each)) for key, each in found.items()}

    def found(self, words: Sequence[str]) -> set[str]:
        """The keys of the terms that a text has."""
        found: set[str] = set()
        for at, word in enumerate(words):
            for length in self._firsts.get(word, ()):
                run = tuple(words[at : at + length])
                if run in self._exact:
                    found.add(" ".join(run))
        for word in set(words) if self._lengths else ():
            found.update(f"{word[:length]}*" for length in self._lengths if word[:length] in self._prefixes)
        return found


def _key(term: str) -> str:
    """A term as it is looked for: plain words, or the beginning of one with '*' behind it."""
    if term.isascii() and term.isalnum():
        return term.lower()
    words = " ".join(plain_words(term))
    return f"{words.replace(' ', '')}*" if term.rstrip().endswith("*") else words


def _count(index: Mapping[str, npt.NDArray[np.intp]], there: set[str], lists: int) -> npt.NDArray[np.int64]:
    """How many of its terms each list has found."""
    counts = np.zeros(lists, dtype=np.int64)
    for key in there & index.keys():
        counts[index[key]] += 1
    return counts

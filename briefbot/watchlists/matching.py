"""Which lists an article is a hit of: all lists at once, their queries as one matrix, their words in one index.

A list is matched by meaning and by words. What a hit needs by words is exact: `any`, `all` and `none`. How far it is
about the query is a log-odds of two figures: the cosine between the query and the nearest paragraph, and how much of
the query's words the article has, each word weighed by how rare it is in the library. The coefficients and thresholds
are fitted by `evals.watchlists`; a list that asks for words has its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from briefbot.search.embedding import Vectors
from briefbot.text.words import roots
from briefbot.types import Article, Frozen
from briefbot.watchlists.compiled import ANY_SOURCE, CompiledLists, plain_words


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


class Matcher:
    """Lists that articles are compared with.

    Args:
        compiled: the lists.
        calibration: coefficients; those of the package when not given.
    """

    def __init__(self, compiled: CompiledLists, calibration: MatchCalibration | None = None) -> None:
        self.compiled = compiled
        fitted = calibration or load_matching()
        nearest, shared, constant, threshold = (
            np.where(compiled.has_words, getattr(fitted.with_words, name), getattr(fitted.query_only, name))
            for name in ("nearest", "words", "constant", "threshold")
        )
        self._nearest, self._shared, self._constant, self._threshold = nearest, shared, constant, threshold

    def scores(
        self, text: _Text, paragraphs: Vectors, lists: npt.NDArray[np.intp] | None = None
    ) -> npt.NDArray[np.float64]:
        """The log-odds of lists that an article is about their queries; of no meaning to their other conditions.

        Args:
            text: the article's words.
            paragraphs: the vectors of its paragraphs, one row each.
            lists: the numbers of those that are asked about; all when not given.
        """
        chosen = slice(None) if lists is None else lists
        nearest = (paragraphs @ self.compiled.queries[chosen].T).max(axis=0)
        shared = self.compiled.words.sums(text.roots, len(self.compiled.ids))[chosen]
        return np.asarray(self._nearest[chosen] * nearest + self._shared[chosen] * shared + self._constant[chosen])

    def allowed(self, text: _Text) -> npt.NDArray[np.bool_]:
        """Which lists an article has the words and the publisher for."""
        lists, keys = self.compiled, self.compiled.keys_of(text.words)
        count = len(lists.ids)
        has_any, has_all, has_none = (each.sums(keys, count) for each in (lists.any, lists.all, lists.none))
        of_source = lists.sources.sums({ANY_SOURCE, text.source}, count)
        return np.asarray(
            ((has_any > 0) | ~lists.asks) & (has_all == lists.needed) & (has_none == 0) & (of_source > 0),
            dtype=np.bool_,
        )

    def hits(self, text: _Text, paragraphs: Vectors) -> list[tuple[str, float]]:
        """The ids of the lists that an article is a hit of, with its log-odds."""
        if not self.compiled.ids:
            return []
        able = np.flatnonzero(self.allowed(text))
        scores = self.scores(text, paragraphs, able)
        found = np.flatnonzero(scores >= self._threshold[able]).tolist()
        return [(self.compiled.ids[able[at]], float(scores[at])) for at in found]

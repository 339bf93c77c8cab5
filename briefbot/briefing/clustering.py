"""Pieces of news that tell one story, grouped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from briefbot.briefing.similarity import Features, Rarity, Segment, VectorStore, alike, alike_in_time, cosine, weighted
from briefbot.types import Paragraph

_ONE_STORY = 0.39  # likeness, on average, from which pieces of news are one story; see `likeness`


def group(features: Sequence[Features], least: float = _ONE_STORY) -> list[int]:
    """A number for each unit; those of one story have the same.

    By average-linkage agglomerative clustering (Sokal and Michener, 1958) of SciPy: a unit joins a story by its
    likeness to all that is in it, so that a chain of neighbours does not run two stories together.
    """
    count = len(features)
    likeness = np.ones((count, count))
    for row in range(count):
        for column in range(row):
            likeness[row, column] = likeness[column, row] = alike_in_time(features[row], features[column])
    return clusters(1 - likeness, 1 - least)


def clusters(distances: npt.NDArray[np.float64], most: float) -> list[int]:
    """Labels by average linkage: the mean distance between what is joined is at most `most`."""
    if len(distances) < 2:
        return [0] * len(distances)
    from scipy.cluster.hierarchy import fcluster, linkage  # importing SciPy's clustering takes a while
    from scipy.spatial.distance import squareform

    condensed = squareform(np.maximum(distances, 0), checks=False)
    return [int(label) for label in fcluster(linkage(condensed, "average"), most, "distance")]


# Chosen by the articles of evals/stories.yaml, of which no ordinary one is taken apart.
TELLING_WORDS = 15  # of a paragraph that can tell a story alone
PARAGRAPH_NEIGHBOURS = 3  # articles most like a paragraph
ANCHORED = 0.33  # likeness to the nearest from which a paragraph's neighbours say what it is about
MOSTLY = 2 / 3  # share of the paragraphs that must be anchored
STRANGERS = 0.28  # mean likeness of the neighbours of two paragraphs below which they tell different stories
LEAST_STORIES = 3
Floats = npt.NDArray[np.float64]


class Likeness:
    """How alike articles are, every two of them compared once; see `alike`."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], float] = {}
        self._compared: dict[int, Features] = {}  # so that no other gets the number of one that is known

    def __call__(self, one: Features, other: Features) -> float:
        """How alike two articles are."""
        pair = id(one), id(other)
        if pair not in self._known:
            self._compared |= {id(one): one, id(other): other}
            self._known[pair] = self._known[pair[::-1]] = alike(one, other)
        return self._known[pair]


def split(
    unit: Segment, others: Sequence[Features], vectors: VectorStore, rare: Rarity, between: Likeness | None = None
) -> list[Segment]:
    """The stories of an article: itself, for nearly every one; for a round-up its paragraphs by what they tell.

    Args:
        unit: a whole article.
        others: the other articles that it may be like.
        vectors: of paragraphs.
        rare: how rare names are.
        between: what is known of how alike the articles are, when several are split one after another.
    """
    told = [paragraph for paragraph in unit.paragraphs if len(paragraph.text.split()) >= TELLING_WORDS]
    if len(told) < LEAST_STORIES or len(others) < LEAST_STORIES:
        return [unit]
    vectors.add([paragraph.text for paragraph in told])
    likeness = np.array([_to(paragraph, others, vectors, rare) for paragraph in told])
    anchored = [row for row in range(len(told)) if likeness[row].max() >= ANCHORED]
    if len(anchored) < MOSTLY * len(told):
        return [unit]
    labels = clusters(1 - _shared(likeness[anchored], others, between or Likeness()), 1 - STRANGERS)
    if len(set(labels)) < LEAST_STORIES:
        return [unit]
    parts: dict[int, list[Paragraph]] = {}
    for row, paragraph in enumerate(told):
        label = labels[anchored.index(row)] if row in anchored else -1 - row  # what no other article tells is alone
        parts.setdefault(label, []).append(paragraph)
    return [unit.model_copy(update={"paragraphs": tuple(part)}) for part in parts.values()]


def _to(paragraph: Paragraph, others: Sequence[Features], vectors: VectorStore, rare: Rarity) -> list[float]:
    """How alike a paragraph is to each of some articles."""
    vector, names = vectors(paragraph.text), weighted([paragraph.text], rare)
    return [0.5 * float(vector @ other.lead) + 0.5 * cosine(names, other.names) for other in others]


def _shared(likeness: Floats, others: Sequence[Features], between: Likeness) -> Floats:
    """For every two rows, how alike the articles nearest to the one are to those nearest to the other."""
    nearest = [np.argsort(-row, kind="stable")[:PARAGRAPH_NEIGHBOURS] for row in likeness]
    return np.array(
        [[np.mean([between(others[a], others[b]) for a in one for b in two]) for two in nearest] for one in nearest]
    )

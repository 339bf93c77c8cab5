"""Round-ups: articles that tell several stories one after the other, taken apart into them.

Paragraphs of one article are hardly more alike in an ordinary article than in a round-up. What tells a round-up is
that the other articles which its paragraphs resemble are strangers to one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from briefbot.briefing.grouping import clusters
from briefbot.briefing.likeness import Rarity, Sketch, Unit, VectorStore, alike, cosine, weighted
from briefbot.types import Paragraph

# Chosen by the articles of evals/stories.yaml, of which no ordinary one is taken apart.
LEAST_WORDS = 15  # of a paragraph that can tell a story alone
NEIGHBOURS = 3  # articles most like a paragraph
ANCHORED = 0.33  # likeness to the nearest from which a paragraph's neighbours say what it is about
MOSTLY = 2 / 3  # share of the paragraphs that must be anchored
STRANGERS = 0.28  # mean likeness of the neighbours of two paragraphs below which they tell different stories
LEAST_STORIES = 3

Floats = npt.NDArray[np.float64]


def split(unit: Unit, others: Sequence[Sketch], vectors: VectorStore, rare: Rarity) -> list[Unit]:
    """The stories of an article: itself, for nearly every one; for a round-up its paragraphs by what they tell.

    Args:
        unit: a whole article.
        others: the other articles that it may be like.
        vectors: of paragraphs.
        rare: how rare names are.
    """
    told = [paragraph for paragraph in unit.paragraphs if len(paragraph.text.split()) >= LEAST_WORDS]
    if len(told) < LEAST_STORIES or len(others) < LEAST_STORIES:
        return [unit]
    vectors.add([paragraph.text for paragraph in told])
    likeness = np.array([[_to(paragraph, other, vectors, rare) for other in others] for paragraph in told])
    anchored = [row for row in range(len(told)) if likeness[row].max() >= ANCHORED]
    if len(anchored) < MOSTLY * len(told):
        return [unit]
    labels = clusters(1 - _shared(likeness[anchored], others), 1 - STRANGERS)
    if len(set(labels)) < LEAST_STORIES:
        return [unit]
    parts: dict[int, list[Paragraph]] = {}
    for row, paragraph in enumerate(told):
        label = labels[anchored.index(row)] if row in anchored else -1 - row  # what no other article tells is alone
        parts.setdefault(label, []).append(paragraph)
    return [unit.model_copy(update={"paragraphs": tuple(part)}) for part in parts.values()]


def _to(paragraph: Paragraph, other: Sketch, vectors: VectorStore, rare: Rarity) -> float:
    """How alike a paragraph is to an article."""
    words = float(vectors(paragraph.text) @ other.lead)
    return 0.5 * words + 0.5 * cosine(weighted([paragraph.text], rare), other.names)


def _shared(likeness: Floats, others: Sequence[Sketch]) -> Floats:
    """For every two rows, how alike the articles nearest to the one are to those nearest to the other."""
    nearest = [np.argsort(-row, kind="stable")[:NEIGHBOURS] for row in likeness]
    return np.array(
        [[np.mean([alike(others[a], others[b]) for a in one for b in two]) for two in nearest] for one in nearest]
    )

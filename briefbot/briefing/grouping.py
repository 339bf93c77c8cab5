"""Pieces of news that tell one story, grouped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from briefbot.briefing.likeness import Sketch, alike_in_time

ALIKE = 0.39  # likeness, on average, from which pieces of news are one story; see `likeness`


def group(sketches: Sequence[Sketch], least: float = ALIKE) -> list[int]:
    """A number for each unit; those of one story have the same.

    By average-linkage agglomerative clustering (Sokal and Michener, 1958) of SciPy: a unit joins a story by its
    likeness to all that is in it, so that a chain of neighbours does not run two stories together.
    """
    count = len(sketches)
    likeness = np.ones((count, count))
    for row in range(count):
        for column in range(row):
            likeness[row, column] = likeness[column, row] = alike_in_time(sketches[row], sketches[column])
    return clusters(1 - likeness, 1 - least)


def clusters(distances: npt.NDArray[np.float64], most: float) -> list[int]:
    """Labels by average linkage: the mean distance between what is joined is at most `most`."""
    if len(distances) < 2:
        return [0] * len(distances)
    from scipy.cluster.hierarchy import fcluster, linkage  # importing SciPy's clustering takes a while
    from scipy.spatial.distance import squareform

    condensed = squareform(np.maximum(distances, 0), checks=False)
    return [int(label) for label in fcluster(linkage(condensed, "average"), most, "distance")]

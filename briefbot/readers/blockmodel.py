"""Which pieces of a page are the article's paragraphs, told by a model of what they look like.

Boosted trees (Friedman 2001, doi:10.1214/aos/1013203451) over what `blocks` sees of a piece and of those beside it;
the words of a piece and the names around it come in as the log-odds of a logistic regression.
`python -m evals.train_blocks` fits both, and evals/LOG.md has what they are worth.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy.special import expit

from briefbot.files import read_fitted
from briefbot.readers.blocks import BESIDE_TOO, Look
from briefbot.types import Frozen

MODEL_FILE = Path(__file__).with_suffix(".json")
_BESIDE = (-1, 1, -2, 2)
"""Where the pieces stand whose looks count too, from a piece."""
Numbers = npt.NDArray[np.float64]


class PageSet(Frozen):
    """Pages that a model was fitted on."""

    name: str
    licence: str
    pages: int = Field(ge=1)
    pieces: int = Field(ge=1)
    paragraphs: int = Field(ge=1)


class Trees(Frozen):
    """The nodes of all trees in a row; a leaf leads to itself."""

    roots: tuple[int, ...]
    columns: tuple[int, ...]
    levels: tuple[float, ...] = Field(description="Highest value that goes to the left.")
    left: tuple[int, ...]
    right: tuple[int, ...]
    values: tuple[float, ...] = Field(description="What a leaf adds to the log-odds; 0 of other nodes.")
    depth: int = Field(ge=1)

    @cached_property
    def _arrays(self) -> tuple[npt.NDArray[np.intp], Numbers, npt.NDArray[np.intp], npt.NDArray[np.intp], Numbers]:
        return (
            np.array(self.columns),
            np.array(self.levels),
            np.array(self.left),
            np.array(self.right),
            np.array(self.values),
        )

    def sums(self, rows: Numbers) -> Numbers:
        """What the trees say of each row, nats."""
        columns, levels, left, right, values = self._arrays
        nodes = np.tile(np.array(self.roots), (len(rows), 1))
        at = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            nodes = np.where(rows[at, columns[nodes]] <= levels[nodes], left[nodes], right[nodes])
        total: Numbers = values[nodes].sum(axis=1)
        return total


class BlockModel(Frozen):
    """The model, and what it was fitted on."""

    schema_version: Literal[1] = 1
    words: dict[str, float] = Field(description="Log-odds of words of texts and of names.")
    bias: float = Field(description="Log-odds without any of them.")
    trees: Trees
    start: float = Field(description="Log-odds before the trees.")
    data: tuple[PageSet, ...]

    def said(self, words: list[list[str]]) -> Numbers:
        """Log-odds that pieces are the article's by their words and the names around them."""
        weights = self.words
        return np.array([self.bias + sum(weights.get(word, 0.0) for word in each) for each in words])

    def probabilities(self, look: Look) -> Numbers:
        """That each piece of a page is a paragraph of the article, in the order of the page."""
        if not look.words:
            return np.zeros(0)
        found: Numbers = expit(self.start + self.trees.sums(with_neighbours(look.values, self.said(look.words))))
        return found


def with_neighbours(values: npt.NDArray[np.float32], said: Numbers) -> Numbers:
    """A row for each piece of a page: what it looks like, what its words say, and both of those beside it in brief."""
    brief = np.c_[said, values[:, BESIDE_TOO]]
    padded = np.pad(brief, ((2, 2), (0, 0)), constant_values=-1.0)
    beside = [padded[2 + off : 2 + off + len(values)] for off in _BESIDE]
    rows: Numbers = np.c_[values, said, *beside].astype(np.float64)
    return rows


@cache
def load_model(path: Path = MODEL_FILE) -> BlockModel:
    """The model of the package, or of another file.

    Raises:
        ModelError: the file cannot be read or is none.
    """
    return read_fitted(path, BlockModel, "the block model", "python -m evals.train_blocks")

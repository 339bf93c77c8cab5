"""Which pieces of a page are the article's paragraphs, told by a model of what they look like.

Boosted trees (Friedman 2001, doi:10.1214/aos/1013203451) over what `blocks` sees of a piece and of those beside it;
the words of a piece and the names around it come in as the log-odds of a logistic regression. Others then judge again,
knowing what the first make of the rest of the page (stacked sequential learning, Cohen and Carvalho, IJCAI 2005).
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
from briefbot.readers.blocks import BESIDE_TOO, IS_TEXT, Look
from briefbot.types import Frozen

MODEL_FILE = Path(__file__).with_suffix(".json")
_BESIDE = (-1, 1, -2, 2)
"""Where the pieces stand whose looks count too, from a piece."""
_AROUND = (-3, -2, -1, 1, 2, 3)
"""The same of those whose chances do."""
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

    schema_version: Literal[2] = 2
    words: dict[str, float] = Field(description="Log-odds of words of texts and of names.")
    bias: float = Field(description="Log-odds without any of them.")
    trees: Trees
    start: float = Field(description="Log-odds before the trees.")
    again: Trees = Field(description="Those that know what the first make of the page.")
    again_start: float = Field(description="Log-odds before them.")
    data: tuple[PageSet, ...]

    def said(self, words: list[list[str]]) -> Numbers:
        """Log-odds that pieces are the article's by their words and the names around them."""
        weights = self.words
        return np.array([self.bias + sum(weights.get(word, 0.0) for word in each) for each in words])

    def first(self, look: Look) -> tuple[Numbers, Numbers]:
        """What the first trees make of each piece, and the rows that they look at."""
        rows = with_neighbours(look.values, self.said(look.words))
        chances: Numbers = expit(self.start + self.trees.sums(rows))
        return chances, rows

    def probabilities(self, look: Look) -> Numbers:
        """That each piece of a page is a paragraph of the article, in the order of the page."""
        if not look.words:
            return np.zeros(0)
        chances, rows = self.first(look)
        found: Numbers = expit(self.again_start + self.again.sums(with_chances(rows, look, chances)))
        return found


def with_neighbours(values: npt.NDArray[np.float32], said: Numbers) -> Numbers:
    """A row for each piece of a page: what it looks like, what its words say, and both of those beside it in brief."""
    brief = np.c_[said, values[:, BESIDE_TOO]]
    padded = np.pad(brief, ((2, 2), (0, 0)), constant_values=-1.0)
    beside = [padded[2 + off : 2 + off + len(values)] for off in _BESIDE]
    rows: Numbers = np.c_[values, said, *beside].astype(np.float64)
    return rows


def with_chances(rows: Numbers, look: Look, chances: Numbers) -> Numbers:
    """The rows with the chances of the pieces, of those near, of those alike, and of the text before and after."""
    padded = np.pad(chances, 3, constant_values=-1.0)
    near = [padded[3 + off : 3 + off + len(chances)] for off in _AROUND]
    before = np.cumsum(chances * (look.values[:, IS_TEXT] > 0))
    whole = max(float(before[-1]), 1e-6)
    alike = [_mean_of_others(chances, np.array(keys)) for keys in (look.kinds, look.boxes)]
    found: Numbers = np.c_[rows, chances, np.array(near).T, np.array(alike).T, before / whole, before, whole - before]
    return found


def _mean_of_others(chances: Numbers, keys: npt.NDArray[np.int_]) -> Numbers:
    """The mean chance of the other pieces with the same key; -1 where there are none."""
    counts, sums = np.bincount(keys)[keys], np.bincount(keys, weights=chances)[keys]
    means: Numbers = np.where(counts > 1, (sums - chances) / np.maximum(counts - 1, 1), -1.0)
    return means


@cache
def load_model(path: Path = MODEL_FILE) -> BlockModel:
    """The model of the package, or of another file.

    Raises:
        ModelError: the file cannot be read or is none.
    """
    return read_fitted(path, BlockModel, "the block model", "python -m evals.train_blocks")

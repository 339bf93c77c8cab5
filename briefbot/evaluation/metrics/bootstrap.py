"""How sure a figure is: percentile bootstrap over cases, and paired differences between two runs.

Cases are drawn again with replacement 2,000 times, always with the same seed, and the figure is computed from each
draw; the 2.5th and 97.5th percentiles of these bound the interval (Efron and Tibshirani, An Introduction to the
Bootstrap, 1993, chapter 13). Cases are drawn and not sentences, because the sentences of one answer stand or fall
together. A difference between two runs is drawn from the cases that both scored, the same cases for both (Koehn,
Statistical Significance Tests for Machine Translation Evaluation, EMNLP 2004).

NumPy and not `scipy.stats.bootstrap`: figures here are ratios of sums over cases, scipy refuses a single case, and its
interval for the other cases is the same (a test compares them). Where all cases agree the interval has no width; that
says that drawing them again would show nothing else, not that other cases would agree too. For a plain share of few
cases there is Wilson's interval, which has a width then.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from briefbot.types import Frozen

RESAMPLES = 2000
BOOTSTRAP_SEED = 20190714
LEVEL = 0.95
_Z = 1.959964  # of the normal distribution, at LEVEL
Ratio = tuple[float, float]
"""A case's share of a figure that is a ratio: what it adds above and below the line."""
_Floats = npt.NDArray[np.float64]


class Estimate(Frozen):
    """A figure with the bounds of its interval."""

    value: float
    low: float
    high: float


def ratio(parts: Sequence[Ratio], level: float = LEVEL) -> Estimate | None:
    """The sum above the line by the sum below it; None when nothing is below it.

    Args:
        parts: one pair a case. A mean has 1 below the line in every case.
        level: of the interval, 0 to 1.
    """
    table = np.asarray(parts, dtype=np.float64).reshape(-1, 2)
    if not table[:, 1].sum() > 0:
        return None
    drawn = _ratios(table, _draws(len(table)))
    return _estimate(float(table[:, 0].sum() / table[:, 1].sum()), drawn, level)


def wilson(parts: Sequence[Ratio]) -> Estimate | None:
    """The share of cases, each 0 or 1, with the 95% score interval; None without cases.

    Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 1927.
    """
    cases = sum(below for _, below in parts)
    if not cases > 0:
        return None
    share = sum(above for above, _ in parts) / cases
    middle = (share + _Z**2 / (2 * cases)) / (1 + _Z**2 / cases)
    reach = _Z * (share * (1 - share) / cases + _Z**2 / (4 * cases**2)) ** 0.5 / (1 + _Z**2 / cases)
    return Estimate(value=share, low=max(0.0, middle - reach), high=min(1.0, middle + reach))


def percentile(values: Sequence[float], share: float, level: float = LEVEL) -> Estimate | None:
    """The value below which a share of the values lie, by linear interpolation; None without values."""
    if not values:
        return None
    column = np.asarray(values, dtype=np.float64)
    drawn = np.quantile(column[_draws(len(column))], share, axis=1)
    return _estimate(float(np.quantile(column, share)), drawn, level)


def ratio_difference(one: Sequence[Ratio], other: Sequence[Ratio], level: float = LEVEL) -> Estimate | None:
    """A ratio of one run less that of another over the same cases in the same order; None when one has no value."""
    first, second = (np.asarray(parts, dtype=np.float64).reshape(-1, 2) for parts in (one, other))
    if not (first[:, 1].sum() > 0 and second[:, 1].sum() > 0):
        return None
    draws = _draws(len(first))
    value = first[:, 0].sum() / first[:, 1].sum() - second[:, 0].sum() / second[:, 1].sum()
    return _estimate(float(value), _ratios(first, draws) - _ratios(second, draws), level)


def percentile_difference(
    one: Sequence[float], other: Sequence[float], share: float, level: float = LEVEL
) -> Estimate | None:
    """A percentile of one run less that of another over the same cases in the same order; None without cases."""
    if not one:
        return None
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    draws = _draws(len(first))
    drawn = np.quantile(first[draws], share, axis=1) - np.quantile(second[draws], share, axis=1)
    return _estimate(float(np.quantile(first, share) - np.quantile(second, share)), drawn, level)


@lru_cache(maxsize=64)
def _draws(cases: int) -> npt.NDArray[np.intp]:
    """Positions of the cases of every draw, of shape (draws, cases)."""
    return np.random.default_rng(BOOTSTRAP_SEED).integers(0, cases, (RESAMPLES, cases), dtype=np.intp)


def _ratios(table: _Floats, draws: npt.NDArray[np.intp]) -> _Floats:
    """The ratio of each draw; not a number where a draw has nothing below the line."""
    sums = table[draws].sum(axis=1)
    above, below = sums[:, 0], sums[:, 1]
    found: _Floats = np.divide(above, below, out=np.full(len(sums), np.nan), where=below > 0)
    return found


def _estimate(value: float, drawn: _Floats, level: float) -> Estimate:
    """The interval from the draws that have a value; the value itself when none has."""
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return Estimate(value=value, low=value, high=value)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value=value, low=float(low), high=float(high))

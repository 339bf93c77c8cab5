from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from briefbot.evaluation.metrics.bootstrap import (
    RESAMPLES,
    percentile,
    percentile_difference,
    ratio,
    ratio_difference,
    wilson,
)

VALUES = [0.0, 1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 1.0, 0.25, 1.0, 0.0, 1.0]


def test_a_mean_has_the_interval_that_scipy_gives() -> None:
    found = ratio([(value, 1.0) for value in VALUES])
    expected = stats.bootstrap(
        (VALUES,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    assert found is not None
    assert found.value == pytest.approx(7.75 / 12)
    assert found.low == pytest.approx(expected.low, abs=0.02)
    assert found.high == pytest.approx(expected.high, abs=0.02)


def test_a_ratio_sums_before_it_divides() -> None:
    found = ratio([(1.0, 1.0), (1.0, 3.0)])
    assert found is not None
    assert found.value == 0.5
    assert (found.low, found.high) == pytest.approx((1 / 3, 1.0))


def test_the_same_cases_give_the_same_interval() -> None:
    assert ratio([(value, 1.0) for value in VALUES]) == ratio([(value, 1.0) for value in VALUES])


def test_one_case_and_equal_cases_have_no_width() -> None:
    for parts in ([(1.0, 1.0)], [(1.0, 1.0)] * 9):
        found = ratio(parts)
        assert found is not None
        assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("parts", [[], [(0.0, 0.0), (0.0, 0.0)]])
def test_a_ratio_with_nothing_below_has_no_value(parts: list[tuple[float, float]]) -> None:
    assert ratio(parts) is None


def test_draws_without_a_value_are_left_out() -> None:
    found = ratio([(1.0, 1.0), *[(0.0, 0.0)] * 30])
    assert found is not None
    assert (found.low, found.high) == (1.0, 1.0)


def test_percentiles_interpolate() -> None:
    found = percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    assert found is not None
    assert found.value == 2.5
    assert 1.0 <= found.low < 2.5 < found.high <= 4.0
    assert percentile([], 0.5) is None


def test_a_difference_is_paired() -> None:
    """The cases vary much and the gain hardly: paired, the interval is narrow."""
    before = [(value, 1.0) for value in VALUES]
    after = [(value + 0.1, 1.0) for value in VALUES]
    found = ratio_difference(after, before)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))


def test_the_interval_of_few_changed_cases_reaches_zero() -> None:
    """A draw without any of k changed cases of many has the probability e^-k: at 95%, four are more than noise."""
    before = [(1.0, 1.0)] * 80
    for changed, beyond in ((1, False), (3, False), (4, True)):
        found = ratio_difference([(0.0, 1.0)] * changed + before[changed:], before)
        assert found is not None
        assert found.value == pytest.approx(-changed / 80)
        assert (found.high < 0) is beyond


def test_percentile_differences_are_of_the_percentiles() -> None:
    found = percentile_difference([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], 0.5)
    assert found is not None
    assert found.value == 2.0


def test_there_are_enough_draws() -> None:
    assert RESAMPLES >= 1000


def test_the_interval_of_wilson_is_that_of_the_paper_and_has_a_width() -> None:
    found = wilson([(1.0, 1.0)] * 15 + [(0.0, 1.0)] * 5)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.75, 0.5313, 0.8881), abs=1e-4)
    sure = wilson([(1.0, 1.0)] * 10)
    assert sure is not None
    assert (sure.low, sure.high) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson([]) is None

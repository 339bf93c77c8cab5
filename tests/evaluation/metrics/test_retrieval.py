from __future__ import annotations

from math import log2

import pytest

from briefbot.evaluation.metrics.retrieval import Place, gains, hits, ndcg, recall, reciprocal_rank

A, B, C, D = ("a", 1), ("a", 2), ("b", 1), ("c", 1)


def found(*places: Place) -> list[list[Place]]:
    return [[place] for place in places]


def test_one_gold_paragraph_at_rank_two() -> None:
    counts = gains(found(A, B, C), [[B]])
    assert counts == [0, 1, 0]
    assert (hits(counts, 1), hits(counts, 2)) == (0.0, 1.0)
    assert recall(counts, 1, 2) == 1.0
    assert reciprocal_rank(counts, 10) == 0.5
    assert ndcg(counts, 1, 10) == pytest.approx(1 / log2(3))


def test_within_a_group_any_will_do() -> None:
    assert gains(found(C, A, B), [[A, B]]) == [0, 1, 0]


def test_each_group_has_to_be_found() -> None:
    counts = gains(found(A, D, C), [[A], [C]])
    assert counts == [1, 0, 1]
    assert recall(counts, 2, 2) == 0.5
    assert recall(counts, 2, 3) == 1.0
    assert ndcg(counts, 2, 3) == pytest.approx((1 + 1 / log2(4)) / (1 + 1 / log2(3)))


def test_nothing_found() -> None:
    counts = gains(found(D), [[A]])
    assert (hits(counts, 5), recall(counts, 1, 5), reciprocal_rank(counts, 5), ndcg(counts, 1, 5)) == (0, 0, 0, 0)


def test_a_text_in_several_places_counts_for_each() -> None:
    assert gains([[D, A]], [[A]]) == [1]


def test_a_rank_beyond_the_cut_does_not_count() -> None:
    counts = gains(found(D, D, A), [[A]])
    assert reciprocal_rank(counts, 2) == 0.0
    assert ndcg(counts, 1, 2) == 0.0


def test_the_best_ranking_has_ndcg_one() -> None:
    assert ndcg(gains(found(A, C, D), [[A], [C]]), 2, 10) == pytest.approx(1.0)
    assert ndcg(gains([[A, C], [D]], [[A], [C]]), 2, 10) == 1.0

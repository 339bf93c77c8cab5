"""How well the right paragraphs are ranked.

A question has one or more groups of gold paragraphs. One paragraph of each group has to be found, and within a group
any will do, so a group is found once and its other paragraphs then count neither for nor against. A question that one
paragraph answers has one group, and the measures are then the usual ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2

Place = tuple[str, int]
"""An article and the number of its paragraph."""


def gains(found: Sequence[Collection[Place]], groups: Sequence[Collection[Place]]) -> list[int]:
    """For each rank, how many groups are found there for the first time.

    Args:
        found: best first, the places of what was found; several where one text stands in several places.
        groups: gold paragraphs.
    """
    open_groups = [frozenset(group) for group in groups]
    counts = []
    for places in found:
        still_open = [group for group in open_groups if not group & frozenset(places)]
        counts.append(len(open_groups) - len(still_open))
        open_groups = still_open
    return counts


def hits(counts: Sequence[int], cut: int) -> float:
    """Hits@k: 1 when a gold paragraph is among the first k, else 0."""
    return float(any(counts[:cut]))


def recall(counts: Sequence[int], groups: int, cut: int) -> float:
    """Recall@k: the share of the groups that are found among the first k.

    Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), section 8.3.
    """
    return sum(counts[:cut]) / groups


def reciprocal_rank(counts: Sequence[int], cut: int) -> float:
    """1 / rank of the first gold paragraph among the first k, 0 without one; its mean over questions is the MRR.

    Source: Voorhees, The TREC-8 Question Answering Track Report (TREC 1999).
    """
    return next((1 / rank for rank, count in enumerate(counts[:cut], start=1) if count), 0.0)


def ndcg(counts: Sequence[int], groups: int, cut: int) -> float:
    """nDCG@k: the sum of gain / log2(rank + 1) over the first k, by that of the best ranking possible.

    The gain is the number of groups found first at that rank.
    Source: Järvelin and Kekäläinen, Cumulated Gain-based Evaluation of IR Techniques (ACM TOIS, 2002).
    """
    gained = sum(count / log2(rank + 1) for rank, count in enumerate(counts[:cut], start=1))
    best = sum(1 / log2(rank + 1) for rank in range(1, min(groups, cut) + 1))
    return min(1.0, gained / best)

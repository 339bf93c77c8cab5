from __future__ import annotations

import datetime as dt

import numpy as np

from briefbot.briefing.clustering import Likeness, clusters, group, split
from briefbot.briefing.importance import importance
from briefbot.briefing.similarity import (
    Features,
    VectorStore,
    alike,
    alike_in_time,
    cosine,
    features_of,
    name_rarity,
    whole,
)
from tests.conftest import make_article
from tests.doubles import BagOfWords

DAY = dt.date(2018, 3, 12)


def drawn(x: float, y: float, day: int = 0, **names: float) -> Features:
    vector = np.array([x, y], dtype=np.float32) / np.float32(np.hypot(x, y))
    return Features(lead=vector, body=vector, names=names, day=DAY + dt.timedelta(days=day))


def test_clusters_join_by_the_mean_distance() -> None:
    distances = np.array([[0, 0.1, 0.9], [0.1, 0, 0.5], [0.9, 0.5, 0]])
    one, two, three = clusters(distances, 0.6)
    assert one == two != three  # the mean of 0.9 and 0.5 is 0.7
    assert len(set(clusters(distances, 0.75))) == 1
    assert clusters(np.zeros((1, 1)), 0.5) == [0]
    assert clusters(np.zeros((0, 0)), 0.5) == []


def test_likeness_is_of_words_and_names_less_the_days_between() -> None:
    one, other = drawn(1, 0, aske=2.0), drawn(1, 0, day=4, aske=2.0)
    assert round(alike(one, other), 6) == 1.0
    assert round(alike_in_time(one, other), 6) == 0.88
    assert round(alike(one, drawn(0, 1, dahl=2.0)), 6) == 0.0


def test_two_articles_are_compared_once_and_as_ever() -> None:
    between = Likeness()
    several = [drawn(1, 0, aske=2.0, dahl=1.5), drawn(1, 3, dahl=1.5, holm=0.5), drawn(0, 1, holm=2.0)]
    for one in several:
        for other in several:
            assert between(one, other) == between(other, one) == alike(one, other) == alike(other, one)
    assert [between(one, drawn(5, 1, aske=float(n))) for n in range(9) for one in several] == [
        alike(one, drawn(5, 1, aske=float(n))) for n in range(9) for one in several
    ]


def test_what_is_alike_is_grouped() -> None:
    one, two, three = group([drawn(1, 0, a=1.0), drawn(1, 0.2, a=1.0), drawn(0, 1, b=1.0)])
    assert one == two != three


def test_cosine_of_sparse_vectors() -> None:
    assert round(cosine({"a": 3.0, "b": 4.0}, {"a": 3.0}), 6) == 0.6
    assert cosine({}, {"a": 1.0}) == 0.0


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    articles = [make_article(f"On Monday Mr Orlan met Ms {name}.") for name in ("Aske", "Berg", "Dahl")]
    rare = name_rarity(articles)
    assert rare.of("aske") > rare.of("orlan")


def test_an_ordinary_article_is_one_unit() -> None:
    vectors = VectorStore(BagOfWords())
    article = make_article(
        *(f"Ada Holm said that the pier of Skerry needs repair number {n} soon, again." for n in "1234")
    )
    unit = whole(article, DAY)
    rare = name_rarity([article])
    assert split(unit, features_of([unit] * 3, vectors, rare), vectors, rare) == [unit]


def test_importance_counts_publishers_once_and_what_is_new() -> None:
    vectors = VectorStore(BagOfWords())
    one = whole(make_article("The ferry sailed on Monday.", source="Coast Gazette"), DAY)
    two = whole(make_article("A ferry sailed again.", source="Northern Post"), DAY)
    three = whole(make_article("The ferry sails.", source="Coast Gazette"), DAY)
    rare = name_rarity([])
    alone = importance([one], features_of([one], vectors, rare), [], DAY, [{}])
    both = importance([one, two], features_of([one, two], vectors, rare), [], DAY, [{}, {}])
    again = importance([one, three], features_of([one, three], vectors, rare), [], DAY, [{}, {}])
    assert both.publishers > alone.publishers == again.publishers
    assert both.total > again.total
    assert alone.recency == 1 and alone.novelty == 1
    old = importance(
        [one], features_of([one], vectors, rare), features_of([one], vectors, rare), DAY + dt.timedelta(days=2), [{}]
    )
    assert old.novelty == 0 and old.recency == 0.5
    assert old.total < alone.total < 1

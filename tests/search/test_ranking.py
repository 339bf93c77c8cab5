from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from briefbot.search.chunking import chunk_article
from briefbot.search.ranking import (
    DAY_FEATURE,
    Found,
    coefficients,
    features,
    kind,
    of_asked_days,
    score,
    telling_sentence,
)
from briefbot.types import Chunk
from tests.conftest import make_article

QUESTION = "Who mended the lighthouse of Skerry?"


def chunks(*texts: str) -> list[Chunk]:
    return chunk_article(make_article(*texts, title="Lighthouse shines"), 900)


def found(given: list[Chunk], **changes: Any) -> Found:  # noqa: ANN401  (each field has its own type)
    first = given[0]
    known = Found(
        words={first.id: 4.0},
        vectors={first.id: 0.5},
        articles={first.article_id: 3.0},
        having={"mended": {first.id}, "lighthouse": {first.article_id, first.id}},
        counts={"mended": 1, "lighthouse": 3},
        chunks=90,
        days={first.article_id: dt.date(2018, 3, 11)},
        sources={first.article_id: "Coast Gazette"},
    )
    return known._replace(**changes)


def test_every_feature_has_a_coefficient_for_each_kind_of_question() -> None:
    given = chunks("It was mended.", "Ada Holm did it.")
    names = {*features(QUESTION, given, found(given)), DAY_FEATURE}
    assert all(set(weights) == names for weights in coefficients().values())
    assert set(coefficients()) == {kind(QUESTION), kind(" ".join(f"word{number}" for number in range(40)))}


def test_the_words_of_the_next_paragraph_count_for_the_one_before_within_an_article() -> None:
    one, other = chunks("Nothing.", "It was mended."), chunks("Mended too.")
    given = [*one, *other]
    values = features(QUESTION, given, found(given, having={"mended": {one[1].id, other[0].id}}))
    assert list(values["text"]) == [0, 1, 1]
    assert list(values["next text"]) == [1, 0, 0]


def test_names_count_that_the_question_lacks_and_only_where_it_asks_for_one() -> None:
    given = chunks("The keeper and Ada Holm of Skerry met.", "Nobody came.")
    names = features(QUESTION, given, found(given))["names"]
    assert np.isclose(names[0], np.log1p(2))
    assert names[1] == 0
    assert not features("How did the lamp break?", given, found(given))["names"].any()


def test_a_day_that_the_question_names_is_that_of_publication_or_one_in_the_text() -> None:
    given = chunks("It was mended on 2 March.", "It rained.")
    assert list(of_asked_days("Who mended it on 2 March 2018?", given, found(given))) == [1, 0]
    assert list(of_asked_days("Who mended it on 11 March 2018?", given, found(given))) == [1, 1]
    assert list(of_asked_days(QUESTION, given, found(given))) == [0, 0]


def test_news_is_what_is_new_on_the_day_of_the_question() -> None:
    given = chunks("It was mended.")
    week = "Who mended the lighthouse this week?"
    fresh, late = (features(week, given, found(given), dt.date(2018, month, 14)) for month in (3, 6))
    assert (fresh["news"][0], fresh["recent"][0], late["news"][0], late["recent"][0]) == (1, 1, 0, 0)
    assert features(QUESTION, given, found(given), dt.date(2018, 3, 14))["news"][0] == 0


def test_no_word_of_a_question_known_leaves_a_score_for_each_chunk() -> None:
    given = chunks("One.", "Two.")
    scores = score("Qqq?", given, Found(words={}, vectors={given[0].id: 0.2}, having={"qqq": set()}, counts={"qqq": 0}))
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()


def test_the_telling_sentence_has_the_words_and_the_names_that_are_asked_for() -> None:
    text = "The lighthouse is old. Storms broke it. It was mended by Ada Holm of Aldport. Gulls came back."
    start, end = telling_sentence("Who mended the lighthouse?", text)
    assert text[start:end] == "It was mended by Ada Holm of Aldport."
    assert telling_sentence("Who mended it?", "One sentence only.") == (0, 18)

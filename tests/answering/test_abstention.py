from __future__ import annotations

import math

import pytest

from briefbot.answering.abstention import ASKED, DOUBT, UNASKED, answerable, is_in_doubt, shared
from briefbot.search.query import ENOUGH_WORDS
from briefbot.types import Signals


def test_the_probability_is_that_of_the_regression() -> None:
    log_odds = UNASKED.bias + UNASKED.weights["preference"] * 2 + UNASKED.weights["shared"] * 0.5
    assert answerable(Signals(preference=2, shared=0.5)) == pytest.approx(1 / (1 + math.exp(-log_odds)))
    log_odds = ASKED.bias + sum(ASKED.weights.values())
    assert answerable(Signals(preference=1, shared=1, support=1)) == pytest.approx(1 / (1 + math.exp(-log_odds)))


def test_a_stronger_preference_and_more_shared_words_make_an_answer_likelier() -> None:
    middle = answerable(Signals(preference=1, shared=0.5))
    assert answerable(Signals(preference=-1, shared=0.5)) < middle < answerable(Signals(preference=3, shared=0.5))
    assert answerable(Signals(preference=1, shared=0.2)) < middle < answerable(Signals(preference=1, shared=0.9))
    asked = answerable(Signals(preference=1, shared=0.5, support=0.0))
    assert answerable(Signals(preference=1, shared=0.5, support=-1)) < asked
    assert answerable(Signals(preference=1, shared=0.5, support=1)) > asked


def test_only_a_doubt_about_a_question_that_one_passage_can_answer_is_one() -> None:
    least, most = (math.log(p / (1 - p)) - UNASKED.bias - UNASKED.weights["shared"] * 0.5 for p in DOUBT)
    for log_odds, doubt in ((least - 0.1, False), (least + 0.1, True), (most - 0.1, True), (most + 0.1, False)):
        found = Signals(preference=log_odds / UNASKED.weights["preference"], shared=0.5)
        assert is_in_doubt("Who led the repairs?", found) is doubt
        assert not is_in_doubt(" ".join(f"word{at}" for at in range(20)), found)


def test_the_share_of_a_long_question_counts_eight_words() -> None:
    assert shared("Who led the repairs?", "The repairs went on.") == 0.5
    assert shared("Who?", "Ada Holm") == 0.0
    assert shared("What did Ada Holm test?", "She tested it.") == pytest.approx(1 / 3)
    many = " ".join(f"word{at}" for at in range(20))
    assert shared(many, "word1 word2 word3 word4") == 4 / ENOUGH_WORDS
    assert shared(many, many) == 1.0

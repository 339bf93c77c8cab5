from __future__ import annotations

import math

import pytest

from briefbot.abstention import BIAS, ENOUGH_WORDS, WEIGHTS, answerable, shared
from briefbot.types import Signals


def test_the_probability_is_that_of_the_regression() -> None:
    log_odds = BIAS + WEIGHTS["preference"] * 2 + WEIGHTS["shared"] * 0.5
    assert answerable(Signals(preference=2, shared=0.5)) == pytest.approx(1 / (1 + math.exp(-log_odds)))


def test_a_stronger_preference_and_more_shared_words_make_an_answer_likelier() -> None:
    middle = answerable(Signals(preference=1, shared=0.5))
    assert answerable(Signals(preference=-1, shared=0.5)) < middle < answerable(Signals(preference=3, shared=0.5))
    assert answerable(Signals(preference=1, shared=0.2)) < middle < answerable(Signals(preference=1, shared=0.9))


def test_the_share_of_a_long_question_counts_eight_words() -> None:
    assert shared("Who led the repairs?", "The repairs went on.") == 0.5
    assert shared("Who?", "Ada Holm") == 0.0
    assert shared("What did Ada Holm test?", "She tested it.") == pytest.approx(1 / 3)
    many = " ".join(f"word{at}" for at in range(20))
    assert shared(many, "word1 word2 word3 word4") == 4 / ENOUGH_WORDS
    assert shared(many, many) == 1.0

"""Tokens that are read on trial are those that follow the same words in what was read."""

from __future__ import annotations

from briefbot.llm.llamacpp import looked_up


def test_what_follows_the_same_words_is_given() -> None:
    assert looked_up([7, 1, 2], [9, 1, 2, 3, 4, 5], 2) == [3, 4]


def test_the_longest_phrase_and_its_last_place_count() -> None:
    assert looked_up([0, 1, 2], [0, 1, 2, 3, 1, 2, 4], 1) == [3]
    assert looked_up([8, 1, 2], [0, 1, 2, 3, 1, 2, 4], 1) == [4]


def test_one_word_is_too_little_and_the_end_has_nothing_after_it() -> None:
    assert looked_up([2], [1, 2, 3], 4) == []
    assert looked_up([1, 2], [1, 2], 4) == []

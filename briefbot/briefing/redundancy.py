"""Whether one sentence says what another says."""

from __future__ import annotations

from collections.abc import Iterable

from briefbot.briefing.similarity import VectorStore
from briefbot.text.numbers import NUMBER
from briefbot.text.words import content_words

_CONTAINED = 0.75  # share of the shorter sentence's words that the other has
REPEATING = 0.75  # cosine of the two, with
NEARLY = 0.8  # share of the words of two sentences that both have, from which they are one sentence
TOLD_BY_HEADLINE = 0.75  # share of a sentence's words from which its headline has told it
PARTLY = 0.4  # this share of the shorter one's words


class SaidBefore:
    """What has been said, and whether a further sentence says it again.

    Args:
        vectors: of sentences.
    """

    def __init__(self, vectors: VectorStore) -> None:
        self.vectors = vectors
        self._texts: list[str] = []

    def add(self, texts: Iterable[str]) -> None:
        """Count sentences as said."""
        self._texts += texts

    def repeats(self, text: str) -> bool:
        """Whether something that has been said says the same."""
        return any(says_same(text, other, self.vectors) for other in self._texts)

    def tells(self, text: str) -> bool:
        """Whether something that has been said says the same, and has every number of it."""
        known = (other for other in self._texts if not _numbers(text) - _numbers(other))
        return any(says_same(text, other, self.vectors) for other in known)

    def has(self, text: str) -> bool:
        """Whether the same sentence, but for a few words, has been said."""
        return any(is_nearly(text, other) for other in self._texts)


def is_nearly(one: str, other: str) -> bool:
    """Whether two sentences are one, but for a few words: the same numbers, and hardly a word that both do not have."""
    mine, theirs = set(content_words(one)), set(content_words(other))
    shared = len(mine & theirs)
    return shared > 0 and shared >= NEARLY * len(mine | theirs) and _numbers(one) == _numbers(other)


def is_told_by(sentence: str, headline: str) -> bool:
    """Whether a sentence tells hardly more than the headline above it."""
    words, known = set(content_words(sentence)), set(content_words(headline))
    return len(words & known) >= TOLD_BY_HEADLINE * len(words) and not _numbers(sentence) - _numbers(headline)


def says_same(one: str, other: str, vectors: VectorStore) -> bool:
    """Whether of two sentences one says no more than the other.

    They do when three quarters of the words of the shorter stand in the other, or two fifths of them and their vectors
    are near. Sentences that each have a number which the other lacks say different things.
    """
    mine, theirs = set(content_words(one)), set(content_words(other))
    if not mine or not theirs:
        return False
    if _numbers(one) - _numbers(other) and _numbers(other) - _numbers(one):
        return False
    share = len(mine & theirs) / min(len(mine), len(theirs))
    return share >= _CONTAINED or (share >= PARTLY and float(vectors(one) @ vectors(other)) >= REPEATING)


def _numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))

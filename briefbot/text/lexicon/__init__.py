"""The word lists of English, by subject, and how a pattern is made of them.

An entry may be a piece of a pattern: 'reports?' stands for both forms of the noun.
"""

from __future__ import annotations

from collections.abc import Iterable


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


def split_phrases(text: str) -> tuple[str, ...]:
    """What stands between the semicolons of a text, in order."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(";"))


def any_of(words: Iterable[str]) -> str:
    """A group of a pattern that matches one of some words."""
    return f"(?:{'|'.join(words)})"

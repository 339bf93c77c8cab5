"""A draft that says a sentence again, noticed while it is written.

A small model loops: it writes one sentence again and again until its tokens run out, and every one of them is taken out
later. So the writing is stopped at the words that show it, and goes on with the next paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefbot.text.words import WORD, plain_word

SHOWN_BY = 0.7  # share of an earlier sentence's words that a new one must begin with to be the same again,
LEAST_WORDS = 6  # and so many at least
LINE_SENTENCES = 2  # of one line; a third that begins is more than was asked for
_LINE = re.compile(r"\[(\d+)\] (.*)")
_HEADLINE = "Headline:"
# Cheap, as it runs at every token: a sentence that it fails to cut is only noticed later.
_BREAK = re.compile(
    r"(?:(?<=[a-z0-9\"”]{2}[.!?])|(?<=[a-z0-9]{2}[.!?][\"”’])|(?<=[a-z0-9]{2}[.!?][\"”’]{2}))\s+(?=[A-Z“\"])"
)


class LoopWatch:
    """Whether what is being written says a sentence again, or goes on where there is nothing more to write.

    Args:
        said: sentences that were written before.
        headed: whether a headline is wanted; where none is, a line that goes over into one has been written.
    """

    def __init__(self, said: Iterable[str] = (), headed: bool = True) -> None:
        self._headed = headed
        self._said = [_words(sentence) for sentence in said]

    def __call__(self, text: str) -> bool:
        """Whether the sentence at the end of a draft repeats one before it, or is one too many of its line."""
        *lines, last = text.split("\n")
        line = _LINE.fullmatch(last)
        if not line:
            return False
        *before, current = _BREAK.split(line[2])
        words = _words(current)
        if before and not self._headed and current.startswith(_HEADLINE):
            return True
        if len(before) >= LINE_SENTENCES and words:
            return True
        if len(words) < LEAST_WORDS:
            return False
        earlier = [*self._said, *map(_words, [*_written(lines), *before])]
        return any(words == one[: len(words)] and len(words) >= SHOWN_BY * len(one) for one in earlier)


def _written(lines: Iterable[str]) -> list[str]:
    return [sentence for line in lines if (found := _LINE.fullmatch(line)) for sentence in _BREAK.split(found[2])]


def _words(sentence: str) -> list[str]:
    return [plain_word(word) for word in WORD.findall(sentence)]


def stopped_at(text: str) -> tuple[str, int]:
    """What is left of a draft that was stopped, without its last sentence, and the number of the line it stopped in."""
    lines = text.split("\n")
    line = _LINE.fullmatch(lines[-1])
    number = int(line[1]) if line else 0
    kept = _BREAK.split(line[2])[:-1] if line else []
    return "\n".join([*lines[:-1], *([f"[{number}] {' '.join(kept)}"] if kept else [])]), number


def written_sentences(text: str) -> list[str]:
    """The sentences of a draft's lines."""
    return _written(text.split("\n"))

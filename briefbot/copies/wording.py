"""The words of a text as copies are compared by them: without case, punctuation and styles of writing numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from briefbot.types import Article

RUN = 3  # words in a row that make a shared run; fewer meet by chance, more break at every small edit

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*\s*$|^\s*[\"'“‘(]*$")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DIGITS = {word: str(value) for value, word in enumerate(_SMALL)}


def words(text: str) -> list[str]:
    """The words and numbers of a text in order: '11:30am', '11.30 a.m.' and 'Eleven' begin alike as '11.30', '11'."""
    return [_plain(word) for word in _WORD.findall(_folded(text).casefold())]


def article_words(article: Article) -> list[list[str]]:
    """The words of each paragraph."""
    return [words(paragraph.text) for paragraph in article.paragraphs]


def runs(sequence: list[str]) -> Iterator[tuple[str, ...]]:
    """Each run of `RUN` words; a shorter sequence is one run."""
    for start in range(max(1, len(sequence) - RUN + 1)):
        yield tuple(sequence[start : start + RUN])


def particulars(texts: Iterable[str]) -> tuple[set[str], set[str]]:
    """The numbers, and the names that stand inside sentences: what differs between two fillings of one template."""
    numbers: set[str] = set()
    names: set[str] = set()
    for text in texts:
        folded = _folded(text)
        for match in _WORD.finditer(folded):
            word = match.group()
            plain = _plain(word.casefold())
            if plain[0].isdigit():
                numbers.add(plain)
            elif word[0].isupper() and not _SENTENCE_END.search(folded[max(0, match.start() - 8) : match.start()]):
                names.add(plain)
    return numbers, names


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("’", "'")


def _plain(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "").replace(":", ".")
    return _DIGITS.get(word, word)

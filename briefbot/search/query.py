"""What a question asks for as far as finding goes: whose reports it names, how many parts it has, whether of late."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefbot.text.words import content_words

_NAMES = re.compile(r"\b(?:who|whom|whose|where|which|names?|named|called)\b", re.I)
_OF_LATE = re.compile(
    r"\b(?:(?:this|last|past|next) (?:week|weekend|month)|recently|today|yesterday|tomorrow|soon|now|latest|will)\b",
    re.I,
)
_PARTS = re.compile(r"\s+[|:]\s+|: | - ")
_ARTICLE = re.compile(r"^the\s+", re.I)
ENOUGH_WORDS = 8  # of a question, however long it is: no passage has all words of a question in many parts
LEAST_NAME = 4  # letters that a publisher's short name must have to be looked for


def has_many_parts(question: str) -> bool:
    """Whether a question has twice as many content words as are enough."""
    return len(set(content_words(question))) >= 2 * ENOUGH_WORDS


def asks_for_a_name(question: str) -> bool:
    """Whether a question is answered by a name: who, where, which, "what is it called"."""
    return _NAMES.search(question) is not None


def is_of_late(question: str) -> bool:
    """Whether a question is after what is new: "this week", "recently", "will"."""
    return _OF_LATE.search(question) is not None


def named_publishers(question: str, publishers: Iterable[str]) -> tuple[str, ...]:
    """The publishers that a question names, of those known; "The Age" is not found in "the age of steam".

    Names are compared as written, without a "The" before them and without what follows a bar, a colon or a dash
    ("Wire | World News").
    """
    found = []
    for publisher in publishers:
        name = short_name(publisher)
        if re.search(rf"(?<!\w){re.escape(publisher)}(?!\w)", question) or (
            len(name) >= LEAST_NAME and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question)
        ):
            found.append(publisher)
    return tuple(found)


def short_name(publisher: str) -> str:
    """A publisher's name without its article and its section."""
    return without_article(_PARTS.split(publisher)[0])


def without_article(name: str) -> str:
    """A name without 'the' before it."""
    return _ARTICLE.sub("", name).strip()

"""Whether a question stands alone, or leans on those before it: by its words, without a model.

Said of a question that stands alone it would be rewritten for nothing, so a question that names what it asks about is
left as it is, even where a person would hear the thread in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.search.retrieval import telling_words
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import MONTHS, WEEKDAYS
from briefbot.text.lexicon.followups import (
    ABOUT_IT,
    BARE,
    BEFORE_THAT,
    EMPTY_IT,
    LACKING,
    LEANING,
    MEASURED,
    NOT_POINTED_AT,
    OF_A_THING,
    OF_MANY,
    OPENERS,
    PERSON_FEMALE,
    PERSON_MALE,
)
from briefbot.text.lexicon.function_words import NO_NAMES
from briefbot.text.lexicon.people import NOT_PEOPLE
from briefbot.text.lexicon.places import CAPITALS, KNOWN, SAME
from briefbot.text.lexicon.questions import INTERROGATIVES, QUESTION_VERBS
from briefbot.text.lexicon.speech import SAYING
from briefbot.text.words import content_words, fold

_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
_OPENERS = re.compile(rf"^(?:{any_of(OPENERS)}\b[\s,]*)+(?=\w)", re.I)
PRONOUN = re.compile(rf"\b{any_of((*PERSON_MALE, *PERSON_FEMALE, *OF_MANY, *OF_A_THING))}\b(?!['’])", re.I)
_EMPTY_IT = re.compile(any_of(EMPTY_IT), re.I)
_SAYS = re.compile(rf"\b(?:{any_of(SAYING)}|say|think|believe)\s+(?:that\s+)?$", re.I)
_THAT = re.compile(rf"(?:^|\b{any_of(BEFORE_THAT)}\s+)that\b", re.I)
_THIS = re.compile(rf"\b(?:this|these|those)\b(?!\s+{any_of(NOT_POINTED_AT)}\b)", re.I)
_LEANING = re.compile(rf"\b{any_of(LEANING)}", re.I)
_BARE = re.compile(rf"{any_of(BARE)}\W*", re.I)
_LACKING = re.compile(
    r"(?<!\bto )(?<!\bwould )(?<!\bwill )(?<!\bshould )"
    rf"\b{any_of(word for words in LACKING.values() for word in words)}\W*$",
    re.I,
)
_VERB = re.compile(rf"\b{any_of((*QUESTION_VERBS, *INTERROGATIVES))}(?:n['’]t|['’]s|s)?\b", re.I)
_ABOUT = re.compile(rf"^{any_of(ABOUT_IT)}\b", re.I)
_THE = re.compile(r"\bthe\s+((?:[\w’'-]+\s+){0,2}?[\w’'-]+)", re.I)
ONE_PERSON = frozenset((*PERSON_MALE, *PERSON_FEMALE))
FRAGMENT = 4
"""The most words of what has no verb and leans; longer ones are searched for as they are."""
FEW = 1
"""Content words of a question without names that are too few to stand alone."""
_PLACES = KNOWN | set(CAPITALS) | {word for forms in SAME for form in forms for word in form if len(word) > 2}


def without_opener(question: str) -> str:
    """A question without the "and" or "but" that it begins with."""
    return _OPENERS.sub("", question)


def leans(question: str, before: Sequence[str]) -> str:
    """What makes a question lean on those before it, for people; empty when it stands alone.

    Args:
        question: as typed.
        before: the questions and answers before it.
    """
    text = without_opener(question).strip()
    plain = {word for said in before for word in _WORD.findall(said) if word.islower()}
    known = frozenset(fold(word) for said in before for word in capitalised(said)) - plain - NOT_PEOPLE
    if _BARE.fullmatch(text):
        return f"{text.rstrip('?! .')!r} alone"
    pointer = pointing(text, known)
    if pointer:
        return f"{pointer!r}"
    found = _LEANING.search(text)
    if found:
        return f"{found[0]!r}"
    if _is_fragment(text):
        return "no verb"
    if _LACKING.search(text):
        return f"{text.rstrip('?! .').split()[-1]!r} without what"
    if names_within(text, known) or find_dates(text, None):
        return ""
    return _unnamed(text, before)


def pointing(text: str, known: frozenset[str] = frozenset()) -> str:
    """The word of a question that stands for something outside of it: 'he', 'that', 'those'; empty without one."""
    pronoun = _pronoun(text, known)
    if pronoun:
        return pronoun
    found = _THAT.search(text) or _THIS.search(text)
    return found[0].split()[-1] if found else ""


def _pronoun(text: str, known: frozenset[str]) -> str:
    """The first pronoun that stands for something outside of the question."""
    for match in PRONOUN.finditer(text):
        ahead = text[: match.start()]
        if match[0].lower() == "it" and any(
            found.start() <= match.start() < found.end() for found in _EMPTY_IT.finditer(text)
        ):
            continue
        says = _SAYS.search(ahead)
        if says and content_words(ahead[: says.start()]):
            return ""
        if names_within(ahead, known) if match[0].lower() in ONE_PERSON else _names_thing(ahead):
            return ""
        return match[0]
    return ""


def _names_thing(text: str) -> bool:
    """Whether a text names what 'it' or 'they' may stand for: the or a thing, a place, or several people."""
    return re.search(r"\b(?:the|an?)\s+\w", text, re.I) is not None or any(
        fold(word) in _PLACES for word in _WORD.findall(text)
    )


def _is_fragment(text: str) -> bool:
    """Whether a question has no verb of its own: 'what about Japan?', 'in October?'."""
    words = _WORD.findall(_ABOUT.sub("", text))
    if _ABOUT.match(text):
        return len(words) <= FRAGMENT
    return not _VERB.search(text) and len(words) <= FRAGMENT and len(set(telling_words(text))) <= FEW


def _unnamed(text: str, before: Sequence[str]) -> str:
    """What a question without names leaves open: it says too little, or speaks of 'the vote' of the last turn."""
    if len(set(telling_words(text)).difference(MEASURED)) <= FEW:
        return "too few words to stand alone"
    said = {stem for part in before[-2:] for stem in content_words(part)}
    for match in _THE.finditer(text):
        if set(content_words(match[1])) & said:
            return f"'the {match[1]}'"
    return ""


def capitalised(text: str) -> list[str]:
    """The words of a text with a capital that are names: not those that any sentence may begin with."""
    return [
        word for word in _WORD.findall(text) if word[0].isupper() and word.lower() not in NO_NAMES | set(QUESTION_VERBS)
    ]


def names_within(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """The words of a question that name somebody, some place or something.

    They have a capital and do not begin it, or are known: countries, capitals, and names of the thread, folded.
    """
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        plain = fold(word)
        asks = plain in NO_NAMES or plain in QUESTION_VERBS or plain in INTERROGATIVES
        ordinary = plain in MONTHS or plain in WEEKDAYS or asks
        if (word[0].isupper() and match.start() and not asks) or (
            not ordinary and (plain in _PLACES or plain in known)
        ):
            found.append(word)
    return found

"""Whether the names of a claim are in its evidence: people, places, organisations, demonyms, acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import TIME_WORDS
from briefbot.text.lexicon.function_words import NO_NAMES, WHERE
from briefbot.text.lexicon.numbers import NUMBER_WORDS
from briefbot.text.lexicon.people import SPEAKERS, TITLES
from briefbot.text.lexicon.places import ACRONYMS, CAPITALS, KNOWN, PLACE, SAME
from briefbot.text.lexicon.speech import SPEAKING
from briefbot.text.words import fold
from briefbot.verification.evidence import Evidence, Mismatch, MismatchKind

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_]){1,7}(?!\w)\.?|[^\W\d_]+(?:['’][^\W\d_]+)*")
_WHERE = re.compile(rf"(?i)\b{any_of(WHERE)}\s(?:[a-z]+\s)?$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…]|[\"“”‘])[\s\"“”‘’'(\[*-]*$|^\W*$")


class Lexicon(NamedTuple):
    """The words that names of a claim may be made of."""

    words: frozenset[str]
    """Every word, folded; with the countries and the long forms that they stand for."""
    acronyms: frozenset[str]
    """Words that stand in the evidence with capitals, and the initials of its capitalised runs, folded."""
    pairs: frozenset[tuple[str, str]]
    """Words that stand side by side."""


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    folded: str


def _words(text: str) -> list[_Word]:
    return [_Word(match.group(), match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(text)]


@lru_cache(maxsize=64)
def lexicon(evidence: tuple[Evidence, ...]) -> Lexicon:
    """What the texts and contexts of the evidence let a claim name."""
    words: set[str] = set()
    acronyms: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for text in (part for item in evidence for part in (item.text, item.context) if part):
        found = _words(text)
        words |= {word.folded for word in found}
        acronyms |= {word.folded for word in found if word.text[0].isupper()}
        acronyms |= set(_initials(found))
        pairs |= {(first.folded, second.folded) for first, second in pairwise(found)}
    words |= {PLACE[word] for word in words if word in PLACE}
    implied = {place for word in words if word in CAPITALS for place in CAPITALS[word].split()}
    acronyms |= implied & ACRONYMS
    words |= implied
    for forms in SAME:
        if any(form <= words and (len(form) > 1 or form <= acronyms or form <= KNOWN) for form in forms):
            words |= set().union(*forms)
            acronyms |= {next(iter(form)) for form in forms if len(form) == 1}
    return Lexicon(frozenset(words), frozenset(acronyms), frozenset(pairs))


def _initials(words: Sequence[_Word]) -> Iterable[str]:
    """The initials of every run of three to six capitalised words: 'World Health Organization' gives 'who'."""
    letters = [
        word.folded[:1] if word.text[0].isupper() else ""
        for word in words
        if word.folded not in ("of", "and", "the", "for")
    ]
    for start in range(len(letters)):
        for end in range(start + 2, min(start + 6, len(letters)) + 1):
            if not letters[end - 1]:
                break
            if end - start > 2:
                yield "".join(letters[start:end])


def wrong_names(claim: str, known: Lexicon) -> list[Mismatch]:
    """A mismatch for each run of capitalised words of the claim of which some word is not known."""
    words = _words(claim)
    wrong: list[Mismatch] = []
    for position, word in enumerate(words):
        if _is_recombined(claim, words, position, known):
            wrong.append(Mismatch(kind=MismatchKind.NAME, text=word.text, start=word.start, end=word.end))
            continue
        if not _is_name(claim, words, position) or _is_known(word, known) or _spelled_out(words, position, known):
            continue
        if _is_government(claim, word, known):
            continue
        if wrong and not re.search(r"[^\s-]", claim[wrong[-1].end : word.start]):
            last = wrong.pop()
            text = claim[last.start : word.end]
            wrong.append(Mismatch(kind=MismatchKind.NAME, text=text, start=last.start, end=word.end))
        else:
            wrong.append(Mismatch(kind=MismatchKind.NAME, text=word.text, start=word.start, end=word.end))
    return wrong


def _is_name(claim: str, words: Sequence[_Word], position: int) -> bool:
    word = words[position]
    if not any(letter.isupper() for letter in word.text) or not word.folded:
        return False
    if word.folded in NO_NAMES and (len(word.text) == 1 or not word.text.isupper()):
        return False
    if word.folded in TIME_WORDS or word.folded in NUMBER_WORDS or word.folded in TITLES:
        return False
    if not _SENTENCE_START.search(claim, max(0, word.start - 6), word.start):
        return True
    # The first word of a sentence has its capital anyway: it is a name when it is known as one or used as one.
    if word.folded in KNOWN or word.folded in CAPITALS or any(letter.isupper() for letter in word.text[1:]):
        return True
    following = words[position + 1] if position + 1 < len(words) else None
    if following is None or word.folded in SPEAKERS:
        return False
    joined = claim[word.end : following.start] in (" ", "-")
    if joined and following.text[0].isupper() and following.folded not in NO_NAMES:
        return True
    return joined and following.folded in SPEAKING and not word.folded.endswith("s") or word.text.endswith(("'s", "’s"))


def _is_recombined(claim: str, words: Sequence[_Word], position: int, known: Lexicon) -> bool:
    """Whether it ends a name made of two others: 'Kim Jong-gil' from Kim Jong-un and Kim Myong-gil."""
    if position < 2 or not words[position].text.islower():
        return False
    family, given, last = words[position - 2 : position + 1]
    if claim[family.end : given.start] != " " or claim[given.end : last.start] != "-":
        return False
    named = family.text[0].isupper() and given.text[0].isupper() and (family.folded, given.folded) in known.pairs
    return named and family.folded not in NO_NAMES and (given.folded, last.folded) not in known.pairs


def _is_known(word: _Word, known: Lexicon) -> bool:
    name = word.folded
    if word.text.isupper() and 1 < len(name) <= 5:
        return name in known.acronyms or name.removesuffix("s") in known.acronyms
    return (
        any(
            form in known.words
            for form in (name, name.removesuffix("s"), name + "s", PLACE.get(name), PLACE.get(name.removesuffix("s")))
        )
        or name.removesuffix("s") in known.acronyms
    )


def _is_government(claim: str, word: _Word, known: Lexicon) -> bool:
    """Whether it is a capital that stands for a government which the evidence names, and not for the place."""
    names = set(CAPITALS.get(word.folded, "").split())
    if not names or _WHERE.search(claim, 0, word.start):
        return False
    return any(form <= names and form <= known.words for forms in SAME for form in forms) or (
        len(names) == 1 and names <= known.words
    )


def _spelled_out(words: Sequence[_Word], position: int, known: Lexicon) -> bool:
    """Whether the word is part of a long name whose initials the evidence has: 'World Health Organization', 'WHO'."""
    for start in range(max(0, position - 5), position + 1):
        run = [word for word in words[start : start + 7] if word.folded not in ("of", "and", "the", "for")]
        letters = ""
        for count, word in enumerate(run, 1):
            if not word.text[0].isupper():
                break
            letters += word.folded[:1]
            if (
                count > 1
                and start + count > position
                and len(letters) > 2
                and letters in known.acronyms
                and letters in known.words
            ):
                return True
    return False

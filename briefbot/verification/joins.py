"""Whether a claim joins what its evidence keeps apart: two people's names in one, a role or an act of somebody else.

Every word of such a claim is in its evidence, so that the checks of numbers, dates and names pass it. Careful on
purpose: only what the evidence gives to another is refused, and where a pronoun may stand for the person nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import TIME_WORDS
from briefbot.text.lexicon.function_words import NO_NAMES, PRONOUNS
from briefbot.text.lexicon.people import COURTESIES, NOT_PEOPLE, ROLES, TITLES
from briefbot.text.lexicon.places import CAPITALS, KNOWN
from briefbot.text.people import people
from briefbot.text.sentences import sentence_spans
from briefbot.text.words import fold, stems
from briefbot.verification.evidence import Evidence, Mismatch, MismatchKind

_PART = r"[A-Z][a-zà-öø-ÿ]+(?:[’'-][A-Za-zà-öø-ÿ]+)*"
_RUN = re.compile(rf"{_PART}(?:\s(?:(?:de|van|von|bin|al|of|the|and)\s)*{_PART})*")
_LONG_RUN = re.compile(rf"{_PART}(?:\s{_PART}(?:['’]s)?)+")
_FIGURE = re.compile(r"\b\d[\d,.]*\d\b")
LONG_NAME = 4  # words with capitals side by side,
LEAST_APART = 2  # of which so many neighbours are none in the evidence
LEAST_TOLD = 3  # stems of a claim besides the name,
REPEATED_SHARE = 0.75  # of which a sentence that it repeats has so many
# Names without end, which are none, and over which patterns of names take long.
_ENDLESS = re.compile(r"(?:[A-Z]\S*\s+){25}")
_POSSESSIVE = re.compile(r"['’]s?$")
_PRONOUN = re.compile(rf"\b{any_of(PRONOUNS)}\b", re.I)
_ROLE = any_of(ROLES)
_ROLE_OF = re.compile(
    rf"(?P<before>\b(?i:{_ROLE}))\s(?P<name>{_PART}(?:\s{_PART}){{0,3}})"
    rf"|(?P<named>{_PART}(?:\s{_PART}){{0,3}}),\s(?:the\s|an?\s)?(?:[\w’'-]+\s){{0,3}}?(?P<after>(?i:{_ROLE}))\b"
)
_NO_PERSON = NO_NAMES | NOT_PEOPLE | KNOWN | frozenset(CAPITALS) | TITLES | TIME_WORDS | {c.lower() for c in COURTESIES}


def wrong_joins(claim: str, evidence: Sequence[Evidence]) -> list[Mismatch]:
    """A mismatch for each name made of two people's, each role of another person, and each act of another person.

    Args:
        claim: one sentence.
        evidence: the paragraphs that it cites.
    """
    found = (text for item in evidence for text in (item.text, item.context) if text)
    texts = tuple(text for text in found if not _ENDLESS.search(text))
    known = people(texts)
    wrong = [*_joined_names(claim, texts, known), *_patched_runs(claim, texts), *_other_roles(claim, texts, known)]
    return [*wrong, *_other_number(claim, texts, known), *_other_person(claim, texts, known)]


def _joined_names(claim: str, texts: tuple[str, ...], known: Sequence[str]) -> list[Mismatch]:
    """Names of two people's parts: 'Ada Dahl' where the evidence has Ada Holm and Nils Dahl."""
    runs = _runs(texts)
    wrong = []
    for match in re.finditer(rf"(?<![\w-])({_PART})\s({_PART})", claim):
        first, last = (_bare(match[at]) for at in (1, 2))
        if {first, last} & _NO_PERSON or any(first in run and last in run for run in runs):
            continue
        owners = [{person for person in known if part in _parts(person) and " " in person} for part in (first, last)]
        if owners[0] and owners[1] and not owners[0] & owners[1]:
            wrong.append(_mismatch(match.group(), match.start()))
    return wrong


def _patched_runs(claim: str, texts: tuple[str, ...]) -> list[Mismatch]:
    """Long names whose words stand side by side nowhere: 'the Harbour Safety Chief Holm's Coast Guard'."""
    pairs = _pairs(texts)
    there = {word for pair in pairs for word in pair}
    wrong = []
    for match in _LONG_RUN.finditer(claim):
        words = list(map(_bare, match.group().split()))
        apart = sum(both not in pairs and not set(both) & _NO_PERSON for both in pairwise(words))
        if len(words) >= LONG_NAME and set(words) <= there and apart >= LEAST_APART:
            wrong.append(_mismatch(match.group(), match.start()))
    return wrong


def _other_number(claim: str, texts: tuple[str, ...], known: Sequence[str]) -> list[Mismatch]:
    """Numbers that a claim gives to a person, and every sentence of the evidence that has them to others."""
    full = [person for person in known if " " in person]
    here = [person for person in full if _last(person) in _words(claim)]
    if len(here) != 1:
        return []
    sentences = [text[slice(*span)] for text in texts for span in sentence_spans(text)]
    wrong = []
    for match in _FIGURE.finditer(claim):
        having = [text for text in sentences if match.group() in _FIGURE.findall(text)]
        others = [{p for p in full if _parts(p) & _words(text)} for text in having]
        apart = all(found and here[0] not in found for found in others)
        silent = not any(
            _PRONOUN.search(text) or any(found & _named(claim, full) for found in others) for text in having
        )
        if having and apart and silent:
            wrong.append(_mismatch(match.group(), match.start()))
    return wrong


def _named(text: str, full: Sequence[str]) -> set[str]:
    return {person for person in full if _parts(person) & _words(text)}


def _other_roles(claim: str, texts: tuple[str, ...], known: Sequence[str]) -> list[Mismatch]:
    """People with a role that the evidence gives to others, and nowhere to them."""
    holders = _holders(texts)
    sentences = [text[slice(*span)] for text in texts for span in sentence_spans(text)]
    wrong = []
    for match in _ROLE_OF.finditer(claim):
        role, name = (match["before"] or match["after"]).lower(), match["name"] or match["named"]
        own = [person for person in known if _parts(person) & _parts(name)]
        others = holders.get(role, frozenset())
        if len(own) != 1 or not others or others & _parts(own[0]):
            continue
        together = any(role in text.lower() and _parts(own[0]) & _words(text) for text in sentences)
        if not together:
            wrong.append(_mismatch(match.group(), match.start()))
    return wrong


def _other_person(claim: str, texts: tuple[str, ...], known: Sequence[str]) -> list[Mismatch]:
    """The person of a claim that, but for the name, repeats a sentence about somebody else."""
    full = [person for person in known if " " in person]
    here = [person for person in full if _last(person) in _words(claim)]
    name = here[0].split()[-1] if len(here) == 1 else ""
    told = stems(claim) - stems(here[0]) if name else frozenset()
    if len(told) < LEAST_TOLD:
        return []
    sentences = [text[slice(*span)] for text in texts for span in sentence_spans(text)]
    same = [text for text in sentences if len(told & stems(text)) >= REPEATED_SHARE * len(told)]
    others = [_named(text, full) for text in same]
    apart = all(found and here[0] not in found and not found & _named(claim, full) for found in others)
    at = re.search(re.escape(name), claim)
    if not same or not apart or any(_PRONOUN.search(text) for text in same) or not at:
        return []
    return [_mismatch(name, at.start())]


@lru_cache(maxsize=256)
def _pairs(texts: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for text in texts for pair in pairwise(map(_bare, re.findall(r"[\w’'-]+", text))))


@lru_cache(maxsize=256)
def _runs(texts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(_bare, match.group().split())) for text in texts for match in _RUN.finditer(text))


@lru_cache(maxsize=256)
def _holders(texts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The parts of the names of those who have a role, by the role."""
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        for match in _ROLE_OF.finditer(text):
            role, name = (match["before"] or match["after"]).lower(), match["name"] or match["named"]
            found[role] = found.get(role, frozenset()) | _parts(name)
    return found


def _parts(name: str) -> frozenset[str]:
    return frozenset(map(_bare, name.split())) - _NO_PERSON


def _last(name: str) -> str:
    return _bare(name.split()[-1])


def _words(text: str) -> frozenset[str]:
    return frozenset(_bare(match.group()) for match in re.finditer(r"[\w’'-]+", text))


def _bare(word: str) -> str:
    return fold(_POSSESSIVE.sub("", word))


def _mismatch(text: str, start: int) -> Mismatch:
    return Mismatch(kind=MismatchKind.JOIN, text=text, start=start, end=start + len(text))

"""Who speaks: the people of an article, whom 'he' and 'she' mean, and who said what is between quotation marks.

Careful on purpose: a pronoun is resolved only where the sentences before it name exactly one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.people import (
    AFTER_NO_ROLE,
    COURTESIES,
    NO_OFFICE,
    NOT_ANY_MORE,
    NOT_PEOPLE,
    ROLES,
    WRITTEN_TITLES,
)
from briefbot.text.lexicon.places import CAPITALS, KNOWN, LONG_NAMES
from briefbot.text.lexicon.sentences import SENTENCE_OPENERS
from briefbot.text.lexicon.speech import ACTING, SAYING
from briefbot.text.sentences import KEPT_TEXTS, sentence_spans
from briefbot.text.words import particulars
from briefbot.types import Frozen

LOOK_BACK = 2  # sentences before a pronoun in which its name must stand
_SAYING = any_of(SAYING)
_ROLE = any_of(ROLES)
_TITLE = rf"{any_of(WRITTEN_TITLES)}\.?"
_NAME = r"[A-Z][^\W\d_]*(?:[’'-][^\W\d_]+)*(?:\s+(?:de\s+|van\s+|von\s+|bin\s+)?[A-Z][^\W\d_]*(?:[’'-][^\W\d_]+)*)*"
_ACTING = any_of((_SAYING, *ACTING))
_EVIDENCE = (
    re.compile(rf"{_TITLE}\s+(?P<name>{_NAME})"),
    re.compile(rf"(?P<name>{_NAME})(?:,[^,.;]{{3,80}},)?\s+(?:later\s+|also\s+|then\s+)?{_ACTING}\b"),
    re.compile(rf"(?P<name>{_NAME}),\s+(?:a|an|the|his|her|its|who|one)\s[^,.;]{{0,60}}{_ROLE}"),
    re.compile(rf"{_ROLE},?\s+(?P<name>{_NAME})"),
)
_FULL = re.compile(rf"(?:{_NAME})")
_NO_ROLE = rf"(?!\s+{any_of(AFTER_NO_ROLE)}\b)"
_ROLE_SUBJECT = re.compile(
    rf"(?:[A-Z][a-z]*(?: [a-z]+){{0,2}},? )?(?P<role>[Tt]he\s+(?:[\w’'-]+\s+){{0,3}}?{_ROLE})\b{_NO_ROLE}(?!\s+of\b)"
)
_SOME_ROLE = re.compile(rf"\b(?:the|a|an|his|her|its|their)\s+(?:[\w’'-]+\s+){{0,3}}?{_ROLE}\b{_NO_ROLE}", re.I)
_THE_ROLE = re.compile(rf"\bthe\s+(?:[\w’'-]+\s+){{0,3}}?{_ROLE}\b{_NO_ROLE}", re.I)
_PRONOUN = re.compile(r"(?:He|She|His|Her)\b(?!['’])")
_POSSESSIVE = re.compile(r"(?:His|Her)\b")
# "An aide to Ann Poe said": not she.
_OF_ANOTHER = re.compile(
    rf"(?<!\baccording )\b(?:to|of|for|with|against|in|about)\s+(?:the\s+)?(?:{_TITLE}\s+)?$", re.I
)
_HE_OR_SHE = re.compile(r"\b(?:he|she)\b\W*$", re.I)
_HE_OR_SHE_SAID = re.compile(r"\W*(?:he|she)\b", re.I)
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_SUBJECT = re.compile(rf"(?P<words>[^;:]*?)\s*\b(?P<verb>{_SAYING})\b")
# A word that begins the sentence, before a name: "How Ada Holm won", "Meanwhile Nils Dahl said".
_OPENING = re.compile(rf"^(?:{any_of(SENTENCE_OPENERS)}\s+)+(?=[A-Z]\S*\s)")
_POLITE = re.compile(rf"{any_of(COURTESIES)}\.?\s*")


class SpokenWords(Frozen):
    """Words between quotation marks, and who said them."""

    speaker: str
    start: int
    """First character of the words within the sentence, after the opening mark."""
    end: int


def people(texts: Sequence[str]) -> tuple[str, ...]:
    """The people whom some texts name, each as fully as it is named first."""
    return _people(tuple(texts))


@lru_cache(maxsize=KEPT_TEXTS)
def _people(texts: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    inside = particulars(texts)[1]
    for text in texts:
        for name in _named(text):
            if len(name.split()) == 1 and name.lower() not in inside:
                continue  # an ordinary word at the beginning of a sentence
            if not any(_tokens(name) <= _tokens(known) for known in found):
                found = [known for known in found if not _tokens(known) < _tokens(name)] + [name]
    return tuple(found)


def _named(text: str) -> Iterator[str]:
    for pattern in _EVIDENCE:
        for match in pattern.finditer(text):
            name = re.sub(rf"^(?:.*\b{_TITLE}\s+)+|^(?i:{_ROLE})\s+|['’]s$", "", match["name"])
            name = _OPENING.sub("", name)
            parts = {word.lower() for word in re.split(r"[\s’']+", name) if word}
            if (
                name
                and not name.isupper()
                and not parts & (NOT_PEOPLE | KNOWN | set(CAPITALS))
                and not any(long <= parts for long in LONG_NAMES)
            ):
                yield name


def office_before(text: str, name: str) -> str:
    """The office that stands right before a name, with a space behind it: 'Chief Executive ' before 'Carrie Lam'.

    Empty when there is none, and of what somebody was before.
    """
    before = text[: text.find(name)]
    match = re.search(rf"(?:[A-Z][\w’'.-]*\s+){{0,4}}(?:{_TITLE}|{_ROLE})\s+$", before)
    if match and re.search(rf"\b{any_of(NOT_ANY_MORE)}[\s-]+$", before[: match.start()], re.I):
        return ""
    office = re.sub(rf"^(?:{any_of(NO_OFFICE)}\s+)+", "", match.group()) if match else ""
    return "" if not office or _POLITE.fullmatch(office) else f"{' '.join(office.split())} "


def shares_name(texts: Sequence[str], person: str, word: str) -> bool:
    """Whether a name stands behind another first name than that of its person somewhere: 'Erik Dahl', 'Nils Dahl'."""
    known = {*person.split(), *COURTESIES}
    for match in re.finditer(rf"(?P<first>[A-Z][\w’'-]+) {re.escape(word)}(?![\w-])", "\n".join(texts)):
        first = match["first"]
        plain = re.fullmatch(rf"{_TITLE}|{any_of(NO_OFFICE)}", first) or first.lower() in NOT_PEOPLE
        if first not in known and not plain:
            return True
    return False


def mentioned(text: str, known: Sequence[str]) -> list[str]:
    """Those of some people whom a text names, in full or in part, in the order of their first mention."""
    found: dict[str, int] = {}
    for name in known:
        own = [token for token in name.split() if sum(token in other.split() for other in known) == 1]
        places = [match.start() for token in own for match in re.finditer(rf"(?<!\w){re.escape(token)}(?!\w)", text)]
        if places:
            found[name] = min(places)
    return sorted(found, key=lambda name: found[name])


def meant(before: Sequence[str], known: Sequence[str]) -> str | None:
    """Whom a pronoun means, or None when that is not clear.

    The one person, or the one role ('the prime minister'), of the nearest of the sentences before it that names
    anybody; a sentence that names two, or somebody who is not known, leaves it unclear.

    Args:
        before: the sentences before that of the pronoun, in order.
        known: the people of the article.
    """
    for sentence in reversed(before[-LOOK_BACK:]):
        found = mentioned(sentence, known)
        strangers = _unknown(sentence, found)
        roles = _SOME_ROLE.findall(sentence)
        if len(found) + len(strangers) + len(roles) > 1:
            return None
        if found:
            return found[0]
        if roles:
            subject = _ROLE_SUBJECT.match(sentence)
            return f"the{subject['role'][3:]}" if subject else None
        if strangers:
            return None
    return None


def _strangers(sentence: str) -> list[str]:
    """Names of two words or more that may be those of people."""
    names = [match.group() for match in _FULL.finditer(sentence)]
    return [name for name in names if " " in name and not {w.lower() for w in name.split()} & (NOT_PEOPLE | KNOWN)]


def pronouns(texts: Sequence[str]) -> dict[tuple[int, int], str]:
    """Whom 'He', 'She', 'His' or 'Her' at the beginning of a sentence means, where it is clear.

    Args:
        texts: the paragraphs of an article, in order.

    Returns:
        Names by the position of the paragraph, from 0, and the first character of the pronoun within it.
    """
    known = people(texts)
    found: dict[tuple[int, int], str] = {}
    before: list[str] = []
    for at, text in enumerate(texts):
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            if begins_with_pronoun(sentence) and (name := meant(before, known)):
                found[at, start] = name
            before.append(sentence)
    return found


def begins_with_pronoun(sentence: str) -> bool:
    """Whether a sentence begins with 'He', 'She', 'His' or 'Her'."""
    return _PRONOUN.match(sentence) is not None


def in_place_of(pronoun: str, name: str) -> str:
    """A name in the place of a pronoun that begins a sentence: 'Ada Holm' for 'She', 'Ada Holm's' for 'Her'."""
    return f"{name}'s" if _POSSESSIVE.match(pronoun) else name


def quotations(sentence: str, before: Sequence[str], known: Sequence[str]) -> list[SpokenWords]:
    """The quotations of a sentence whose speaker is known.

    Args:
        sentence: it.
        before: the sentences before it.
        known: the people of the article.
    """
    found = []
    for match in _QUOTED.finditer(sentence):
        group = 1 if match[1] is not None else 2
        outside = f"{sentence[: match.start()]} {sentence[match.end() :]}"
        speaker = teller(outside, before, known)
        if speaker and len(match[group].split()) > 1:
            found.append(SpokenWords(speaker=speaker, start=match.start(group), end=match.end(group)))
    return found


def teller(outside: str, before: Sequence[str], known: Sequence[str]) -> str | None:
    """Who says what a sentence reports; None when that is not clear.

    Args:
        outside: the sentence, without what stands between quotation marks.
        before: the sentences before it.
        known: the people of the article.
    """
    verb = _SUBJECT.search(outside)
    if verb is None:
        return None
    words, behind = verb["words"], outside[verb.end() : verb.end() + 40]
    named = mentioned(words, known)
    if named:
        sure = len(named) == 1 or outside.startswith(tuple(named[0].split()))
        other = any(re.match(rf"\W*{re.escape(name)},", words) for name in _unknown(words, named))
        at = min(words.find(token) for token in named[0].split() if token in words)
        return named[0] if sure and not other and not _OF_ANOTHER.search(words[:at]) else None
    after = mentioned(behind, known)
    alone = not words.strip(" ,")
    if after and not _HE_OR_SHE.search(words):
        return after[0] if alone else None
    subject = behind if alone else words
    told = _HE_OR_SHE.search(words) or (alone and _HE_OR_SHE_SAID.match(behind)) or _THE_ROLE.search(subject)
    return meant(before, known) if told and not _unknown(subject, after) else None


def _unknown(text: str, named: Sequence[str]) -> list[str]:
    """Names of two words or more in a text that are none of those who are named."""
    return [name for name in _strangers(text) if not any(_tokens(name) & _tokens(own) for own in named)]


def _tokens(name: str) -> set[str]:
    return set(name.split())

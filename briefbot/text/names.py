"""Names of people and bodies: whom an article names, whether two names are one's, and which offices go with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pydantic import Field

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import MONTH_NAMES, WEEKDAY_NAMES
from briefbot.text.lexicon.function_words import STOP_WORDS
from briefbot.text.lexicon.people import COURTESIES, NOT_PEOPLE, OFFICE_QUALIFIERS, ROLES, TITLES, WRITTEN_TITLES
from briefbot.text.lexicon.places import CAPITALS, KNOWN, LONG_NAMES, PLACE, SAME
from briefbot.text.lexicon.sentences import SENTENCE_OPENERS
from briefbot.text.lexicon.speech import ACTING, HOLDING, RECEIVING, SAYING
from briefbot.text.people import people
from briefbot.text.sentences import KEPT_TEXTS
from briefbot.text.words import fold
from briefbot.types import Frozen

ROLE = any_of(ROLES)
SAID_BY = any_of((*SAYING, *HOLDING))
OFFICE_WORDS = rf"(?:{any_of(OFFICE_QUALIFIERS)}\s+){{0,3}}{ROLE}"
_NO_FIRST_NAME = any_of((*SENTENCE_OPENERS, *WEEKDAY_NAMES, *MONTH_NAMES, *COURTESIES, *WRITTEN_TITLES))
_NAMES = re.compile(
    rf"(?<![\w’'-])(?!{any_of((*SENTENCE_OPENERS, *WEEKDAY_NAMES, *MONTH_NAMES, *COURTESIES))}\b)"
    r"(?:[A-Z]\. [A-Z][a-z]+|[A-Z][a-z]+(?:[’'-][A-Za-z]+)*)(?: [A-Z][a-z]+(?:[’'-][A-Za-z]+)*){0,2}(?![\w’'-])"
)
_WORD = re.compile(r"[^\W_]+")
_POLITE = re.compile(rf"^(?:{any_of(COURTESIES)}\.?\s+|[Tt]he\s+|[Aa]n?\s+)+")


class Reference(Frozen):
    """Words that mean a person whom they do not name in full, resolved beside them."""

    text: str
    start: int = Field(ge=0, description="First character within the paragraph.")
    end: int
    name: str = Field(description="The person, as the article names them most fully.")
    rule: str = Field(description="How it is known: 'pronoun', 'office', 'subject before', 'short name'.")
    paragraph: int = Field(ge=1, description="The paragraph that names them so.")


def cast(texts: Sequence[str], asked: Sequence[str] = ()) -> tuple[str, ...]:
    """The people of an article, those of some names among them, each as fully as it names them.

    Besides those of `people.people` they are names of several words that are told as people are. A name of one word is
    a person's where a title, a courtesy or an initial stands before it, or a question asks for it.
    """
    whole = "\n".join(texts)
    alone = [name for name in people(tuple(texts)) if " " in name or _is_addressed(name, whole) or name in asked]
    known = list(alone)
    others = [match[0] for match in _NAMES.finditer(whole) if " " in match[0] and _is_a_person(match[0], whole)]
    for name in (*(_as_written(name, whole) for name in asked), *dict.fromkeys(others)):
        if name and not any(same_person(name, other) for other in known if " " in other):
            known = [other for other in known if not same_person(other, name)] + [name]
    families = {name.split()[-1] for name in known if " " in name}
    return tuple(name for name in known if " " not in name or name.split()[0] not in families)


def _is_addressed(name: str, text: str) -> bool:
    """Whether a name of one word stands behind a title, a courtesy or an initial somewhere: 'Mr Poe', 'A. Poe'."""
    before = rf"(?:{any_of((*COURTESIES, *WRITTEN_TITLES))}\.?|\b[A-Z]\.)"
    return re.search(rf"{before}\s+{re.escape(name)}(?!\w)", text) is not None


def _is_a_person(name: str, text: str) -> bool:
    """Whether a part of a name stands by itself as people are named after the first time: 'Mr Poe', 'Poe said'."""
    words = name.split()
    parts = {fold(part) for word in words for part in re.split(r"[-’']", word)}
    if (
        any(long <= parts for long in LONG_NAMES)
        or parts & (NOT_PEOPLE | KNOWN | set(CAPITALS))
        or parts & TITLES
        or words[0] in SENTENCE_OPENERS
    ):
        return False
    if re.search(
        rf"(?:{ROLE}),? {re.escape(name)}(?!\w)|{re.escape(name)}, (?:the|an?|his|her|its)\b[^,.;]{{0,60}}{ROLE}",
        text,
    ):
        return True
    full = re.escape(name)
    if re.search(rf"(?:^|[.!?]\s){full} (?:has |had |was |is )?{any_of((*ACTING, *RECEIVING))}\b", text, re.M):
        return True
    if re.search(rf", {full},? {SAID_BY}\b|(?:^|[.!?;]\s){full} of (?:the )?[A-Z]", text, re.M):
        return True
    alone = "|".join(re.escape(word) for word in (words[0], words[-1]))
    return (
        re.search(
            rf"(?<![A-Z]\w\w )(?<![\w-])(?:{_courtesy()}(?:{alone})|(?:{alone})(?:\s+\w+ly)?\s+{SAID_BY})\b"
            r"(?!\s+[A-Z])",
            text,
        )
        is not None
    )


def offices(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The offices that texts give to a person, in small letters, without country and article: 'prime minister'."""
    return _offices(name, tuple(text for text in texts if name.split()[-1] in text))


@lru_cache(maxsize=KEPT_TEXTS)
def _offices(name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    full = r"[\s-]+".join(re.escape(word) for word in _WORD.findall(name))
    one_word = "" if len(name_words(name)) > 1 else r"(?:[A-Z][\w’'-]+ )?"
    for text in texts:
        for pattern in (
            rf"(?P<office>(?i:{OFFICE_WORDS})),? (?:{_courtesy()})?{one_word}{full}(?!\w)",
            rf"(?<!\w){full}, (?:the|a|an|his|her|its|[A-Z][\w ]+['’]s)\s(?:[\w’'-]+ ){{0,3}}?"
            rf"(?P<office>(?i:{OFFICE_WORDS}))\b",
            rf"(?<!\w){full} (?:became|becomes|is|was) (?:the )?(?P<office>(?i:{OFFICE_WORDS}))\b",
        ):
            for match in re.finditer(pattern, text):
                found[match["office"].lower()] = None
    return tuple(found)


def _as_written(name: str, text: str) -> str:
    """A name as a text writes it, with the first name where it has one before it; empty where it has none."""
    words = [re.escape(word) for word in _WORD.findall(_POLITE.sub("", name))]
    if not words:
        return ""
    first = rf"(?:(?!{_NO_FIRST_NAME}\b)[A-Z][\w’'-]+ |[A-Z]\. )?" if len(words) == 1 else ""
    found = re.search(
        rf"(?<![\w-])(?:{first})" + r"[\s.-]+".join(words) + r"(?![\w-])", text, re.I if len(words) > 1 else 0
    )
    if not found or not found[0][0].isupper():
        return ""
    return found[0] if " " in found[0] or "-" in found[0] else ""


def full_names(text: str) -> tuple[str, ...]:
    """The names of two or three words in a text that can be of people: no office, body, place or month in them."""
    found = [match[0] for match in _NAMES.finditer(text) if " " in match[0]]
    return tuple(
        name
        for name in found
        if not {fold(word) for word in name.split()} & (NOT_PEOPLE | KNOWN | set(CAPITALS) | TITLES)
    )


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without titles and courtesies: 'Mr Jong-un Kim' gives jong, un, kim."""
    words = [fold(word) for word in _WORD.findall(_POLITE.sub("", name))]
    return tuple(word for word in words if word and word not in TITLES) or tuple(filter(None, words))


def same_person(one: str, other: str) -> bool:
    """Whether two names can be of one person: the words of one are among those of the other."""
    first, second = set(name_words(one)), set(name_words(other))
    return bool(first and second) and (first <= second or second <= first)


def same_party(asked: str, speaker: str) -> bool:
    """Whether a speaker who is no person is the one asked for: 'the police', 'Pyongyang' for North Korea.

    All telling words of what is asked for must be among the speaker's, countries and their capitals and peoples alike.
    """
    wanted, given = _party(asked), _party(speaker)
    return bool(wanted) and wanted <= given


def _party(name: str) -> frozenset[str]:
    words = [fold(word.rstrip("s")) if word[:1].islower() else fold(word) for word in re.findall(r"[\w.’']+", name)]
    found = {PLACE.get(word, word) for word in words if word and word not in STOP_WORDS}
    for capital in found & set(CAPITALS):
        names = set(CAPITALS[capital].split())
        found = found - {capital} | next((form for forms in SAME for form in forms if form <= names), names)
    for forms in SAME:
        if any(form <= found for form in forms):
            found = found - set().union(*forms) | set(forms[0])
    return frozenset(found)


def _courtesy() -> str:
    return rf"{any_of(COURTESIES)}\.?\s+"


def named_in(text: str, known: Sequence[str]) -> list[str]:
    """The people whom a text names, in full or in part, in the order of their first mention.

    A part of a name counts where it is nobody else's; behind another first name it is another person's.
    """
    found: dict[str, int] = {}
    for name in known:
        parts = [name, *(part for part in name.split() if sum(part in other.split() for other in known) == 1)]
        for part in parts:
            match = re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-])(?!-\w)", text)
            if match and not (part != name and _is_another(text, match, name)):
                found[name] = min(match.start(), found.get(name, match.start()))
    return sorted(found, key=lambda name: found[name])


def _is_another(text: str, match: re.Match[str], name: str) -> bool:
    """Whether a surname stands behind a first name that is not its person's: 'Jo Johnson' for Boris Johnson."""
    before = re.search(r"([A-Z][\w’'-]+) $", text[: match.start()])
    if not before or fold(before[1]) in TITLES or before[1] in COURTESIES:
        return False
    return before[1] not in name.split() and re.search(r"[.!?] $|^$", text[: before.start()]) is None


def each_once(names: Iterable[str]) -> list[str]:
    """Names in their order, those that differ in capitals alone once, in another spelling than all capitals if any."""
    spelled: dict[str, str] = {}
    for name in names:
        if spelled.setdefault(name.casefold(), name).isupper():
            spelled[name.casefold()] = name
    return list(spelled.values())

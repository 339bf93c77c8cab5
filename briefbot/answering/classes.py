"""Things of a class that a question asks for by a noun, such as the parties or the court, and what bears them out.

A name is of a class where it says so itself ("Supreme Court"), where a text says so beside it ("Reform party",
"Northline, a small airline", "the newspaper Herald"), or where it is that of a country, a month, a weekday or a day
that is kept. A class is looked for only where its things have names of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from briefbot.text.countries import countries_in
from briefbot.text.dates.find import ANY_DAY, find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.classes import CLASSES, GIVING_REASONS, HOLIDAY_NAMES, PARTY_NAMES, REASONS_ASKED
from briefbot.text.lexicon.dates import MONTH_NAMES, WEEKDAY_NAMES
from briefbot.text.lexicon.function_words import FUNCTION_WORDS
from briefbot.text.lexicon.people import ROLES
from briefbot.text.lexicon.questions import BEFORE_INTERROGATIVE, QUESTION_VERBS
from briefbot.text.lexicon.sentences import SENTENCE_OPENERS
from briefbot.text.lexicon.speech import DETERMINERS
from briefbot.text.lexicon.verbs import PAST_VERBS
from briefbot.text.names import cast, named_in
from briefbot.text.words import fold

_VERB = rf"(?:{any_of(QUESTION_VERBS)}|{any_of(PAST_VERBS)}|\w+ed)"
_BETWEEN = rf"(?:(?!{_VERB}\b|{any_of(DETERMINERS)}\b)[\w’'-]+ ){{0,2}}?"
_NOUN = any_of(noun for nouns, _ in CLASSES.values() for noun in nouns)
_ASKED = re.compile(
    rf"\W*(?:{any_of(BEFORE_INTERROGATIVE)} )?(?:(?:which|what) (?:(?:are|were) )?|"
    r"(?:list|name|enumerate|give|tell|show)(?: me| us)? )(?:(?:all|every|each|of|the|those|any) )*"
    rf"{_BETWEEN}(?P<noun>{_NOUN})\b"
    rf"(?! (?:{any_of(ROLES)}s?|members?|officials?|workers?|staff|buildings?|{_NOUN})\b)(?!['’-])",
    re.I,
)
_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]*(?:(?: (?:of|de|for)(?: the)?)? [A-Z][\w’'-]*)*")
_ALWAYS = {
    "weekday": re.compile(rf"\b{any_of(WEEKDAY_NAMES)}\b"),
    "holiday": re.compile(rf"\b{any_of(HOLIDAY_NAMES)}\b"),
    "party": re.compile(rf"\b{any_of(PARTY_NAMES)}\b"),
}
_MONTH = re.compile(any_of(MONTH_NAMES))
_ALL_KNOWN = ("country", "month", "weekday")
_KIN = {"firm": ("newspaper",), "newspaper": ("firm",)}
"""Classes of which one thing can be at a time; any of them is an organisation."""
_TIMES = frozenset(fold(name) for name in (*MONTH_NAMES, *WEEKDAY_NAMES))
_REASONS = re.compile(rf"\b{any_of(GIVING_REASONS)}\b", re.I)
_REASONS_ASKED = re.compile(rf"(?:list|name|give|what|which)\b(?: \w+){{0,3}}? {any_of(REASONS_ASKED)}\b", re.I)


def class_asked(question: str) -> str:
    """The class of the things that a question asks for by their noun, a key of `CLASSES`; empty where there is none."""
    match = _ASKED.match(question)
    return next(name for name, pattern in _nouns().items() if pattern.fullmatch(match["noun"])) if match else ""


def names_class(word: str) -> bool:
    """Whether a word of a question is a noun by which things of a class are asked for."""
    return any(pattern.fullmatch(word) for pattern in _nouns().values())


@cache
def _nouns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(any_of(nouns), re.I) for name, (nouns, _) in CLASSES.items()}


def members(text: str, of_class: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The things of a class that a text names, each once, in their order.

    Args:
        text: a sentence.
        of_class: as `class_asked` gives it.
        texts: those that may bear out of what class a name is, best the whole article.
    """
    if of_class == "country":
        return countries_in(text)
    if of_class == "month":
        months = (_MONTH.search(date.text) for date in find_dates(text, ANY_DAY))
        return tuple(dict.fromkeys(month[0] for month in months if month))
    found: dict[str, None] = {}
    always = _ALWAYS.get(of_class)
    for match in always.finditer(text) if always else ():
        found[match[0]] = None
    for name in names_written(text) if of_class != "weekday" else ():
        if _is_borne_out(name, of_class, tuple(each for each in texts if name in each)):
            found.setdefault(name, None)
    return tuple(name for name in found if not any(name != other and name in other for other in found))


def names_written(text: str) -> tuple[str, ...]:
    """The names in a text, without the word of one letter's case that only begins a sentence."""
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and (words[0] in SENTENCE_OPENERS or fold(words[0]) in FUNCTION_WORDS or fold(words[0]) in _TIMES):
            words = words[1:]
        name = re.sub(r"['’]s?$", "", " ".join(words))
        if name:
            found.append(name)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def _is_borne_out(name: str, of_class: str, texts: tuple[str, ...]) -> bool:
    """Whether a name, or the texts that have it, say of what class it is."""
    kin = CLASSES[of_class][1]
    words = [fold(word) for word in name.split()]
    if len(words) > 1 and any(re.fullmatch(any_of(kin), word) for word in words):
        return True
    plain = re.escape(name)
    noun = rf"(?:{any_of(kin)})(?:s|es)?\b"
    beside = rf"(?:an?|the|his|her|its|their|[A-Z]\w+['’]s) (?:[\w’'-]+ ){{0,4}}?{noun}"
    ways = [
        rf"(?<!\w){plain}(?: \([^)]*\))?, (?:which (?:is|was) )?{beside}",
        rf"(?<!\w){plain} (?:is|was|are|were|becomes?|became) {beside}",
        rf"(?i:\b{any_of(kin)}(?: called| named)?),? {plain}(?!\w)",
    ]
    if not countries_in(name) and not set(words) <= _TIMES:
        ways.append(rf"(?<!\w){plain} (?:[a-z-]+ )?{noun}")
    return any(re.search(way, text) for text in texts for way in ways)


def asks_for_reasons(question: str) -> bool:
    """Whether a question asks to be told reasons: 'list the reasons why'."""
    return _REASONS_ASKED.match(question) is not None


def gives_reason(text: str) -> bool:
    """Whether a sentence has words that give a reason."""
    return _REASONS.search(text) is not None


def may_be_of_class(question: str, text: str, texts: Sequence[str]) -> bool:
    """Whether a text names what can be of the class that a question asks for, borne out or not.

    A name can be where nothing says that it is another thing: a person, a country, a thing of another class. Countries,
    months and weekdays are all known, so that nothing else can be one.

    Args:
        question: as asked.
        text: of an answer.
        texts: those that it is proven by.
    """
    of_class = class_asked(question)
    if is_told_which(question, text, texts) or of_class in _ALL_KNOWN:
        return is_told_which(question, text, texts)
    persons = cast(tuple(texts))
    others = [each for each in CLASSES if each not in (of_class, *_KIN.get(of_class, ()), "body")]
    asked = {fold(name) for name in names_written(question)}
    return any(
        fold(name) not in asked
        and not countries_in(name)
        and not any(person.split()[-1] == name.split()[-1] for person in named_in(name, persons))
        and not any(members(name, each, texts) for each in others)
        for name in names_written(text)
    )


def is_told_which(question: str, text: str, texts: Iterable[str]) -> bool:
    """Whether a text names a thing of the class that a question asks for which the question does not name itself.

    Also where it asks for no such class.
    """
    of_class = class_asked(question)
    if not of_class:
        return True
    known = {fold(name) for name in (*names_written(question), *countries_in(question))}
    return any(fold(name) not in known for name in members(text, of_class, tuple(texts)))

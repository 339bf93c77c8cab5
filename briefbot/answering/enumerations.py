"""The things that one sentence lists: 'A, B and C', people with what is said of each, places; spans of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.answering.kinds import Sort
from briefbot.answering.lines import terms
from briefbot.text.countries import countries_in
from briefbot.text.dates.find import ANY_DAY, find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import FUNCTION_WORDS, NO_ITEM
from briefbot.text.lexicon.kinds import AFTER_ITEMS, BEFORE_ITEMS, COUNTRIES_ASKED, TOWNS_ASKED
from briefbot.text.lexicon.people import WRITTEN_TITLES
from briefbot.text.lexicon.places import CAPITALS, PLACE, SAME
from briefbot.text.lexicon.speech import DETERMINERS
from briefbot.text.lexicon.verbs import PAST_VERBS
from briefbot.text.sentences import Span
from briefbot.text.words import fold

FEWEST = 2  # things that make a list
FEWEST_BY_COMMAS = 3  # of which only a comma and an 'and' tell
LONGEST = 12  # words of a thing
_START = re.compile(rf".*(?:[:—–]|\b{any_of(BEFORE_ITEMS)}\b)\s+(?=\S)")
_END = re.compile(rf"\s+{any_of(AFTER_ITEMS)}\b.*$")
_AND = re.compile(r",?\s+(?:and|or|as well as)\s+")
_NAME = r"(?:[Tt]he\s)?[A-Z][\w’'.-]*(?: (?:of |al-)?[A-Z][\w’'.-]*)*"
_NAMES = re.compile(_NAME)
_NO_THING = re.compile(r"\b(?:after|before|when|while|days?|weeks?|said|says)\b", re.I)
_CLAUSE = re.compile(rf"(?i){any_of(NO_ITEM)}\b")
_VERB_FIRST = re.compile(rf"(?:{any_of(PAST_VERBS)}|[a-z]+ed)\b")
_DETERMINED = re.compile(rf"{any_of(DETERMINERS)}\s")
_APART = re.compile(r"(?:[,;:—–]|\b(?:and|or|as did|as were|as was|as well as|along with|alongside))\s*$")
_BETWEEN = re.compile(r"(?:[\s,;]|\b(?:and|or|as did|as were|as was|as well as|along with|alongside)\b)*$")
_BEFORE_FIRST = re.compile(rf"(?:^|[,;:—–]|\b(?:{any_of(BEFORE_ITEMS)}|and))\s*$")
_APPOSITION = re.compile(rf"(?:\s\([^)]*\))?, (?:{any_of(DETERMINERS)}|of|from)\s[^,;]+")
_TITLE = re.compile(rf"(?:{any_of(WRITTEN_TITLES)}\.?\s+)+$")
_COUNTRIES, _CAPITALS = frozenset(PLACE.values()), frozenset(CAPITALS)
_PLACES = _COUNTRIES | _CAPITALS
_UNIONS = frozenset(word for form in SAME[:6] for words in form for word in words)
_COUNTRIES_ASKED = re.compile(rf"(?i)\b{any_of(COUNTRIES_ASKED)}\b")
_TOWNS = re.compile(rf"(?i)\b{any_of(TOWNS_ASKED)}\b")


def enumerated(text: str, sort: Sort, people: Sequence[str], asked: frozenset[str] = frozenset()) -> list[Span]:
    """The spans of the things of a sort that a sentence lists; empty where it lists none.

    Args:
        text: a sentence.
        sort: what sort of things are asked for.
        people: whom it names.
        asked: terms of the question; whoever it names is no answer to it.
    """
    if sort is Sort.PEOPLE:
        return _people(text, [name for name in people if is_new(name, asked)])
    spans = _by_commas(text)
    if sort in (Sort.PLACES, Sort.NAMED):
        named = [text[slice(*span)] for span in spans]
        others = any(name.split()[-1] in person.split() for name in named for person in people)
        return spans if all(map(_NAMES.fullmatch, named)) and not others else []
    return spans


def is_new(name: str, asked: frozenset[str]) -> bool:
    """Whether a name is of somebody or something that a question with some terms does not name itself."""
    words = name.split()
    return bool(words) and not terms(words[-1]) <= asked


def is_place(name: str) -> bool:
    """Whether a name is that of a country, a capital or a union of states."""
    words = {fold(word) for word in re.findall(r"[\w.]+", name)} - {"the"}
    return bool(words) and (words & _PLACES != set() or any(form <= words for forms in SAME for form in forms))


def places_in(text: str) -> list[str]:
    """The countries and capitals that a text names, in order."""
    return [name for found in dict.fromkeys(_NAMES.findall(text)) if is_place(name := found.rstrip("."))]


def is_of_class(name: str, question: str) -> bool:
    """Whether a name can be one of what a question asks for: no capital is a country, and no country a town."""
    words = {fold(word) for word in re.findall(r"[\w.]+", name)}
    if _TOWNS.search(question):
        states = bool(words & _COUNTRIES) or any(form <= words for forms in SAME for form in forms if form & _UNIONS)
        return bool(words & {*_CAPITALS, "city"}) or not states
    return not words & _CAPITALS or bool(countries_in(name)) or not _COUNTRIES_ASKED.search(question)


def _people(text: str, names: Sequence[str]) -> list[Span]:
    """From each person to the next, where commas or an 'and' part them; only names where nothing is told of them."""
    at: dict[int, int] = {}
    for name in names:
        found = next(
            (
                match
                for part in (name, name.split()[-1])
                if (match := re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-])", text))
            ),
            None,
        )
        if found:
            title = _TITLE.search(text[: found.start()])
            at[title.start() if title else found.start()] = found.end()
    starts = sorted(at)
    kept = [
        start
        for start in starts
        if _APART.search(text[:start]) or (start == starts[0] and _BEFORE_FIRST.search(text[:start]))
    ]
    if len(kept) < FEWEST:
        return []
    end = len(text.rstrip(' .!?"”’'))
    spans = []
    for start, following in zip(kept, [*kept[1:], end], strict=True):
        stop = (
            following - len(match[0])
            if (match := _BETWEEN.search(text[start:following])) and following != end
            else following
        )
        spans.append((start, stop))
    bare = all(stop <= at[start] for start, stop in spans[:-1])
    if bare:
        start, stop = spans[-1]
        after = _APPOSITION.match(text, at[start], stop)
        spans[-1] = (start, after.end() if after else at[start])
    return spans


def _by_commas(text: str) -> list[Span]:
    """The spans of the things of a list such as 'A, B and C'; empty where a sentence lists fewer than three."""
    end = len(text.rstrip(' .!?"”’'))
    for match in reversed(list(_AND.finditer(text, 0, end))):
        spans = _spans(text, match, end)
        if len(spans) >= FEWEST_BY_COMMAS and _are_alike([text[slice(*span)] for span in spans]):
            return spans
    return []


def _spans(text: str, last: re.Match[str], end: int) -> list[Span]:
    """The things before an 'and', each after a comma, and the one behind it."""
    behind = _END.sub("", text[last.end() : end].split(", ")[0])
    spans = [(last.end(), last.end() + len(behind))]
    stop = last.start()
    while True:
        comma = text.rfind(", ", 0, stop)
        item = text[comma + 2 : stop] if comma >= 0 else text[:stop]
        if comma < 0 or len(item.split()) > LONGEST or _CLAUSE.match(item):
            break
        spans.insert(0, (comma + 2, stop))
        stop = comma
    opening = _START.match(text[:stop])
    first = opening.end() if opening else 0
    if 0 < len(text[first:stop].split()) <= LONGEST and not _CLAUSE.match(text[first:stop]):
        spans.insert(0, (first, stop))
    if len(spans) >= FEWEST_BY_COMMAS and all(_NAMES.fullmatch(text[slice(*span)]) for span in spans[:-1]):
        names = _NAMES.match(text[slice(*spans[-1])])
        spans[-1] = (last.end(), last.end() + (names.end() if names else len(behind)))
    return spans if all(0 < len(text[slice(*span)].split()) <= LONGEST for span in spans) else []


def _are_alike(items: Sequence[str]) -> bool:
    """Whether items can be one list: none is a clause or a time, verbs begin all or none, names are all or few.

    So 'Jo Poe, the brother of the mayor and a clerk' is no list, but says who Jo Poe is.
    """
    if any(_NO_THING.search(item) or _is_time(item) for item in items):
        return False
    verbs = [_VERB_FIRST.match(item) is not None for item in items]
    named = [_NAMES.fullmatch(item) is not None for item in items]
    determined = [_DETERMINED.match(item) is not None for item in items]
    explained = named[0] and determined[1] and not named[1]
    idle = any(
        item.split()[0].lower() in FUNCTION_WORDS and not own for item, own in zip(items, determined, strict=True)
    )
    return not any(verbs) and not explained and not idle


def _is_time(item: str) -> bool:
    """Whether an item is a date and nothing else, as in 'closed on Saturday, a novelty, and a city stayed at home'."""
    return any(date.end - date.start == len(item.strip()) for date in find_dates(item, ANY_DAY))

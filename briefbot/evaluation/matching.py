"""Does a text say a fact? Compared as tokens in which numbers, dates and names have one form however they are written.

- Numbers count by value and unit: "1.7 million", "1,700,000" and "1.7m"; "an hour" and "60 minutes"; "45%" and
  "45 per cent". A number without a unit in the wording matches one with any unit.
- Dates count by the days they mean: "14 July 2019", "July 14", "2019-07-14", and "Sunday" in an article of that day.
  A wording that means a longer span is matched by a date within it.
- Names and other words count without case, accents, dots and possessive endings; a country, its people and its usual
  short forms are one ("U.S.", "United States", "American").
- Articles, courtesy titles and a few prepositions do not count, nor does "about" and the like before a number.

A wording is said when its tokens stand in the text side by side. There is no reading of sense: a wording in
`must_not_say` has to be chosen so that a denial does not contain it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from briefbot.evaluation.cases import wording_pattern
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon.function_words import FILLERS
from briefbot.text.lexicon.numbers import NUMBER_HEDGES, UNITS
from briefbot.text.lexicon.places import PLACE, SAME
from briefbot.text.numbers import Quantity, find_quantities
from briefbot.text.places import whole_quarters
from briefbot.text.words import fold

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_]){1,7}(?!\w)\.?|[^\W_]+(?:['’][^\W\d_]+)*")
_MARKS = re.compile(r"\s*\[\d+\]")
_ABOUT = frozenset(NUMBER_HEDGES["about"])
_UNITLESS = frozenset(["", "ordinal", "clock", "code", "decade", "vague", "date"])
_LONG_NAMES = (
    (re.compile(r"\bunited states(?: of america)?\b", re.I), "US"),
    (re.compile(r"\bunited kingdom\b|\bgreat britain\b", re.I), "UK"),
    (re.compile(r"\beuropean union\b", re.I), "EU"),
    (re.compile(r"\bunited nations\b", re.I), "UN"),
    (re.compile(r"\bprime minister\b", re.I), "PM"),
)
_SHORT_NAMES = {
    word: min(names, key=len)
    for forms in SAME
    if len(names := sorted(next(iter(form)) for form in forms if len(form) == 1)) > 1
    for word in names
}


class Number(NamedTuple):
    """A number by its value in the base unit of its dimension; a string for codes."""

    value: Fraction | str
    dimension: str


class DayRange(NamedTuple):
    """A date by the days it means."""

    first: dt.date
    last: dt.date


MatchToken = str | Number | DayRange


def says(text: str, wording: str, days: Sequence[dt.date] = ()) -> bool:
    """Whether a text says a wording; one between slashes is a regular expression, any case.

    Args:
        text: without citation marks.
        wording: of a case.
        days: of the articles that the text is about; dates that are not complete are resolved against each.
    """
    expression = wording_pattern(wording)
    if expression:
        return bool(expression.search(_plain(text)))
    return any(
        _stands_in(match_tokens(wording, anchor), match_tokens(text, anchor)) for anchor in dict.fromkeys((*days, None))
    )


def carries(text: str, wording: str, days: Sequence[dt.date] = ()) -> bool:
    """Whether a text has every token of a wording, in any order; a regular expression has to be found in it."""
    if wording_pattern(wording):
        return says(text, wording, days)
    return any(
        all(
            any(_agrees(wanted, found) for found in match_tokens(text, anchor))
            for wanted in match_tokens(wording, anchor)
        )
        for anchor in dict.fromkeys((*days, None))
    )


def without_marks(text: str) -> str:
    """A text without its citation marks."""
    return _MARKS.sub("", text)


@lru_cache(maxsize=2048)
def match_tokens(text: str, anchor: dt.date | None = None) -> tuple[MatchToken, ...]:
    """The tokens of a text; see the module.

    Args:
        text: any.
        anchor: day of the article, against which dates without a year are resolved.
    """
    text = whole_quarters(_plain(text))
    for name, short in _LONG_NAMES:
        text = name.sub(short, text)
    taken: list[tuple[int, int, MatchToken]] = [
        (mention.start, mention.end, DayRange(mention.first, mention.last)) for mention in find_dates(text, anchor)
    ]
    for item in find_quantities(text):
        if _counts(item) and not any(start < item.end and item.start < end for start, end, _ in taken):
            taken.append((item.start, item.end, _number(item)))
    free = [
        (match.start(), match.end(), _name(fold(match.group())))
        for match in _WORD.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end, _ in taken)
    ]
    return tuple(_tidied([token for _, _, token in sorted([*taken, *free], key=lambda part: part[0])]))


def squad_words(text: str) -> list[str]:
    """Words as SQuAD's evaluation compares them: lower case, without punctuation and articles.

    Source: Rajpurkar et al., SQuAD (EMNLP 2016) and its script `evaluate-v2.0.py`.
    """
    letters = "".join(letter for letter in text.lower() if not unicodedata.category(letter).startswith(("P", "S")))
    return [word for word in letters.split() if word not in ("a", "an", "the")]


def contains(text: str, answer: str) -> bool:
    """Whether a text contains a gold answer, both as SQuAD's evaluation compares them, as whole words."""
    wanted, found = squad_words(answer), squad_words(text)
    return bool(wanted) and any(found[at : at + len(wanted)] == wanted for at in range(len(found)))


def leading_yes_or_no(text: str) -> str | None:
    """'yes' or 'no' when a text begins with it."""
    words = squad_words(text)
    return words[0] if words and words[0] in ("yes", "no") else None


def token_f1(text: str, answer: str) -> float:
    """F1 of the words that two texts share, each as often as it stands in both; SQuAD's definition (see `squad_words`).

    Two texts without words are equal (1), one without is not like the other (0).
    """
    found, wanted = squad_words(text), squad_words(answer)
    if not found or not wanted:
        return float(found == wanted)
    shared = (Counter(found) & Counter(wanted)).total()
    return 2 * shared / (len(found) + len(wanted))


def _plain(text: str) -> str:
    """One form for quotation marks and composed letters."""
    return unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')


def _number(item: Quantity) -> Number:
    """A quantity's value; that of a time of day in minutes from midnight."""
    if item.dimension == "clock" and isinstance(item.value, Fraction) and "pm" in item.nouns:
        return Number(item.value + 12 * 60, item.dimension)
    return Number(item.value, item.dimension)


def _counts(item: Quantity) -> bool:
    """Whether a quantity is a number as written: "the two sides" and "an hour", but not "the week" or "a man"."""
    written = item.text.lower()
    return not item.weak or written == "two" or (written in ("a", "an", "one") and item.dimension not in _UNITLESS)


def _name(word: str) -> str:
    """The one form of a country's name, of its people's and of a few others; other words as they are."""
    word = PLACE.get(word, word)
    return _SHORT_NAMES.get(word, word)


def _tidied(found: Sequence[MatchToken]) -> Iterator[MatchToken]:
    """The tokens without fillers, repeated dates, and the units that their numbers have already."""
    last: MatchToken | None = None
    for at, token in enumerate(found):
        follower = found[at + 1] if at + 1 < len(found) else None
        measured = isinstance(last, Number) and last.dimension not in _UNITLESS
        if (isinstance(token, DayRange) and token == last) or (
            isinstance(token, str) and _is_idle(token, last, follower)
        ):
            continue
        if isinstance(token, str) and measured and (_is_unit(token) or token in ("per", "cent")):
            continue
        yield token
        last = token


def _is_idle(word: str, last: MatchToken | None, follower: MatchToken | None) -> bool:
    """Whether a word does not count where it stands."""
    if isinstance(follower, Number):
        return word in FILLERS or word in _ABOUT or (word in ("to", "and") and isinstance(last, Number))
    return word in FILLERS


def _is_unit(word: str) -> bool:
    return word in UNITS or word.removesuffix("s") in UNITS


def _stands_in(wanted: Sequence[MatchToken], found: Sequence[MatchToken]) -> bool:
    """Whether tokens stand side by side in others."""
    return bool(wanted) and any(
        all(_agrees(one, other) for one, other in zip(wanted, found[at : at + len(wanted)], strict=True))
        for at in range(len(found) - len(wanted) + 1)
    )


def _agrees(wanted: MatchToken, found: MatchToken) -> bool:
    if isinstance(wanted, DayRange):
        return isinstance(found, DayRange) and wanted.first <= found.first and found.last <= wanted.last
    if isinstance(wanted, Number):
        if not isinstance(found, Number) or wanted.value != found.value:
            return False
        return not wanted.dimension or wanted.dimension == found.dimension
    return wanted == found

"""Quantities in a text: digits, number words, fractions, ordinals, times of day, each with its unit or noun."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import MONTH_WORDS
from briefbot.text.lexicon.function_words import FUNCTION_WORDS, ONE_OF
from briefbot.text.lexicon.numbers import (
    ENDINGS,
    MAGNITUDES,
    NUMBER_HEDGES,
    ONES,
    ORDINALS,
    PARTS,
    SCALES,
    SMALL,
    TENS,
    UNITS,
    VAGUE,
)
from briefbot.text.lexicon.people import PERSONS
from briefbot.text.sentences import KEPT_TEXTS
from briefbot.text.words import without_plural

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
"""Digits that are one number, whatever they count."""
_CURRENCIES = frozenset("$€£¥₹")
_TOKEN = re.compile(r"[Pp]er cent\b|\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s]")
_CLOCK = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.](?P<m1>\d\d))?\s?(?P<am>[ap])(?:\.\s?m\.|m\b)"
    r"|\b(?P<h2>\d{1,2}):(?P<m2>\d\d)\b(?!:)|\b(?P<word>noon|midday|midnight)\b",
    re.I,
)
_CODE = re.compile(r"(?<![\w.,$€£¥₹])(?:[A-Z][^\W\d_]{0,11}-?\d+[^\W_]*|\d+[A-Z][^\W_]*)(?![\w])")
_SCALED = re.compile(rf"\d+{any_of(ENDINGS)}")
_HEDGE = re.compile(
    rf"\b{any_of(f'({any_of(words)})' for words in NUMBER_HEDGES.values())}\s+(?:(?:US|A|C|HK)?[$€£¥₹]\s?)?$", re.I
)
_HEDGES = tuple(NUMBER_HEDGES)
_JOIN = re.compile(r"\s*(?:-|–|—|,|/|,?\s(?:to|and|or|through))\s*")

_DETERMINERS = frozenset(("the", "a", "an", "its", "his", "her", "their", "s"))


class Quantity(NamedTuple):
    """One number of a text as written and as it counts."""

    text: str
    start: int
    end: int
    raw: Fraction | str
    """The number as written; a string for codes ('F-16') and digits that form no number."""
    value: Fraction | str
    """The number in the base unit of its dimension: seconds, months, metres, kilograms."""
    dimension: str
    """'time', 'percent', 'dollar', 'ordinal', 'clock', 'code', 'date', 'decade', 'vague', … or '' for a plain count."""
    nouns: frozenset[str]
    """Words that follow the number in its phrase, singular; every word for people is 'person'."""
    hedge: str
    """'', 'about', 'nearly', 'over', 'least', 'under', 'most', or 'during' for "over two days", which may mean that."""
    weak: bool
    """Whether it is only perhaps a number: 'one' before a noun, 'an hour', 'the two sides'."""


def singular(word: str) -> str:
    """A crude singular: enough to compare a noun with itself."""
    if word in PERSONS or word.removesuffix("s") in PERSONS:
        return "person"
    return without_plural(word)


@lru_cache(maxsize=KEPT_TEXTS)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of the text, in order; numbers inside dates are included."""
    found = list(_special(text))
    taken = {position for item in found for position in range(item.start, item.end)}
    tokens = [
        Token(match.group().lower().replace(" ", ""), match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if match.start() not in taken
    ]
    position = 0
    while position < len(tokens):
        quantity, position = _quantity_at(text, tokens, position)
        if quantity:
            found.append(quantity)
    found.sort(key=lambda item: item.start)
    return tuple(_share_units(text, found))


def _special(text: str) -> list[Quantity]:
    """Times of day and codes such as F-16, G7 or 5G."""
    found = []
    for match in _CLOCK.finditer(text):
        hour, minute, letter, word = (
            match["h1"] or match["h2"],
            match["m1"] or match["m2"],
            match["am"],
            match["word"],
        )
        afternoon = word.lower() != "midnight" if word else letter in ("p", "P") if letter else int(hour) > 12
        half = frozenset({"pm" if afternoon else "am"}) if word or letter or afternoon else frozenset()
        clock = Fraction(0 if word else int(hour) % 12 * 60 + int(minute or 0))
        found.append(Quantity(match.group(), *match.span(), clock, clock, "clock", half, "", False))
    taken = {position for item in found for position in range(item.start, item.end)}
    for match in _CODE.finditer(text):
        if not _SCALED.fullmatch(match.group().upper()) and match.start() not in taken:
            code = match.group().replace("-", "").lower().removesuffix("s")
            found.append(Quantity(match.group(), *match.span(), code, code, "code", frozenset(), "", False))
    return found


def _quantity_at(text: str, tokens: list[Token], first: int) -> tuple[Quantity | None, int]:
    """The quantity that starts at a token, or None, and the position to go on from."""
    word = tokens[first].text
    following = tokens[first + 1].text if first + 1 < len(tokens) else ""
    raw: Fraction | str
    dimension, weak, position = "", False, first + 1
    if word[0].isdigit():
        raw, dimension, position = read_digits(tokens, first)
    elif word in VAGUE or (word == "tens" and following == "of"):
        raw, dimension, position = read_vague(tokens, first)
    elif word in ("once", "twice", "thrice"):
        raw, dimension = Fraction({"once": 1, "twice": 2, "thrice": 3}[word]), "times"
        weak = word == "once"
    elif (part := read_part(tokens, first)) is not None:
        raw, position = part
    elif word in SMALL or (word in SCALES and len(word) > 2) or (word == "a" and following in SCALES):
        raw, dimension, position = read_words(tokens, first)
        weak = (
            word == "one"
            and position == first + 1
            or word == "two"
            and _before(tokens, first) in ("the", "these", "other")
        )
    elif word in ORDINALS:
        raw, dimension = Fraction(ORDINALS[word]), "ordinal"
        weak = word == "first" and _is_no_rank(_before(tokens, first), following)
    elif word == "single" and _before(tokens, first) in ("a", "only"):
        raw = Fraction(1)
    elif word in ONE_OF and _is_one(tokens, first):
        raw, weak = Fraction(1), True
    else:
        return None, first + 1
    end = tokens[position - 1].end
    value, dimension, nouns = _unit(tokens, first, position, raw, dimension)
    hedge = _hedge(text, tokens[first].start, dimension)
    return Quantity(
        text[tokens[first].start : end], tokens[first].start, end, raw, value, dimension, nouns, hedge, weak
    ), position


def _before(tokens: list[Token], position: int) -> str:
    return tokens[position - 1].text if position else ""


def _is_no_rank(before: str, following: str) -> bool:
    """Whether 'first' counts nothing that a source must count too: "first saw", "was first seen", "the first to go"."""
    if following in ("to", "who", "that", "which"):
        return True
    placed = before in ("finished", "came", "ranked", "placed")
    return bool(before) and before not in _DETERMINERS and not placed


def _is_one(tokens: list[Token], first: int) -> bool:
    """Whether 'a', 'the', 'last' … stands before a unit or a person, and so counts one of it."""
    if first + 1 == len(tokens):
        return False
    noun = tokens[first + 1].text
    return (noun in UNITS and UNITS[noun][0] not in ("date", "times")) or (
        noun in PERSONS and singular(noun) == "person"
    )


def _unit(
    tokens: list[Token], first: int, position: int, raw: Fraction | str, dimension: str
) -> tuple[Fraction | str, str, frozenset[str]]:
    """The value in base units, the dimension, and the nouns that follow."""
    if isinstance(raw, str):
        return raw, dimension, frozenset()
    before = _before(tokens, first)
    if before in _CURRENCIES:
        return raw, UNITS[before][0], frozenset()
    if not dimension and before in MONTH_WORDS:
        return raw, "date", frozenset()
    nouns: list[str] = []
    for token in tokens[position : position + 5]:
        word = token.text
        if word in ("-", "a", "an", "of") and not nouns or word == "us":
            continue
        unit = UNITS.get(word) or UNITS.get(word.removesuffix("s"))
        plural_before = bool(nouns) and nouns[-1] == "person"
        if unit and len(nouns) < 2 and not plural_before and dimension in ("", "vague"):
            return raw * unit[1], dimension or unit[0], frozenset()
        if not word.isalpha() or word in FUNCTION_WORDS or len(nouns) == 3:
            break
        nouns.append(singular(word))
    return raw, dimension, frozenset(nouns)


def _hedge(text: str, start: int, dimension: str) -> str:
    match = _HEDGE.search(text, max(0, start - 24), start)
    if not match or match.lastindex is None:
        return ""
    if match.group(match.lastindex).lower() == "over" and dimension in ("time", "calendar"):
        return "during"
    return _HEDGES[match.lastindex - 1]


def _share_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """'two to three weeks': the first number has the second's unit."""
    shared = quantities[-1:]
    for item in reversed(quantities[:-1]):
        following = shared[-1]
        if (
            not item.dimension
            and not item.nouns
            and following.dimension not in ("ordinal", "clock", "code", "decade", "vague")
            and isinstance(item.raw, Fraction)
            and isinstance(following.raw, Fraction)
            and isinstance(following.value, Fraction)
            and following.raw
            and _JOIN.fullmatch(text, item.end, following.start)
        ):
            value = item.raw * following.value / following.raw
            item = item._replace(value=value, dimension=following.dimension, nouns=following.nouns)
        shared.append(item)
    return shared[::-1]


_LONGEST_DIGITS = 40


class Token(NamedTuple):
    """A word, a run of digits or a sign, in lower case."""

    text: str
    start: int
    end: int


def read_digits(tokens: list[Token], first: int) -> tuple[Fraction | str, str, int]:
    """A number in digits with its scale ('1.7 million', '5bn', '3rd', '1990s'), its dimension, and where it ends."""
    raw = _read_digits(tokens[first].text)
    position = first + 1
    if first > 1 and tokens[first - 1].text in ("-", "–") and re.fullmatch(r"\d\d", tokens[first].text):
        century = tokens[first - 2].text  # "2018-19" is a pair of years
        if re.fullmatch(r"[12]\d{3}", century) and tokens[first - 2].end == tokens[first].start - 1:
            raw = Fraction(int(century[:2] + tokens[first].text))
    if isinstance(raw, str) or position == len(tokens):
        return raw, "", position
    suffix = tokens[position]
    if suffix.start == tokens[first].end and suffix.text in ("st", "nd", "rd", "th"):
        return raw, "ordinal", position + 1
    if suffix.start == tokens[first].end and suffix.text == "s":
        return raw, "decade", position + 1
    if suffix.start == tokens[first].end and suffix.text in MAGNITUDES:
        return raw * MAGNITUDES[suffix.text], "", position + 1
    while position < min(len(tokens), first + 3) and tokens[position].text in SCALES:  # "3 hundred thousand"
        raw *= SCALES[tokens[position].text]
        position += 1
    if [token.text for token in tokens[position : position + 3]] == ["and", "a", "half"]:
        return raw + Fraction(1, 2), "", position + 3
    return raw, "", position


def _read_digits(text: str) -> Fraction | str:
    if len(text) > _LONGEST_DIGITS:
        return text
    plain = text.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", text) else text
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return Fraction(plain.replace(",", "."))
    return text


def read_vague(tokens: list[Token], first: int) -> tuple[Fraction, str, int]:
    """'dozens', 'tens of thousands'."""
    size, position = Fraction(VAGUE.get(tokens[first].text, 10)), first + 1
    if position + 1 < len(tokens) and tokens[position].text == "of" and tokens[position + 1].text in VAGUE:
        return size * VAGUE[tokens[position + 1].text], "vague", position + 2
    return size, "vague", position


def read_part(tokens: list[Token], first: int) -> tuple[Fraction, int] | None:
    """A fraction in words, or None: 'half', 'a third', 'one-fifth', 'three quarters', 'half a million'."""
    word = tokens[first].text
    if word == "half":
        scale = [token.text for token in tokens[first + 1 : first + 3]]
        if len(scale) == 2 and scale[0] in ("a", "-") and scale[1] in SCALES:
            return Fraction(SCALES[scale[1]], 2), first + 3
        return Fraction(1, 2), first + 1
    number = 1 if word == "a" else SMALL.get(word, 0)
    position = first + 1
    if position < len(tokens) and tokens[position].text == "-":
        position += 1
    if not number or position == len(tokens):
        return None
    name = tokens[position].text
    size = PARTS.get(name.removesuffix("s"))
    if size is None or (number > 1) != name.endswith("s"):
        return None
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if number == 1 and following.isalpha() and following not in FUNCTION_WORDS:
        return None  # "a third man" is an ordinal
    return Fraction(number, size), position + 1


def read_words(tokens: list[Token], first: int) -> tuple[Fraction, str, int]:
    """Number words in the usual order: 'two hundred and fifty-six thousand', 'a dozen', 'twenty-first'."""
    total, part, position = Fraction(0), Fraction(0), first
    last = ""
    while position < len(tokens):
        word = tokens[position].text
        if word in SMALL and (not last or last in SCALES or (last in TENS and SMALL[word] < 10)):
            part += SMALL[word]
        elif last in TENS and ORDINALS.get(word, 10) < 10:
            return total + part + ORDINALS[word], "ordinal", position + 1
        elif word in ("hundred", "dozen") and last not in SCALES and part < 100:
            part = (part or Fraction(1)) * SCALES[word]
        elif word in SCALES and word not in ("hundred", "dozen"):
            total, part = total + (part or Fraction(1)) * SCALES[word], Fraction(0)
        elif not (word == "a" and position == first):
            break
        last = word
        position += 1
        joint = [token.text for token in tokens[position : position + 3]]
        if joint == ["and", "a", "half"]:
            return total + part + Fraction(1, 2), "", position + 3
        if len(joint) > 1 and (
            (joint[0] == "-" and last in TENS and (joint[1] in ONES[1:10] or ORDINALS.get(joint[1], 10) < 10))
            or (joint[0] == "and" and last in ("hundred", "thousand") and joint[1] in SMALL)
        ):
            position += 1
    return total + part, "", position

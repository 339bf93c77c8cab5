"""Quantities in a text: digits, number words, fractions, ordinals, times of day, each with its unit or noun.

A small grammar of its own rather than a library: text2num 3.1 reads "two hundred and six" well but not "1.7 million",
"$5bn", "a dozen", "half an hour", "two-thirds" or units, and word2number reads one number a text.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINAL_WORDS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"]
SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * (n + 2) for n, word in enumerate(_TENS)}
ORDINALS = {word: n + 1 for n, word in enumerate(_ORDINAL_WORDS)}
ORDINALS |= {f"{word[:-1]}ieth": 10 * (n + 2) for n, word in enumerate(_TENS)} | {"hundredth": 100}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "mn": 10**6,
    "bn": 10**9,
    "tn": 10**12,
}
_SUFFIXES = {"k": 1000, "m": 10**6, "b": 10**9}
_PARTS = {"half": 2, "halve": 2, "quarter": 4} | {word: n for word, n in ORDINALS.items() if n > 2}
_VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9, "trillions": 10**12}
NUMBER_WORDS = frozenset([*SMALL, *ORDINALS, *SCALES, *_VAGUE, "half", "twice", "once", "thrice"])

MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH_WORDS = {name: "date" for month in MONTHS for name in (month, month[:3])} | {"sept": "date"}
_MEASURES = {
    "time": {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800},
    "calendar": {"month": 1, "year": 12, "decade": 120, "century": 1200, "centurie": 1200},
    "metre": {"metre": 1, "meter": 1, "kilometre": 1000, "kilometer": 1000, "km": 1000, "centimetre": Fraction(1, 100)},
    "kilogram": {"kilogram": 1, "kilo": 1, "kg": 1, "gram": Fraction(1, 1000), "tonne": 1000, "ton": 1000},
    "percent": {"percent": 1, "%": 1},
    "points": {"percentage": 1},
    "times": {"time": 1, "fold": 1},
    "dollar": {"dollar": 1, "$": 1},
    "euro": {"euro": 1, "€": 1},
    "pound": {"pound": 1, "£": 1, "lb": 1},
    "yen": {"yen": 1, "¥": 1},
    "rupee": {"rupee": 1, "₹": 1},
}
_PLAIN_MEASURES = (
    "mile foot feet inch degree litre liter gallon barrel acre hectare won yuan rouble ruble peso franc cent"
)
UNITS = {word: (name, Fraction(size)) for name, words in _MEASURES.items() for word, size in words.items()}
UNITS |= {word: (word, Fraction(1)) for word in _PLAIN_MEASURES.split()}
UNITS |= {word: ("date", Fraction(1)) for word in _MONTH_WORDS if word not in ("mar", "may")}

_PERSONS = frozenset(
    ["person", "people", "man", "men", "woman", "women", "child", "children", "boy", "girl", "victim", "passenger", "soldier", "troop", "officer", "official", "protester", "demonstrator", "civilian", "resident", "villager", "worker", "employee", "staff", "student", "pupil", "patient", "migrant", "refugee", "prisoner", "hostage", "survivor", "rescuer", "member", "other", "player", "spectator", "fan", "voter", "citizen", "suspect", "spokesman", "spokeswoman", "baby", "babies", "teenager", "adult", "police", "firefighter", "crew", "tourist", "guest", "visitor", "teacher", "doctor", "journalist", "fighter", "militant"]
)
_FUNCTION_WORDS = frozenset(
    ["a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "nor", "as", "than", "that", "which", "who", "whom", "whose", "when", "while", "where", "if", "because", "after", "before", "during", "since", "until", "till", "into", "onto", "over", "under", "between", "among", "against", "about", "around", "through", "out", "up", "down", "off", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "will", "would", "can", "could", "may", "might", "shall", "should", "must", "not", "no", "it", "its", "he", "she", "they", "them", "his", "her", "their", "we", "our", "you", "i", "this", "these", "those", "there", "then", "so", "said", "says", "say", "told", "killed", "died", "dead", "injured", "wounded", "missing", "hurt", "ago", "later", "earlier", "old", "away", "each", "every", "both", "all", "per"]
)
_ONE_OF = frozenset(["a", "an", "per", "each", "every", "next", "following", "last", "past", "previous", "this", "that", "the", "another"])
_CURRENCIES = frozenset("$€£¥₹")

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s]")
_CLOCK = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.](?P<m1>\d\d))?\s?(?P<am>[ap])(?:\.\s?m\.|m\b)"
    r"|\b(?P<h2>\d{1,2}):(?P<m2>\d\d)\b(?!:)|\b(?P<word>noon|midday|midnight)\b",
    re.I,
)
_CODE = re.compile(r"(?<![\w.,$€£¥₹])(?:[A-Z][^\W\d_]{0,11}-?\d+[^\W_]*|\d+[A-Z][^\W_]*)(?![\w])")
_SCALED = re.compile(r"\d+(?:[KMB]|BN|MN|TN|AM|PM|TH|ST|ND|RD|KM|KG)")
_HEDGE = re.compile(
    r"\b(?:(about|around|roughly|approximately|some|circa)|(almost|nearly|close to|just under)|(more than|over|exceeding"
    r"|just over|above)|(at least|no fewer than|no less than)|(less than|fewer than|under|below)|(up to|at most"
    r"|no more than|as many as|as much as))\s+(?:(?:US|A|C|HK)?[$€£¥₹]\s?)?$",
    re.I,
)
_HEDGES = ("about", "nearly", "over", "least", "under", "most")
_JOIN = re.compile(r"\s*(?:-|–|—|,|/|,?\s(?:to|and|or|through))\s*")
_LONGEST_DIGITS = 40


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
    """'', 'about', 'nearly', 'over', 'least', 'under' or 'most'."""
    weak: bool
    """Whether it is only perhaps a number: 'one' before a noun, 'an hour', 'the two sides'."""


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def singular(word: str) -> str:
    """A crude singular: enough to compare a noun with itself."""
    if word in _PERSONS or word.removesuffix("s") in _PERSONS:
        return "person"
    return word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word


@lru_cache(maxsize=512)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of the text, in order; numbers inside dates are included."""
    found = list(_special(text))
    taken = {position for item in found for position in range(item.start, item.end)}
    tokens = [
        _Token(match.group().lower(), match.start(), match.end())
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


def _quantity_at(text: str, tokens: list[_Token], first: int) -> tuple[Quantity | None, int]:
    """The quantity that starts at a token, or None, and the position to go on from."""
    word = tokens[first].text
    following = tokens[first + 1].text if first + 1 < len(tokens) else ""
    raw: Fraction | str
    dimension, weak, position = "", False, first + 1
    if word[0].isdigit():
        raw, dimension, position = _digits(tokens, first)
    elif word in _VAGUE or (word == "tens" and following == "of"):
        raw, dimension, position = _vague(tokens, first)
    elif word in ("once", "twice", "thrice"):
        raw, dimension = Fraction({"once": 1, "twice": 2, "thrice": 3}[word]), "times"
        weak = word == "once"
    elif (part := _part(tokens, first)) is not None:
        raw, position = part
    elif word in SMALL or word in SCALES or (word == "a" and following in SCALES):
        raw, dimension, position = _words(tokens, first)
        weak = (
            word == "one"
            and position == first + 1
            or word == "two"
            and _before(tokens, first) in ("the", "these", "other")
        )
    elif word in ORDINALS:
        raw, dimension = Fraction(ORDINALS[word]), "ordinal"
    elif word in _ONE_OF and _is_one(tokens, first):
        raw, weak = Fraction(1), True
    else:
        return None, first + 1
    end = tokens[position - 1].end
    value, dimension, nouns = _unit(tokens, first, position, raw, dimension)
    hedge = _hedge(text, tokens[first].start, dimension)
    return Quantity(
        text[tokens[first].start : end], tokens[first].start, end, raw, value, dimension, nouns, hedge, weak
    ), position


def _before(tokens: list[_Token], position: int) -> str:
    return tokens[position - 1].text if position else ""


def _is_one(tokens: list[_Token], first: int) -> bool:
    """Whether 'a', 'the', 'last' … stands before a unit or a person, and so counts one of it."""
    if first + 1 == len(tokens):
        return False
    noun = tokens[first + 1].text
    return (noun in UNITS and UNITS[noun][0] not in ("date", "times")) or (
        noun in _PERSONS and singular(noun) == "person"
    )


def _digits(tokens: list[_Token], first: int) -> tuple[Fraction | str, str, int]:
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
    if suffix.start == tokens[first].end and suffix.text in _SUFFIXES:
        return raw * _SUFFIXES[suffix.text], "", position + 1
    while position < len(tokens) and tokens[position].text in SCALES:
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


def _vague(tokens: list[_Token], first: int) -> tuple[Fraction, str, int]:
    size, position = Fraction(_VAGUE.get(tokens[first].text, 10)), first + 1
    if position + 1 < len(tokens) and tokens[position].text == "of" and tokens[position + 1].text in _VAGUE:
        return size * _VAGUE[tokens[position + 1].text], "vague", position + 2
    return size, "vague", position


def _part(tokens: list[_Token], first: int) -> tuple[Fraction, int] | None:
    """'half', 'a third', 'one-fifth', 'three quarters', 'half a million'."""
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
    size = _PARTS.get(name.removesuffix("s"))
    if size is None or (number > 1) != name.endswith("s"):
        return None
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if following.isalpha() and following not in _FUNCTION_WORDS:
        return None  # "a third man" is an ordinal
    return Fraction(number, size), position + 1


def _words(tokens: list[_Token], first: int) -> tuple[Fraction, str, int]:
    """Number words in the usual order: 'two hundred and fifty-six thousand', 'a dozen', 'twenty-first'."""
    total, part, position = Fraction(0), Fraction(0), first
    last = ""
    while position < len(tokens):
        word = tokens[position].text
        if word in SMALL and (not last or last in SCALES or (last in _TENS and SMALL[word] < 10)):
            part += SMALL[word]
        elif last in _TENS and ORDINALS.get(word, 10) < 10:
            return total + part + ORDINALS[word], "ordinal", position + 1
        elif word in ("hundred", "dozen") and last not in SCALES:
            part = (part or 1) * SCALES[word]
        elif word in SCALES and word not in ("hundred", "dozen"):
            total, part = total + (part or 1) * SCALES[word], Fraction(0)
        elif not (word == "a" and position == first):
            break
        last = word
        position += 1
        joint = [token.text for token in tokens[position : position + 3]]
        if joint == ["and", "a", "half"]:
            return total + part + Fraction(1, 2), "", position + 3
        if len(joint) > 1 and (
            (joint[0] == "-" and last in _TENS and (joint[1] in _ONES[1:10] or ORDINALS.get(joint[1], 10) < 10))
            or (joint[0] == "and" and last in ("hundred", "thousand") and joint[1] in SMALL)
        ):
            position += 1
    return total + part, "", position


def _unit(
    tokens: list[_Token], first: int, position: int, raw: Fraction | str, dimension: str
) -> tuple[Fraction | str, str, frozenset[str]]:
    """The value in base units, the dimension, and the nouns that follow."""
    if isinstance(raw, str):
        return raw, dimension, frozenset()
    before = _before(tokens, first)
    if before in _CURRENCIES:
        return raw, UNITS[before][0], frozenset()
    if not dimension and before in _MONTH_WORDS:
        return raw, "date", frozenset()
    nouns: list[str] = []
    for token in tokens[position : position + 5]:
        word = token.text
        if word in ("-", "a", "an", "of") and not nouns or word == "us":
            continue
        if word == "per" and not nouns:
            word = "percent"
        unit = UNITS.get(word) or UNITS.get(word.removesuffix("s"))
        plural_before = bool(nouns) and nouns[-1] == "person"
        if unit and len(nouns) < 2 and not plural_before and dimension in ("", "vague"):
            return raw * unit[1], unit[0] if not dimension else dimension, frozenset()
        if not word.isalpha() or word in _FUNCTION_WORDS or len(nouns) == 3:
            break
        nouns.append(singular(word))
    return raw, dimension, frozenset(nouns)


def _hedge(text: str, start: int, dimension: str) -> str:
    match = _HEDGE.search(text, max(0, start - 24), start)
    if not match or match.lastindex is None:
        return ""
    if match.group(match.lastindex).lower() == "over" and dimension in ("time", "calendar"):
        return ""  # "over two days" means during them
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

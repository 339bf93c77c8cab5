"""Number words, units and the words that hedge a number."""

from __future__ import annotations

from fractions import Fraction

from briefbot.text.lexicon import split_phrases, split_words
from briefbot.text.lexicon.dates import MONTH_WORDS

ONES = split_words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = split_words("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINAL_WORDS = split_words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
SMALL = {word: value for value, word in enumerate(ONES)} | {word: 10 * (n + 2) for n, word in enumerate(TENS)}
ORDINALS = {word: n + 1 for n, word in enumerate(ORDINAL_WORDS)}
ORDINALS |= {f"{word[:-1]}ieth": 10 * (n + 2) for n, word in enumerate(TENS)} | {"hundredth": 100}
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
# Letters after digits that make no code of them: "5KM", "11AM", "3RD".
ENDINGS = split_words("[KMB] BN MN TN AM PM TH ST ND RD KM KG")
MAGNITUDES = {"k": 1000, "m": 10**6, "b": 10**9}
PARTS = {"half": 2, "halve": 2, "quarter": 4} | {word: n for word, n in ORDINALS.items() if n > 2}
VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9, "trillions": 10**12}
NUMBER_WORDS = frozenset([*SMALL, *ORDINALS, *SCALES, *VAGUE, "half", "twice", "once", "thrice"])
# Dimension, then its units in terms of the base unit. Time and calendar stay apart: a month has no fixed length.
UNIT_TABLES: dict[str, dict[str, int | Fraction]] = {
    "time": {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800},
    "calendar": {"month": 1, "year": 12, "decade": 120, "century": 1200, "centurie": 1200},
    "metre": {"metre": 1, "meter": 1, "kilometre": 1000, "kilometer": 1000, "km": 1000, "centimetre": Fraction(1, 100)},
    "kilogram": {"kilogram": 1, "kilo": 1, "kg": 1, "gram": Fraction(1, 1000), "tonne": 1000, "ton": 1000},
    "foot": {"foot": 1, "feet": 1},
    "litre": {"litre": 1, "liter": 1},
    "speed": {"kph": 1, "kmh": 1},
    "percent": {"percent": 1, "%": 1},
    "points": {"percentage": 1},
    "times": {"time": 1, "fold": 1},
    "dollar": {"dollar": 1, "$": 1},
    "euro": {"euro": 1, "€": 1},
    "pound": {"pound": 1, "£": 1, "lb": 1},
    "rouble": {"rouble": 1, "ruble": 1},
    "yen": {"yen": 1, "¥": 1},
    "rupee": {"rupee": 1, "₹": 1},
}
PLAIN_MEASURES = "mile inch degree gallon barrel acre hectare yuan peso franc cent mph"
UNITS = {word: (name, Fraction(size)) for name, sizes in UNIT_TABLES.items() for word, size in sizes.items()}
UNITS |= {word: (word, Fraction(1)) for word in PLAIN_MEASURES.split()}
UNITS |= {word: ("date", Fraction(1)) for word in MONTH_WORDS if word not in ("mar", "may")}
# By what they say of the number behind them.
NUMBER_HEDGES = {
    "about": split_words("about around roughly approximately some circa"),
    "nearly": split_phrases("almost; nearly; close to; just under"),
    "over": split_phrases("more than; (?:a little |slightly |just |well )?over; exceed(?:ed|ing); above"),
    "least": split_phrases("at least; no fewer than; no less than"),
    "under": split_phrases("less than; fewer than; under; below"),
    "most": split_phrases("up to; at most; no more than; as many as; as much as"),
}

"""Word tables of the exact check: number words, units, nouns for people, and words that carry no content."""

from __future__ import annotations

from fractions import Fraction


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


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
SUFFIXES = {"k": 1000, "m": 10**6, "b": 10**9}
PARTS = {"half": 2, "halve": 2, "quarter": 4} | {word: n for word, n in ORDINALS.items() if n > 2}
VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9, "trillions": 10**12}
NUMBER_WORDS = frozenset([*SMALL, *ORDINALS, *SCALES, *VAGUE, "half", "twice", "once", "thrice"])
MONTHS = split_words("january february march april may june july august september october november december")
MONTH_WORDS = frozenset(name for month in MONTHS for name in (month, month[:3])) | {"sept"}
WEEKDAYS = split_words("monday tuesday wednesday thursday friday saturday sunday")
TIME_WORDS = MONTH_WORDS | frozenset(WEEKDAYS)
# Dimension, then its units in terms of the base unit. Time and calendar stay apart: a month has no fixed length.
MEASURES: dict[str, dict[str, int | Fraction]] = {
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
UNITS = {word: (name, Fraction(size)) for name, sizes in MEASURES.items() for word, size in sizes.items()}
UNITS |= {word: (word, Fraction(1)) for word in PLAIN_MEASURES.split()}
UNITS |= {word: ("date", Fraction(1)) for word in MONTH_WORDS if word not in ("mar", "may")}
# Nouns that may stand for each other when people are counted.
PERSONS = frozenset(
    split_words(
        "person people man men woman women child children boy girl victim passenger soldier troop officer "
        "official protester demonstrator civilian resident villager worker employee staff student pupil "
        "patient migrant refugee prisoner hostage survivor rescuer member other player spectator fan voter "
        "citizen suspect spokesman spokeswoman baby babies teenager adult police firefighter crew tourist "
        "guest visitor teacher doctor journalist fighter militant"
    )
)
# Words that end the phrase of a number.
FUNCTION_WORDS = frozenset(
    split_words(
        "a an the of in on at to for from by with and or but nor as than that which who whom whose when while "
        "where if because after before during since until till into onto over under between among against "
        "about around through out up down off is are was were be been being has have had do does did will "
        "would can could may might shall should must not no it its he she they them his her their we our you "
        "i this these those there then so said says say told killed died dead injured wounded missing hurt "
        "ago later earlier old away each every both all per"
    )
)
# Words before a unit that make it one of them: "an hour", "the following week".
ONE_OF = frozenset(split_words("a an per each every next following last past previous this that the another"))
# Words of a name that the evidence need not have: they say who somebody is, not which one.
TITLES = frozenset(
    split_words(
        "mr mrs ms miss dr prof professor president prime minister chancellor king queen prince princess sir "
        "lord lady secretary general senator governor mayor judge justice captain colonel lieutenant sergeant "
        "pope chairman chairwoman ceo pm mp mps mep meps government state"
    )
)
# Words that are no names though a sentence begins with them.
PLAIN = frozenset(
    split_words(
        "i the a an and or but of in on at to for from by with as it its he she they we you this that these "
        "those there his her their our my your who what when where why how which while after before since "
        "during until if although though because however according despite instead also both all some many "
        "several most more other another no not nobody none each every any few about around over under nearly "
        "almost meanwhile then now so yet later earlier former late outgoing incoming acting incumbent deputy "
        "vice"
    )
)
# After these verbs the first word of a sentence is somebody, except for the SPEAKERS.
SPEAKING = frozenset(split_words("said says told added announced has had was is won wrote called denied warned"))
SPEAKERS = frozenset(
    split_words(
        "police parliament government congress everyone someone everybody nobody state one neither management "
        "staff court"
    )
)
# Words that negate.
CUES = frozenset(
    split_words(
        "not no never neither nor none without cannot denied deny denies denying failed fail fails failing "
        "refused refuse refuses refusing unable declined rejected"
    )
)
# Words without content of their own when sentences are compared.
EMPTY = frozenset(
    split_words(
        "a an the of in on at to for from by with and or but as that which who is are was were be been being "
        "has have had do does did will would can could may might shall should must it its he she they his her "
        "their said says so very any yet there this also more only about nearly over than least"
    )
)
_ASKING = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "than",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
    ]
)
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "for",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "it",
        "its",
        "he",
        "she",
        "they",
        "them",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "when",
        "where",
        "why",
        "how",
        "not",
        "no",
        "than",
        "then",
        "there",
        "here",
        "also",
        "into",
        "over",
        "after",
        "before",
        "about",
        "said",
        "says",
        "say",
        "s",
    ]
)

"""How much a story matters: what an editor would put first, by signs that cost nothing to see.

The weights of an article's own signs are learned from pairs of articles that a person ordered
(`python -m evals.importance`). Those of a story's signs that these pairs cannot show are given.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from briefbot.briefing.interests import Weighed
from briefbot.briefing.kinds import TextKind
from briefbot.briefing.similarity import Features, Segment, alike
from briefbot.briefing.topics import OTHER
from briefbot.briefing.types import Importance
from briefbot.text.lexicon import any_of, press
from briefbot.text.lexicon.consequence import DECISIVE, HARMING, LETTERS, RULING, RULING_INITIALS
from briefbot.text.lexicon.places import KNOWN
from briefbot.text.numbers import find_quantities
from briefbot.text.sentences import sentence_spans
from briefbot.types import Passage

ENOUGH_PUBLISHERS = 3  # from which more add nothing
HALF_LIFE = 2.0  # days after which news counts half
MUCH = 300  # words from which a story is as prominent as can be
LEAST_NOVEL, MOST_NOVEL = 0.6, 0.2  # likeness to earlier news at which a story is nothing new, and all new
NEAR_TOP_DAYS = 14
TOP_PARAGRAPHS = 4  # in which news says when it was
OPENING_PARAGRAPHS = 3  # in which it says what it is about
MOST_HARMED = 4.0  # powers of ten of people from which more add nothing
COMMON_URGENCY = 5  # of IPTC's 1 to 8
SPREAD = 2.0  # of the sum in the logistic function: what a desk follows can then lift what weighs least
LEAST_NAMED = 0.1  # of the sum, from which a sign is named
# What pairs of articles of two publishers, scored whenever they came, cannot show: of each part, and of a level.
GIVEN = {"publishers": 2.0, "novelty": 1.0, "recency": 0.5, "prominence": 0.5}
URGENCY = 0.3
# A feature that nothing tells surely is not left out, since one in ten of such texts is news, but news goes before it.
MAY_BE_NO_NEWS = "it may be no news"
WEIGHT_OF_DOUBT = -2.5

_URGENCY = "urgency:"
_ASKS = re.compile(rf".*\?|{any_of(press.WONDERING)}\b", re.I)
_SERVES = re.compile(rf".*\b{any_of((*press.SERVING, *press.LISTING))}", re.I)
_COUNTS = re.compile(r"\d+\s")
_DECISIVE = re.compile(rf"\b{any_of(DECISIVE)}\b", re.I)
_HARMING = re.compile(rf"\b{any_of(HARMING)}\b", re.I)
_RULING = re.compile(rf"(?i:\b{any_of(RULING)}\b)|\b{any_of(map(re.escape, RULING_INITIALS))}\b")
_LETTER = re.compile(rf"\b{any_of(LETTERS)}\b", re.I)
_READER = re.compile(r"\byou(?:r|['’]re)?\b", re.I)
_NAME = re.compile(r"\b[A-Z][a-z]+")


def news_signs(unit: Segment, kind: TextKind, topic: str, near: bool, doubt: float = 0.0) -> dict[str, float]:
    """What is seen of a piece of news, by what it is in words; each about 0 to 1.

    Args:
        unit: the piece.
        kind: of its text.
        topic: under which it stands.
        near: whether its top names a day near its own.
        doubt: how probably it is no news, by its words.
    """
    opening = " ".join(paragraph.text for paragraph in unit.paragraphs[:OPENING_PARAGRAPHS])
    signs = {
        "its top names no day near it": float(not near),
        "its headline asks": float(bool(_ASKS.match(unit.title))),
        "its headline serves or lists": float(bool(_SERVES.match(unit.title) or _COUNTS.match(unit.title))),
        "its headline says what was done": float(bool(_DECISIVE.search(unit.title or opening))),
        "its top says what was done": float(bool(_DECISIVE.search(opening))),
        "its headline names who rules": float(bool(_RULING.search(unit.title or opening))),
        "its top names who rules": float(bool(_RULING.search(opening))),
        "its headline names a country": float(_names_country(unit.title or opening)),
        "people came to harm": harmed(f"{unit.title}. {opening}"),
        "it came as a letter to readers": float(bool(_LETTER.search(opening))),
        MAY_BE_NO_NEWS: doubt,
        "it speaks to the reader": float(bool(_READER.search(f"{unit.title} {opening}"))),
    }
    if kind is not TextKind.NEWS:
        signs[f"it is {kind.named}"] = 1.0
    if topic != OTHER:
        signs[f"it is about {topic}"] = 1.0
    return signs


def _names_country(text: str) -> bool:
    return any(name.lower() in KNOWN for name in _NAME.findall(text))


def harmed(text: str) -> float:
    """How many people came to harm, by the largest number of them beside a word for it: 0, or .1 for one to 1."""
    most = 0.0
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if _HARMING.search(sentence):
            counts = [
                float(quantity.value)
                for quantity in find_quantities(sentence)
                if "person" in quantity.nouns and not quantity.dimension and not isinstance(quantity.value, str)
            ]
            most = max([most, *counts])
    return min(1.0, (math.log10(most) + 0.4) / (MOST_HARMED + 0.4)) if most >= 1 else 0.0


def is_near(unit: Segment, passages: Sequence[Passage]) -> bool:
    """Whether the top of a piece of news names a day of its last two weeks or the coming ones; else it is evergreen."""
    return any(
        abs((date.first - unit.day).days) <= NEAR_TOP_DAYS
        for passage in passages
        if passage.article_id == unit.article.id and passage.paragraph <= TOP_PARAGRAPHS
        for date in passage.dates
    )


@cache
def _weights() -> Mapping[str, float]:
    loaded = json.loads(files("briefbot.briefing").joinpath("importance.json").read_text(encoding="utf-8"))
    return {str(name): float(weight) for name, weight in loaded["weights"].items()}


def importance(
    units: Sequence[Segment],
    features: Sequence[Features],
    earlier: Sequence[Features],
    last: dt.date,
    signs: Sequence[Mapping[str, float]],
    wanted: Weighed | None = None,
) -> Importance:
    """The importance of a story: that of the piece of news in it that weighs most, and what the story adds.

    Args:
        units: its pieces of news; copies are not among them, so that every publisher of one is independent.
        features: of the units.
        earlier: of the articles before the span.
        last: the last day of the span.
        signs: of each unit, see `news_signs`.
        wanted: what the desk's interests make of it.
    """
    sources = {unit.article.source or unit.article.path for unit in units}
    words = sum(len(paragraph.text.split()) for unit in units for paragraph in unit.paragraphs)
    nearest = max((alike(own, other) for own in features for other in earlier), default=0.0)
    age = (last - max(unit.day for unit in units)).days
    whole = {
        "publishers": min(1.0, len(sources) / ENOUGH_PUBLISHERS),
        "novelty": min(1.0, max(0.0, (LEAST_NOVEL - nearest) / (LEAST_NOVEL - MOST_NOVEL))),
        "recency": 0.5 ** (age / HALF_LIFE),
        "prominence": min(1.0, words / MUCH),
    }
    shares = [weighed(each) | _urgency(unit) for unit, each in zip(units, signs, strict=True)]
    best = max(shares, key=lambda share: sum(share.values()))
    weight = sum(best.values()) + sum(GIVEN[name] * value for name, value in whole.items())
    share = wanted.share if wanted else 1.0
    return Importance(
        **{name: round(value, 3) for name, value in whole.items()},
        worth=round(share, 3),
        reasons=(*_told(best), *(wanted.reasons if wanted else ())),
        total=round(share / (1 + math.exp(-weight / SPREAD)), 4),
    )


def weighed(signs: Mapping[str, float]) -> dict[str, float]:
    """What each sign adds to the sum or takes from it."""
    weights = {**_weights(), MAY_BE_NO_NEWS: WEIGHT_OF_DOUBT}
    return {name: weights.get(name, 0.0) * value for name, value in signs.items()}


def _urgency(unit: Segment) -> dict[str, float]:
    for name in unit.article.ids:
        level = name.removeprefix(_URGENCY)
        if name.startswith(_URGENCY) and level.isdigit():
            return {f"its wire's urgency is {level}": URGENCY * (COMMON_URGENCY - int(level))}
    return {}


def _told(shares: Mapping[str, float]) -> tuple[str, ...]:
    """What raised or lowered a story besides its parts, the most telling first."""
    told = [(name, share) for name, share in shares.items() if abs(share) >= LEAST_NAMED]
    return tuple(f"{name} ({share:+.1f})" for name, share in sorted(told, key=lambda each: -abs(each[1])))

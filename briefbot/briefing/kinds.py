"""What kind of text an article is: news, a column, a feature, a list ...

What the wire, the feed and the address say comes first, then marks of the headline and the text, and last a linear
model over what is cheap to know of a text and, where the embedder is the one it was fitted with, over the vector of
its headline and first paragraphs. `python -m evals.kinds` fits it, and one without the vector.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from briefbot.briefing.similarity import VectorStore, whole
from briefbot.search.embedding import Vectors
from briefbot.text.lexicon import any_of, press
from briefbot.text.lexicon.dates import WEEKDAY_NAMES
from briefbot.text.lexicon.speech import SAYING
from briefbot.types import Article


class TextKind(StrEnum):
    """What an article is."""

    NEWS = "news"
    ANALYSIS = "analysis"
    COLUMN = "column"
    EDITORIAL = "editorial"
    INTERVIEW = "interview"
    OBITUARY = "obituary"
    FEATURE = "feature"
    LIVE = "live page"
    ROUND_UP = "round-up"
    LIST = "list"
    GALLERY = "gallery"
    PROMOTION = "promotion"
    CORRECTION = "correction"
    ADVISORY = "advisory"

    @property
    def named(self) -> str:
        """With its article: 'a column', 'an editorial'."""
        return f"{'an' if self.value[0] in 'aeiou' else 'a'} {self.value}"

    @property
    def is_view(self) -> bool:
        """Whether it says what its author thinks, and is told as that or not at all."""
        return self in (TextKind.COLUMN, TextKind.EDITORIAL)

    @property
    def is_no_story(self) -> bool:
        """Whether it is no news of the day, however long and central it is."""
        return self.is_view or self in (TextKind.FEATURE, TextKind.GALLERY, TextKind.PROMOTION, TextKind.LIST)


class KindFound(NamedTuple):
    """What an article is, and what says so."""

    kind: TextKind
    evidence: str
    doubt: float = 0.0
    """How probably it is no news, where only its words tell and are not sure of that."""


_NAMES: tuple[tuple[TextKind, tuple[str, ...]], ...] = (
    (TextKind.EDITORIAL, press.EDITORIAL_NAMES),
    (TextKind.COLUMN, press.VIEW_NAMES),
    (TextKind.PROMOTION, press.PROMOTION_NAMES),
    (TextKind.OBITUARY, press.OBITUARY_NAMES),
    (TextKind.INTERVIEW, press.INTERVIEW_NAMES),
    (TextKind.ANALYSIS, press.ANALYSIS_NAMES),
    (TextKind.LIVE, press.LIVE_NAMES),
    (TextKind.ROUND_UP, press.ROUND_UP_NAMES),
    (TextKind.GALLERY, press.GALLERY_NAMES),
    (TextKind.LIST, press.LIST_NAMES),
    (TextKind.CORRECTION, press.CORRECTION_NAMES),
    (TextKind.ADVISORY, press.ADVISORY_NAMES),
    (TextKind.FEATURE, press.FEATURE_NAMES),
)
_BY_NAME = tuple((kind, re.compile(any_of(names), re.I)) for kind, names in _NAMES)
_NEWS_NAME = re.compile(any_of(press.NEWS_NAMES), re.I)
_BY_MARK = tuple((kind, re.compile(rf"{any_of(names)}\s*[:|]", re.I)) for kind, names in _NAMES)
_GENRE = "genre:"
_PROMOTES = re.compile(any_of(press.PROMOTING), re.I)
_SELLS = re.compile(rf"\b{any_of(press.SELLING)}\b", re.I)
_GATHERS = re.compile(any_of(press.GATHERING), re.I)
_LIVE = re.compile(r"\blive\s+(?:\w+\s+){0,3}updates?\b", re.I)
LEAST_SURE = 0.65  # probability at which the model's word counts against news
LEAST_SURE_BY_LEAD = 0.56  # with the vector of its beginning
HEAD = 400  # characters of a text in which a mark of its kind stands


def kinds_of(articles: Iterable[Article], vectors: VectorStore | None = None) -> dict[str, KindFound]:
    """What kind of text each article is, by its id: see `kind_of`.

    Args:
        articles: any.
        vectors: of texts; None where too many articles would have to be embedded for it.
    """
    known = {article.id: (article, _said(article) or _marked(article)) for article in articles}
    if _model_for(vectors).leads and vectors:
        vectors.add([_lead(article) for article, found in known.values() if not found])
    return {name: found or _weighed(article, vectors) for name, (article, found) in known.items()}


def kind_of(article: Article, vectors: VectorStore | None = None) -> KindFound:
    """What kind of text an article is: by what its source says, by its marks, else by its words.

    Args:
        article: any.
        vectors: of texts, where its beginning may be embedded.
    """
    return kinds_of([article], vectors)[article.id]


def _lead(article: Article) -> str:
    return whole(article, dt.date.min).lead


def _said(article: Article) -> KindFound | None:
    genres = [name.removeprefix(_GENRE) for name in article.ids if name.startswith(_GENRE)]
    for genre in genres:
        for kind, names in _BY_NAME:
            if names.fullmatch(genre):
                return KindFound(kind, f"its genre is {genre!r}")
    if any(_NEWS_NAME.fullmatch(genre) for genre in genres):
        return KindFound(TextKind.NEWS, f"its genre is {genres[0]!r}")
    for place, where in _places(article):
        for kind, names in _BY_NAME:
            if names.fullmatch(place):
                return KindFound(kind, f"its {where} says {place!r}")
    return None


def _places(article: Article) -> list[tuple[str, str]]:
    """The folders of its address and its section, and which of the two each is."""
    folders = urlsplit(article.url or "").path.split("/")[1:-1]
    named = [*((folder, "address") for folder in folders), (article.section or "", "section")]
    return [(place.strip(), where) for place, where in named]


def _marked(article: Article) -> KindFound | None:
    text = " ".join(paragraph.text for paragraph in article.paragraphs)[:HEAD]
    for kind, names in _BY_MARK:
        for where, words in (("headline", article.title), ("text", text)):
            if names.match(words):
                return KindFound(kind, f"its {where} begins with {words.split()[0]!r}")
    if _PROMOTES.search(text):
        return KindFound(TextKind.PROMOTION, "its text earns a commission, or was paid for")
    if _SELLS.search(article.title):
        return KindFound(TextKind.PROMOTION, "its headline sells")
    if _LIVE.search(article.title):
        return KindFound(TextKind.LIVE, "its headline promises live updates")
    if _GATHERS.search(article.title):
        return KindFound(TextKind.ROUND_UP, "its headline gathers news")
    return None


def _weighed(article: Article, vectors: VectorStore | None) -> KindFound:
    model = _model_for(vectors)
    lead = vectors(_lead(article)) if model.leads and vectors else None
    found = kind_probabilities(features_of_text(article), model, lead)
    unfit = {name: share for name, share in found.items() if TextKind(name).is_no_story}
    if sum(unfit.values()) >= (LEAST_SURE if lead is None else LEAST_SURE_BY_LEAD):
        best = max(unfit, key=lambda name: unfit[name])
        return KindFound(
            TextKind(best), f"its words, with a probability of {sum(unfit.values()):.2f} that it is no news"
        )
    best = max(found.keys() - unfit.keys(), key=lambda name: found[name])
    if best != TextKind.NEWS and found[best] < LEAST_SURE:
        best = TextKind.NEWS
    return KindFound(TextKind(best), f"its words, with a probability of {found[best]:.2f}", sum(unfit.values()))


class KindModel(NamedTuple):
    """Softmax regression."""

    scale: Mapping[str, tuple[float, float]]
    """Mean and standard deviation of each feature."""
    weights: Mapping[str, Mapping[str, float]]
    """Of each kind, by feature; that of the constant by an empty name."""
    leads: Mapping[str, Sequence[float]] = MappingProxyType({})
    """Of each kind, by dimension of the vector of headline and first paragraphs; empty where it does not count."""
    middle: Sequence[float] = ()
    """The mean of those vectors."""


class _Models(NamedTuple):
    words: KindModel
    leads: KindModel
    """With the vector of headline and first paragraphs."""
    embedder: str
    """Digest of the weights that make it."""


@cache
def _models() -> _Models:
    loaded = json.loads(files("briefbot.briefing").joinpath("kinds.json").read_text(encoding="utf-8"))
    words, leads = (
        KindModel(
            {name: (float(mean), float(deviation)) for name, (mean, deviation) in model["scale"].items()},
            model["weights"],
            model.get("leads", {}),
            model.get("middle", ()),
        )
        for model in (loaded["words"], loaded["with leads"])
    )
    return _Models(words, leads, loaded["embedder"])


def _model_for(vectors: VectorStore | None) -> KindModel:
    """The model that can be used: vectors of another embedder mean something else."""
    models = _models()
    return models.leads if vectors and vectors.embedder.sha256 == models.embedder else models.words


def kind_probabilities(
    features: Mapping[str, float], model: KindModel, lead: Vectors | None = None
) -> dict[str, float]:
    """The probability of each kind that the model knows.

    Args:
        features: of a text.
        model: fitted.
        lead: the vector of its headline and first paragraphs, for a model that has weights of it.
    """
    standard = {name: (features[name] - mean) / deviation for name, (mean, deviation) in model.scale.items()}
    scores = {
        kind: weights[""] + sum(weights[name] * value for name, value in standard.items())
        for kind, weights in model.weights.items()
    }
    if lead is not None:
        away = lead - np.array(model.middle)
        scores = {kind: score + float(np.array(model.leads[kind]) @ away) for kind, score in scores.items()}
    most = max(scores.values())
    powers = {kind: math.exp(score - most) for kind, score in scores.items()}
    return {kind: power / sum(powers.values()) for kind, power in powers.items()}


_FEATURE_PATTERNS = {
    "you": re.compile(r"\b(?:you|your|you[’']re)\b", re.I),
    "I": re.compile(r"\b(?:I|I[’']m|my|me)\b"),
    "we": re.compile(r"\b(?:we|our|us)\b", re.I),
    "said": re.compile(rf"\b{any_of(SAYING)}\b"),
    "quotes": re.compile(r"[“\"]"),
    "should": re.compile(r"\b(?:should|must|need to|can|may)\b"),
    "is": re.compile(r"\b(?:is|are|has|have)\b"),
    "was": re.compile(r"\b(?:was|were|had|[a-z]{2,}ed)\b"),
    "questions": re.compile(r"\?"),
    "numbers": re.compile(r"\b\d+\b"),
    "years": re.compile(r"\b(?:19|20)\d\d\b"),
    "but": re.compile(r"\b(?:but|yet|perhaps|if|because|even)\b", re.I),
}
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_TITLE_PATTERNS = {
    "title asks": re.compile(r"\?"),
    "title wonders": re.compile(rf"{any_of(press.WONDERING)}\b", re.I),
    "title lists": re.compile(rf"\d+\s|.*\b{any_of(press.LISTING)}\b", re.I),
    "title serves": re.compile(rf".*\b{any_of(press.SERVING)}", re.I),
    "title quotes": re.compile(r".*['‘“\"]"),
    "title bars": re.compile(r".*\s\|\s"),
    "title says": re.compile(r".*(?:\bto\b|\b[a-z]+s\b)"),
}
_SECTIONS = {
    "soft section": re.compile(any_of(press.SOFT_SECTIONS), re.I),
    "sport section": re.compile(any_of(press.SPORT_SECTIONS), re.I),
    "business section": re.compile(any_of(press.BUSINESS_SECTIONS), re.I),
    "politics section": re.compile(any_of(press.POLITICS_SECTIONS), re.I),
    "news section": re.compile(any_of(press.NEWS_SECTIONS), re.I),
}
_DAY = re.compile(rf"\b(?:{any_of(WEEKDAY_NAMES)}|today|yesterday)\b")
OPENING_WORDS = 60  # of a text, in which news says when it was
SHORT_PARAGRAPH = 8  # words


def features_of_text(article: Article) -> dict[str, float]:
    """What is cheap to know of an article: rates per hundred words, marks of headline and opening, its section."""
    texts = [paragraph.text for paragraph in article.paragraphs]
    text = " ".join(texts)
    words = text.split()
    own = _QUOTED.sub(" ", text)
    rates = {name: 100 * len(found.findall(own)) / max(1, len(words)) for name, found in _FEATURE_PATTERNS.items()}
    rates["quotes"] = 100 * len(_FEATURE_PATTERNS["quotes"].findall(text)) / max(1, len(words))
    marks = {name: float(bool(found.match(article.title))) for name, found in _TITLE_PATTERNS.items()}
    sections = {
        name: float(any(found.fullmatch(place) for place, _ in _places(article))) for name, found in _SECTIONS.items()
    }
    first = words[:OPENING_WORDS]
    opening = " ".join(first)
    tenses = {
        f"opening {name}": 100 * len(_FEATURE_PATTERNS[name].findall(opening)) / max(1, len(first))
        for name in ("was", "is")
    }
    return {
        **rates,
        **marks,
        **sections,
        **tenses,
        "opening said": float(bool(_FEATURE_PATTERNS["said"].search(opening))),
        "dated opening": float(bool(_DAY.search(opening))),
        "days": 100 * len(_DAY.findall(own)) / max(1, len(words)),
        "length": math.log(1 + len(words)),
        "short paragraphs": sum(len(each.split()) < SHORT_PARAGRAPH for each in texts) / len(texts),
        "paragraph": math.log(1 + len(words) / len(texts)),
    }

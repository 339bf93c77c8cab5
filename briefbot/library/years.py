"""The year of articles that tell none: what of the days that they can be of fits what lies beside them.

An article names people and places of its story, and so do those that were published around it. Each day of the right
month, day and weekday is weighed by the dated articles within `REACH` days of it that match its words best, by how well
they match (BM25), and by those of its folder. Only a year that is sure is kept as the article's; the others are told
with their weights.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

import numpy as np

from briefbot.library.rows import believed
from briefbot.types import EARLIEST, Article, Frozen, PartialDay, Published

REACH = 31  # days around a day within which what is published is of its time
RELATED = 12  # articles with the words of one that are looked at
BY_FOLDER = 0.3  # what the articles of its folder are worth, all of them beside all related ones
UNKNOWN = 0.15  # share of the weight that is kept for a year of which no article is here
SHARES = (0.0, 0.15, 0.4, 0.55, 0.65, 0.75)
CONFIDENCE = {True: (0.0, 0.71, 0.85, 0.93, 0.98, 0.99), False: (0.0, 0.34, 0.53, 0.87, 0.96, 0.98)}
"""How often the likeliest year is right whose share of the weight is one of `SHARES`, by whether the weekday is told.

Of 549 articles of 2012 to 2024 in two folders, each with its own year hidden; see `evals/LOG.md`."""
SURE = 0.98  # confidence from which a year is kept
FEWEST_RELATED, FEWEST_IN_FOLDER = 2, 5  # articles about the same, or else beside it with its weekday, that it takes
SAME_TIME = 183  # days around a day within which what lies in one folder is of its time
MOST_TELLING = 14  # words of an article by which others about the same are found
NO_DAY = (None, None, "high")
_TOP = 3  # paragraphs in which they stand
_WORD = re.compile(r"[^\W\d_][\w’'-]+")


class YearFit(Frozen):
    """A day that an article can be of, and how likely."""

    day: dt.date
    confidence: float
    related: int
    """Articles with its words near it."""
    in_folder: int
    """Articles of its folder of its time."""


class Beside(NamedTuple):
    """A dated article beside another."""

    day: dt.date
    weight: float


def fitting_years(
    partial: PartialDay, related: Sequence[Beside], folder: Sequence[dt.date], latest: dt.date
) -> tuple[YearFit, ...]:
    """The days that a partial day can be, the likeliest first.

    Args:
        partial: it.
        related: dated articles about the same.
        folder: the days of the articles in its folder.
        latest: the last day that it can be.
    """
    days = partial.in_years(dt.date(EARLIEST, 1, 1), latest)
    whole = sum(each.weight for each in related) or 1.0
    counts: dict[dt.date, int] = {}
    filed: dict[dt.date, int] = {}
    weights: dict[dt.date, float] = {}
    for day in days:
        near = [each for each in related if abs((each.day - day).days) <= REACH]
        counts[day] = len(near)
        filed[day] = sum(abs((other - day).days) <= SAME_TIME for other in folder)
        weights[day] = sum(each.weight for each in near) / whole + BY_FOLDER * filed[day] / max(1, len(folder))
    confidences = _calibrated(weights, partial.weekday is not None)
    fits = (YearFit(day=day, confidence=confidences[day], related=counts[day], in_folder=filed[day]) for day in days)
    return tuple(sorted(fits, key=lambda fit: (-fit.confidence, -fit.day.toordinal())))


def _calibrated(weights: Mapping[dt.date, float], by_weekday: bool) -> dict[dt.date, float]:
    """How likely each day is: the best as it was measured, the others by their weights; alike without evidence."""
    if not any(weights.values()):
        return {day: 1 / len(weights) for day in weights}
    best = max(weights, key=lambda day: weights[day])
    share = weights[best] / (sum(weights.values()) + UNKNOWN)
    sure = float(np.interp(share, SHARES, CONFIDENCE[by_weekday]))
    others = sum(weights.values()) - weights[best] + UNKNOWN
    alike = UNKNOWN / max(1, len(weights) - 1)
    return {day: sure if day == best else (1 - sure) * (weights[day] + alike) / others for day in weights}


def inferred(partial: PartialDay, fits: Sequence[YearFit]) -> Published | None:
    """The day of an article in the year that surely fits; None where none does."""
    best = next(iter(fits), None)
    if best is None or best.confidence < SURE:
        return None
    by_folder = partial.weekday is not None and best.in_folder >= FEWEST_IN_FOLDER
    if best.related < FEWEST_RELATED and not by_folder:
        return None
    weekday = f", a {best.day:%A}" if partial.weekday is not None else ""
    told = (
        f"{partial.evidence}{weekday}, which tells no year; {best.day.year} fits: {best.related} with its words within "
        f"{REACH} days, {best.in_folder} in its folder within {SAME_TIME} (confidence {best.confidence:.2f})"
    )
    return Published(day=best.day, evidence=told, confidence="inferred")


def years_of(db: sqlite3.Connection, article: Article, latest: dt.date) -> tuple[YearFit, ...]:
    """The days that an article without a year can be of, by the other articles of its library."""
    if article.partial is None:
        return ()
    return fitting_years(article.partial, _related(db, article), _of_folder(db, article), latest)


def _related(db: sqlite3.Connection, article: Article) -> list[Beside]:
    """The dated articles that have most of the telling words of an article."""
    text = " ".join([article.title, *(each.text for each in article.paragraphs[:_TOP])])
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text) if word[0].isupper() or len(word) > 6)
    count = "SELECT count(*) FROM whole_words WHERE whole_words MATCH ?"
    held = {word: db.execute(count, (f'"{word}"',)).fetchone()[0] for word in words}
    telling = sorted((word for word in words if held[word] > 1), key=lambda word: held[word])[:MOST_TELLING]
    if not telling:
        return []
    rows = db.execute(
        "SELECT a.day, -bm25(whole_words) FROM whole_words JOIN texts t ON t.number = whole_words.rowid "
        f"JOIN articles a ON a.id = t.article_id WHERE whole_words MATCH ? AND a.id <> ? AND {_dated()} "
        "ORDER BY bm25(whole_words), a.id LIMIT ?",
        (" OR ".join(f'"{word}"' for word in telling), article.id, RELATED),
    )
    return [Beside(dt.date.fromisoformat(day), weight) for day, weight in rows]


def _of_folder(db: sqlite3.Connection, article: Article) -> list[dt.date]:
    """The days of the articles in the folder that an article was read from."""
    if not article.path:
        return []
    folder = str(PurePath(article.path).parent)
    rows = db.execute(
        "SELECT m.path, a.day FROM members m JOIN articles a ON a.id = m.article_id "
        f"WHERE m.path > ? AND m.path < ? AND a.id <> ? AND {_dated()}",
        (f"{folder}/", f"{folder}0", article.id),
    )
    return [dt.date.fromisoformat(day) for path, day in rows if str(PurePath(path).parent) == folder]


def _dated() -> str:
    """A condition: that an article tells its day itself."""
    return f"{believed('a.day', 'a.time')} AND a.confidence <> 'inferred'"


def undated_in_part(db: sqlite3.Connection) -> list[str]:
    """Ids of the articles that tell a day without a year."""
    return [row[0] for row in db.execute("SELECT article_id FROM partial_days ORDER BY article_id")]


def keep_days(db: sqlite3.Connection, days: Mapping[str, Published | None]) -> None:
    """Write the inferred days of articles by their ids, None for those of which none is sure."""
    for name, published in days.items():
        values = (published.day.isoformat(), published.evidence, published.confidence) if published else NO_DAY
        db.execute("UPDATE articles SET day = ?, evidence = ?, confidence = ? WHERE id = ?", (*values, name))

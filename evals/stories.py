"""How well articles are grouped into stories: pair precision and recall on evals/stories.yaml.

Run: python -m evals.stories [development|held-out]
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from briefbot.briefing.clustering import group, split
from briefbot.briefing.similarity import Features, Segment, VectorStore, alike, features_of, name_rarity, whole
from briefbot.desk import Desk
from briefbot.readers.formats import read_article
from briefbot.settings import load_settings
from briefbot.types import Article, Paragraph, Published, article_id

ROOT = Path(__file__).parent.parent
LABELS = ROOT / "evals" / "stories.yaml"
SPANS = (1, 3, 7)  # days

Pair = frozenset[str]


class Item(NamedTuple):
    """A labelled article, or a labelled paragraph of a round-up."""

    article: Article
    paragraph: int
    """0 for the whole article."""
    story: str


class Set(NamedTuple):
    """Articles that could be in one library, with their labels."""

    name: str
    part: str
    articles: list[Article]
    items: list[Item]


def load_sets(labels: dict[str, Any]) -> list[Set]:
    """The labelled articles of the corpus, and the invented ones by their year."""
    sets = [_corpus(labels["corpus"])]
    years: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for entry in labels["invented"]:
        day = entry["day"] if entry.get("round_up") else entry["articles"][0]["day"]
        years.setdefault((day.year, entry["part"]), []).append(entry)
    return sets + [_invented(f"invented, {year}", part, entries) for (year, part), entries in years.items()]


def _corpus(entries: Sequence[dict[str, Any]]) -> Set:
    """Articles of the corpus; those that are dated without a year get theirs here."""
    items = []
    articles: dict[str, Article] = {}
    for entry in entries:
        for name in entry["articles"]:
            path, _, paragraph = name.partition("#")
            if path not in articles:
                article = read_article(ROOT / "corpus" / path)
                day = entry.get("days", {}).get(path)
                if article.published is None and day:
                    article = article.model_copy(update={"published": Published(day=day, evidence="label")})
                articles[path] = article
            items.append(Item(articles[path], int(paragraph or 0), entry["story"]))
    return Set("corpus", entries[0]["part"], list(articles.values()), items)


def _invented(name: str, part: str, entries: Sequence[dict[str, Any]]) -> Set:
    articles, items = [], []
    for entry in entries:
        if entry.get("round_up"):
            article = _article(entry, [paragraph["text"] for paragraph in entry["paragraphs"]])
            articles.append(article)
            items += [Item(article, at, piece["story"]) for at, piece in enumerate(entry["paragraphs"], start=1)]
        else:
            for given in entry["articles"]:
                article = _article(given, given["paragraphs"])
                articles.append(article)
                items.append(Item(article, 0, entry["story"]))
    return Set(name, part, articles, items)


def _article(given: dict[str, Any], texts: list[str]) -> Article:
    published = Published(day=given["day"], evidence="label")
    return Article(
        id=article_id(given["title"], given["source"], published, texts),
        title=given["title"],
        source=given["source"],
        published=published,
        paragraphs=tuple(Paragraph(number=at, text=text) for at, text in enumerate(texts, start=1)),
    )


class Counts(NamedTuple):
    """Pairs of items by whether they are one story and whether they were grouped."""

    both: int
    only_grouped: int
    only_labelled: int

    def __str__(self) -> str:
        found, true = self.both + self.only_grouped, self.both + self.only_labelled
        precision = self.both / found if found else 1.0
        recall = self.both / true if true else 1.0
        return f"precision {precision:.3f}  recall {recall:.3f}  ({self.both} of {true} pairs, {found} grouped)"


def windows(articles: Sequence[Article], days: int) -> Iterator[list[Article]]:
    """The articles of every span of so many days that has at least two."""
    dated = [article for article in articles if article.published]
    known = sorted({_day(article) for article in dated})
    first = known[0]
    while first <= known[-1]:
        inside = [article for article in dated if first <= _day(article) < first + dt.timedelta(days)]
        if len(inside) > 1:
            yield inside
        first += dt.timedelta(1)


def count(labelled: Set, days: int, vectors: VectorStore, either: set[Pair], errors: list[str]) -> Counts:
    """The pairs of all spans of so many days, each span seen with the articles before it."""
    both = grouped = missed = 0
    for inside in windows(labelled.articles, days):
        last = max(map(_day, inside))
        before = [a for a in labelled.articles if a not in inside and a.published and _day(a) <= last]
        units, labels = _grouped(inside, before, vectors)
        items = [item for item in labelled.items if item.article in inside]
        for one, other in combinations(items, 2):
            if frozenset((one.story, other.story)) in either or one.article.id == other.article.id:
                continue
            same = one.story == other.story
            got = _label(one, units, labels) == _label(other, units, labels)
            both, grouped, missed = both + (same and got), grouped + (got and not same), missed + (same and not got)
            if same != got:
                what = "split" if same else "joined"
                errors.append(f"{what}: {one.article.title[:50]}#{one.paragraph} | {other.article.title[:50]}")
    return Counts(both, grouped, missed)


def _grouped(inside: list[Article], before: list[Article], vectors: VectorStore) -> tuple[list[Segment], list[int]]:
    rare = name_rarity([*inside, *before])
    wholes = [whole(article, _day(article)) for article in [*inside, *before]]
    features = features_of(wholes, vectors, rare)
    units: list[Segment] = []
    for at, unit in enumerate(wholes[: len(inside)]):
        units += split(unit, features[:at] + features[at + 1 :], vectors, rare)
    return units, group(features_of(units, vectors, rare))


def taken_apart(labelled: Set, vectors: VectorStore) -> str:
    """How many round-ups are taken apart on their day, and how many ordinary articles wrongly."""
    round_ups = {item.article.id for item in labelled.items if item.paragraph}
    found = {True: 0, False: 0}
    dated = [article for article in labelled.articles if article.published]
    for article in dated:
        others = [other for other in dated if other is not article and _day(other) <= _day(article)]
        rare = name_rarity([article, *others])
        drawn = features_of([whole(other, _day(other)) for other in others], vectors, rare)
        found[article.id in round_ups] += len(split(whole(article, _day(article)), drawn, vectors, rare)) > 1
    return (
        f"round-ups taken apart {found[True]} of {len(round_ups)}, "
        f"ordinary articles {found[False]} of {len(dated) - len(round_ups)}"
    )


def _label(item: Item, units: Sequence[Segment], labels: Sequence[int]) -> int:
    for unit, label in zip(units, labels, strict=True):
        numbers = {paragraph.number for paragraph in unit.paragraphs}
        if unit.article.id == item.article.id and (not item.paragraph or item.paragraph in numbers):
            return label
    return -1


def continuation(labels: dict[str, Any], labelled: Set, vectors: VectorStore) -> list[tuple[float, bool, str]]:
    """The likeness of stories that go on from one another, and of those that do not."""
    rare = name_rarity(labelled.articles)
    drawn: dict[str, list[Features]] = {}
    for item in labelled.items:
        unit = whole(item.article, _day(item.article) if item.article.published else dt.date.min)
        if item.paragraph:
            unit = unit.model_copy(update={"paragraphs": (item.article.paragraphs[item.paragraph - 1],)})
        drawn.setdefault(item.story, []).append(features_of([unit], vectors, rare)[0])
    found = []
    for answers in labels["continues"].values():
        for answer, pairs in answers.items():
            for earlier, later in pairs:
                both = [alike(one, other) for one in drawn[earlier] for other in drawn[later]]
                found.append((sum(both) / len(both), answer == "yes", f"{earlier} > {later}"))
    return sorted(found, reverse=True)


def _day(article: Article) -> dt.date:
    assert article.published is not None
    return article.published.day


def main(parts: Sequence[str]) -> None:
    """Print the figures."""
    labels = yaml.safe_load(LABELS.read_text(encoding="utf-8"))
    either = {frozenset(pair) for pair in labels["either"]}
    with Desk(load_settings()) as desk:
        vectors = VectorStore(desk.embedder)
    sets = load_sets(labels)
    errors: list[str] = []
    for days in SPANS:
        for labelled in sets:
            if labelled.part in parts:
                print(f"{days} days  {labelled.name:16} {count(labelled, days, vectors, either, errors)}")
    for labelled in sets:
        if labelled.part in parts:
            print(f"{labelled.name:16} {taken_apart(labelled, vectors)}")
    print("\n".join(f"{errors.count(error)} x {error}" for error in dict.fromkeys(errors)))
    for likeness, goes_on, pair in continuation(labels, sets[0], vectors):
        print(f"{likeness:.2f} {'goes on' if goes_on else '-':8} {pair}")


if __name__ == "__main__":
    main(sys.argv[1:] or ("development", "held-out"))

"""The labelled pairs of tests/data/copies.yaml and of the demo corpus, and copies made by seeded edits."""

from __future__ import annotations

import datetime as dt
import random
import re
from functools import cache
from itertools import combinations
from typing import Any, Literal, NamedTuple
from urllib.parse import quote
from zlib import crc32

import yaml

from briefbot.readers.formats import read_article
from briefbot.types import Article, Paragraph, Published, article_id
from tests.conftest import CORPUS, ROOT

Label = Literal["copy", "version"] | None

CORPUS_LABELS: dict[frozenset[str], Label] = {
    frozenset(("2019-07-14-han-river-wire-talks-proposed.txt", "2019-07-15_tokyo-morning-desk_talks.txt")): "copy",
    frozenset(("hrw_talks_soon.txt", "morning-desk-envoy.txt")): "copy",
    frozenset(("2019-09-04_withdrawal.txt", "continental-lam-gives-way.txt")): "copy",
    frozenset(("channel-wire-supreme-court.txt", "liffey-post-court.txt")): "copy",
    frozenset(("stockholm-lead.txt", "stockholm-2nd-ld.txt")): "version",
    frozenset(("courier-commons-takes-control.txt", "courier-commons-takes-control-corrected.txt")): "version",
}
OTHER_WORDS = {
    "said": "stated",
    "about": "around",
    "after": "following",
    "percent": "per cent",
    "big": "large",
    "began": "started",
    "told": "informed",
    "also": "moreover",
    "show": "demonstrate",
    "officials": "representatives",
    "center": "centre",
    "near": "close to",
    "expected": "anticipated",
    "talks": "negotiations",
    "would": "was to",
}
OWN_PARAGRAPHS = (
    "The news was received calmly here. Our own correspondent found no one at the ministry who wished to comment.",
    "Readers of this paper will remember that a similar case occupied the courts for years, without a clear result.",
    "Local businesses asked by this newspaper were divided. Some hope for new customers, others see higher costs.",
)
OWN_TITLES = (
    "{}: what is known so far",
    "Neighbours look on with concern",
    "A day that nobody in {} will forget",
    "Agency: new turn in dispute over {}",
    "{} again",
)


class Pair(NamedTuple):
    one: Article
    other: Article
    label: Label
    name: str


def make(title: str, source: str | None, published: Published | None, texts: list[str], url: str | None) -> Article:
    return Article(
        id=article_id(title, source, published, texts),
        title=title,
        source=source,
        published=published,
        url=url,
        paragraphs=tuple(Paragraph(number=at, text=text) for at, text in enumerate(texts, start=1)),
    )


def written(half: str) -> dict[str, Article]:
    """The articles of one half of tests/data/copies.yaml by name."""
    data = _data()
    whole = {name: (entry, _paragraphs(entry["text"])) for name, entry in data["articles"].items()}
    for name, entry in data["edited"].items():
        base, texts = whole[entry["of"]]
        whole[name] = ({**base, **entry}, _edited(texts, entry))
    for name, entry in data["templates"].items():
        for at, filling in enumerate(entry["fillings"], start=1):
            title, text = (entry[key].format_map(filling) for key in ("title", "text"))
            whole[f"{name}-{at}"] = ({**entry, **filling, "title": title}, _paragraphs(text))
    return {
        name: make(entry["title"], entry["source"], _published(entry["published"]), texts, entry.get("url"))
        for name, (entry, texts) in whole.items()
        if entry["half"] == half
    }


def written_versions(half: str) -> list[tuple[str, str]]:
    """The names of the labelled versions of one half, the older first."""
    articles = written(half)
    return [(older, later) for older, later in _data()["pairs"]["version"] if older in articles]


def written_pairs(half: str) -> list[Pair]:
    """Every two articles of one half of tests/data/copies.yaml."""
    data = _data()
    labels: dict[frozenset[str], Label] = {
        frozenset(pair): label for label, pairs in data["pairs"].items() for pair in pairs
    }
    articles = written(half)
    return [
        Pair(articles[one], articles[other], labels.get(frozenset((one, other))), f"{one} ~ {other}")
        for one, other in combinations(articles, 2)
    ]


@cache
def corpus_articles() -> dict[str, Article]:
    return {path.name: read_article(path) for path in sorted(CORPUS.rglob("*.*")) if path.name != "README.md"}


def corpus_pairs() -> list[Pair]:
    """Every two articles of the demo corpus."""
    articles = corpus_articles()
    return [
        Pair(articles[one], articles[other], CORPUS_LABELS.get(frozenset((one, other))), f"{one} ~ {other}")
        for one, other in combinations(articles, 2)
    ]


def made_pairs(half: str) -> list[Pair]:
    """Seeded edits of each article of one half, written or of the corpus: copies, versions and borrowing texts."""
    corpus = {name: each for name, each in corpus_articles().items() if half_of(name) == half}
    bases = {name: each for name, each in (corpus | written(half)).items() if len(each.paragraphs) > 4}
    pairs = []
    for name, base in bases.items():
        chance = random.Random(name)
        others = chance.sample([each for each in bases.values() if not _texts(each) & _texts(base)], k=4)
        page = base.model_copy(update={"url": "https://www.fenwick.example/news/" + quote(name)})
        pairs += [Pair(base, _carried(base, chance), "copy", f"{name} ~ carried {at}") for at in range(3)]
        pairs += [
            Pair(base, _continued(base, chance), "version", f"{name} ~ continued"),
            Pair(page, _rewritten(page, chance), "version", f"{name} ~ rewritten page"),
            Pair(base, _round_up([*others, base], chance), None, f"{name} ~ round-up"),
            Pair(_brief(base), _round_up([*others, _brief(base)], chance), None, f"{name} as a brief ~ round-up"),
            Pair(base, _borrowing(others[0], base, chance), None, f"{name} ~ borrowing"),
        ]
    return pairs


def _carried(base: Article, chance: random.Random) -> Article:
    """The text as another publisher prints it a little later."""
    texts = [paragraph.text for paragraph in base.paragraphs]
    texts = texts[: max(2, round(len(texts) * chance.uniform(0.4, 1)))]
    if len(texts) > 3 and chance.random() < 0.4:
        del texts[chance.randrange(1, len(texts))]
    if chance.random() < 0.6:
        for word, other in OTHER_WORDS.items():
            if chance.random() < 0.5:
                texts = [re.sub(rf"\b{word}\b", other, text) for text in texts]
    if chance.random() < 0.4:
        texts = [re.sub(r"\b(\d+),(\d{3})\b", r"\1\2", text).replace("-", " ") for text in texts]
    if chance.random() < 0.4:
        texts.insert(chance.randint(0, len(texts)), chance.choice(OWN_PARAGRAPHS))
    if chance.random() < 0.2:
        texts = [" ".join(texts)]
    title = chance.choice(OWN_TITLES).format(chance.choice(base.title.split()))
    source = chance.choice([base.source, "The Fenwick Courier"])
    return make(title, source, _later(_last(base), chance.randint(0, 1)), texts, None)


def _continued(base: Article, chance: random.Random) -> Article:
    """A later text of the agency's own, with a mark and more to say."""
    texts = [paragraph.text for paragraph in base.paragraphs]
    for _ in range(chance.randint(1, 2)):
        texts.insert(chance.randint(1, len(texts)), chance.choice(OWN_PARAGRAPHS))
    mark = chance.choice(["(LEAD) {}", "(2nd LD) {}", "UPDATE 1-{}", "Update: {}", "{} (updated)", "CORRECTED: {}"])
    return make(mark.format(base.title), base.source, _last(base), texts, None)


def _rewritten(base: Article, chance: random.Random) -> Article:
    """The same page later in the day: another headline, a new beginning, a paragraph gone."""
    texts = [chance.choice(OWN_PARAGRAPHS), *(paragraph.text for paragraph in base.paragraphs[1:])]
    del texts[chance.randrange(1, len(texts))]
    title = chance.choice(OWN_TITLES).format(chance.choice(base.title.split()))
    return make(title, base.source, _last(base), texts, f"{base.url}?utm_source=front&utm_medium=web#top")


def _round_up(bases: list[Article], chance: random.Random) -> Article:
    """A text of the first paragraphs of several articles, a day after the last of them."""
    texts = [paragraph.text for base in bases for paragraph in base.paragraphs[: chance.randint(1, 2)]]
    return make("The day's news in short", "The Fenwick Courier", _later(bases[-1].published, 1), texts, None)


def _texts(article: Article) -> set[str]:
    return {text[:40] for text in (paragraph.text for paragraph in article.paragraphs)}


def _brief(base: Article) -> Article:
    """The beginning of an article as a brief of its own."""
    return make(base.title, base.source, base.published, [paragraph.text for paragraph in base.paragraphs[:2]], None)


def _borrowing(own: Article, lender: Article, chance: random.Random) -> Article:
    """An article that prints a paragraph of another as background."""
    texts = [paragraph.text for paragraph in own.paragraphs]
    texts.insert(len(texts) - 1, chance.choice(lender.paragraphs).text)
    return make(own.title, lender.source, _later(lender.published, chance.randint(0, 3)), texts, None)


def _last(article: Article) -> Published | None:
    """When an article was last changed, which texts that follow it come after."""
    return article.updated or article.published


def _later(published: Published | None, days: int) -> Published | None:
    if published is None:
        return None
    return Published(day=published.day + dt.timedelta(days=days), evidence="test")


def half_of(name: str) -> str:
    return ("dev", "held")[crc32(name.encode()) % 2]


def _edited(texts: list[str], entry: dict[str, Any]) -> list[str]:
    """The paragraphs after the edits that an entry lists; numbers are those of the base."""
    for old, new in entry.get("replace", []):
        if not any(old in text for text in texts):
            raise ValueError(f"No {old!r} to replace in the base {entry['of']!r}.")
        texts = [text.replace(old, new) for text in texts]
    inserted = {after: text for after, text in entry.get("insert", [])}
    kept = [inserted[0]] if 0 in inserted else []
    for number, text in enumerate(texts, start=1):
        kept += [text] if number not in entry.get("drop", []) else []
        kept += [inserted[number]] if number in inserted else []
    return kept


def _published(value: dt.datetime | dt.date | str) -> Published:
    moment = dt.datetime.fromisoformat(str(value))
    if len(str(value)) == len("2021-03-05"):
        return Published(day=moment.date(), evidence="test")
    return Published(day=moment.date(), time=moment.timetz(), evidence="test")


@cache
def _data() -> Any:  # noqa: ANN401
    return yaml.safe_load((ROOT / "tests" / "data" / "copies.yaml").read_text(encoding="utf-8"))


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]

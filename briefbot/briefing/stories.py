"""The articles of a span as stories, the most important first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from briefbot.briefing.choosing import MOST_READ, choose_articles
from briefbot.briefing.clustering import Likeness, group, split
from briefbot.briefing.coverage import Collected, collect, current_day, end_of
from briefbot.briefing.importance import importance, is_near, news_signs
from briefbot.briefing.interests import Interests, followed
from briefbot.briefing.kinds import KindFound, TextKind, kinds_of
from briefbot.briefing.selection import passages_of
from briefbot.briefing.similarity import Features, Rarity, Segment, VectorStore, alike, features_of, name_rarity, whole
from briefbot.briefing.topics import topic_of
from briefbot.briefing.types import Exclusion, Importance, LeftOut
from briefbot.library.store import Library
from briefbot.text.words import overlap
from briefbot.types import Article, Passage

EARLIER = 40  # articles before the span that novelty, rarity and round-ups are reckoned by
ON_TOPIC = 0.37  # cosine of a topic and a paragraph from which the paragraph is about it
ARTICLE_NEIGHBOURS = 3  # articles nearest to one; most of them being about a topic, so is the one
NEAR_ARTICLE = 0.2  # likeness from which they count
POORER = (TextKind.FEATURE, TextKind.LIST)  # that tell a story where nothing else does
MOST_STORIES = 10  # that the model writes,
MOST_BRIEFS = 20  # and after them, of which one sentence is quoted
ALWAYS_TOLD = 3  # of them; after these
DOUBTFUL = 0.42  # is the probability that it is no news from which a story is told in a sentence
SECTIONS_FROM = 12  # stories and briefs, from which they stand in sections


class StoryDraft(NamedTuple):
    """One story before it is written."""

    units: tuple[Segment, ...]
    features: tuple[Features, ...]
    passages: tuple[Passage, ...]
    """All paragraphs of it."""
    importance: Importance
    topic: str | None = None
    """The section in which it stands; None where there are none."""

    @property
    def telling(self) -> tuple[Passage, ...]:
        """Its paragraphs without those of round-ups, which sum up the others; all where there are no others."""
        whole_ones = {unit.article.id for unit in self.units if unit.whole}
        return tuple(p for p in self.passages if p.article_id in whole_ones) or self.passages

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of its articles, newest first."""
        newest = sorted(self.units, key=lambda unit: (unit.day, unit.article.id), reverse=True)
        return tuple(dict.fromkeys(unit.article.id for unit in newest))


class StorySet(NamedTuple):
    """The articles of a span and the stories that they tell."""

    collected: Collected
    stories: tuple[StoryDraft, ...]
    left_out: tuple[LeftOut, ...]
    rare: Rarity
    briefs: tuple[StoryDraft, ...] = ()
    """Stories of which a sentence is told."""
    views: tuple[tuple[Article, TextKind], ...] = ()
    """Columns and editorials of the span, which tell no story, and which of these each is."""


def gather(
    library: Library,
    vectors: VectorStore,
    first: dt.date,
    last: dt.date,
    topic: str | None,
    seen: Collection[str] = (),
    interests: Interests | None = None,
) -> StorySet:
    """The stories of a span, the most important first.

    Args:
        library: where the articles are.
        vectors: of texts.
        first: the first day.
        last: the last day.
        topic: what the stories must be about, if not anything.
        seen: ids of articles that were read for the briefing before, which are no news again.
        interests: what the desk follows.
    """
    collected = collect(library, first, last, seen)
    held = library.held(end_of(last))
    earlier = [library.article(name) for name in library.articles_before(first, EARLIER) if name not in held]
    kinds = kinds_of(collected.articles, vectors if len(collected.articles) <= MOST_READ else None)
    news, views, no_news = _parted(collected.articles, kinds)
    told = choose_articles(news, topic)
    read = {article.id for article in told}
    unread = [_unread(article, len(told), len(news)) for article in news if article.id not in read]
    passed_over = {each.article_id for each in unread}
    rare = name_rarity([*(each for each in collected.articles if each.id not in passed_over), *earlier])
    wholes = [whole(article, current_day(article) or last) for article in (*told, *earlier)]
    drawn = features_of(wholes, vectors, rare)
    count = len(told)
    between = Likeness()
    units = [
        unit for at in range(count) for unit in split(wholes[at], drawn[:at] + drawn[at + 1 :], vectors, rare, between)
    ]
    units, summed_up = _without_round_ups(units, kinds)
    chosen = units if topic is None else _about(units, wholes, drawn, topic, vectors, rare)
    ranked = _ranked(chosen, drawn[count:], library, vectors, rare, last, kinds, interests or Interests())
    stories, told_briefly = _by_doubt(ranked, kinds)
    briefs = told_briefly[:MOST_BRIEFS]
    shown = {name for story in (*stories, *briefs) for name in story.articles}
    about = {unit.article.id for unit in chosen}
    left_out = [
        LeftOut(
            article_id=article.id,
            title=article.title,
            kind=Exclusion.CROWDED_OUT if article.id in about else Exclusion.OFF_TOPIC,
            reason=f"below the {len(stories) + len(briefs)} stories shown"
            if article.id in about
            else f"not about {topic!r}",
        )
        for article in told
        if article.id not in shown and article not in summed_up
    ]
    left_out += [*unread, *no_news, *(_no_news(article, kinds) for article in summed_up)]
    if len(ranked) < SECTIONS_FROM:
        stories, briefs = ([story._replace(topic=None) for story in some] for some in (stories, briefs))
    return StorySet(
        collected=collected,
        stories=tuple(stories),
        left_out=(*left_out, *collected.left_out),
        rare=rare,
        briefs=tuple(briefs),
        views=tuple((article, kinds[article.id].kind) for article in views),
    )


def _unread(article: Article, read: int, news: int) -> LeftOut:
    """Why an article is not read."""
    return LeftOut(
        article_id=article.id,
        title=article.title,
        kind=Exclusion.NOT_READ,
        reason=f"of {news} articles {read} were read, on what most publishers report",
    )


def _parted(
    articles: Sequence[Article], kinds: Mapping[str, KindFound]
) -> tuple[tuple[Article, ...], tuple[Article, ...], list[LeftOut]]:
    """The articles that tell stories, those that are views, and why what tells none is left out.

    A feature or a list tells a story where nothing else does: better than no briefing.
    """
    told = tuple(article for article in articles if not kinds[article.id].kind.is_no_story)
    told = told or tuple(article for article in articles if kinds[article.id].kind in POORER)
    views = tuple(article for article in articles if kinds[article.id].kind.is_view)
    telling = {article.id for article in told}
    return told, views, [_no_news(article, kinds) for article in articles if article.id not in telling]


def _no_news(article: Article, kinds: Mapping[str, KindFound]) -> LeftOut:
    reason = f"no news but {kinds[article.id].kind.named}"
    return LeftOut(article_id=article.id, title=article.title, kind=Exclusion.NO_NEWS, reason=reason)


def _without_round_ups(
    units: Sequence[Segment], kinds: Mapping[str, KindFound]
) -> tuple[list[Segment], tuple[Article, ...]]:
    """The pieces of news without round-ups that were not taken apart, and those; all where there is nothing else.

    What such a one tells has no headline, and no two sentences of it are about one thing.
    """
    rounds = [unit for unit in units if unit.whole and kinds[unit.article.id].kind is TextKind.ROUND_UP]
    left = [unit for unit in units if unit not in rounds]
    return (left, tuple(unit.article for unit in rounds)) if left else (list(units), ())


def _by_doubt(
    ranked: Sequence[StoryDraft], kinds: Mapping[str, KindFound]
) -> tuple[list[StoryDraft], list[StoryDraft]]:
    """The stories that are written, and those of which a sentence is told.

    A story that is likely a feature is told in a sentence, but where it weighs as much as the first.
    """
    written = [
        story
        for rank, story in enumerate(ranked)
        if rank < ALWAYS_TOLD or min(kinds[unit.article.id].doubt for unit in story.units) < DOUBTFUL
    ][:MOST_STORIES]
    return written, [story for story in ranked if story not in written]


def is_about(unit: Segment, topic: str, vectors: VectorStore) -> bool:
    """Whether a unit says that it is about a topic.

    The topic's words stand in its headline or first paragraph, or in most of its paragraphs, or the vector of a
    paragraph is near the topic's.
    """
    texts = [paragraph.text for paragraph in unit.paragraphs]
    if overlap(topic, f"{unit.title} {texts[0]}") == 1 or sum(overlap(topic, t) == 1 for t in texts) * 2 > len(texts):
        return True
    vectors.add([topic, *texts])
    return max(float(vectors(topic) @ vectors(text)) for text in texts) >= ON_TOPIC


def _about(
    units: Sequence[Segment],
    wholes: Sequence[Segment],
    drawn: Sequence[Features],
    topic: str,
    vectors: VectorStore,
    rare: Rarity,
) -> list[Segment]:
    """The units about a topic: those that say so, and those of whose nearest articles most do.

    A report from Tsuen Wan need not say that this is in Hong Kong.
    """
    direct = [_mentions(unit, topic) or is_about(unit, topic, vectors) for unit in wholes]
    chosen = []
    for unit, own in zip(units, features_of(units, vectors, rare), strict=True):
        others = [at for at, other in enumerate(wholes) if other.article.id != unit.article.id]
        near = sorted(others, key=lambda at: -alike(own, drawn[at]))[:ARTICLE_NEIGHBOURS]
        votes = sum(direct[at] for at in near if alike(own, drawn[at]) >= NEAR_ARTICLE)
        if is_about(unit, topic, vectors) or (any(direct) and votes * 2 > ARTICLE_NEIGHBOURS):
            chosen.append(unit)
    return chosen


def _mentions(unit: Segment, topic: str) -> bool:
    """Whether a unit has all words of a topic somewhere."""
    return overlap(topic, " ".join([unit.title, *(paragraph.text for paragraph in unit.paragraphs)])) == 1


def _ranked(
    units: Sequence[Segment],
    earlier: Sequence[Features],
    library: Library,
    vectors: VectorStore,
    rare: Rarity,
    last: dt.date,
    kinds: Mapping[str, KindFound],
    interests: Interests,
) -> list[StoryDraft]:
    drawn = features_of(units, vectors, rare)
    labels = group(drawn)
    stories = []
    for label in dict.fromkeys(labels):
        rows = [at for at, other in enumerate(labels) if other == label]
        own, features = [units[at] for at in rows], [drawn[at] for at in rows]
        passages = tuple(passage for unit in own for passage in passages_of(unit, library))
        topic = topic_of(own, vectors)
        found = [kinds[unit.article.id] for unit in own]
        signs = [
            news_signs(unit, each.kind, topic, is_near(unit, passages), each.doubt)
            for unit, each in zip(own, found, strict=True)
        ]
        parts = importance(own, features, earlier, last, signs, followed(interests, own, topic))
        stories.append(StoryDraft(tuple(own), tuple(features), passages, parts, topic))
    return sorted(stories, key=lambda story: (-story.importance.total, story.articles))

"""What changed within some days, by story, from the library: new, moved, corrected, superseded and taken back.

Unlike the changes of a briefing it needs no briefing before, and unlike a briefing no model: every line is a sentence
of an article, cited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from briefbot.briefing.brief import read_briefing
from briefbot.briefing.changes import GOES_ON, corrected_sentences
from briefbot.briefing.clustering import clusters
from briefbot.briefing.coverage import LITTLE_NEW, current_day, end_of, new_share, versions_until
from briefbot.briefing.interests import Interests
from briefbot.briefing.introductions import Introducer
from briefbot.briefing.layout import coverage_of, no_stories
from briefbot.briefing.moved import facts, moved_numbers
from briefbot.briefing.redundancy import SaidBefore, says_same
from briefbot.briefing.selection import passages_of
from briefbot.briefing.similarity import Features, VectorStore, alike, features_of, whole
from briefbot.briefing.sources import sources
from briefbot.briefing.stories import StoryDraft, gather
from briefbot.briefing.types import (
    Development,
    DevelopmentKind,
    Developments,
    StoryDevelopments,
    Withdrawal,
)
from briefbot.citations import numbering
from briefbot.dedup.relations import stage_of
from briefbot.dedup.titles import plain_title
from briefbot.digests import code_digest, digest
from briefbot.library.store import Library
from briefbot.progress import NOBODY, Watcher
from briefbot.search.embedding import Embedder
from briefbot.search.index import VectorIndex
from briefbot.search.retrieval import retrieve
from briefbot.types import Article, Filters, Passage, Sentence
from briefbot.verification.excerpts import excerpts, particular, quotation

DEVELOPMENTS_CODE = ("briefing/developments",)
LOOKS_BACK = dt.timedelta(days=60)  # before the span, within which a story that goes on was told
NEAR_PASSAGES = 12  # paragraphs looked at for that
TOLD_BEFORE_LIKE = 0.39  # likeness to one of a story's articles from which an earlier article told the story
MOST_EARLIER = 5  # articles that told a story before
MOST_MENDED = 3  # lines of one story that tell what versions mended


def make_developments(
    library: Library,
    index: VectorIndex,
    embedder: Embedder,
    first: dt.date,
    last: dt.date,
    topic: str | None = None,
    interests: Interests | None = None,
    watcher: Watcher = NOBODY,
) -> Developments:
    """What changed from the first day to the last, the most important story first.

    Args:
        library: where the articles are.
        index: their vectors, in step with the library.
        embedder: of sentences.
        first: the first day.
        last: the last day.
        topic: what the stories must be about, if not anything.
        interests: what the desk follows.
        watcher: told how many stories there are, and when each is told.
    """
    return _Telling(library, index, embedder, first, last, topic, interests or Interests()).told(watcher)


class _Mended(NamedTuple):
    """What a version mended."""

    article: Article
    older: Article
    lines: tuple[Development, ...]


class _Telling:
    """The making of the developments of one span."""

    def __init__(
        self,
        library: Library,
        index: VectorIndex,
        embedder: Embedder,
        first: dt.date,
        last: dt.date,
        topic: str | None,
        interests: Interests,
    ) -> None:
        self._library, self._index, self._embedder = library, index, embedder
        self._first, self._last, self._topic = first, last, topic
        self._vectors = VectorStore(embedder)
        self._said = SaidBefore(self._vectors)
        self._held = library.held(end_of(last))
        self._span = gather(library, self._vectors, first, last, topic, (), interests)

    def told(self, watcher: Watcher) -> Developments:
        drafts = self._joined([*self._span.stories, *self._span.briefs])
        mended = list(self._mended())
        stories: list[StoryDevelopments] = []
        watcher.begin(len(drafts))
        for draft in drafts:
            stories.append(self._story(draft, mended))
            watcher.done(1)
        owned = {name for story in stories for name in story.articles}
        apart = [] if self._topic else [each for each in mended if not self._family(each) & owned]
        stories += [_apart(each) for each in apart]
        stories = [story for story in stories if story.developments]
        passages = [passage for draft in drafts for passage in draft.passages]
        found = Developments(
            title=f"What changed: {self._topic}" if self._topic else "What changed",
            first=self._first,
            last=self._last,
            topic=self._topic,
            coverage=coverage_of(self._span).model_copy(update={"stories": len(stories)}),
            note="" if stories else no_stories(self._span, self._topic),
            withdrawn=tuple(self._withdrawn()),
            stories=_numbered(stories, Introducer(passages)),
            embedder=self._embedder.ref,
            code_sha256=code_digest(*DEVELOPMENTS_CODE),
        )
        return found.model_copy(update={"id": digest(found.model_dump_json())[:16]})

    def _joined(self, drafts: Sequence[StoryDraft]) -> list[StoryDraft]:
        """The stories, those that go on from one another within the span made one."""
        distances = np.array(
            [
                [0.0 if one is other else 1 - _likeness(one.features, other.features) for other in drafts]
                for one in drafts
            ]
        )
        labels = clusters(distances, 1 - GOES_ON)
        joined = []
        for label in dict.fromkeys(labels):
            own = [draft for draft, mine in zip(drafts, labels, strict=True) if mine == label]
            joined.append(
                own[0]._replace(
                    units=tuple(unit for draft in own for unit in draft.units),
                    features=tuple(each for draft in own for each in draft.features),
                    passages=tuple(passage for draft in own for passage in draft.passages),
                )
            )
        return joined

    def _story(self, draft: StoryDraft, mended: Sequence[_Mended]) -> StoryDevelopments:
        own = [each for each in mended if self._family(each) & set(draft.articles)]
        earlier = self._earlier(draft, own)
        before = [passage for article in earlier for passage in self._paragraphs(article)]
        days = {unit.article.id: unit.day for unit in draft.units}
        days |= {article.id: self._day(article) for article in earlier}
        lines = [line for each in own for line in each.lines][:MOST_MENDED]
        kept: list[Development] = []
        for line in (*lines, *moved_numbers(draft.telling, days, before)):
            if not self._said.has(line.now.text):
                self._said.add([line.now.text])
                kept.append(line)
        kept += facts(draft.telling, days, before, self._said, self._vectors)
        known = [(article, top) for article in reversed(earlier) if (top := _top(self._paragraphs(article)))]
        return StoryDevelopments(
            headline=_headline(draft),
            is_new=not earlier,
            before=known[0][1] if known else None,
            before_day=self._day(known[0][0]) if known else None,
            developments=tuple(sorted(kept, key=lambda line: line.day)),
            articles=draft.articles,
            importance=draft.importance,
        )

    def _earlier(self, draft: StoryDraft, mended: Sequence[_Mended]) -> list[Article]:
        """Articles that told a story before the span, oldest first: older versions, and those most like it."""
        question = " ".join([draft.units[0].title, draft.passages[0].text])
        filters = Filters(
            first=self._first - LOOKS_BACK, last=self._first - dt.timedelta(days=1), moment=end_of(self._last)
        )
        found = dict.fromkeys(
            passage.article_id for passage in retrieve(question, self._library, self._index, filters, NEAR_PASSAGES)
        )
        articles = [self._library.article(name) for name in found if name not in self._held]
        units = [whole(article, self._day(article)) for article in articles]
        drawn = features_of(units, self._vectors, self._span.rare)
        like = {
            unit.article.id: max(alike(one, own) for one in draft.features)
            for unit, own in zip(units, drawn, strict=True)
        }
        near = [article for article in articles if like[article.id] >= TOLD_BEFORE_LIKE]
        near.sort(key=lambda article: -like[article.id])
        older = [each.older for each in mended if self._day(each.older) < self._first]
        both = {article.id: article for article in (*older, *near[:MOST_EARLIER])}
        return sorted(both.values(), key=lambda article: (self._day(article), article.id))

    def _mended(self) -> Iterator[_Mended]:
        """What each article of the span that is a version of an earlier one says otherwise."""
        for name in self._library.articles_between(self._first, self._last):
            article = self._library.article(name)
            day = current_day(article)
            if name in self._held or day is None or not self._first <= day <= self._last:
                continue
            versions = versions_until(self._library, article, self._last)
            older = versions[: [each.id for each in versions].index(name)][-1:]
            lines = tuple(self._mending(older[0], article, day)) if older else ()
            if lines:
                yield _Mended(article, older[0], lines)

    def _mending(self, older: Article, article: Article, day: dt.date) -> Iterator[Development]:
        corrected = stage_of(article).corrected
        kind = DevelopmentKind.CORRECTED if corrected else DevelopmentKind.MOVED
        pairs = corrected_sentences(older, article, self._library)
        for old, new in pairs:
            yield Development(kind=kind, day=day, before=quotation(old), now=quotation(new))
        if pairs or (new_share(older, article) < LITTLE_NEW and not corrected):
            return
        known = [excerpt.text for excerpt in excerpts(self._paragraphs(older))]
        own = [excerpt for excerpt in excerpts(self._paragraphs(article)) if excerpt.stands_alone]
        fresh = (each for each in own if not any(says_same(each.text, text, self._vectors) for text in known))
        told = max(fresh, key=lambda each: particular(each.text), default=None)
        if told:
            yield Development(
                kind=DevelopmentKind.SUPERSEDED, day=day, now=quotation(told), title=plain_title(older.title)
            )

    def _family(self, mended: _Mended) -> set[str]:
        """The article that mends, its versions, and those that carry the same text."""
        return {mended.article.id, *self._library.linked(mended.article.id), *self._heads(mended.article)}

    def _heads(self, article: Article) -> set[str]:
        return {each.id for each in versions_until(self._library, article, self._last)}

    def _withdrawn(self) -> Iterator[Withdrawal]:
        """What was taken back within the span, each issue once; its words are not told, not even its headline."""
        names = self._library.articles_between(self._first, self._last)
        notices = [self._library.article(name) for name in names if self._is_taken_back(name)]
        cited = self._citing() if notices else {}
        seen: set[frozenset[str]] = set()
        for article in notices:
            versions = [each.id for each in self._library.versions_of(article.id)]
            family = frozenset({article.id, *versions, *self._library.linked(article.id)})
            if family in seen:
                continue
            seen.add(family)
            days = {day for name in family for day in cited.get(name, ())}
            yield Withdrawal(
                source=article.source or article.path,
                day=self._day(article),
                reason=self._held[article.id].reason,
                cited_by=tuple(sorted(days)),
            )

    def _is_taken_back(self, name: str) -> bool:
        return name in self._held and self._held[name].taken_back

    def _citing(self) -> Mapping[str, set[dt.date]]:
        """The last days of the saved briefings that cited an article, by its id."""
        found: dict[str, set[dt.date]] = {}
        for saved in self._library.briefings():
            briefing = read_briefing(saved)
            for citation in sources(briefing) if briefing else ():
                found.setdefault(citation.article_id, set()).add(briefing.last if briefing else self._last)
        return found

    def _paragraphs(self, article: Article) -> list[Passage]:
        return passages_of(whole(article, self._day(article)), self._library)

    def _day(self, article: Article) -> dt.date:
        return current_day(article) or self._last


def _likeness(ones: Sequence[Features], others: Sequence[Features]) -> float:
    """How alike two stories are, on average of their articles, whenever they were published."""
    return float(np.mean([alike(one, other) for one in ones for other in others]))


def _headline(draft: StoryDraft) -> str:
    """Of its newest article, round-ups only where there is no other."""
    newest = max(draft.units, key=lambda unit: (unit.whole, unit.day, unit.article.id))
    return plain_title(newest.article.title)


def _top(passages: Sequence[Passage]) -> Sentence | None:
    """The first sentence of an article that can be read alone."""
    return next((quotation(excerpt) for excerpt in excerpts(passages) if excerpt.stands_alone), None)


def _apart(mended: _Mended) -> StoryDevelopments:
    """What a version mended of an article that is in none of the stories."""
    return StoryDevelopments(
        headline=plain_title(mended.article.title),
        is_new=False,
        developments=mended.lines[:MOST_MENDED],
        articles=(mended.article.id,),
        importance=None,
    )


def shown_developments(found: Developments) -> Iterator[Sentence]:
    """Every sentence that a reader of developments sees, in the order of reading."""
    for story in found.stories:
        yield from [story.before] if story.before else []
        for line in story.developments:
            yield from [line.before] if line.before else []
            yield line.now


def _numbered(stories: Sequence[StoryDevelopments], introducer: Introducer) -> tuple[StoryDevelopments, ...]:
    """The stories with people introduced where they are first named, and citations numbered in the order of reading."""
    number = numbering()

    def line(one: Development) -> Development:
        before = number(one.before) if one.before else None
        return one.model_copy(update={"before": before, "now": number(introducer.sentences([one.now])[0])})

    def story(one: StoryDevelopments) -> StoryDevelopments:
        before = number(one.before) if one.before else None
        return one.model_copy(update={"before": before, "developments": tuple(map(line, one.developments))})

    return tuple(map(story, stories))

"""What has changed since the briefing before, from that briefing and from the articles, never from the model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from briefbot.briefing.coverage import current_day, end_of, versions_until
from briefbot.briefing.redundancy import SaidBefore, says_same
from briefbot.briefing.reported_numbers import revisions, was_told
from briefbot.briefing.selection import passages_of
from briefbot.briefing.similarity import Features, Rarity, VectorStore, alike, features_of, whole
from briefbot.briefing.types import Briefing, Change, ChangeKind, Story
from briefbot.briefing.withdrawing import rests_on_taken_back
from briefbot.dedup.relations import stage_of
from briefbot.dedup.titles import plain_title
from briefbot.errors import LibraryError
from briefbot.library.holding import Held
from briefbot.library.store import Library
from briefbot.text.lexicon.function_words import CAPITALISED
from briefbot.text.sentences import sentence_spans
from briefbot.text.words import overlap
from briefbot.types import Article, Passage, Sentence
from briefbot.verification.excerpts import Excerpt, excerpts, quotation

GOES_ON = 0.23  # likeness, on average, from which a story goes on from an earlier one; see evals/stories.yaml
SAME_SENTENCE = 0.6  # share of its words that a corrected sentence keeps
MOST_NEW = 2  # sentences that tell what is new in a story
_PARTICULAR = re.compile(rf"\d+(?:[.,]\d+)*|\b(?!{'|'.join(CAPITALISED)})[A-Z][\w’'-]+")


class Known(NamedTuple):
    """A story as this briefing tells it, with what it is made of."""

    story: Story
    telling: Sequence[Passage]
    """All paragraphs of it, those of round-ups only where there are no others."""
    features: Sequence[Features]


class Before(NamedTuple):
    """A story of the briefing before."""

    story: Story
    articles: Sequence[Article]
    """Those that are still in the library."""
    features: Sequence[Features]


def stories_before(previous: Briefing, library: Library, vectors: VectorStore, rare: Rarity) -> list[Before]:
    """The stories of the briefing before, with the articles that they were made from."""
    found = []
    for story in previous.stories:
        articles = [article for name in story.articles if (article := _known(library, name))]
        units = [whole(article, current_day(article) or previous.last) for article in articles]
        found.append(Before(story, articles, features_of(units, vectors, rare)))
    return found


def continued(features: Sequence[Features], articles: Sequence[str], before: Sequence[Before]) -> Before | None:
    """The story of the briefing before from which a story goes on, if there is one."""
    scored = []
    for earlier in before:
        if set(articles) & set(earlier.story.articles):
            return earlier
        if features and earlier.features:
            likeness = float(np.mean([alike(one, other) for one in features for other in earlier.features]))
            scored.append((likeness, earlier))
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= GOES_ON else None


def sentences_of(previous: Briefing, story: Story) -> list[Sentence]:
    """What a saved briefing said of a story, the sentences under 'In brief' among it."""
    own = [s for s in previous.in_brief if any(c.article_id in story.articles for c in s.citations)]
    return [*own, *story.happened]


def changes_since(
    previous: Briefing,
    before: Sequence[Before],
    now: Sequence[Known],
    library: Library,
    last: dt.date,
    told: SaidBefore,
    vectors: VectorStore,
) -> tuple[Change, ...]:
    """New, developing, corrected and gone quiet.

    Args:
        previous: the briefing before.
        before: its stories.
        now: the stories of this one, as they are shown.
        library: where the articles are.
        last: the last day of this one.
        told: what this one has said so far; what is new is told in other words of the sources.
        vectors: of sentences.
    """
    changes: list[Change] = []
    followed: dict[str, str] = {}
    for known in now:
        earlier = continued(known.features, known.story.articles, before)
        headline = known.story.headline.text
        if earlier is None:
            changes.append(Change(kind=ChangeKind.NEW, headline=headline, story=known.story.id))
            continue
        followed.setdefault(earlier.story.id, known.story.id)
        if not set(known.story.articles) <= set(earlier.story.articles):
            new = tuple(quotation(excerpt) for excerpt in _what_is_new(known, earlier, told, vectors))
            told.add(sentence.text for sentence in new)
            changes.append(Change(kind=ChangeKind.DEVELOPING, headline=headline, story=known.story.id, now=new))
    corrections = [*_corrections(previous, before, followed, library, last), *_revisions(before, now)]
    held = library.held(end_of(last))
    for earlier in before:
        if earlier.story.id not in followed and not _rests_on(held, earlier.story.headline, library):
            told_then = sentences_of(previous, earlier.story)
            said = [sentence for sentence in told_then if not _rests_on(held, sentence, library)]
            quiet = Change(
                kind=ChangeKind.GONE_QUIET,
                headline=earlier.story.headline.text,
                story=None,
                before=said[0] if said else None,
            )
            changes.append(quiet)
    return (*changes, *corrections)


def _what_is_new(known: Known, earlier: Before, told: SaidBefore, vectors: VectorStore) -> list[Excerpt]:
    """Sentences of a story's articles that say what neither its earlier articles nor this briefing say."""
    old = [text for article in earlier.articles for text in _texts(article)]
    new = [passage for passage in known.telling if passage.article_id not in earlier.story.articles]
    offered = [excerpt for excerpt in excerpts(new) if excerpt.stands_alone]
    centre = np.mean([drawn.lead for drawn in known.features], axis=0)
    vectors.add([*old, *(excerpt.text for excerpt in offered)])
    offered.sort(key=lambda excerpt: -float(vectors(excerpt.text) @ centre))
    chosen: list[Excerpt] = []
    for excerpt in offered:
        said = [*old, *(other.text for other in chosen)]
        fresh = not told.repeats(excerpt.text) and not any(says_same(excerpt.text, other, vectors) for other in said)
        if fresh and len(chosen) < MOST_NEW:
            chosen.append(excerpt)
    return chosen


def _texts(article: Article) -> list[str]:
    return [p.text[start:end] for p in article.paragraphs for start, end in sentence_spans(p.text)]


def _corrections(
    previous: Briefing, before: Sequence[Before], followed: Mapping[str, str], library: Library, last: dt.date
) -> list[Change]:
    """What the articles behind the briefing before now say otherwise."""
    found = []
    held = library.held(end_of(last))
    for earlier in before:
        for article in earlier.articles:
            if article.id in held:
                continue
            newest = versions_until(library, article, last)[-1]
            if newest.id == article.id or newest.id in previous.articles:
                continue
            cited = {c.paragraph for s in sentences_of(previous, earlier.story) for c in s.citations}
            for old, new in corrected_sentences(article, newest, library):
                if stage_of(newest).corrected or old.passage.paragraph in cited:
                    found.append(
                        Change(
                            kind=ChangeKind.CORRECTED,
                            headline=plain_title(newest.title),
                            story=followed.get(earlier.story.id),
                            before=quotation(old),
                            now=(quotation(new),),
                        )
                    )
    return found


def _revisions(before: Sequence[Before], now: Sequence[Known]) -> Iterator[Change]:
    """Figures of the articles behind the briefing before that an article of this one says to be others now."""
    articles = [article for earlier in before for article in earlier.articles]
    for known in now:
        for old, new in revisions(known.telling):
            if was_told(old.text, new.text, articles):
                yield Change(
                    kind=ChangeKind.CORRECTED,
                    headline=known.story.headline.text,
                    story=known.story.id,
                    before=quotation(old),
                    now=(quotation(new),),
                )


def _rests_on(held: Mapping[str, Held], sentence: Sentence, library: Library) -> bool:
    """Whether a sentence cites an article that may not be used, or whose file now holds one that was taken back."""
    waits = any(citation.article_id in held for citation in sentence.citations)
    return waits or rests_on_taken_back(sentence, library, held)


def corrected_sentences(old: Article, new: Article, library: Library) -> list[tuple[Excerpt, Excerpt]]:
    """Sentences of which a newer version gives another number or name, each with what stands there now."""
    ours, theirs = (
        excerpts(passages_of(whole(article, current_day(article) or dt.date.min), library)) for article in (old, new)
    )
    kept = {excerpt.text for excerpt in theirs}
    pairs = []
    for excerpt in ours:
        if excerpt.text in kept:
            continue
        likest = max(theirs, key=lambda other: overlap(excerpt.text, other.text), default=None)
        if likest and overlap(excerpt.text, likest.text) >= SAME_SENTENCE and _differ(excerpt.text, likest.text):
            pairs.append((excerpt, likest))
    return pairs


def _differ(one: str, other: str) -> bool:
    """Whether each of two sentences has a number or a name that the other lacks."""
    mine, theirs = set(_PARTICULAR.findall(one)), set(_PARTICULAR.findall(other))
    return bool(mine - theirs and theirs - mine)


def _known(library: Library, name: str) -> Article | None:
    try:
        return library.article(name)
    except LibraryError:
        return None

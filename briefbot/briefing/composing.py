"""Written stories to the parts of a briefing: what is said where, and what code adds without the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefbot.briefing.ahead import events_ahead
from briefbot.briefing.assembling import Body, renumber, take_brief, without_repetition
from briefbot.briefing.background import background
from briefbot.briefing.changing import Before, Known, changes_since
from briefbot.briefing.collecting import READ_BEFORE
from briefbot.briefing.differing import disagreements, shortened
from briefbot.briefing.gathering import Gathered, Span
from briefbot.briefing.introducing import Introducer
from briefbot.briefing.keys import digest
from briefbot.briefing.likeness import VectorStore
from briefbot.briefing.quoting import said
from briefbot.briefing.repeating import Told, says_same
from briefbot.briefing.types import Briefing, Change, Coverage, Disagreement, Event, Story
from briefbot.briefing.writing import Written
from briefbot.index import VectorIndex
from briefbot.library import Library
from briefbot.types import Sentence


class Composition(NamedTuple):
    """The parts of a briefing, their citations numbered through."""

    coverage: Coverage
    note: str
    in_brief: tuple[Sentence, ...]
    stories: tuple[Story, ...]
    changes: tuple[Change, ...]
    events: tuple[Event, ...]


class Composer:
    """Sets the stories of one span.

    Args:
        library: where the articles are.
        index: their vectors.
        vectors: of sentences.
        span: the stories.
        topic: what they must be about, if not anything.
    """

    def __init__(
        self, library: Library, index: VectorIndex, vectors: VectorStore, span: Span, topic: str | None
    ) -> None:
        self._library = library
        self._index = index
        self._vectors = vectors
        self._span = span
        self._topic = topic
        self._told = Told(vectors)

    def compose(self, written: Sequence[Written], previous: Briefing | None, before: Sequence[Before]) -> Composition:
        """The parts of the briefing.

        Args:
            written: the stories of the span, in their order.
            previous: the briefing before, if there is one.
            before: its stories.
        """
        first, last = self._span.collected.first, self._span.collected.last
        passages = [passage for story in self._span.stories for passage in story.passages]
        events = events_ahead(passages, last, self._vectors)
        differ = [
            _telling_more(disagreements(story.passages, first, self._vectors), one, self._vectors)
            for story, one in zip(self._span.stories, written, strict=True)
        ]
        dated = [event.sentence.text for event in events]
        bodies = [
            Body(sentences=one.sentences, elsewhere=(*dated, *_texts(some)))
            for one, some in zip(written, differ, strict=True)
        ]
        left = without_repetition(bodies, self._told)
        brief = take_brief(left)
        differ = [tuple(shortened(one, self._told) for one in some) for some in differ]
        self._told.add([*dated, *(text for some in differ for text in _texts(some))])
        stories = [
            self._story(story, one, some, sentences, brief)
            for story, one, some, sentences in zip(self._span.stories, written, differ, left, strict=True)
        ]
        changes: tuple[Change, ...] = ()
        if previous:
            now = [
                Known(story, gathered.telling, gathered.sketches)
                for story, gathered in zip(stories, self._span.stories, strict=True)
            ]
            changes = changes_since(previous, before, now, self._library, last, self._told, self._vectors)
        introducer = Introducer(passages)
        parts = (
            introducer.sentences(brief),
            introducer.stories(stories),
            introducer.changes(changes),
            introducer.events(events),
        )
        return Composition(_coverage(self._span), self._note(), *renumber(*parts))

    def _story(
        self,
        story: Gathered,
        one: Written,
        differ: tuple[Disagreement, ...],
        sentences: Sequence[Sentence],
        brief: Sequence[Sentence],
    ) -> Story:
        first = self._span.collected.first
        spoken = said(story, [*sentences, *brief], self._told)
        self._told.add(quotation.sentence.text for quotation in spoken)
        earlier = background(story, one.headline.text, self._library, self._index, first, self._told)
        self._told.add([earlier.text] if earlier else [])
        return Story(
            id=digest(story.articles, one.draft)[:16],
            headline=one.headline,
            happened=tuple(sentences),
            disagreements=differ,
            background=earlier,
            said=spoken,
            articles=story.articles,
            also=tuple(name for article in story.articles for name in self._span.collected.also.get(article, ())),
            importance=story.importance,
            removed=one.removed,
            draft=one.draft,
        )

    def _note(self) -> str:
        """Why there are no stories, when there are none."""
        collected = self._span.collected
        if self._span.stories:
            return ""
        first, last = collected.first, collected.last
        days = f"on {first}" if first == last else f"between {first} and {last}"
        if not collected.read:
            return f"The library has no article published {days}."
        if any(left.reason == READ_BEFORE for left in collected.left_out) and not collected.articles:
            return f"Every article published {days} was read for the briefing before, or repeats an earlier one."
        if not collected.articles:
            return f"Every article published {days} repeats an earlier one."
        return f"No article published {days} is about {self._topic!r}."


def _telling_more(differ: Sequence[Disagreement], one: Written, vectors: VectorStore) -> tuple[Disagreement, ...]:
    """The disagreements of a story that tell more than its lead, and leave it something else to say."""
    kept: list[Disagreement] = []
    for disagreement in differ:
        quoted = _texts([*kept, disagreement])
        repeated = [any(says_same(sentence.text, text, vectors) for text in quoted) for sentence in one.sentences]
        if not all(repeated) and not (disagreement.kind == "account" and repeated[0]):
            kept.append(disagreement)
    return tuple(kept)


def _texts(differ: Sequence[Disagreement]) -> list[str]:
    return [version.sentence.text for one in differ for version in one.versions]


def _coverage(span: Span) -> Coverage:
    return Coverage(
        articles=len(span.collected.read),
        publishers=span.collected.publishers,
        stories=len(span.stories),
        copies=span.collected.copies,
        left_out=span.left_out,
    )

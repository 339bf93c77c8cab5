"""Written stories to the parts of a briefing: what is said where, and what code adds without the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from briefbot.briefing.background import background, said
from briefbot.briefing.changes import Before, Known, changes_since
from briefbot.briefing.coverage import current_day, end_of
from briefbot.briefing.disagreements import disagreements, shortened_disagreement
from briefbot.briefing.events import events_ahead
from briefbot.briefing.headlines import complete_title
from briefbot.briefing.introductions import Introducer
from briefbot.briefing.redundancy import SaidBefore, is_nearly, says_same
from briefbot.briefing.sections import sections
from briefbot.briefing.selection import passages_of
from briefbot.briefing.similarity import VectorStore, whole
from briefbot.briefing.stories import StoryDraft, StorySet
from briefbot.briefing.telling import LONGEST_LEAD, main_sentences
from briefbot.briefing.types import (
    Brief,
    Briefing,
    Change,
    Coverage,
    Disagreement,
    DisagreementKind,
    Event,
    Exclusion,
    Quotation,
    Story,
    Version,
    View,
)
from briefbot.briefing.writing import Written
from briefbot.citations import Numbering, numbering
from briefbot.dedup.titles import plain_title
from briefbot.digests import digest
from briefbot.library.store import Library
from briefbot.search.index import VectorIndex
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import PRONOUNS
from briefbot.text.lexicon.speech import HE_SAID
from briefbot.text.standing import loose_pronoun, points_back
from briefbot.types import Frozen, Sentence
from briefbot.verification.excerpts import dangles, excerpts, is_scrap, particular, quotation, sets_scene

NumberedT = TypeVar("NumberedT")


class Composition(NamedTuple):
    """The parts of a briefing, their citations numbered through."""

    coverage: Coverage
    note: str
    in_brief: tuple[Sentence, ...]
    stories: tuple[Story, ...]
    changes: tuple[Change, ...]
    events: tuple[Event, ...]
    views: tuple[View, ...]
    briefs: tuple[Brief, ...]


class Composer:
    """Sets the stories of one span.

    Args:
        library: where the articles are.
        index: their vectors.
        vectors: of sentences.
        span: the stories.
        topic: what they must be about, if not anything.
        opinion: whether views are told too.
    """

    def __init__(
        self,
        library: Library,
        index: VectorIndex,
        vectors: VectorStore,
        span: StorySet,
        topic: str | None,
        opinion: bool = False,
    ) -> None:
        self._library = library
        self._index = index
        self._vectors = vectors
        self._span = span
        self._topic = topic
        self._opinion = opinion
        self._told = SaidBefore(vectors)

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
            StoryBody(sentences=one.sentences, elsewhere=(*dated, *_texts(some)))
            for one, some in zip(written, differ, strict=True)
        ]
        left = without_repetition(bodies, self._told)
        brief = take_brief(left)
        differ = [tuple(shortened_disagreement(one, self._told) for one in some) for some in differ]
        self._told.add([*dated, *(text for some in differ for text in _texts(some))])
        stories = [
            self._story(story, one, some, sentences, brief)
            for story, one, some, sentences in zip(self._span.stories, written, differ, left, strict=True)
        ]
        changes: tuple[Change, ...] = ()
        if previous:
            now = [
                Known(story, gathered.telling, gathered.features)
                for story, gathered in zip(stories, self._span.stories, strict=True)
            ]
            changes = changes_since(previous, before, now, self._library, last, self._told, self._vectors)
        shown = [sentence.text for story in stories for sentence in (*story.happened, *_spoken(story))]
        shown += [sentence.text for sentence in brief]
        events = tuple(e for e in events if not any(is_nearly(e.sentence.text, text) for text in shown))
        introducer = Introducer(passages)
        parts = (
            introducer.sentences(brief),
            introducer.stories(stories),
            introducer.changes(changes),
            introducer.events(events),
            self._views() if self._opinion else (),
            self._briefs(),
        )
        return Composition(coverage_of(self._span), no_stories(self._span, self._topic), *renumber(*parts))

    def _story(
        self,
        story: StoryDraft,
        one: Written,
        differ: tuple[Disagreement, ...],
        sentences: Sequence[Sentence],
        brief: Sequence[Sentence],
    ) -> Story:
        first, last = self._span.collected.first, self._span.collected.last
        spoken = said(story, [*sentences, *brief], self._told)
        self._told.add(one.sentence.text for one in spoken)
        earlier = background(story, one.headline.text, self._library, self._index, first, self._told, end_of(last))
        self._told.add([earlier.text] if earlier else [])
        return Story(
            id=digest(story.articles, one.draft)[:16],
            headline=one.headline,
            happened=tuple(sentences),
            disagreements=differ,
            background=earlier,
            said=spoken,
            articles=story.articles,
            topic=story.topic,
            also=tuple(name for article in story.articles for name in self._span.collected.also.get(article, ())),
            importance=story.importance,
            removed=one.removed,
            draft=one.draft,
        )

    def _briefs(self) -> tuple[Brief, ...]:
        """The sentence of each further story that tells it best and something new, in its own words."""
        found = []
        for story in self._span.briefs:
            newest = {article: at for at, article in enumerate(story.articles)}
            passages = sorted(story.telling, key=lambda passage: (newest[passage.article_id], passage.paragraph))
            alone = (each for each in excerpts(passages) if each.stands_alone and not is_scrap(each.text))
            offered = [*main_sentences(passages, LONGEST_LEAD), *map(quotation, alone)]
            best = next((each for each in offered if not self._told.repeats(each.text)), None)
            if best:
                self._told.add([best.text])
                title = plain_title(best.citations[0].title)
                found.append(
                    Brief(
                        headline=complete_title(title) or title,
                        sentence=best,
                        articles=story.articles,
                        topic=story.topic,
                        importance=story.importance,
                    )
                )
        return tuple(found)

    def _views(self) -> tuple[View, ...]:
        """The first sentence of each column and editorial that can be read alone, in its own words."""
        found = []
        for article, kind in self._span.views[:MOST_VIEWS]:
            own = excerpts(
                passages_of(whole(article, current_day(article) or self._span.collected.last), self._library)
            )
            best = next((each for each in own if each.stands_alone and not self._told.repeats(each.text)), None)
            if best:
                found.append(
                    View(
                        article_id=article.id,
                        kind=kind.value,
                        author=article.author,
                        source=article.source,
                        title=plain_title(article.title),
                        sentence=quotation(best),
                    )
                )
        return tuple(found)


def no_stories(span: StorySet, topic: str | None) -> str:
    """Why a span has no stories; empty when it has some."""
    collected = span.collected
    if span.stories:
        return ""
    first, last = collected.first, collected.last
    days = f"on {first}" if first == last else f"between {first} and {last}"
    if not collected.read:
        return f"The library has no article published {days}."
    if any(left.kind is Exclusion.READ_BEFORE for left in collected.left_out) and not collected.articles:
        return f"Every article published {days} was read for the briefing before, or repeats an earlier one."
    if collected.articles and all(left.kind is Exclusion.NO_NEWS for left in span.left_out):
        return f"Every article published {days} is a view, a gallery or a promotion, and no news."
    if not collected.articles:
        return f"Every article published {days} repeats an earlier one."
    return f"No article published {days} is about {topic!r}."


def _telling_more(differ: Sequence[Disagreement], one: Written, vectors: VectorStore) -> tuple[Disagreement, ...]:
    """The disagreements of a story that tell more than its lead, and leave it something else to say."""
    kept: list[Disagreement] = []
    for disagreement in differ:
        quoted = _texts([*kept, disagreement])
        repeated = [any(says_same(sentence.text, text, vectors) for text in quoted) for sentence in one.sentences]
        if not all(repeated) and not (disagreement.kind is DisagreementKind.ACCOUNT and repeated[0]):
            kept.append(disagreement)
    return tuple(kept)


def _texts(differ: Sequence[Disagreement]) -> list[str]:
    return [version.sentence.text for one in differ for version in one.versions]


def _spoken(story: Story) -> list[Sentence]:
    return [one.sentence for one in story.said]


def coverage_of(span: StorySet) -> Coverage:
    """What a span was made from, in numbers."""
    return Coverage(
        articles=len(span.collected.read),
        publishers=span.collected.publishers,
        stories=len(span.stories),
        copies=span.collected.copies,
        left_out=span.left_out,
        inferred=span.collected.inferred,
    )


MOST_VIEWS = 8  # columns and editorials that are told
LEAST_TO_KNOW = 9  # in brief, of what names nothing in full: "The lawmaker has accepted the offer."
_THE_ONE_THE_OTHER = re.compile(r"The .*\bthe [a-z]+\.")
LEAST_BRIEF, MOST_BRIEF = 3, 5  # sentences under 'In brief'
LENGTHS = (4, 3, 3, 3)  # sentences below the headline of the first stories; of those after them one
LEFT = 2  # sentences that a story keeps when it gives a second one to 'In brief'
_PERSONAL = re.compile(rf"\W*{any_of(PRONOUNS)}\b", re.I)
_SOMEBODY_SAID = re.compile(rf"\b(?:he|she|they) {any_of(HE_SAID)}\b(?! for\b)")
_NAME_INSIDE = re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]+")


class StoryBody(Frozen):
    """The sentences of one story while they are set."""

    sentences: tuple[Sentence, ...]
    elsewhere: tuple[str, ...] = ()
    """What disagreements and events of the story say, word for word."""


def without_repetition(bodies: Sequence[StoryBody], told: SaidBefore) -> list[list[Sentence]]:
    """The sentences of each story that no story before it, and no quotation, says too.

    A first sentence that repeats others in part stays; one that was said word for word does not.

    Args:
        bodies: the stories, the most important first.
        told: takes up what stays.
    """
    kept: list[list[Sentence]] = []
    for body in bodies:
        fresh = [sentence for sentence in body.sentences if not told.repeats(sentence.text)]
        quoted = SaidBefore(told.vectors)
        quoted.add(body.elsewhere)
        lead = [sentence for sentence in body.sentences if not dangles(sentence.text)][:1]
        lead = [s for s in lead if not any(is_nearly(s.text, text) for text in body.elsewhere)]
        alone = [sentence for sentence in fresh if sentence in lead or not quoted.tells(sentence.text)]
        telling = [s for s in alone if not sets_scene(s.text) and (s in lead or not is_scrap(s.text))]
        unsaid = [sentence for sentence in body.sentences[:1] if not told.has(sentence.text)]
        stay = _connected(telling or alone or fresh or unsaid)
        told.add(sentence.text for sentence in stay)
        kept.append(stay)
    return kept


def take_brief(bodies: list[list[Sentence]]) -> list[Sentence]:
    """Move the most important sentences out of the stories; three to five of them where there are enough.

    The first sentence of each of the top stories is taken, then further ones of those that have most to tell. A story
    keeps one at least.
    """
    brief: list[Sentence] = []
    for body in bodies[:MOST_BRIEF]:
        _move(body, brief, 1)
    for rank, body in enumerate(bodies):
        while len(brief) < LEAST_BRIEF and _move(body, brief, LEFT, named=True):
            pass
        body[:] = _most_telling(body, most_sentences(rank))
    return brief


def most_sentences(rank: int) -> int:
    """How many sentences stand below the headline of a story: fewer, the less it is worth.

    Args:
        rank: of the story, counted from 0.
    """
    return LENGTHS[rank] if rank < len(LENGTHS) else 1


def sentences_to_write(rank: int) -> int:
    """How many sentences are wanted of a story: those below its headline, and one under 'In brief'."""
    return most_sentences(rank) + (rank < MOST_BRIEF)


def _move(body: list[Sentence], brief: list[Sentence], left: int, named: bool = False) -> bool:
    """Move the first sentence that can stand alone, if so many are left that can be read without it.

    With `named`, only one that names somebody or something after its first word.
    """
    for at, sentence in enumerate(body):
        rest = _connected(body[:at] + body[at + 1 :], sentence if at == 0 else None)
        alone = not _needs_more(sentence.text) and (_is_opening(sentence) or not _SOMEBODY_SAID.search(sentence.text))
        if alone and len(rest) >= left and (not named or _NAME_INSIDE.search(sentence.text)):
            brief.append(sentence)
            body[:] = rest
            return True
    return False


def _is_opening(sentence: Sentence) -> bool:
    """Whether it stands in the first paragraph of its article, where 'he said' means somebody whom it names."""
    return bool(sentence.citations) and sentence.citations[0].paragraph == 1


def _needs_more(text: str) -> bool:
    """Whether a reader of one sentence does not know whom or what a word of it means."""
    known = len(text.split()) < LEAST_TO_KNOW and _THE_ONE_THE_OTHER.fullmatch(text) is not None
    return known or dangles(text) or points_back(text) or bool(loose_pronoun(text))


def _most_telling(body: Sequence[Sentence], most: int) -> list[Sentence]:
    """As many sentences as a story may have, those with the most numbers, names and words, in their order."""
    kept = list(body)
    while len(kept) > most:
        following = [*kept[1:], None]
        free = [at for at, after in enumerate(following) if after is None or not dangles(after.text)]
        del kept[min(free, key=lambda at: (particular(kept[at].text), len(kept[at].text.split()), -at))]
    return kept


def _connected(sentences: Sequence[Sentence], lead: Sentence | None = None) -> list[Sentence]:
    """The sentences without those that point back at one which does not stand right before them.

    What the lead said can be read from the headline, so that 'Those who break it' may follow there, but not 'He'.
    """
    kept: list[Sentence] = []
    for sentence in sentences:
        before = kept[-1] if kept else None if _PERSONAL.match(sentence.text) else lead
        if not dangles(sentence.text) or (before and _follows(sentence, before)):
            kept.append(sentence)
    return kept or list(sentences[:1])


def _follows(sentence: Sentence, before: Sentence) -> bool:
    """Whether a sentence goes on from another in its source, in the same or the next paragraph."""
    return any(
        one.article_id == other.article_id and 0 <= one.paragraph - other.paragraph <= 1
        for one in sentence.citations
        for other in before.citations
    )


def renumber(
    brief: Sequence[Sentence],
    stories: Sequence[Story],
    changes: Sequence[Change],
    events: Sequence[Event],
    views: Sequence[View] = (),
    briefs: Sequence[Brief] = (),
) -> tuple[
    tuple[Sentence, ...],
    tuple[Story, ...],
    tuple[Change, ...],
    tuple[Event, ...],
    tuple[View, ...],
    tuple[Brief, ...],
]:
    """The parts with citations numbered in the order of reading, one number for each span of words."""
    number = numbering()
    leading = tuple(map(number, brief))
    told: dict[int, Story] = {}
    short: dict[int, Brief] = {}
    for section in sections(stories, briefs):
        told |= {rank: _story(story, number) for rank, story in section.stories}
        short |= {rank: one.model_copy(update={"sentence": number(one.sentence)}) for rank, one in section.briefs}
    argued = tuple(view.model_copy(update={"sentence": number(view.sentence)}) for view in views)
    changed, ahead = (
        tuple(_change(change, number) for change in changes),
        tuple(_event(event, number) for event in events),
    )
    return leading, _by_rank(told), changed, ahead, argued, _by_rank(short)


def _by_rank(found: Mapping[int, NumberedT]) -> tuple[NumberedT, ...]:
    return tuple(found[rank] for rank in sorted(found))


def _story(story: Story, number: Numbering) -> Story:
    return story.model_copy(
        update={
            "headline": number(story.headline),
            "happened": tuple(map(number, story.happened)),
            "disagreements": tuple(_disagreement(one, number) for one in story.disagreements),
            "background": number(story.background) if story.background else None,
            "said": tuple(_quotation(one, number) for one in story.said),
        }
    )


def _disagreement(one: Disagreement, number: Numbering) -> Disagreement:
    versions = tuple(Version(value=version.value, sentence=number(version.sentence)) for version in one.versions)
    return one.model_copy(update={"versions": versions})


def _quotation(one: Quotation, number: Numbering) -> Quotation:
    return one.model_copy(update={"sentence": number(one.sentence)})


def _change(change: Change, number: Numbering) -> Change:
    before = number(change.before) if change.before else None
    return change.model_copy(update={"before": before, "now": tuple(map(number, change.now))})


def _event(event: Event, number: Numbering) -> Event:
    return event.model_copy(update={"sentence": number(event.sentence)})

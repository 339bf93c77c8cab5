"""A span of days to a briefing: articles to stories, stories to proven sentences, each set in one place.

What is made is kept: a briefing by all that determined it, and every story by what it was written from, as soon as it
is written. So the same inputs give the same briefing without the model, a further article costs only the stories that
it touches, and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from briefbot.briefing.changes import Before, Known, changes_since, continued, sentences_of, stories_before
from briefbot.briefing.coverage import end_of
from briefbot.briefing.interests import Interests
from briefbot.briefing.layout import Composer, sentences_to_write
from briefbot.briefing.redundancy import SaidBefore
from briefbot.briefing.selection import choose_paragraphs
from briefbot.briefing.similarity import VectorStore
from briefbot.briefing.stories import StoryDraft, StorySet, gather
from briefbot.briefing.telling import StoryPlan, plan_story
from briefbot.briefing.types import Briefing, Change
from briefbot.briefing.withdrawing import withdrawals
from briefbot.briefing.writing import Writer, Written, quoted_story
from briefbot.citations import numbering
from briefbot.digests import code_digest, digest
from briefbot.library.store import Library
from briefbot.llm.generator import Generator
from briefbot.llm.prompts import Prompt, load_prompt
from briefbot.progress import NOBODY, Pace, Watcher, clock
from briefbot.search.embedding import Embedder
from briefbot.search.index import VectorIndex
from briefbot.search.retrieval import numbered
from briefbot.text.people import pronouns
from briefbot.types import Frozen, ModelRef, Passage, Stage, Timing
from briefbot.verification.verifier import Verifier

# The modules behind which all code stands that can change a briefing.
BRIEFING_CODE = ("briefing/brief", "llm/llamacpp")
SPARE = 2  # pieces of paragraphs looked at besides those that are told, as some cannot be quoted


class BriefingPrompts(Frozen):
    """The prompts that a briefing takes."""

    story: Prompt
    judge: Prompt

    @classmethod
    def load(cls) -> BriefingPrompts:
        """Those of the package."""
        return cls(story=load_prompt("story"), judge=load_prompt("judge"))


@dataclass(frozen=True)
class BriefingParts:
    """What briefings are made with.

    The model is loaded only when a story must be written.
    """

    library: Library
    index: VectorIndex
    embedder: Embedder
    model: ModelRef
    generator: Callable[[], Generator]
    verifier: Callable[[Generator], Verifier] | None
    """None for a briefing that is not verified and quotes nothing, which only an evaluation makes."""
    prompts: BriefingPrompts
    settings_sha256: str


def make_briefing(
    parts: BriefingParts,
    first: dt.date,
    last: dt.date,
    topic: str | None = None,
    watcher: Watcher = NOBODY,
    before: dt.date | None = None,
    opinion: bool = False,
    interests: Interests | None = None,
) -> Briefing:
    """The briefing of a span of days; the one that is kept, when nothing that determines it has changed.

    Args:
        parts: what it is made with; the index must be in step with the library.
        first: the first day.
        last: the last day.
        topic: what the stories must be about, if not anything.
        watcher: told how far it has come.
        before: changes are counted from the newest briefing whose last day lies before this day, and what was read for
            that one is no news again; else from the newest before `first`.
        opinion: tell columns and editorials too, as views in a section of their own.
        interests: what the desk follows, where it says so.
    """
    interests = interests or Interests()
    previous, previous_last = briefing_before(parts.library, before or first, topic)
    seen = previous.articles if previous and before else ()
    held = parts.library.held(end_of(last))
    made = [read_briefing(saved) for saved in parts.library.briefings_of(first, last, topic)]
    withdrawn = withdrawals(filter(None, [previous, *made]), parts.library, held)
    key = digest(
        _key(parts, first, last, topic), previous.id if previous else None, previous_last, seen, sorted(held),
        [change.headline for change in withdrawn], *(["opinion"] if opinion else []),
        *([interests.model_dump()] if interests != Interests() else []),
    )  # fmt: skip
    kept = read_briefing(parts.library.briefing_for(key))
    if kept:
        return kept
    making = _Making(parts, first, last, topic, previous, previous_last, seen, withdrawn, opinion, interests)
    briefing = making.make(watcher)
    parts.library.save_briefing(key, first, last, topic, briefing.model_dump_json())
    return briefing


def read_briefing(saved: str | None) -> Briefing | None:
    """A saved briefing; None where there is none, or another version of briefbot saved it and it cannot be read."""
    try:
        return Briefing.model_validate_json(saved) if saved else None
    except ValidationError:
        return None


def briefing_before(library: Library, day: dt.date, topic: str | None) -> tuple[Briefing | None, dt.date | None]:
    """The newest saved briefing whose last day lies before a day, and that last day.

    Of one that cannot be read (see `read_briefing`) only the last day.
    """
    saved = library.briefing_before(day, topic)
    if saved is None:
        return None, None
    return read_briefing(saved), dt.date.fromisoformat(json.loads(saved)["last"])


def first_since(previous: Briefing | None, published: Mapping[str, dt.date], today: dt.date) -> dt.date | None:
    """The first day of a briefing that goes on from another; None where there is no other.

    Args:
        previous: the one before, whose last day is taken again when articles of that day have come since.
        published: the days of all articles, by their ids.
        today: the last day.
    """
    if previous is None:
        return None
    late = {name for name, day in published.items() if day == previous.last} - set(previous.articles)
    return min(today, previous.last if late else previous.last + dt.timedelta(days=1))


def changes_between(earlier: Briefing, later: Briefing, library: Library, embedder: Embedder) -> tuple[Change, ...]:
    """What changed from one saved briefing to another, whichever came between; citations are numbered from 1.

    Args:
        earlier: from which changes are counted.
        later: of the same topic.
        library: where their articles are.
        embedder: of their sentences.
    """
    vectors = VectorStore(embedder)
    span = gather(library, vectors, later.first, later.last, later.topic)
    before = stories_before(earlier, library, vectors, span.rare)
    drafts = {name: draft for draft in reversed((*span.stories, *span.briefs)) for name in draft.articles}
    known = [
        Known(story, draft.telling, draft.features)
        for story in later.stories
        if (draft := next((drafts[name] for name in story.articles if name in drafts), None))
    ]
    changes = changes_since(earlier, before, known, library, later.last, SaidBefore(vectors), vectors)
    number = numbering()
    return tuple(
        change.model_copy(
            update={
                "before": number(change.before) if change.before else None,
                "now": tuple(map(number, change.now)),
            }
        )
        for change in changes
    )


def _key(parts: BriefingParts, first: dt.date, last: dt.date, topic: str | None) -> str:
    """The hash of all that determines a briefing but the one before."""
    library = parts.library
    until = [library.standing_until(last), *library.articles_between(first, last)]
    prompts = (parts.prompts.story.sha256, parts.prompts.judge.sha256)
    models = (parts.model.sha256, parts.embedder.ref.sha256)
    return digest(first, last, topic, until, prompts, models, parts.settings_sha256, code_digest(*BRIEFING_CODE))


class _Making:
    """One briefing in the making."""

    def __init__(
        self,
        parts: BriefingParts,
        first: dt.date,
        last: dt.date,
        topic: str | None,
        previous: Briefing | None,
        previous_last: dt.date | None,
        seen: Collection[str],
        withdrawn: tuple[Change, ...] = (),
        opinion: bool = False,
        interests: Interests | None = None,
    ) -> None:
        self._parts = parts
        self._withdrawn = withdrawn
        self._opinion = opinion
        self._interests = interests
        self._seen = seen
        self._previous_last = previous_last
        self._first, self._last, self._topic = first, last, topic
        self._previous = previous
        self._vectors = VectorStore(parts.embedder)
        self._timings: list[Timing] = []

    def make(self, watcher: Watcher) -> Briefing:
        began = clock()
        span = gather(
            self._parts.library, self._vectors, self._first, self._last, self._topic, self._seen, self._interests
        )
        before = stories_before(self._previous, self._parts.library, self._vectors, span.rare) if self._previous else []
        began = self._spent(Stage.COLLECT, began)
        written = self._write(span.stories, span, before, watcher)
        began = clock()
        briefing = self._composed(span, written, before)
        self._spent(Stage.COMPOSE, began)
        briefing = briefing.model_copy(update={"timings": tuple(_summed(self._timings))})
        content = briefing.model_dump_json(exclude={"id", "timings"})
        return briefing.model_copy(update={"id": digest(content)[:16]})

    def _spent(self, stage: Stage, began: float) -> float:
        now = clock()
        self._timings.append(Timing(stage=stage, seconds=now - began))
        return now

    def _composed(self, span: StorySet, written: Sequence[Written], before: Sequence[Before]) -> Briefing:
        parts, previous = self._parts, self._previous
        composer = Composer(parts.library, parts.index, self._vectors, span, self._topic, self._opinion)
        composition = composer.compose(written, previous, before)
        return Briefing(
            title=f"Briefing: {self._topic}" if self._topic else "Daily briefing",
            first=self._first,
            last=self._last,
            topic=self._topic,
            coverage=composition.coverage,
            note=composition.note,
            in_brief=composition.in_brief,
            stories=composition.stories,
            briefs=composition.briefs,
            changes=(*self._withdrawn, *composition.changes),
            previous=previous.id if previous else None,
            previous_last=self._previous_last,
            events=composition.events,
            views=composition.views,
            prompts=(parts.prompts.story.ref, parts.prompts.judge.ref),
            model=parts.model,
            embedder=parts.embedder.ref,
            settings_sha256=parts.settings_sha256,
            code_sha256=code_digest(*BRIEFING_CODE),
            articles=span.collected.read,
        )

    # Writing

    def _write(
        self, stories: Sequence[StoryDraft], span: StorySet, before: Sequence[Before], watcher: Watcher
    ) -> list[Written]:
        """Every story, from the library where it was written already."""
        library = self._parts.library
        chosen = [self._choose(story, rank, span, before) for rank, story in enumerate(stories)]
        plans = [self._plan(*each) for each in zip(stories, chosen, range(len(stories)), strict=True)]
        keys = [self._story_key(*each) for each in zip(stories, plans, strict=True)]
        found = {key: library.story_for(key) for key in keys}
        paces = {
            key: Pace(watcher.done, 2 * len(plan.drafted) + 2)
            for plan, key in zip(plans, keys, strict=True)
            if not found[key]
        }
        watcher.begin(sum(pace.steps for pace in paces.values()))
        written = []
        writer: Writer | None = None
        for story, plan, key in zip(stories, plans, keys, strict=True):
            text = found[key]
            if text:
                written.append(Written.model_validate_json(text))
                continue
            watcher.stage(f"Story {len(written) + 1} of {len(stories)}")
            pace = paces[key]
            if plan.drafted:
                writer = writer or self._writer()
                own = numbered(plan.drafted)
                one = writer.write(own, story.passages, _names(story, own), pace.text, pace.step, plan.quoted)
            else:
                one = quoted_story(plan, story.passages, self._vectors)
            library.save_story(key, one.model_dump_json())
            self._timings += one.timings
            written.append(one)
            pace.finish()
        return written

    def _plan(self, story: StoryDraft, passages: tuple[Passage, ...], rank: int) -> StoryPlan:
        most = sentences_to_write(rank)
        if self._parts.verifier is None:
            return StoryPlan(None, (), passages[:most])
        return plan_story(passages, story.passages, most, self._vectors)

    def _writer(self) -> Writer:
        began = clock()
        generator = self._parts.generator()
        self._spent(Stage.LOAD, began)
        verifier = self._parts.verifier(generator) if self._parts.verifier else None
        return Writer(generator, self._parts.prompts.story, verifier, self._vectors)

    def _choose(self, story: StoryDraft, rank: int, span: StorySet, before: Sequence[Before]) -> tuple[Passage, ...]:
        earlier = continued(story.features, story.articles, before)
        said_before = sentences_of(self._previous, earlier.story) if self._previous and earlier else []
        texts = [sentence.text for sentence in said_before]
        also, most = span.collected.also, sentences_to_write(rank) + SPARE
        return choose_paragraphs(story.units, self._parts.library, self._vectors, texts, also, most)

    def _story_key(self, story: StoryDraft, plan: StoryPlan) -> str:
        """The hash of all that determines what is written of a story."""
        parts = self._parts
        others = sorted((other.article_id, other.paragraph, other.start) for other in story.passages)
        texts = [passage.model_dump(mode="json", exclude={"score", "ranks"}) for passage in plan.drafted]
        quoted = [sentence.model_dump(mode="json") for sentence in plan.quoted]
        prompts = (parts.prompts.story.sha256, parts.prompts.judge.sha256)
        return digest(
            texts,
            quoted,
            others,
            prompts,
            parts.model.sha256,
            parts.embedder.ref.sha256,
            parts.settings_sha256,
            code_digest(*BRIEFING_CODE),
        )


def _names(story: StoryDraft, passages: Sequence[Passage]) -> dict[tuple[int, int], str]:
    """Whom the pronouns of some passages mean, by passage number and first character."""
    names = {}
    for article in {unit.article.id: unit.article for unit in story.units}.values():
        for (at, start), name in pronouns([paragraph.text for paragraph in article.paragraphs]).items():
            number = article.paragraphs[at].number
            for passage in passages:
                inside = passage.start <= start < passage.start + len(passage.text)
                if passage.article_id == article.id and passage.paragraph == number and inside:
                    names[passage.number, start - passage.start] = name
    return names


def _summed(timings: Sequence[Timing]) -> list[Timing]:
    """One timing a stage, in the order in which the stages began."""
    stages: dict[Stage, Timing] = {}
    for timing in timings:
        before = stages.get(timing.stage, Timing(stage=timing.stage, seconds=0))
        stages[timing.stage] = Timing(
            stage=timing.stage,
            seconds=before.seconds + timing.seconds,
            tokens_read=before.tokens_read + timing.tokens_read,
            tokens_written=before.tokens_written + timing.tokens_written,
        )
    return list(stages.values())

"""A briefing case as a task: the days before it are briefed, then the day itself, and what is shown is scored.

Briefings remember one another, so each case has a library of its own for as long as it runs. The model's replies are
kept, so that making it again costs little.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from briefbot.briefing.sources import shown_sentences, story_sentences
from briefbot.briefing.types import Briefing, Change, Disagreement
from briefbot.citations import shown_text
from briefbot.desk import Desk
from briefbot.evaluation.briefing_form import FORM, form_faults
from briefbot.evaluation.cases import BriefingCase, ExpectedChange, ExpectedDifference, ExpectedEvent
from briefbot.evaluation.corpora import Folders
from briefbot.evaluation.matching import says
from briefbot.evaluation.metrics.measures import BRIEFING
from briefbot.evaluation.models import Judge
from briefbot.evaluation.tasks import CaseTask, Context, judged
from briefbot.evaluation.types import CaseResult, SentenceVerdict
from briefbot.ingest import find_files
from briefbot.library.store import Library
from briefbot.llm.prompts import load_prompt
from briefbot.progress import clock
from briefbot.render.briefing import coverage as coverage_line
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.search.retrieval import passage_of
from briefbot.settings import Settings
from briefbot.types import Citation, Passage, PromptRef, Sentence

CitedWords = tuple[str, tuple[dt.date, ...]]
"""Words, and the days of the articles that they cite."""


@dataclass(frozen=True)
class BriefingTask(CaseTask[BriefingCase]):
    """One day or span, briefed as `briefbot brief` does it."""

    corpus: Folders
    suite: str = BRIEFING
    code: tuple[str, ...] = ("evaluation/briefing_tasks", "llm/llamacpp")

    @property
    def question(self) -> str:
        """The days, and the topic where there is one."""
        first, last = self.case.first, self.case.last
        days = f"{first}" if first == last else f"{first} to {last}"
        return f"Briefing of {days}{f' on {self.case.topic}' if self.case.topic else ''}"

    @property
    def expected(self) -> str:
        """The facts."""
        return "; ".join(fact.any[0] for fact in self.case.facts)

    def prompts(self, settings: Settings) -> tuple[PromptRef, ...]:
        """Those that write and check stories."""
        return load_prompt("story").ref, load_prompt("judge").ref

    def run(self, context: Context) -> CaseResult:
        """Brief the days before, take in what came late, brief the day, and score."""
        case = self.case
        files = find_files(self.corpus.paths)[0]
        late = [path for path in files if path.name in case.late]
        with TemporaryDirectory() as folder:
            settings = context.desk.settings.model_copy(update={"home": Path(folder)})
            with Desk(settings, embedder=context.desk.embedder, generator=context.generator) as desk:
                desk.ingest([path for path in files if path not in late])
                for day in case.previous:
                    desk.brief(day, day, case.topic)
                if late:
                    desk.ingest(late)
                context.generator.count("")  # loads the model, which must not count as time of the briefing
                began, before = clock(), context.generator.saved + context.generator.saved_writing
                briefing = desk.brief(case.first, case.last, case.topic, context.switches)
                seconds = clock() - began + context.generator.saved + context.generator.saved_writing - before
                return self._scored(briefing, desk.library, context.judge, seconds)

    def _scored(self, briefing: Briefing, library: Library, judge: Judge, seconds: float) -> CaseResult:
        shares, faults = score_briefing(self.case, briefing)
        verdicts, trouble = judged(_verdicts(briefing, library, judge))
        faults += [f"not supported by what it cites: {one.text}" for one in verdicts if one.supported is False]
        return CaseResult(
            id=self.id,
            suite=self.suite,
            tags=self.tags,
            question=self.question,
            expected=self.expected,
            status="unscored" if trouble else "failed" if faults else "passed",
            reasons=(*faults, *trouble),
            scores=shares | {"briefing seconds": seconds},
            verdicts=verdicts,
            output=briefing_markdown(briefing),
            seconds=seconds,
        )


def score_briefing(case: BriefingCase, briefing: Briefing) -> tuple[dict[str, float], list[str]]:
    """The scores of a briefing without a judge, and what is wrong with it."""
    said = list(_said(briefing))
    scores: dict[str, float] = {}
    faults: list[str] = []

    def share(name: str, fault: str, found: Sequence[tuple[str, bool]]) -> None:
        if found:
            scores[name] = sum(good for _, good in found) / len(found)
            faults.extend(f"{fault}: {what}" for what, good in found if not good)

    share("facts told", "does not say", [(fact.any[0], _any_says(said, fact.any)) for fact in case.facts])
    forbidden = [wording for wording in case.must_not_say if _any_says(said, [wording])]
    faults.extend(f"says what it must not: {wording}" for wording in forbidden)
    scores["forbidden claims"] = float(bool(forbidden))
    if case.coverage:
        counts, wanted = briefing.coverage, case.coverage
        good = counts.articles == wanted.articles and wanted.copies in (None, counts.copies)
        share("coverage right", "covers", [(f"{counts.articles} articles, {counts.copies} copies", good)])
    share(
        "changes found",
        "lacks the change",
        [(f"{one.kind} {one.any[0]}", _has_change(briefing, one)) for one in case.changes],
    )
    share(
        "events found",
        "lacks the event",
        [(f"{one.first} {one.any[0]}", _has_event(briefing, one)) for one in case.events],
    )
    share(
        "differences found",
        "lacks the difference",
        [(" / ".join(side.any[0] for side in one.sides), _has_difference(briefing, one)) for one in case.differences],
    )
    form = form_faults(briefing)
    scores[FORM] = float(bool(form))
    return scores, [*faults, *form]


def _said(briefing: Briefing) -> Iterator[CitedWords]:
    """Everything that a reader is told, a sentence at a time."""
    yield coverage_line(briefing), ()
    yield briefing.note, ()
    for sentence in shown_sentences(briefing):
        yield _shown(sentence)
    for change in briefing.changes:
        yield change.headline, ()


def _shown(sentence: Sentence) -> CitedWords:
    days = (dt.date.fromisoformat(one.published[:10]) for one in sentence.citations if one.published)
    return shown_text(sentence), tuple(dict.fromkeys(days))


def _any_says(said: Sequence[CitedWords], wordings: Sequence[str]) -> bool:
    return any(says(text, wording, days) for text, days in said for wording in wordings)


def _has_change(briefing: Briefing, expected: ExpectedChange) -> bool:
    return any(
        change.kind == expected.kind and _any_says(_of_change(briefing, change), expected.any)
        for change in briefing.changes
    )


def _of_change(briefing: Briefing, change: Change) -> list[CitedWords]:
    """What is said of a change: its headline, what was and is said, and the story that it is about."""
    sentences = [*([change.before] if change.before else []), *change.now]
    for story in briefing.stories:
        if story.id == change.story:
            sentences += story_sentences(story)
    return [(change.headline, ()), *map(_shown, sentences)]


def _has_event(briefing: Briefing, expected: ExpectedEvent) -> bool:
    return any(
        (event.first, event.last) == (expected.first, expected.last)
        and _any_says([_shown(event.sentence)], expected.any)
        for event in briefing.events
    )


def _has_difference(briefing: Briefing, expected: ExpectedDifference) -> bool:
    return any(
        _shows_sides(disagreement, expected) for story in briefing.stories for disagreement in story.disagreements
    )


def _shows_sides(disagreement: Disagreement, expected: ExpectedDifference) -> bool:
    """Whether each expected side is one of the versions."""
    versions = [[(version.value, ()), _shown(version.sentence)] for version in disagreement.versions]
    return all(any(_any_says(version, side.any) for version in versions) for side in expected.sides)


def _verdicts(briefing: Briefing, library: Library, judge: Judge) -> Iterator[SentenceVerdict]:
    """What the judge says of every sentence shown, each once."""
    seen: list[Sentence] = []
    for sentence in shown_sentences(briefing):
        if sentence not in seen:
            seen.append(sentence)
            passages: list[Passage] = []
            for citation in sentence.citations:
                passages += [passage for passage in _passages(citation, library) if passage not in passages]
            yield judge.verdict(sentence.text, passages, "shown")


def _passages(citation: Citation, library: Library) -> Iterator[Passage]:
    """The part of a paragraph that a citation quotes from, numbered as the citation is."""
    article = library.article(citation.article_id)
    for chunk in library.chunks_of(article.id):
        if chunk.paragraph == citation.paragraph and chunk.start <= citation.start < chunk.end:
            yield passage_of(chunk, article).model_copy(update={"number": citation.number})

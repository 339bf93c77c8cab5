"""What a run has to do for one case: the seam between the runner and the suites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from briefbot.desk import Desk
from briefbot.evaluation.cache import CachedGenerator
from briefbot.evaluation.cases import QuestionCase
from briefbot.evaluation.corpora import Corpus
from briefbot.evaluation.models import Judge
from briefbot.evaluation.samples import ABSTAIN, Question, question_of
from briefbot.evaluation.scoring import SCORED_DEPTH, Scorer
from briefbot.evaluation.types import CaseResult, SentenceVerdict
from briefbot.library.store import Library
from briefbot.llm.prompts import AnswerPrompts
from briefbot.settings import Settings
from briefbot.types import Answer, PromptRef, Stage, Switches

# What decides an answer, besides the articles, the models, the prompts and the settings.


@dataclass(frozen=True)
class Context:
    """What a case is run on: a stocked desk under one configuration, and the judge."""

    desk: Desk
    generator: CachedGenerator
    judge: Judge
    switches: Switches


class Task(Protocol):
    """One case of a suite."""

    @property
    def id(self) -> str:
        """Of the case; unique within a report."""
        ...

    @property
    def suite(self) -> str:
        """Name of the suite."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """Of the case."""
        ...

    @property
    def question(self) -> str:
        """What is asked, for people."""
        ...

    @property
    def expected(self) -> str:
        """What is expected, for people."""
        ...

    @property
    def corpus(self) -> Corpus:
        """The articles it is asked over."""
        ...

    @property
    def material(self) -> str:
        """All of the case that can change its result."""
        ...

    @property
    def code(self) -> tuple[str, ...]:
        """Modules behind which all code stands that can change its result; see `code_digest`."""
        ...

    def prompts(self, settings: Settings) -> tuple[PromptRef, ...]:
        """The prompts that can change its result; the same for all tasks of a class."""
        ...

    def run(self, context: Context) -> CaseResult:
        """Do it and score it; what it raises makes the case unscored."""
        ...


class FiledCase(Protocol):
    """A case as its file holds it."""

    @property
    def id(self) -> str:
        """Unique within its file."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """What figures are grouped by."""
        ...

    def model_dump_json(self) -> str:
        """The whole case."""
        ...


CaseT = TypeVar("CaseT", bound=FiledCase)


@dataclass(frozen=True)
class CaseTask(Generic[CaseT]):
    """What all tasks share that are one case of a file, asked over folders of articles."""

    case: CaseT
    corpus: Corpus

    @property
    def id(self) -> str:
        """Of the case."""
        return self.case.id

    @property
    def tags(self) -> tuple[str, ...]:
        """Of the case."""
        return self.case.tags

    @property
    def material(self) -> str:
        """The whole case."""
        return self.case.model_dump_json()


def judged(verdicts: Iterable[SentenceVerdict]) -> tuple[tuple[SentenceVerdict, ...], tuple[str, ...]]:
    """What the judge says, and why the case cannot be scored where the judge stumbles: the other cases go on."""
    try:
        return tuple(verdicts), ()
    except Exception as error:  # whatever it is
        return (), (f"could not be judged: {type(error).__name__}: {error}",)


@dataclass(frozen=True)
class AskTask:
    """One question, asked as `briefbot ask` asks it."""

    id: str
    suite: str
    tags: tuple[str, ...]
    question: str
    expected: str
    corpus: Corpus
    material: str
    resolve: Callable[[Library], Question]
    """Finds the gold paragraphs in the library."""
    code: tuple[str, ...] = ("evaluation/tasks", "llm/llamacpp")

    def prompts(self, settings: Settings) -> tuple[PromptRef, ...]:
        """Those that write and check an answer."""
        prompts = AnswerPrompts.load(settings.prompt)
        return prompts.answer.ref, prompts.judge.ref, prompts.verdict.ref

    def run(self, context: Context) -> CaseResult:
        """Ask, search once more for the ranking, and score."""
        library = context.desk.library
        question = self.resolve(library)
        context.generator.count("")  # loads the model, which must not count as time of the answer
        before = context.generator.saved
        answer = context.desk.ask(question.text, question.filters, switches=context.switches)
        answer = with_saved(answer, context.generator.saved - before)
        ranked = context.desk.search(question.text, question.filters, SCORED_DEPTH, context.switches)
        texts = {place: library.article(place[0]).paragraphs[place[1] - 1].text for place in question.gold}
        return Scorer(question, texts, context.judge).score(answer, ranked, context.switches, self.suite)


def ask_task(case: QuestionCase, corpus: Corpus, suite: str = "ask") -> AskTask:
    """The task of a question case."""
    return AskTask(
        id=case.id,
        suite=suite,
        tags=case.tags,
        question=case.question,
        expected="; ".join(" / ".join(fact.any) for fact in case.facts) or ABSTAIN,
        corpus=corpus,
        material=case.model_dump_json(),
        resolve=lambda library: question_of(case, library),
    )


def with_saved(answer: Answer, seconds: float) -> Answer:
    """The answer with the seconds of judgements that were not made again added to its verification."""
    stages = tuple(
        stage.model_copy(update={"seconds": stage.seconds + seconds}) if stage.stage is Stage.VERIFY else stage
        for stage in answer.timings
    )
    return answer.model_copy(update={"timings": stages})

"""A case of a kind of question as a job: asked as `briefbot ask` asks it, judged sentence by sentence, assessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefbot.evaluation.cases import KindCase
from briefbot.evaluation.kinds import Rubric, assess
from briefbot.evaluation.samples import ABSTAIN, article_with
from briefbot.evaluation.scoring import cited_passages, cost_of
from briefbot.evaluation.tasks import CaseTask, Context, judged, with_saved
from briefbot.evaluation.types import CaseResult, SentenceVerdict
from briefbot.library.store import Library
from briefbot.llm.prompts import AnswerPrompts
from briefbot.settings import Settings
from briefbot.types import Action, Answer, PromptRef, Sentence

_SUITE = "kinds"
RULES_SUITE = "rules"
"""The suite of questions of kinds that is answered without a model."""


@dataclass(frozen=True)
class KindTask(CaseTask[KindCase]):
    """One question of a kind."""

    suite: str = _SUITE
    code: tuple[str, ...] = ("evaluation/kind_tasks", "llm/llamacpp")

    @property
    def question(self) -> str:
        """What is asked."""
        return self.case.question

    @property
    def expected(self) -> str:
        """The facts with their days and speakers, for people."""
        facts = []
        for fact in self.case.facts:
            days = "/".join(dict.fromkeys(map(str, fact.day or ())))
            facts.append(", ".join(part for part in (" / ".join(fact.any), days, *fact.by[:1]) if part))
        return "; ".join([*([self.case.word] if self.case.word else []), *facts]) or ABSTAIN

    def prompts(self, settings: Settings) -> tuple[PromptRef, ...]:
        """Those that write and check an answer."""
        prompts = AnswerPrompts.load(settings.prompt)
        return prompts.answer.ref, prompts.judge.ref, prompts.verdict.ref

    def run(self, context: Context) -> CaseResult:
        """Ask, judge what is shown, and assess."""
        context.generator.count("")  # loads the model, which must not count as time of the answer
        before = context.generator.saved
        answer = context.desk.ask(self.case.question, switches=context.switches, today=self.case.today)
        answer = with_saved(answer, context.generator.saved - before)
        verdicts, trouble = judged(_verdicts(answer, context))
        return self.result(answer, context.desk.library, verdicts, trouble)

    def result(
        self,
        answer: Answer,
        library: Library,
        verdicts: tuple[SentenceVerdict, ...] = (),
        trouble: tuple[str, ...] = (),
    ) -> CaseResult:
        """What an answer is worth.

        Args:
            answer: it.
            library: that it was asked of.
            verdicts: of its sentences.
            trouble: why they could not be judged.
        """
        rubric = rubric_of(self.case, library)
        found = assess(rubric, answer, [one.text for one in verdicts if one.supported is False])
        costs = cost_of(answer)
        return CaseResult(
            id=self.id,
            suite=self.suite,
            tags=self.tags,
            question=self.question,
            expected=self.expected,
            status="unscored" if trouble else "failed" if found.faults else "passed",
            reasons=(*found.faults, *trouble),
            scores=found.scores | costs | {"seconds of a kind": costs["seconds"]},
            verdicts=verdicts,
            answer=answer,
            output=answer.text,
            seconds=costs["seconds"],
        )


@dataclass(frozen=True)
class RuleTask(KindTask):
    """The same question answered by rules alone: no model is loaded, and words of the sources prove themselves."""

    suite: str = RULES_SUITE
    code: tuple[str, ...] = ("evaluation/kind_tasks",)

    def run(self, context: Context) -> CaseResult:
        """Ask without the model, and assess."""
        switches = context.switches.model_copy(update={"model": False})
        answer = context.desk.ask(self.case.question, switches=switches, today=self.case.today)
        return self.result(answer, context.desk.library)


def rubric_of(case: KindCase, library: Library) -> Rubric:
    """A case with its files found in a library.

    Raises:
        CaseError: a gold file or paragraph that is not there.
    """
    found = {gold.file: article_with(case.id, gold, library) for fact in case.facts for gold in fact.gold}
    return Rubric(case, lambda name: found[name] if name in found else library.article(name))


def is_quoted_whole(sentence: Sentence) -> bool:
    """Whether a sentence is only words that it cites: then it is supported, and no judge is asked."""
    return sentence.support.action is Action.QUOTED and any(
        sentence.text in citation.quote for citation in sentence.citations
    )


def _verdicts(answer: Answer, context: Context) -> Iterator[SentenceVerdict]:
    """What the judge says of every sentence shown that is more than the words which it cites."""
    return (
        context.judge.verdict(
            f"{sentence.phrase}: {sentence.text}" if sentence.phrase else sentence.text,
            cited_passages(sentence, answer.passages),
            "shown",
        )
        for sentence in answer.sentences
        if not is_quoted_whole(sentence)
    )

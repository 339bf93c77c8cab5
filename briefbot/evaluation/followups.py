"""Follow-ups as cases: the turns before one are given, the follow-up is rewritten and asked, and both are scored.

The answers of the turns before are those of the case and cite its paragraphs, so that a fault of the first answer is
not counted against the second. A file is YAML with a list under `followups`::

    followups:
      - id: hale-president
        tags: [person]
        turns:                            # what was asked and answered before, oldest first
          - question: Who found the effect extreme?
            answer: Lady Hale, the president of the court.     # empty for one that was not answered
            gold: [[channel-wire-supreme-court.txt, 2]]        # the paragraphs that it cites
        question: what did she say of Parliament?              # as typed
        standalone:                       # what the question that stands alone must and must not say
          say: [[Hale], [Parliament]]     # one wording of each group
          not_say: [Bercow]
        facts: [{any: [not been prorogued]}]                   # the rest as in a question case
        gold: [[channel-wire-supreme-court.txt, 3]]

With `alone: true` in the place of `standalone` the question stands alone already, and must not be touched.

- standalone right: share of the follow-ups whose rewriting has a wording of each group and none that it must not have;
  of those that stand alone, that they were left as typed. A topic put behind a follow-up is never right.
- follow-ups answered: share of them whose answer says every fact and nothing that it must not say; of those without
  facts, that abstain.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from briefbot.citations import quote
from briefbot.errors import CaseError
from briefbot.evaluation.cases import Gold, GoldPair, QuestionCase, Wording, plain_node, yaml_root
from briefbot.evaluation.matching import says
from briefbot.evaluation.samples import ABSTAIN, question_of
from briefbot.evaluation.scoring import SCORED_DEPTH, Scorer
from briefbot.evaluation.tasks import CaseTask, Context
from briefbot.evaluation.types import CaseResult
from briefbot.library.store import Library
from briefbot.library.threads import How, Rewriting, Thread, Turn
from briefbot.llm.prompts import AnswerPrompts, load_prompt
from briefbot.search.retrieval import numbered, passage_of
from briefbot.settings import Settings
from briefbot.types import Answer, Frozen, ModelRef, Passage, PromptRef, Sentence, Support

FOLLOWUPS = "followups"
"""The suite, and the folder of its files within `evals/`: `dev.yaml` and `test.yaml`."""
NO_CALLER = ModelRef(name="case", sha256="0" * 64)


class GivenTurn(Frozen):
    """What was asked and answered before."""

    question: str = Field(min_length=1)
    answer: str = ""
    gold: tuple[GoldPair, ...] = ()

    @model_validator(mode="after")
    def _cites(self) -> GivenTurn:
        if bool(self.answer) is not bool(self.gold):
            raise ValueError("an answer and the paragraphs that it cites go together")
        return self


class ExpectedRewriting(Frozen):
    """What the question that stands alone must and must not say."""

    say: tuple[tuple[Wording, ...], ...] = Field(min_length=1)
    not_say: tuple[Wording, ...] = ()


class FollowUpCase(QuestionCase):
    """A follow-up with the turns before it."""

    turns: tuple[GivenTurn, ...] = Field(min_length=1)
    standalone: ExpectedRewriting | None = None
    alone: bool = False

    @model_validator(mode="after")
    def _expects(self) -> FollowUpCase:
        if self.alone is (self.standalone is not None):
            raise ValueError("has either 'standalone' or 'alone: true'")
        return self

    def rightly(self, rewriting: Rewriting) -> bool:
        """Whether a rewriting is right."""
        if self.standalone is None:
            return not rewriting.changed
        if rewriting.how is How.TOPIC:  # it can be searched for, and is no question
            return False
        text = rewriting.question
        every = all(any(says(text, wording) for wording in group) for group in self.standalone.say)
        return every and not any(says(text, wording) for wording in self.standalone.not_say)


class _File(Frozen):
    followups: tuple[FollowUpCase, ...]


def load_followups(path: Path) -> tuple[FollowUpCase, ...]:
    """The cases of a file.

    Raises:
        CaseError: it cannot be read, something in it does not fit the schema, or an id stands twice.
    """
    try:
        cases = _File.model_validate(plain_node(yaml_root(path))).followups
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{path}: {key}: {first['msg']}. Mend it as briefbot/evaluation/followups.py says.") from error
    ids = [case.id for case in cases]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise CaseError(f"{path}: the id {min(twice)!r} stands twice. Choose another.")
    return cases


@dataclass(frozen=True)
class FollowUpTask(CaseTask[FollowUpCase]):
    """One follow-up, rewritten and asked as `briefbot chat` does it."""

    suite: str = FOLLOWUPS
    code: tuple[str, ...] = ("evaluation/followups", "evaluation/tasks", "llm/llamacpp")

    @property
    def question(self) -> str:
        """The turns before, and the follow-up."""
        return " > ".join([*(turn.question for turn in self.case.turns), self.case.question])

    @property
    def expected(self) -> str:
        """The facts."""
        return "; ".join(" / ".join(fact.any) for fact in self.case.facts) or ABSTAIN

    def prompts(self, settings: Settings) -> tuple[PromptRef, ...]:
        """Those that rewrite, write and check."""
        prompts = AnswerPrompts.load(settings.prompt)
        return load_prompt("followup").ref, prompts.answer.ref, prompts.judge.ref, prompts.verdict.ref

    def run(self, context: Context) -> CaseResult:
        """Rewrite the follow-up, ask it, and score both."""
        case, desk = self.case, context.desk
        turns = tuple(given_turn(number, turn, desk.library) for number, turn in enumerate(case.turns, start=1))
        context.generator.count("")  # loads the model, which must not count as time of the rewriting
        thread = Thread(id="case", name=case.id, created=_NOON, turns=turns)
        rewriting = desk.rewrite(case.question, thread)
        earlier = turns if rewriting.changed else ()
        answer = desk.ask(rewriting.question, case.filters, switches=context.switches, earlier=earlier)
        question = question_of(case, desk.library)
        ranked = desk.search(rewriting.question, case.filters, SCORED_DEPTH, context.switches)
        texts = {place: desk.library.article(place[0]).paragraphs[place[1] - 1].text for place in question.gold}
        scored = Scorer(question, texts, context.judge).score(answer, ranked, context.switches, self.suite)
        return self._with_rewriting(scored, rewriting)

    def _with_rewriting(self, scored: CaseResult, rewriting: Rewriting) -> CaseResult:
        right = self.case.rightly(rewriting)
        told = scored.scores["abstained"] if not self.case.answerable else scored.scores["correctness"] == 1.0
        scores = {
            "standalone right": float(right),
            "follow-ups answered": float(told and not scored.scores["wrong statements"]),
            "rewritten by the model": float(rewriting.how in (How.MODEL, How.TOPIC)),
            "rewriting seconds": rewriting.seconds,
        }
        faults = () if right else (f"rewritten wrongly: {rewriting.question}",)
        return scored.model_copy(
            update={
                "scores": scored.scores | scores,
                "question": self.question,
                "status": "failed" if faults and scored.status == "passed" else scored.status,
                "reasons": (*faults, *scored.reasons),
                "output": f"({rewriting.how}) {rewriting.question}\n\n{scored.output}",
            }
        )


_NOON = dt.datetime(2019, 10, 31, 12, tzinfo=dt.UTC)


def given_turn(number: int, turn: GivenTurn, library: Library) -> Turn:
    """A turn of a case as if it had been asked.

    Raises:
        CaseError: the library lacks an article that it cites, or has several of that name.
    """
    passages = numbered([_passage(gold, library) for gold in turn.gold])
    citations = tuple(
        quote(passage, (0, len(passage.text))).model_copy(update={"number": passage.number}) for passage in passages
    )
    marks = "".join(f"[{one.number}]" for one in citations)
    said = Sentence(text=turn.answer, support=Support(supported=True), citations=citations)
    answer = Answer(
        question=turn.question,
        text=f"{turn.answer} {marks}".strip(),
        abstained=not turn.answer,
        sentences=(said,) if turn.answer else (),
        passages=passages,
        draft=turn.answer,
        prompt=PromptRef(name="case", version=1, sha256=NO_CALLER.sha256),
        model=NO_CALLER,
        embedder=NO_CALLER,
        settings_sha256=NO_CALLER.sha256,
        timings=(),
    )
    alone = Rewriting(question=turn.question, changed=False, how=How.ALONE)
    return Turn(
        number=number,
        asked=turn.question,
        rewriting=alone,
        question=turn.question,
        edited=False,
        answer=answer,
        at=_NOON,
    )


def _passage(gold: Gold, library: Library) -> Passage:
    article = library.find_article(gold.file)
    for chunk in library.chunks_of(article.id):
        if chunk.paragraph == gold.paragraph:
            return passage_of(chunk, article)
    raise CaseError(f"The article {gold.file!r} has no paragraph {gold.paragraph}. Run `briefbot show {gold.file}`.")

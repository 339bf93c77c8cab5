"""A question as the scoring needs it, whether it comes from a case file or from a folder of other people's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from briefbot.errors import CaseError, InputError
from briefbot.evaluation.cases import Gold, QuestionCase
from briefbot.evaluation.metrics.retrieval import Place
from briefbot.library.store import Library
from briefbot.types import Article, Filters, Frozen

ABSTAIN = "abstain"


class Expected(Frozen):
    """A fact of the right answer."""

    any: tuple[str, ...] = Field(min_length=1, description="Its wordings; one of them has to be said.")
    places: tuple[Place, ...] = Field(default=(), description="Paragraphs that each prove it.")


class Question(Frozen):
    """A question with what its right answer says, its gold paragraphs known by article ids."""

    id: str
    text: str
    tags: tuple[str, ...]
    facts: tuple[Expected, ...] = ()
    gold: tuple[Place, ...] = Field(default=(), description="Every paragraph that proves some of the answer.")
    groups: tuple[tuple[Place, ...], ...] = Field(default=(), description="One of each has to be found.")
    must_not_say: tuple[str, ...] = ()
    filters: Filters = Filters()
    asked: dt.date | None = Field(default=None, description='The day that "this week" is of.')
    matching: Literal["wordings", "contains", "yes or no"] = Field(
        default="wordings",
        description="How a fact is looked for: see `wording.says`; as SQuAD contains it; by the first word.",
    )

    @property
    def answerable(self) -> bool:
        """Whether the articles say; if not, the right answer abstains."""
        return bool(self.facts)

    @property
    def expected(self) -> str:
        """The facts for people."""
        return "; ".join(" / ".join(fact.any) for fact in self.facts) or ABSTAIN


def question_of(case: QuestionCase, library: Library) -> Question:
    """A case with its files found in a library.

    Raises:
        CaseError: a gold file or paragraph that is not there.
    """
    known: dict[Gold, Place] = {}

    def places(gold: Iterable[Gold]) -> tuple[Place, ...]:
        return tuple(known.setdefault(one, _place(case.id, one, library)) for one in gold)

    return Question(
        id=case.id,
        text=case.question,
        tags=case.tags,
        facts=tuple(Expected(any=fact.any, places=places(case.proof(fact))) for fact in case.facts),
        gold=places(case.all_gold),
        groups=tuple(places(group) for group in case.gold_groups),
        must_not_say=case.must_not_say,
        filters=case.filters,
    )


def _place(case: str, gold: Gold, library: Library) -> Place:
    return article_with(case, gold, library).id, gold.paragraph


def article_with(case: str, gold: Gold, library: Library) -> Article:
    """The article of a gold paragraph.

    Args:
        case: id of the case, for errors.
        gold: file and paragraph.
        library: where the file was taken in.

    Raises:
        CaseError: a file or paragraph that is not there.
    """
    try:
        article = library.find_article(gold.file)
    except InputError as error:
        raise CaseError(f"Case {case!r}: gold file {gold.file!r}: {error}") from error
    if gold.paragraph > len(article.paragraphs):
        raise CaseError(
            f"Case {case!r}: {gold.file!r} has {len(article.paragraphs)} paragraphs and no {gold.paragraph}. "
            f"Run `briefbot show {gold.file}` to see them."
        )
    return article

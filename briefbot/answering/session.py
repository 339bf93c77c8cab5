"""What travels from a question to its answer: one frozen session, of which every step returns a new one."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field

from briefbot.errors import InputError
from briefbot.llm.prompts import Rendered
from briefbot.types import Claim, Frozen, Kind, ModelRef, Passage, Refusal, Sentence, Shape, Signals, Timing

LONGEST_QUESTION = 1000  # characters


class Route(StrEnum):
    """How a question is answered."""

    REFUSE = "refuse"
    YES_OR_NO = "yes or no"
    DRAFT = "draft"
    COMPOSED = "composed"
    """Of sentences of the sources, without a model."""
    QUICK = "quick"
    """By the sentence that most likely answers, without a model."""


class Session(Frozen):
    """A question on its way to an answer."""

    question: str = Field(description="Checked; see `checked_question`.")
    passages: tuple[Passage, ...] = Field(description="What retrieval found, numbered from 1.")
    publishers: tuple[str, ...] = Field(default=(), description="Those of the library.")
    embedder: ModelRef = Field(description="Recorded in the answer.")
    settings_sha256: str = Field(description="Recorded in the answer.")
    route: Route = Route.REFUSE
    kind: Kind = Field(default=Kind.FACT, description="What the question asks for.")
    shape: Shape = Shape.PARAGRAPH
    refusal: Refusal | None = None
    reason: str | None = Field(default=None, description="Why it is refused, where that can be said of the question.")
    unknown: tuple[str, ...] = Field(default=(), description="Publishers that it asks about and that are not there.")
    notes: tuple[str, ...] = ()
    asked: Rendered | None = Field(default=None, description="What the model was asked; None before it is.")
    draft: str = ""
    claims: tuple[Claim, ...] = Field(default=(), description="Of the draft.")
    preference: float = Field(default=0.0, description="Of the draft's first token over a refusal, nats.")
    probed: float | None = Field(default=None, description="That the passages answer, by the model's probe, nats.")
    signals: Signals | None = None
    answerable: float | None = None
    unfitted: str = Field(default="", description="See `AbstentionPolicy.note`.")
    word: str | None = Field(default=None, description="Yes, no, or one of two opposites.")
    denied: bool = Field(default=False, description="Whether the quoted sentences deny it, whatever the model says.")
    sentences: tuple[Sentence, ...] = Field(default=(), description="Shown or removed, in the order of the draft.")
    timings: tuple[Timing, ...] = ()

    def then(self, *timings: Timing, **changes: object) -> Self:
        """The session after a step."""
        return self.model_copy(update={**changes, "timings": (*self.timings, *timings)})


def checked_question(question: str) -> str:
    """The question with its spaces tidied.

    Raises:
        InputError: it is empty, or too long to be a question.
    """
    tidy = " ".join(question.split())
    if not any(letter.isalnum() for letter in tidy):
        raise InputError(f'The question {question[:40]!r} has no words. Try: briefbot ask "who leads the talks?"')
    if len(tidy) > LONGEST_QUESTION:
        raise InputError(
            f"The question has {len(tidy)} characters ({tidy[:40]!r}...); at most {LONGEST_QUESTION} can be asked. "
            "Put long texts in a file and run `briefbot ingest FILE`."
        )
    return tidy

"""Whether what was found answers the question at all: a calibrated decision in place of a word in an instruction.

A small model that may refuse refuses too often or not at all, depending on the wording; asked whether a text answers a
question, it says yes to both kinds. So it always drafts, and three things that cost nothing are weighed by a logistic
regression: what a probe reads in the model's own values at the end of the prompt (`briefbot.llm.answerprobe`), how much
the model preferred its first word to a refusal, and how many of the question's words the passages that it rests on
have, with their headlines, publishers and days.

Of a model without a probe the last two are had. Where these leave it in doubt, a second regression weighs one thing
more: what the support check says of question and draft, read one after the other as one claim. The draft alone is often
proven by a passage that speaks of something else than was asked; then no passage says both.

The coefficients and levels are in `verification/abstention.json`, with the model and the prompts that they were fitted
for; `python -m evals.answerable REPORT...` fits them and prints them in its form.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from briefbot import verification
from briefbot.files import read_fitted
from briefbot.search.query import ENOUGH_WORDS, has_many_parts
from briefbot.text.words import roots
from briefbot.types import Frozen, ModelRef, Passage, PromptRef, Signals
from briefbot.verification.calibration import Coefficients
from briefbot.verification.evidence import source_of

POLICY_FILE = Path(verification.__file__).parent / "abstention.json"


class FittedDrafts(Frozen):
    """Drafted answers that coefficients were fitted on."""

    name: str
    drafts: int = Field(ge=1)


class AbstentionPolicy(Frozen):
    """When a question is answered: coefficients and levels, and what they were fitted for."""

    schema_version: Literal[2] = 2
    probed: Coefficients = Field(description="Over `preference`, `shared` and `probed`.")
    unasked: Coefficients = Field(description="Over `preference` and `shared`, of a model without a probe.")
    asked: Coefficients = Field(description="Over these and `support`, where the support check was asked too.")
    doubt: tuple[float, float] = Field(
        description="Probabilities of `unasked` between which the support check is asked, for `asked`."
    )
    least_answerable: float = Field(ge=0, le=1, description="Probability below which a question is not answered.")
    least_quoted: float = Field(
        ge=0,
        le=1,
        description="The same, where no sentence of the draft was proven and the sources are quoted in its place.",
    )
    model: ModelRef = Field(description="The weights that drafted and judged.")
    prompts: tuple[PromptRef, ...] = Field(description="Those that they drafted and judged by.")
    carried_over: tuple[PromptRef, ...] = Field(
        default=(), description="Later prompts that the coefficients were seen to serve as well; see evals/LOG.md."
    )
    data: tuple[FittedDrafts, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        free = {"preference", "shared"}
        fitted = (self.probed, self.unasked, self.asked)
        if [set(each.weights) for each in fitted] != [free | {"probed"}, free, free | {"support"}]:
            raise ValueError(f"the weights are not those of the signals {', '.join(Signals.model_fields)}")
        if not 0 <= self.doubt[0] <= self.doubt[1] <= 1:
            raise ValueError("the doubt is no range of probabilities")
        return self

    def answerable(self, found: Signals) -> float:
        """The probability that the passages answer the question."""
        if found.probed is not None:
            return probability(self.probed, found)
        return probability(self.unasked if found.support is None else self.asked, found)

    def is_in_doubt(self, question: str, found: Signals) -> bool:
        """Whether the support check is to be asked too: without a probe, and not of a question in many parts.

        No passage supports all of such a question.
        """
        least, most = self.doubt
        return found.probed is None and least <= self.answerable(found) < most and not has_many_parts(question)

    def note(self, model: ModelRef, prompts: Sequence[PromptRef]) -> str:
        """What to know where another model or prompt is judged by this than it was fitted for; else nothing."""
        again = "Fit it again with `python -m evals.answerable REPORT.json`, over a report of `briefbot eval`."
        if model.sha256 != self.model.sha256:
            return (
                f"Whether to answer is decided as was fitted for the model {self.model.name!r}, not for "
                f"{model.name!r}: it may refuse too often or too seldom. {again}"
            )
        fitted = {prompt.sha256 for prompt in (*self.prompts, *self.carried_over)}
        others = [prompt for prompt in prompts if prompt.sha256 not in fitted]
        if others:
            told = ", ".join(f"{prompt.name!r} version {prompt.version}" for prompt in others)
            return (
                f"Whether to answer is decided as was fitted for other prompts than {told}: it may refuse too often or "
                f"too seldom. {again}"
            )
        return ""


def probability(fitted: Coefficients, found: Signals) -> float:
    """The probability that a logistic regression gives a question with some signals to be answered."""
    log_odds = fitted.intercept + sum(weight * getattr(found, name) for name, weight in fitted.weights.items())
    return float(1 / (1 + np.exp(-log_odds)))


def load_policy(path: Path = POLICY_FILE) -> AbstentionPolicy:
    """The policy of the package, or of another file.

    Raises:
        ModelError: the file cannot be read or is no policy.
    """
    return read_fitted(path, AbstentionPolicy, "the policy of abstention", "python -m evals.answerable")


def signals(question: str, preference: float, probed: float | None, behind: Sequence[Passage]) -> Signals:
    """What the decision rests on before the support check is asked.

    Args:
        question: as asked.
        preference: of the draft's first token over a refusal, nats.
        probed: log-odds that the passages answer, by the probe of the model.
        behind: the passages that the draft rests on; all that were found for a question in many parts.
    """
    words = "\n".join(source_of(passage).shown for passage in behind)
    return Signals(preference=preference, shared=shared(question, words), probed=probed)


def shared(question: str, text: str) -> float:
    """The share of the stems of a question that a text has, 0 to 1; eight of a long question are enough."""
    asked = roots(question)
    return min(1.0, len(asked & roots(text)) / min(len(asked), ENOUGH_WORDS)) if asked else 0.0

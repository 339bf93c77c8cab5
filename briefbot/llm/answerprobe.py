"""Whether the passages that a model has read answer the question, told from what it knows at the end of the prompt.

A model that is asked says yes to both kinds, and refuses by the wording; what its attention keeps of the prompt's last
token, in the layers in which it has understood and not yet begun to phrase, tells more, and is there anyway. A linear
probe (Alain and Bengio 2016, arXiv:1610.01644) over these value vectors was fitted on thousands of questions put to
paragraphs; `python -m evals.train_checker` fits it, and evals/LOG.md has what it is worth.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from briefbot.files import read_fitted
from briefbot.types import Frozen, ModelRef, PromptRef

PROBE_FILE = Path(__file__).with_suffix(".json")


class ProbedSet(Frozen):
    """Questions that a probe was fitted on."""

    name: str
    sha256: str = Field(description="Of the file they came from.")
    licence: str
    questions: int = Field(ge=1)
    answerable: int = Field(ge=0)


class AnswerProbe(Frozen):
    """A linear probe, and what it was fitted on."""

    schema_version: Literal[1] = 1
    model: ModelRef = Field(description="The weights whose values are read.")
    prompt: PromptRef = Field(description="The one at whose end they are read.")
    layers: tuple[int, ...] = Field(min_length=1, description="From 0.")
    intercept: float
    weights: tuple[tuple[float, ...], ...] = Field(description="One row a layer, a number an element of its value.")
    data: tuple[ProbedSet, ...]
    auc: float = Field(ge=0, le=1, description="Area under the ROC curve, cross-validated by paragraph.")
    seed: int

    def is_of(self, model: ModelRef, prompt: PromptRef) -> bool:
        """Whether it was fitted for a model and the words of a prompt."""
        return (self.model.sha256, self.prompt.sha256) == (model.sha256, prompt.sha256)

    def log_odds(self, values: npt.NDArray[np.float32]) -> float:
        """That the passages answer, nats; of one row a layer."""
        return self.intercept + float((np.array(self.weights) * values).sum())


@cache
def load_probe(path: Path = PROBE_FILE) -> AnswerProbe:
    """The probe of the package, or of another file.

    Raises:
        ModelError: the file cannot be read or is none.
    """
    return read_fitted(path, AnswerProbe, "the probe", "python -m evals.train_checker")

"""From features to a probability: a logistic regression with its provenance, read from `calibration.json`.

The file is written by `python -m evals.calibrate`. It records what the coefficients were fitted on, for which model and
which prompt, and the coefficients of every fold of the cross-validation, so that a claim whose source was fitted on can
be judged by coefficients that never saw that source.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from briefbot.files import read_fitted
from briefbot.types import Frozen, ModelRef, PromptRef

CALIBRATION_FILE = Path(__file__).parent / "calibration.json"
CERTAIN = 30.0  # log-odds beyond which a probability is 0 or 1 to 13 digits


class Coefficients(Frozen):
    """A logistic regression: log-odds = intercept + sum of weight times feature."""

    intercept: float
    weights: dict[str, float] = Field(description="By feature, in the feature's own unit.")


class Fitted(Frozen):
    """A labelled file that coefficients were fitted on."""

    name: str
    sha256: str
    claims: int = Field(ge=1)
    supported: int = Field(ge=0)


class Figures(Frozen):
    """How well claims were told apart whose source was not fitted on."""

    data: str
    claims: int
    balanced_accuracy: float
    auc: float
    calibration_error: float


class Calibration(Frozen):
    """The coefficients, what they were fitted on, and how well they did on what they had not seen."""

    schema_version: Literal[1] = 1
    coefficients: Coefficients
    means: dict[str, float] = Field(description="Of each feature; stands in for a feature that cannot be had.")
    threshold: float = Field(ge=0, le=1, description="The probability that tells most claims of both kinds rightly.")
    model_threshold: float = Field(description="The same for the model's log-odds of yes alone.")
    model: ModelRef = Field(description="The weights whose log-odds were fitted on.")
    prompt: PromptRef
    data: tuple[Fitted, ...]
    penalty: float = Field(description="Of the squared weights (ridge), features having unit variance.")
    folds: tuple[Coefficients, ...] = Field(description="Fitted without the sources of one fold each.")
    sources: dict[str, int] = Field(description="The fold of every source fitted on, by `source_key`.")
    figures: tuple[Figures, ...]

    def probability(self, features: Mapping[str, float], fold: int | None = None) -> float:
        """The probability of support.

        Args:
            features: by name; one that is missing counts as average.
            fold: use the coefficients that were fitted without this fold.
        """
        chosen = self.coefficients if fold is None else self.folds[fold]
        odds = chosen.intercept + sum(
            weight * features.get(name, self.means[name]) for name, weight in chosen.weights.items()
        )
        return 1 / (1 + math.exp(-max(-CERTAIN, min(CERTAIN, odds))))

    def fold(self, texts: Sequence[str]) -> int | None:
        """The fold of a source by its texts; None when it was not fitted on."""
        return self.sources.get(source_key(texts))


def source_key(texts: Sequence[str]) -> str:
    """A source's first 12 hex digits of the SHA-256 of its words."""
    words = " ".join(" ".join(texts).split())
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def load_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """The calibration of the package, or of another file.

    Raises:
        ModelError: the file cannot be read or is no calibration.
    """
    return read_fitted(path, Calibration, "the calibration", "python -m evals.calibrate")

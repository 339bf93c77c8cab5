"""Fits the decision whether to answer on reports of `briefbot eval`: `python -m evals.answerable REPORT.json...`.

Every case whose answer was drafted counts, under the first configuration of its report. Prints for both regressions of
`briefbot/answering/abstention.py` the area under the ROC curve and what thresholds keep of the answerable and refuse of
the unanswerable, for the coefficients there and, cross-validated over five parts, for those fitted here, which follow.
The second regression is fitted on the cases whose support was asked; the coefficients of the package are of drafts that
all were, those in no doubt too.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from briefbot.answering.abstention import ASKED, UNASKED, answerable
from briefbot.evaluation.types import Report
from briefbot.types import Signals
from briefbot.verification.calibration import Regression

PARTS = 5
STRENGTH = 1.0  # of the L2 penalty on standardised coefficients
CUTS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7)
Floats = npt.NDArray[np.float64]


def read(paths: list[Path]) -> list[tuple[Signals, float]]:
    """The signals of every drafted answer, and 1 where its question can be answered, else 0."""
    cases = [case for path in paths for case in Report.model_validate_json(path.read_text("utf-8")).runs[0].cases]
    return [(c.answer.signals, c.scores["answerable"]) for c in cases if c.answer and c.answer.signals]


def fit(features: Floats, labels: Floats) -> Floats:
    """Coefficients and, last, the bias of a logistic regression."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    standard = (features - mean) / scale

    def loss(weights: Floats) -> float:
        log_odds = standard @ weights[:-1] + weights[-1]
        return float(
            np.logaddexp(0, np.where(labels > 0, -log_odds, log_odds)).sum()
            + STRENGTH * weights[:-1] @ weights[:-1] / 2
        )

    found = minimize(loss, np.zeros(features.shape[1] + 1)).x
    weights = found[:-1] / scale
    return np.append(weights, found[-1] - weights @ mean)


def show(name: str, scores: Floats, labels: Floats) -> None:
    """Print the figures of one way to decide."""
    yes, no = scores[labels > 0], scores[labels == 0]
    area = np.mean((yes[:, None] > no) + 0.5 * (yes[:, None] == no))
    cuts = ", ".join(f"{(yes >= cut).mean():.2f}/{(no < cut).mean():.2f} at {cut}" for cut in CUTS)
    print(f"  {name:<16} AUC {area:.3f}; kept/refused {cuts}")


def study(regression: Regression, rows: list[tuple[Signals, float]]) -> None:
    """Fit a regression anew, and print how it and the one that is fitted here do."""
    features = np.array([[getattr(found, name) for name in regression.weights] for found, _ in rows])
    labels = np.array([label for _, label in rows])
    show("as it is", np.array([regression.probability(found) for found, _ in rows]), labels)
    order = np.random.default_rng(0).permutation(len(rows))
    scores = np.zeros(len(rows))
    for part in range(PARTS):
        held = order[part::PARTS]
        weights = fit(np.delete(features, held, axis=0), np.delete(labels, held))
        scores[held] = 1 / (1 + np.exp(-(features[held] @ weights[:-1] + weights[-1])))
    show("cross-validated", scores, labels)
    weights = fit(features, labels)
    fitted = dict(zip([*regression.weights, "bias"], weights.round(2).tolist(), strict=True))
    print(f"  fitted on all: {fitted}")


def main(paths: list[Path]) -> None:
    """Fit and print."""
    rows = read(paths)
    asked = [(found, label) for found, label in rows if found.support is not None]
    labels = np.array([label for _, label in rows])
    print(f"{len(rows)} drafted answers, {int(labels.sum())} to questions that can be answered")
    show("the decision", np.array([answerable(found) for found, _ in rows]), labels)
    print("before support is asked")
    study(UNASKED, rows)
    print(f"where it is asked: {len(asked)}")
    study(ASKED, asked)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(name) for name in sys.argv[1:]])

"""Fits the decision whether to answer on reports of `briefbot eval`: `python -m evals.answerable REPORT.json...`.

Every case whose answer was drafted counts, under the first configuration of its report. Prints for each regression of
`verification/abstention.json` the area under the ROC curve and what thresholds keep of the answerable and refuse of the
unanswerable, for the coefficients there and, cross-validated over five parts, for those fitted here; last, in the form
of that file, what was fitted here for the model and the prompts of the first report. Its levels are those of the
package: they are chosen by what answers become, end to end. The regression with the probe is fitted on the cases that
were probed, the one with support on those of which it was asked; one of which there are fewer than thirty stays.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from briefbot.answering.abstention import AbstentionPolicy, FittedDrafts, load_policy, probability
from briefbot.errors import InputError
from briefbot.evaluation.judging import area_under_curve
from briefbot.evaluation.types import Report, Run
from briefbot.types import Signals
from briefbot.verification.calibration import Coefficients

PARTS = 5
STRENGTH = 1.0  # of the L2 penalty on standardised coefficients
CUTS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7)
LEAST = 30  # cases that a regression is fitted on
OTHERS = ("verdict", "story")  # prompts that no draft of an answer is written or judged by
Floats = npt.NDArray[np.float64]


def read(path: Path) -> Run:
    """The first run of a report."""
    return Report.model_validate_json(path.read_text("utf-8")).runs[0]


def drafted(run: Run) -> list[tuple[Signals, float]]:
    """The signals of every drafted answer, and 1 where its question can be answered, else 0."""
    return [(c.answer.signals, c.scores["answerable"]) for c in run.cases if c.answer and c.answer.signals]


def fit(features: npt.NDArray[np.floating], labels: Floats, strength: float = STRENGTH) -> Floats:
    """Coefficients of features as they are and, last, the bias of a logistic regression with an L2 penalty."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    rows = np.c_[(features - mean) / scale, np.ones(len(features))].astype(np.float64)
    signs = np.where(labels > 0, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = signs * (rows @ weights)
        slope = -rows.T @ (signs * expit(-margins))
        slope[:-1] += strength * weights[:-1]
        return float(np.logaddexp(0, -margins).sum() + strength / 2 * weights[:-1] @ weights[:-1]), slope

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / scale
    return np.append(weights, found[-1] - weights @ mean)


def auc(scores: Floats, labels: Floats) -> float:
    """Area under the ROC curve."""
    return float(area_under_curve(scores, labels > 0, np.ones((1, len(labels))))[0])


def show(name: str, scores: Floats, labels: Floats) -> None:
    """Print the figures of one way to decide."""
    yes, no = scores[labels > 0], scores[labels == 0]
    cuts = ", ".join(f"{(yes >= cut).mean():.2f}/{(no < cut).mean():.2f} at {cut}" for cut in CUTS)
    print(f"  {name:<16} AUC {auc(scores, labels):.3f}; kept/refused {cuts}")


def study(name: str, before: Coefficients, rows: list[tuple[Signals, float]]) -> Coefficients:
    """Coefficients fitted anew, if there is enough; prints how they, cross-validated, and those before do."""
    print(f"{name}: {len(rows)}")
    if len(rows) < LEAST or len({label for _, label in rows}) == 1:
        return before
    features = np.array([[getattr(found, name) for name in before.weights] for found, _ in rows])
    labels = np.array([label for _, label in rows])
    show("as it is", np.array([probability(before, found) for found, _ in rows]), labels)
    order = np.random.default_rng(0).permutation(len(rows))
    scores = np.zeros(len(rows))
    for part in range(PARTS):
        held = order[part::PARTS]
        weights = fit(np.delete(features, held, axis=0), np.delete(labels, held))
        scores[held] = 1 / (1 + np.exp(-(features[held] @ weights[:-1] + weights[-1])))
    show("cross-validated", scores, labels)
    *weights, intercept = fit(features, labels).round(2).tolist()
    return Coefficients(intercept=intercept, weights=dict(zip(before.weights, weights, strict=True)))


def fitted_policy(paths: list[Path]) -> AbstentionPolicy:
    """The policy fitted on reports; prints how it does.

    Raises:
        InputError: a report is of another model or other prompts than the first.
    """
    policy = load_policy()
    runs = [read(path) for path in paths]
    for path, run in zip(paths, runs, strict=True):
        if (run.model, run.prompts) != (runs[0].model, runs[0].prompts):
            raise InputError(f"The report {str(path)!r} is of another model or other prompts than {str(paths[0])!r}.")
    rows = [row for run in runs for row in drafted(run)]
    labels = np.array([label for _, label in rows])
    print(f"{len(rows)} drafted answers, {int(labels.sum())} to questions that can be answered")
    show("the decision", np.array([policy.answerable(found) for found, _ in rows]), labels)
    return policy.model_copy(
        update={
            "probed": study("with the probe", policy.probed, [row for row in rows if row[0].probed is not None]),
            "unasked": study("without it", policy.unasked, rows),
            "asked": study("where support is asked", policy.asked, [row for row in rows if row[0].support is not None]),
            "model": runs[0].model,
            "prompts": tuple(prompt for prompt in runs[0].prompts if prompt.name not in OTHERS),
            "data": tuple(
                FittedDrafts(name=path.stem, drafts=len(drafted(run))) for path, run in zip(paths, runs, strict=True)
            ),
        }
    )


def main(paths: list[Path]) -> None:
    """Fit and print."""
    try:
        print(fitted_policy(paths).model_dump_json(indent=1))
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(name) for name in sys.argv[1:]])

"""Fit the support check's calibration: `python -m evals.calibrate DATA_FOLDER [--cache FILE] [--write]`.

Reads `wice.jsonl` and `summedits-news.jsonl` of the folder and `evals/judge.jsonl`, asks the settings' model about
every claim (answers are kept in the cache file, by model, prompt and question), and fits a ridge logistic regression.

Sources are dealt to ten folds, data set by data set. For each fold the penalty and the thresholds are chosen and the
coefficients fitted on the nine others, and its claims are judged by them: these figures are printed and stored. The
coefficients for use are fitted on all claims with the penalty that did best over all folds. Every data set weighs the
same. The threshold is the one of the best balanced accuracy on what was fitted on.
`--write` replaces `briefbot/verification/calibration.json`.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from briefbot.cli.console import Console
from briefbot.desk import Desk
from briefbot.evaluation.cache import Cache, CachedGenerator, NotKeptError
from briefbot.evaluation.judging import (
    JUDGEMENTS,
    LabelledClaim,
    area_under_curve,
    balanced_accuracy,
    calibration_error,
    read_claims,
)
from briefbot.llm.prompts import load_prompt
from briefbot.settings import load_settings
from briefbot.types import ModelRef
from briefbot.verification.calibration import (
    CALIBRATION_FILE,
    Calibration,
    Coefficients,
    Figures,
    Fitted,
    load_calibration,
    source_key,
)
from briefbot.verification.checker import SupportChecker
from briefbot.weights.store import resolve_language

ROOT = Path(__file__).parent.parent

FOLDS = 10
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
FEATURES = (
    *("margin", "margin_long", "number", "name", "other"),
    *("lost_long", "long", "negated", "opposite"),
)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Table:
    """All claims with their features, a row each."""

    def __init__(self, sets: dict[str, tuple[LabelledClaim, ...]], rows: Sequence[dict[str, float]]) -> None:
        claims = [claim for part in sets.values() for claim in part]
        self.names = tuple(sets)
        self.data = np.array([at for at, part in enumerate(sets.values()) for _ in part])
        self.labels = np.array([claim.supported for claim in claims])
        self.values = np.array([[row[name] for name in FEATURES] for row in rows])
        self.margins = np.array([row["margin"] for row in rows])
        self.keys = [source_key(claim.texts) for claim in claims]
        self.fold_of = dealt(self.keys, self.data)
        self.folds = np.array([self.fold_of[key] for key in self.keys])

    def weights(self, rows: Bools, by_label: bool = False) -> Floats:
        """The weight of each claim: data sets, and labels too if asked, weigh the same among some rows; mean 1."""
        weights = np.zeros(len(self.labels))
        for data in np.unique(self.data[rows]):
            for labels in (self.labels, ~self.labels) if by_label else (np.ones_like(self.labels),):
                own = rows & (self.data == data) & labels
                weights[own] = 1 / max(1, own.sum())
        result: Floats = weights * rows.sum() / weights.sum()
        return result


def dealt(keys: Sequence[str], data: npt.NDArray[np.int_]) -> dict[str, int]:
    """A fold for every source: the sources of each data set, in the order of their hashes, go round the folds."""
    folds: dict[str, int] = {}
    for part in np.unique(data):
        own = sorted({key for key, at in zip(keys, data, strict=True) if at == part} - folds.keys())
        folds |= {key: at % FOLDS for at, key in enumerate(own)}
    return folds


def fit(values: Floats, labels: Bools, weights: Floats, penalty: float) -> tuple[float, Floats]:
    """Intercept and weights of a ridge logistic regression by Newton's method.

    Features are brought to unit variance for the penalty; the result is in their own units.
    """
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    design = np.hstack([np.ones((len(values), 1)), (values - mean) / scale])
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    found = np.zeros(design.shape[1])
    for _ in range(100):
        guess = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weights * (guess - labels)) + ridge * found
        curve = (design * (weights * guess * (1 - guess))[:, None]).T @ design + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    slopes = found[1:] / scale
    return float(found[0] - slopes @ mean), slopes


def probabilities(model: tuple[float, Floats], values: Floats) -> Floats:
    """What a fitted model says of rows of features."""
    result: Floats = 1 / (1 + np.exp(-np.clip(model[0] + values @ model[1], -30, 30)))
    return result


def loss(table: Table, guess: Floats, rows: Bools) -> float:
    """Mean log loss over some rows, data sets and labels weighing the same."""
    own = np.where(table.labels, guess, 1 - guess)
    return float(-(table.weights(rows) * np.log(np.clip(own, 1e-9, 1)))[rows].mean())


def penalty_for(table: Table, rows: Bools) -> float:
    """The penalty whose cross-validated loss within some rows is least."""
    losses = {}
    for penalty in PENALTIES:
        guess = np.zeros(len(table.labels))
        for fold in np.unique(table.folds[rows]):
            train, test = rows & (table.folds != fold), rows & (table.folds == fold)
            model = fit(table.values[train], table.labels[train], table.weights(train)[train], penalty)
            guess[test] = probabilities(model, table.values[test])
        losses[penalty] = loss(table, guess, rows)
    return min(losses, key=lambda penalty: losses[penalty])


def threshold_for(table: Table, values: Floats, rows: Bools) -> float:
    """The value from which claims count as supported with the best balanced accuracy over some rows."""
    order = np.argsort(values[rows])
    labels, weights = table.labels[rows][order], table.weights(rows, by_label=True)[rows][order]
    true, false = weights * labels, weights * ~labels
    rightly = np.append(0.0, np.cumsum(false)) + true.sum() - np.append(0.0, np.cumsum(true))
    at = int(np.argmax(rightly[1:-1])) + 1
    return float(values[rows][order][at - 1 : at + 1].mean())


def figures(name: str, guess: Floats, said: Bools, labels: Bools) -> Figures:
    """The figures of one data set."""
    once = np.ones((1, len(labels)))
    return Figures(
        data=name,
        claims=len(labels),
        balanced_accuracy=round(float(balanced_accuracy(said, labels, once)[0]), 4),
        auc=round(float(area_under_curve(guess, labels, once)[0]), 4),
        calibration_error=round(float(calibration_error(guess, labels, once)[0]), 4),
    )


def coefficients(model: tuple[float, Floats]) -> Coefficients:
    """A fitted model as it is stored."""
    weights = {name: round(float(value), 6) for name, value in zip(FEATURES, model[1], strict=True)}
    return Coefficients(intercept=round(model[0], 6), weights=weights)


def calibrate(table: Table, fitted: Iterable[Fitted], checker: SupportChecker) -> Calibration:
    """Cross-validate, then fit on everything."""
    guess, said, alone = np.zeros(len(table.labels)), table.labels.copy(), table.labels.copy()
    folds = []
    for fold in range(FOLDS):
        train, test = table.folds != fold, table.folds == fold
        model = fit(table.values[train], table.labels[train], table.weights(train)[train], penalty_for(table, train))
        guess[test] = probabilities(model, table.values[test])
        said[test] = guess[test] >= threshold_for(table, probabilities(model, table.values), train)
        alone[test] = table.margins[test] >= threshold_for(table, table.margins, train)
        folds.append(coefficients(model))
    everything = np.ones(len(table.labels), dtype=bool)
    penalty = penalty_for(table, everything)
    whole = fit(table.values, table.labels, table.weights(everything), penalty)
    threshold = threshold_for(table, probabilities(whole, table.values), everything)
    results = []
    chances = 1 / (1 + np.exp(-table.margins))
    for at, name in enumerate(table.names):
        own = table.data == at
        results.append(figures(name, guess[own], said[own], table.labels[own]))
        results.append(figures(f"{name}, model only", chances[own], alone[own], table.labels[own]))
    return Calibration(
        coefficients=coefficients(whole),
        means={name: round(float(value), 6) for name, value in zip(FEATURES, table.values.mean(axis=0), strict=True)},
        threshold=round(threshold, 4),
        model_threshold=round(threshold_for(table, table.margins, everything), 4),
        model=checker.model,
        prompt=checker.prompt,
        data=tuple(fitted),
        penalty=penalty,
        folds=tuple(folds),
        sources=dict(sorted(table.fold_of.items())),
        figures=tuple(results),
    )


def print_strict(table: Table, calibration: Calibration) -> None:
    """Print what `ask`, which refuses every mismatch, keeps of both kinds at some thresholds, on unseen sources."""
    rows = [dict(zip(FEATURES, row, strict=True)) for row in table.values.tolist()]
    guess = np.array([calibration.probability(row, fold) for row, fold in zip(rows, table.folds.tolist(), strict=True)])
    passed = np.array([row["number"] + row["name"] + row["other"] == 0 for row in rows])
    for threshold in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        kept = passed & (guess >= threshold)
        cells = [
            f"{name} {kept[own & table.labels].sum() / (own & table.labels).sum():.3f} true "
            f"{kept[own & ~table.labels].sum() / (own & ~table.labels).sum():.3f} false"
            for at, name in enumerate(table.names)
            for own in (table.data == at,)
        ]
        print(f"ask keeps at {threshold:.2f}: {'; '.join(cells)}")


def main() -> None:
    """Judge, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, help="file of judgements already made")
    parser.add_argument("--judged", action="store_true", help="leave out claims that the file does not have yet")
    parser.add_argument("--write", action="store_true", help="replace briefbot/verification/calibration.json")
    given = parser.parse_args()
    settings = load_settings()
    paths = (given.folder / "wice.jsonl", given.folder / "summedits-news.jsonl", ROOT / "evals" / "judge.jsonl")
    sets = {path.stem if path.parent == given.folder else "own": read_claims(path) for path in paths}
    console = Console()
    with ExitStack() as stack:
        desk = stack.enter_context(Desk(settings, console))
        model = resolve_language(settings, announce=console.note)
        load = None if given.judged else lambda: desk.generator
        kept = stack.enter_context(Cache(given.cache or settings.home / JUDGEMENTS))
        generator = CachedGenerator(ModelRef(name=model.name, sha256=model.sha256), load, kept)
        checker = SupportChecker(generator, load_prompt("judge"), calibration=load_calibration())
        progress = stack.enter_context(console.progress("Judging claims"))
        progress.begin(sum(map(len, sets.values())))
        rows = []
        judged: dict[str, list[LabelledClaim]] = {name: [] for name in sets}
        for name, part in sets.items():
            for claim in part:
                with suppress(NotKeptError):
                    rows.append(checker.check(claim.claim, claim.sources, strict=False).features)
                    judged[name].append(claim)
                progress.done(1)
    sets = {name: tuple(part) for name, part in judged.items()}
    table = Table(sets, rows)
    fitted = [
        Fitted(
            name=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            claims=len(part),
            supported=sum(claim.supported for claim in part),
        )
        for path, part in zip(paths, sets.values(), strict=True)
    ]
    calibration = calibrate(table, fitted, checker)
    for row in calibration.figures:
        print(
            f"{row.data:<28} n={row.claims:<4} balanced accuracy {row.balanced_accuracy:.3f}  AUC {row.auc:.3f}  "
            f"calibration error {row.calibration_error:.3f}"
        )
    print(f"penalty {calibration.penalty}, threshold {calibration.threshold}, model {calibration.model_threshold}")
    for name, weight in calibration.coefficients.weights.items():
        print(f"{name:<14}{weight:8.3f}")
    print_strict(table, calibration)
    if given.write:
        CALIBRATION_FILE.write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
        print(f"Written: {CALIBRATION_FILE}")


if __name__ == "__main__":
    main()

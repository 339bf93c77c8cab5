"""Fit the coefficients by which paragraphs are ranked, and tell how well they rank what they were not fitted on.

    python -m evals.rank FOLDER[=WEIGHT] ...

Each FOLDER is in the format of `briefbot eval --data`, with gold paragraphs; a plain question of it counts WEIGHT times
(1). No language model is asked. Prints the measures of `briefbot.evaluation.ranking`, cross-validated by question, and
writes `briefbot/search/ranking.json`. Questions in many parts have coefficients of their own. A feature that few
questions of a kind show has the coefficient of the other kind, brought to the scale of its scores.

The fit is a softmax over the candidates of a question: the negative logarithm of the share that its gold paragraphs
have of all, with a quadratic penalty (Cao et al., Learning to Rank: From Pairwise Approach to Listwise Approach, ICML
2007).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from briefbot.desk import Desk
from briefbot.digests import PACKAGE
from briefbot.evaluation.corpora import library_key, prepare
from briefbot.evaluation.datasets import load_data
from briefbot.evaluation.metrics.retrieval import Place, gains, hits, recall, reciprocal_rank
from briefbot.evaluation.models import Installed
from briefbot.evaluation.samples import Question
from briefbot.search.ranking import DAY_FEATURE, QuestionKind, features, kind, of_asked_days
from briefbot.search.retrieval import candidates
from briefbot.settings import load_settings
from briefbot.types import Filters

# Of the squares of coefficients, features scaled.
PENALTY: dict[QuestionKind, float] = {"plain": 2.0, "many parts": 5.0}
GIVEN: dict[QuestionKind, dict[str, float]] = {"plain": {"publisher": 4.0}}  # no set has plain questions that name one
FEW = 10  # questions of a kind that show a feature, for its coefficient to be fitted on them
FOLDS = 5
DEPTH = 10
DIGITS = 4
COLUMNS = ("Hits@1", "Hits@4", "Recall@5", "Recall@10", "MRR@10")

Values = npt.NDArray[np.float64]


class Example(NamedTuple):
    """One question with its candidates."""

    kind: QuestionKind
    fold: int
    weight: float
    names: tuple[str, ...]
    """Of the features."""
    values: Values
    """One row a candidate."""
    places: tuple[Place, ...]
    """Of the candidates."""
    groups: tuple[tuple[Place, ...], ...]
    """Gold paragraphs; one of each group has to be found."""


def example(desk: Desk, question: Question, weight: float = 1.0, today: dt.date | None = None) -> Example:
    """A question with the features of its candidates, as retrieval sees them."""
    chunks, found = candidates(question.text, desk.library, desk.index, Filters())
    values = features(question.text, chunks, found, today or desk.library.newest_day())
    values[DAY_FEATURE] = of_asked_days(question.text, chunks, found)
    return Example(
        kind=kind(question.text),
        fold=int(hashlib.sha256(question.id.encode()).hexdigest(), 16) % FOLDS,
        weight=weight,
        names=tuple(values),
        values=np.stack(list(values.values()), axis=1),
        places=tuple((chunk.article_id, chunk.paragraph) for chunk in chunks),
        groups=question.groups,
    )


def fit(examples: Sequence[Example]) -> dict[QuestionKind, Values]:
    """The coefficients of each kind of question, one a feature."""
    found: dict[QuestionKind, Values] = {}
    shown: dict[QuestionKind, npt.NDArray[np.bool_]] = {}
    scale: dict[QuestionKind, float] = {}
    for name, penalty in PENALTY.items():
        some = [each for each in examples if each.kind == name]
        shown[name] = np.sum([np.ptp(each.values, axis=0) > 0 for each in some], axis=0) >= FEW
        found[name] = _fit(some, penalty) * shown[name]
        scale[name] = float(np.mean([(each.values @ found[name]).std() for each in some]))
    others: dict[QuestionKind, QuestionKind] = {"plain": "many parts", "many parts": "plain"}
    return {
        name: np.where(shown[name], found[name], found[other] * (scale[name] / scale[other]))
        for name, other in others.items()
    }


def _fit(examples: Sequence[Example], penalty: float) -> Values:
    spread = np.concatenate([each.values for each in examples]).std(axis=0) + 1e-9
    cases = [
        (each.weight / len(each.groups), each.values / spread, [_gold(each, group) for group in each.groups])
        for each in examples
    ]

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = penalty / 2 * float(weights @ weights), penalty * weights
        for weight, values, groups in cases:
            scores = values @ weights
            odds = np.exp(scores - scores.max())
            share = odds / odds.sum()
            for gold in groups:
                if gold.any():
                    own = np.where(gold, odds, 0) / odds[gold].sum()
                    total -= weight * float(np.log(share[gold].sum()))
                    slope = slope + weight * (values.T @ (share - own))
        return total, slope

    found = minimize(loss, np.zeros(examples[0].values.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread)


def measure(each: Example, weights: dict[QuestionKind, Values]) -> list[float]:
    """The columns for one question."""
    order = np.argsort(-(each.values @ weights[each.kind]), kind="stable")
    counts = gains([[each.places[at]] for at in order[:DEPTH]], each.groups)
    total = len(each.groups)
    row = (hits(counts, 1), hits(counts, 4), recall(counts, total, 5), recall(counts, total, DEPTH))
    return [*row, reciprocal_rank(counts, DEPTH)]


def cross_validated(examples: Sequence[Example], sets: Sequence[Sequence[Example]]) -> list[list[float]]:
    """The means of the columns for each set, every question measured by coefficients that have not seen it."""
    weights = [fit([each for each in examples if each.fold != fold]) for fold in range(FOLDS)]
    return [
        [float(mean) for mean in np.mean([measure(each, weights[each.fold]) for each in some], axis=0)] for some in sets
    ]


def write(weights: dict[QuestionKind, Values], names: Sequence[str], fitted_on: Sequence[str], path: Path) -> None:
    """Write the coefficients with what they were fitted on."""
    rounded = {
        name: {feature: round(float(weight), DIGITS) for feature, weight in zip(names, values, strict=True)}
        | GIVEN.get(name, {})
        for name, values in weights.items()
    }
    text = json.dumps({"fitted_on": list(fitted_on), "weights": rounded}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def read_folder(folder: Path, weight: float) -> Iterator[Example]:
    """The questions of a folder that have gold paragraphs."""
    tasks = load_data(folder).tasks
    settings = load_settings(home=folder / "home")
    corpus = tasks[0].corpus
    with Desk(settings) as desk:
        prepare(corpus, library_key(corpus, settings, Installed().embedder_ref(settings)), settings.home, desk)
        for task in tasks:
            question = task.resolve(desk.library)
            if question.groups:
                yield example(desk, question, weight, question.asked)


def _gold(each: Example, group: Collection[Place]) -> npt.NDArray[np.bool_]:
    return np.array([place in group for place in each.places], dtype=np.bool_)


def main(arguments: Sequence[str]) -> None:
    """Fit, print the table, write the file."""
    folders = [(Path(name), float(weight or 1)) for name, _, weight in (each.partition("=") for each in arguments)]
    sets = [list(read_folder(folder, weight)) for folder, weight in folders]
    examples = [each for some in sets for each in some]
    print(f"{'':<20}" + "".join(f"{name:>12}" for name in ("questions", *COLUMNS)))
    for (folder, _), some, means in zip(folders, sets, cross_validated(examples, sets), strict=True):
        print(f"{folder.name:<20}{len(some):>12}" + "".join(f"{mean:>12.3f}" for mean in means))
    fitted_on = [
        f"{folder.name}: {len(some)} questions, weight {w:g}" for (folder, w), some in zip(folders, sets, strict=True)
    ]
    write(fit(examples), examples[0].names, fitted_on, PACKAGE / "search" / "ranking.json")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])

"""Fits by what figures an article is a hit of a watchlist, and measures it on held-out queries.

    python -m evals.watchlists [--write]

The labels are `watchlists.yaml`: which articles of `corpus/` and `hostile/` each of its queries should find. Queries in
odd places are fitted on, the others are held out; with a list's words (`any`) and by the query alone are two fits.
Printed are precision and recall with 95% intervals of 2,000 bootstrap samples of queries.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import minimize

from briefbot.desk import Desk
from briefbot.settings import load_settings
from briefbot.types import Frozen
from briefbot.watchlists.compiled import compile_lists
from briefbot.watchlists.finding import make_profiles
from briefbot.watchlists.matching import MatchCalibration, MatchCoefficients, Matcher, matched_text
from briefbot.watchlists.types import Watchlist

HERE = Path(__file__).parent
TARGET = HERE.parent / "briefbot" / "watchlists" / "calibration.json"
RIDGE = 0.02
SAMPLES = 2000
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Labelled(Frozen):
    """A query with the articles that it should find."""

    query: str
    any: tuple[str, ...]
    hits: tuple[str, ...]
    unsure: tuple[str, ...] = ()


def load_labels() -> list[Labelled]:
    """The queries of the file."""
    return [Labelled.model_validate(each) for each in yaml.safe_load((HERE / "watchlists.yaml").read_text("utf-8"))]


def as_list(label: Labelled, words: bool) -> Watchlist:
    """A query as a list, with or without its words."""
    return Watchlist.model_validate(
        {
            "id": label.query,
            "name": "list",
            "query": label.query,
            "any": label.any if words else (),
            "to": (),
            "created": "2019-12-01T00:00:00Z",
        }
    )


class Pairs(Frozen):
    """The figures of all pairs of a query and an article, one row a query."""

    model_config = {"arbitrary_types_allowed": True}

    nearest: Floats
    words: Floats
    allowed: Bools
    truth: Floats
    """1 for a hit, 0 for none, -1 where it counts neither way."""


def measure(labels: list[Labelled], desk: Desk) -> Pairs:
    """The figures, taken with the product's own matcher."""
    plain = MatchCoefficients(nearest=1, words=0, constant=0, threshold=0)
    shared = MatchCoefficients(nearest=0, words=1, constant=0, threshold=0)
    lists = [as_list(label, words=True) for label in labels]
    profiles = make_profiles(lists, desk.library, desk.embedder)
    one, other = (
        Matcher(compile_lists(lists, profiles), MatchCalibration(with_words=c, query_only=c)) for c in (plain, shared)
    )
    rows: list[tuple[Floats, Floats, Bools, Floats]] = []
    for name in desk.library.article_ids():
        article = desk.library.article(name)
        path = str(Path(article.path or "").relative_to(HERE.parent))
        text, vectors = matched_text(article), desk.embedder.embed([each.text for each in article.paragraphs])
        truth = np.array([1.0 if path in each.hits else -1.0 if path in each.unsure else 0.0 for each in labels])
        rows.append((one.scores(text, vectors), other.scores(text, vectors), one.allowed(text), truth))
    nearest, words, allowed, truths = (np.array(column).T for column in zip(*rows, strict=True))
    return Pairs(nearest=nearest, words=words, allowed=allowed, truth=truths)


def fit(pairs: Pairs, rows: Bools, gate: bool) -> MatchCoefficients:
    """Logistic regression, and the threshold of the best F1 on the same pairs."""
    keep = (pairs.truth >= 0) & rows[:, None] & (pairs.allowed | (not gate))
    features = np.stack([pairs.nearest[keep], pairs.words[keep], np.ones(int(keep.sum()))], axis=1)
    truth = pairs.truth[keep]

    def loss(weights: Floats) -> float:
        odds = features @ weights
        return float((np.logaddexp(0, odds) - truth * odds).sum() + RIDGE * (weights[:-1] ** 2).sum())

    weights = minimize(loss, np.zeros(3)).x
    odds = np.sort(features @ weights)
    cuts = (odds[1:] + odds[:-1]) / 2
    scores = [_f1(features @ weights >= cut, truth) for cut in cuts]
    return MatchCoefficients(
        nearest=round(float(weights[0]), 3),
        words=round(float(weights[1]), 3),
        constant=round(float(weights[2]), 3),
        threshold=round(float(cuts[int(np.argmax(scores))]), 3),
    )


def _f1(found: Bools, truth: Floats) -> float:
    right = float((found & (truth == 1)).sum())
    return 2 * right / max(1.0, float(found.sum()) + float((truth == 1).sum()))


def report(pairs: Pairs, rows: Bools, fitted: MatchCoefficients, gate: bool) -> str:
    """Precision and recall of some queries, with intervals."""
    odds = fitted.nearest * pairs.nearest + fitted.words * pairs.words + fitted.constant
    found = (odds >= fitted.threshold) & (pairs.allowed | (not gate)) & (pairs.truth >= 0)
    right = (found & (pairs.truth == 1)).sum(axis=1)[rows]
    shown, wanted = found.sum(axis=1)[rows], (pairs.truth == 1).sum(axis=1)[rows]
    chance = np.random.default_rng(0)
    picks = chance.integers(0, len(right), (SAMPLES, len(right)))
    precision = right[picks].sum(axis=1) / np.maximum(1, shown[picks].sum(axis=1))
    recall = right[picks].sum(axis=1) / np.maximum(1, wanted[picks].sum(axis=1))
    parts = []
    for name, value, samples, count in (
        ("precision", right.sum() / shown.sum(), precision, shown.sum()),
        ("recall", right.sum() / wanted.sum(), recall, wanted.sum()),
    ):
        low, high = np.quantile(samples, (0.025, 0.975))
        parts.append(f"{name} {value:.3f} [{low:.3f}, {high:.3f}] (n {count})")
    pairs_count = int((pairs.truth[rows] >= 0).sum())
    return f"{', '.join(parts)}; {int(rows.sum())} queries, {pairs_count} pairs"


def main(write: bool) -> None:
    """Fit, print, and write the coefficients where asked."""
    labels = load_labels()
    with tempfile.TemporaryDirectory() as folder, Desk(load_settings(home=Path(folder))) as desk:
        desk.ingest([HERE.parent / "corpus", HERE / "hostile"])
        pairs = measure(labels, desk)
    odd = np.arange(len(labels)) % 2 == 0
    fits = {}
    for name, gate in (("with_words", True), ("query_only", False)):
        fits[name] = fit(pairs, odd, gate)
        print(name, fits[name].model_dump_json())
        print("  fitted  ", report(pairs, odd, fits[name], gate))
        print("  held out", report(pairs, ~odd, fits[name], gate))
    if write:
        TARGET.write_text(MatchCalibration.model_validate(fits).model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--write" in sys.argv[1:])

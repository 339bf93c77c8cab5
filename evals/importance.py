"""Fit the weights by which `briefbot.briefing.importance` tells what matters, and tell how well they order.

    python -m evals.importance HOME ...

Each HOME has the library of a corpus (`briefbot ingest`): of real-news, and of `corpus/` with `evals/kinds`.
`evals/importance.jsonl` has what an editor would give the articles of some spans of days, 0 to 10, by the first 16 hex
digits of the SHA-256 of their address, else of their file's name; nothing of their texts. The weights are fitted on the
pairs of articles of a span of the half 'fit' whose scores differ by `APART` or more: a logistic regression on the
differences of their signs, with a penalty on the squares of the weights. The figures of the half 'held out' are of the
stories as a briefing ranks them: how many such pairs stand in that order, and whether the three stories that an editor
would put first are among the first five.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from briefbot.briefing.coverage import current_day
from briefbot.briefing.importance import is_near, news_signs
from briefbot.briefing.kinds import kind_of
from briefbot.briefing.selection import passages_of
from briefbot.briefing.similarity import VectorStore, whole
from briefbot.briefing.stories import gather
from briefbot.briefing.topics import topic_of
from briefbot.desk import Desk
from briefbot.digests import PACKAGE
from briefbot.evaluation.metrics.bootstrap import wilson
from briefbot.settings import load_settings
from briefbot.types import Article

LABELS = Path(__file__).with_name("importance.jsonl")
WEIGHTS = PACKAGE / "briefing" / "importance.json"
APART = 2  # of 10, from which an editor would order two articles
PENALTY = 2.0  # of squared weights
LEAST_SEEN = 5  # articles that must show a sign for it to have a weight
EDITORS, READ = 3, 5  # an editor's first stories, and the first of the briefing among which they should be
Matrix = npt.NDArray[np.float64]


class Span(NamedTuple):
    """Some days with what an editor would give their articles."""

    first: dt.date
    last: dt.date
    half: str
    scores: dict[str, int]


class Order(NamedTuple):
    """How the stories of some spans are ordered."""

    right: int
    pairs: int
    found: int
    """Spans of which the editor's first are among the first of the briefing."""
    spans: int


def spans() -> list[Span]:
    """The labelled spans."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    found = {row["span"]: row["half"] for row in rows}
    scores = {name: {row["id"]: row["score"] for row in rows if row["span"] == name} for name in found}
    days = {name: [dt.date.fromisoformat(day) for day in name.split("/")] for name in found}
    return [Span(days[name][0], days[name][1], half, scores[name]) for name, half in found.items()]


def key(article: Article) -> str:
    """By which an article is labelled."""
    return hashlib.sha256((article.url or Path(article.path or "").name).encode()).hexdigest()[:16]


def articles_of(span: Span, desk: Desk) -> Iterator[Article]:
    """The labelled articles of a span that a library has."""
    for name in desk.library.articles_between(span.first, span.last):
        article = desk.library.article(name)
        if key(article) in span.scores:
            yield article


def signs_with_scores(span: Span, desk: Desk, vectors: VectorStore) -> list[tuple[dict[str, float], int]]:
    """The signs of each article of a span that tells a story, and its score."""
    found = []
    for article in articles_of(span, desk):
        kind, _, doubt = kind_of(article, vectors)
        if not kind.is_no_story:
            unit = whole(article, current_day(article) or span.last)
            near = is_near(unit, passages_of(unit, desk.library))
            signs = news_signs(unit, kind, topic_of([unit], vectors), near, doubt)
            found.append((signs, span.scores[key(article)]))
    return found


def differences(rated: Sequence[Sequence[tuple[dict[str, float], int]]], names: Sequence[str]) -> Matrix:
    """For each pair that an editor would order, the signs of the worthier article less those of the other."""
    rows = [
        [better.get(name, 0.0) - worse.get(name, 0.0) for name in names]
        for some in rated
        for (better, high), (worse, low) in combinations(sorted(some, key=lambda each: -each[1]), 2)
        if high - low >= APART
    ]
    return np.array(rows)


def fit(rows: Matrix) -> Matrix:
    """The weights under which the pairs are likeliest, with a penalty on their squares."""

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        margins = rows @ weights
        slope = -rows.T @ (1 / (1 + np.exp(margins))) + PENALTY * weights
        return float(np.logaddexp(0, -margins).sum() + PENALTY / 2 * weights @ weights), slope

    return np.asarray(minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x)


def learn(rated: Sequence[Sequence[tuple[dict[str, float], int]]]) -> str:
    """Fit and write the weights; what they are fitted on, in words.

    Args:
        rated: of each span, the signs of its articles and their scores.
    """
    seen = Counter(name for some in rated for signs, _ in some for name, value in signs.items() if value)
    names = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
    rows = differences(rated, names)
    weights = {name: round(float(value), 3) for name, value in zip(names, fit(rows), strict=True)}
    told = f"{len(rows)} pairs of articles of {len(rated)} spans, scored by hand"
    WEIGHTS.write_text(json.dumps({"fitted_on": told, "weights": weights}, indent=1) + "\n", encoding="utf-8")
    return told


def ordered(span: Span, desk: Desk) -> list[int]:
    """What an editor would give the stories of a span, each as its worthiest article, in the order of the briefing."""
    gathered = gather(desk.library, VectorStore(desk.embedder), span.first, span.last, None)
    stories = (*gathered.stories, *gathered.briefs)
    keys = [[key(unit.article) for unit in story.units] for story in stories]
    return [max(span.scores[name] for name in some) for some in keys if all(name in span.scores for name in some)]


def measured(orders: Sequence[Sequence[int]]) -> Order:
    """How well stories are ordered.

    Args:
        orders: of each span, what an editor would give its stories, in the order of the briefing.
    """
    pairs = [(a, b) for order in orders for a, b in combinations(order, 2) if abs(a - b) >= APART]
    long = [order for order in orders if len(order) > READ]
    found = sum(sorted(order, reverse=True)[:EDITORS] == sorted(order[:READ], reverse=True)[:EDITORS] for order in long)
    return Order(sum(a > b for a, b in pairs), len(pairs), found, len(long))


def main(homes: Sequence[str]) -> None:
    """Fit, write the weights, and print how the held-out half is ordered."""
    desks = [Desk(load_settings(home=Path(home))) for home in homes]
    held = [(span, desk) for span in spans() for desk in desks if any(articles_of(span, desk))]
    stores = {id(desk): VectorStore(desk.embedder) for desk in desks}
    rated = [signs_with_scores(span, desk, stores[id(desk)]) for span, desk in held if span.half == "fit"]
    print(f"fitted on {learn(rated)}")
    order = measured([ordered(span, desk) for span, desk in held if span.half == "held out"])
    share = wilson([(1, 1)] * order.right + [(0, 1)] * (order.pairs - order.right))
    print(f"held out: {order.right} of {order.pairs} pairs of stories in order")
    if share:
        print(f"  {share.value:.3f} ({share.low:.3f}-{share.high:.3f})")
    print(f"held out: the editor's first {EDITORS} among the first {READ} in {order.found} of {order.spans} spans")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])

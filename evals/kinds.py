"""Fit the weights by which `briefbot.briefing.kinds` tells what kind of text an article is.

    python -m evals.kinds ARTICLES.jsonl.gz

ARTICLES has an article a line, with `url`, `title`, `text` and `published`. `evals/kinds.jsonl` has what a person took
some of them for, by the first 16 hex digits of the SHA-256 of the address, and which half each is in; nothing of their
texts. The weights are fitted on the half 'fit', and the figures are those of the half 'held out'.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from briefbot.briefing.kinds import features_of_text, kind_of
from briefbot.types import Article, Paragraph

LABELS = Path(__file__).with_name("kinds.jsonl")
WEIGHTS = Path(__file__).parents[1] / "briefbot" / "briefing" / "kinds.json"
NO_NEWS = (
    "column",
    "editorial",
    "feature",
    "gallery",
    "promotion",
    "list",
)  # that an editor wants not among the briefs
HALVES = ("fit", "held out")
LEARNED = ("news", "analysis", "feature", "column", "list", "advisory", "round-up")
PENALTY = 10.0  # of squared weights
Matrix = npt.NDArray[np.float64]


def articles(path: Path) -> dict[str, Article]:
    """The articles by the digest of their address."""
    found = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        row = json.loads(line)
        name = hashlib.sha256(row["url"].encode()).hexdigest()[:16]
        texts = [text for text in row["text"].split("\n\n") if text.strip()]
        paragraphs = tuple(Paragraph(number=at, text=text) for at, text in enumerate(texts, start=1))
        found[name] = Article(id=name, title=row["title"], url=row["url"], paragraphs=paragraphs)
    return found


def fit(rows: Matrix, kinds: list[str]) -> Matrix:
    """Weights of shape (kinds, features + 1) that are likeliest, with a penalty on their squares."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    wanted = np.array([[float(kind == each) for each in LEARNED] for kind in kinds])
    shape = (len(LEARNED), design.shape[1])

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        scores = design @ weights.T
        logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        slope = (np.exp(logs) - wanted).T @ design
        slope[:, :-1] += PENALTY * weights[:, :-1]
        penalty = PENALTY / 2 * float(np.sum(weights[:, :-1] ** 2))
        return penalty - float(np.sum(wanted * logs)), slope.ravel()

    return np.asarray(minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B").x).reshape(shape)


def main(path: str) -> None:
    """Fit, write the weights and print how the held-out half is told."""
    known = articles(Path(path))
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    fitted = [label for label in labels if label["half"] == "fit" and label["kind"] in LEARNED]
    features = [features_of_text(known[label["id"]]) for label in fitted]
    names = list(features[0])
    raw = np.array([[each[name] for name in names] for each in features])
    mean, deviation = raw.mean(axis=0), np.maximum(raw.std(axis=0), 0.05)
    weights = fit((raw - mean) / deviation, [label["kind"] for label in fitted])
    model = {
        "fitted_on": f"{len(fitted)} articles of real-news, labelled by hand",
        "scale": {
            name: [round(float(m), 4), round(float(d), 4)] for name, m, d in zip(names, mean, deviation, strict=True)
        },
        "weights": {
            kind: {name: round(float(value), 4) for name, value in zip([*names, ""], row, strict=True)}
            for kind, row in zip(LEARNED, weights, strict=True)
        },
    }
    WEIGHTS.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    for half in HALVES:
        for added in sorted({label.get("round", 1) for label in labels}):
            some = [label for label in labels if label["half"] == half and label.get("round", 1) == added]
            told(f"{half}, labels of round {added}", [(label["kind"], known[label["id"]]) for label in some])


def told(name: str, some: Sequence[tuple[str, Article]]) -> None:
    """Print how some articles are told: kinds, and whether they are let in as news."""
    found = [(kind, kind_of(article).kind) for kind, article in some]
    print(f"{name}: {sum(kind == each for kind, each in found)} of {len(found)} kinds right")
    out = [(kind, each.is_no_story) for kind, each in found]
    for what, kinds in (("no news", NO_NEWS), ("news", ("news",))):
        kept = [not refused for kind, refused in out if kind in kinds]
        print(f"  {what}: {sum(kept)} of {len(kept)} among the stories")
    others = [refused for kind, refused in out if kind not in (*NO_NEWS, "news")]
    print(f"  other kinds: {sum(others)} of {len(others)} refused")
    print("  confused:", Counter((kind, each.value) for kind, each in found if kind != each).most_common(12))


if __name__ == "__main__":
    main(*sys.argv[1:])

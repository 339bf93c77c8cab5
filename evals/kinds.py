"""Fit the weights by which `briefbot.briefing.kinds` tells what kind of text an article is.

    python -m evals.kinds ARTICLES.jsonl.gz

ARTICLES has an article a line, with `url`, `title`, `text` and `published`. `evals/kinds.jsonl` has what a person took
some of them for, by the first 16 hex digits of the SHA-256 of the address, and which half each is in; nothing of their
texts. The weights are fitted on the half 'fit', and the figures are those of the half 'held out'.
"""

from __future__ import annotations

import datetime as dt
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

from briefbot.briefing.kinds import KindFound, features_of_text, kinds_of
from briefbot.briefing.similarity import VectorStore, whole
from briefbot.briefing.stories import DOUBTFUL
from briefbot.desk import Desk
from briefbot.settings import load_settings
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
LEAD_PENALTY = 100.0  # of those of the vectors, which are scaled to a standard deviation of 1 on average
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


def fit(rows: Matrix, kinds: Sequence[str], penalties: Matrix) -> Matrix:
    """Weights of shape (kinds, features + 1) that are likeliest, with a penalty on the squares of each feature's."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    wanted = np.array([[float(kind == each) for each in LEARNED] for kind in kinds])
    shape = (len(LEARNED), design.shape[1])
    costs = np.append(penalties, 0.0)

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        scores = design @ weights.T
        logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        slope = (np.exp(logs) - wanted).T @ design + costs * weights
        penalty = float(np.sum(costs * weights**2)) / 2
        return penalty - float(np.sum(wanted * logs)), slope.ravel()

    return np.asarray(minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B").x).reshape(shape)


def model_of(features: Sequence[dict[str, float]], kinds: Sequence[str], leads: Matrix | None) -> dict[str, object]:
    """A fitted model as it is written.

    Args:
        features: of each text.
        kinds: of each.
        leads: the vectors of their headlines and first paragraphs, where they count.
    """
    names = list(features[0])
    raw = np.array([[each[name] for name in names] for each in features])
    mean, deviation = raw.mean(axis=0), np.maximum(raw.std(axis=0), 0.05)
    rows, penalties = (raw - mean) / deviation, np.full(len(names), PENALTY)
    told: dict[str, object] = {
        "scale": {
            name: [round(float(m), 4), round(float(d), 4)] for name, m, d in zip(names, mean, deviation, strict=True)
        }
    }
    spread = 1.0
    if leads is not None:
        middle = leads.mean(axis=0)
        spread = float((leads - middle).std(axis=0).mean())
        rows = np.hstack([rows, (leads - middle) / spread])
        penalties = np.append(penalties, np.full(leads.shape[1], LEAD_PENALTY))
        told["middle"] = [round(float(value), 4) for value in middle]
    weights = fit(rows, kinds, penalties)
    count = len(names)
    told["weights"] = {
        kind: {**{name: round(float(value), 4) for name, value in zip(names, row, strict=False)}, "": round(row[-1], 4)}
        for kind, row in zip(LEARNED, weights.tolist(), strict=True)
    }
    if leads is not None:
        told["leads"] = {
            kind: [round(value / spread, 3) for value in row[count:-1]]
            for kind, row in zip(LEARNED, weights.tolist(), strict=True)
        }
    return told


def main(path: str) -> None:
    """Fit, write the weights and print how the held-out half is told, without and with the vectors."""
    known = articles(Path(path))
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    fitted = [label for label in labels if label["half"] == "fit" and label["kind"] in LEARNED]
    features = [features_of_text(known[label["id"]]) for label in fitted]
    kinds = [label["kind"] for label in fitted]
    vectors = VectorStore(Desk(load_settings()).embedder)
    leads = [whole(known[label["id"]], dt.date.min).lead for label in fitted]
    vectors.add(leads)
    model = {
        "fitted_on": f"{len(fitted)} articles of real-news, labelled by hand",
        "embedder": vectors.embedder.sha256,
        "words": model_of(features, kinds, None),
        "with leads": model_of(features, kinds, np.array([vectors(lead) for lead in leads], dtype=np.float64)),
    }
    WEIGHTS.write_text(json.dumps(model, separators=(",", ":")) + "\n", encoding="utf-8")
    for half in HALVES:
        for added in sorted({label.get("round", 1) for label in labels}):
            some = [label for label in labels if label["half"] == half and label.get("round", 1) == added]
            for what, by in (("words", None), ("words and leads", vectors)):
                found = kinds_of((known[label["id"]] for label in some), by)
                pairs = [(label["kind"], found[label["id"]]) for label in some]
                told(f"{half}, labels of round {added}, by {what}", pairs)


def told(name: str, some: Sequence[tuple[str, KindFound]]) -> None:
    """Print how some articles are told: kinds, whether they are let in as news, and whether a doubt is left."""
    print(f"{name}: {sum(kind == each.kind for kind, each in some)} of {len(some)} kinds right")
    out = [(kind, each.kind.is_no_story, each.doubt >= DOUBTFUL) for kind, each in some]
    for what, kinds in (("no news", NO_NEWS), ("news", ("news",))):
        kept = [doubted for kind, refused, doubted in out if kind in kinds and not refused]
        total = sum(kind in kinds for kind, _, _ in out)
        print(f"  {what}: {len(kept)} of {total} among the stories, {sum(kept)} of them doubted")
    others = [refused for kind, refused, _ in out if kind not in (*NO_NEWS, "news")]
    print(f"  other kinds: {sum(others)} of {len(others)} refused")
    wrong = Counter((kind, each.kind.value) for kind, each in some if kind != each.kind)
    print("  confused:", wrong.most_common(12))


if __name__ == "__main__":
    main(*sys.argv[1:])

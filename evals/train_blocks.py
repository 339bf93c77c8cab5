"""Fit the model that tells a page's paragraphs from what stands between and below them.

    python -m evals.train_blocks FOLDER...

FOLDER holds saved pages, `NAME.html`, a `gold.json` that tells for each NAME its `paragraphs` (and, where they are
told, its `deck`, `heads` and `paragraphs_alt`; `lists: false` where lists and tables were left out) or its `text` as
a whole, and the `site` or the writer that it is of, and an `about.json` with the set's `name`, its `licence` and the
`weight` of its pages. What other people wrote is read and not kept: only weights are, with the names and licences of
the sets. Prints, cross-validated by site, how many pieces are judged rightly and of how many pages all are; then fits
on all pages and writes `briefbot/readers/blockmodel.json`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from briefbot.errors import ReadError
from briefbot.readers.blockmodel import MODEL_FILE, BlockModel, PageSet, Trees, with_chances, with_neighbours
from briefbot.readers.blocks import BETWEEN, Look, Seen
from briefbot.readers.html import look_of_page
from briefbot.readers.markup import local_name

SITES = 3  # on which a word must stand
STRENGTH = 0.05  # inverse, of the L2 penalty on the weights of words
LEAST = 0.05  # smallest weight of a word that is kept
FOLDS, INNER = 3, 3
TREES = {
    "max_iter": 80,
    "learning_rate": 0.12,
    "max_leaf_nodes": 12,
    "max_depth": 6,
    "min_samples_leaf": 15,
    "l2_regularization": 2.0,
    "max_features": 0.3,
    "early_stopping": False,
    "random_state": 0,
}
_LISTED = ("li", "dd", "dt", "table", "td", "blockquote")
Numbers = npt.NDArray[np.float64]


class Labelled(NamedTuple):
    """A page with what its pieces are."""

    set: str
    site: str
    look: Look
    ruled: npt.NDArray[np.bool_]
    """Whether rules keep a piece."""
    labels: Numbers
    """1 for the pieces of paragraphs."""
    weights: Numbers
    """0 for those that may be either and for those that are not asked about."""


def letters(text: str) -> str:
    """The letters and digits of a text, small."""
    return re.sub(r"\W+", "", text).casefold()


def labelled(seen: Sequence[Seen], look: Look, gold: dict[str, Any]) -> tuple[Numbers, Numbers]:
    """What the pieces of a page are, and how much each label counts."""
    texts = gold["paragraphs"] if "paragraphs" in gold else gold["text"].split("\n")
    whole, body = set(map(letters, texts)), "".join(map(letters, texts))
    heads = {letters(text) for text in gold.get("heads", ()) if not text.endswith("?")} - whole
    either = set(map(letters, (*gold.get("heads", ()), *gold.get("paragraphs_alt", ())))) - whole - heads
    shown = {letters(each.piece.text) for each in seen} & whole
    decks = set(map(letters, [gold["deck"]] if isinstance(gold.get("deck"), str) else gold.get("deck") or ()))
    vague = "paragraphs" not in gold  # headings and lists may be among the lines of a text
    told = [_label(letters(each.piece.text), whole, shown, body, decks) for each in seen]
    labels = np.array([label for label, _ in told], dtype=float)
    weights = np.array([weight for _, weight in told], dtype=float)
    copies = Counter(letters(each.piece.text) for each, label in zip(seen, labels, strict=True) if label)
    for at, each in enumerate(seen):
        text = letters(each.piece.text)
        again = labels[at] and copies[text] > 1 and (each.reason or not each.taken)
        if each.piece.kind != "text" or not text or text in either or again:
            weights[at] = 0
        elif vague and each.words < SITES + 1:
            weights[at] *= 0.3
        elif not labels[at] and not gold.get("lists", True) and _is_listed(each):
            weights[at] = 0 if sum(look.values[at, list(BETWEEN)]) <= 1 else 0.1 * weights[at]
    return labels, weights


def _is_listed(each: Seen) -> bool:
    """Whether a piece is of a list, a table or a quotation that is not made of links."""
    name = local_name(each.block.element)
    around = local_name(each.block.element.getparent())
    return each.block.linked < 0.5 and (name in _LISTED or around in _LISTED)


def _label(text: str, whole: set[str], shown: set[str], body: str, decks: set[str]) -> tuple[float, float]:
    """Whether the letters of a piece are of a paragraph, and how sure that is.

    What is a part of a paragraph that the page shows too is set apart from it or tells its points.
    """
    if text in whole or text in decks:
        return 1.0, 1.0
    if any(text in each for each in shown):
        return 0.0, 1.0
    if len(text) > 25 and text in body:
        return 1.0, 0.7
    held = max((len(each) for each in whole if len(each) > 15 and each in text), default=0)
    return (1.0, 0.7) if held > 0.6 * len(text) else (0.0, 1.0)


def read_pages(folder: Path) -> tuple[dict[str, Any], list[Labelled]]:
    """What is told of a set, and its pages; those that cannot be read are passed over."""
    about = json.loads((folder / "about.json").read_text("utf-8"))
    pages = []
    for name, gold in sorted(json.loads((folder / "gold.json").read_text("utf-8")).items()):
        try:
            seen, look = look_of_page((folder / f"{name}.html").read_bytes(), name)
        except ReadError as error:
            print(f"  passed over: {error}", file=sys.stderr)
            continue
        if not seen:
            print(f"  passed over: nothing of {name!r} may be an article's", file=sys.stderr)
            continue
        labels, weights = labelled(seen, look, gold)
        ruled = np.array([each.reason is None for each in seen], dtype=bool)
        site = gold.get("site", name)
        pages.append(Labelled(about["name"], site, look, ruled, labels, weights * about["weight"]))
    return about, pages


def _matrix(pages: Iterable[Labelled], words: dict[str, int]) -> csr_matrix:
    rows = [[words[word] for word in said if word in words] for page in pages for said in page.look.words]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=int)
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(words)))


def fit_words(pages: Sequence[Labelled]) -> tuple[dict[str, float], float]:
    """The log-odds of words and the bias."""
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for said, weight in zip(page.look.words, page.weights, strict=True):
            for word in said if weight else ():
                sites[word].add(page.site)
    words = {word: at for at, word in enumerate(sorted(word for word, on in sites.items() if len(on) >= SITES))}
    labels = np.concatenate([page.labels for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    asked = weights > 0
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=0)
    fitted.fit(_matrix(pages, words)[asked], labels[asked], sample_weight=weights[asked])
    odds = fitted.coef_[0]
    kept = {word: round(float(odds[at]), 3) for word, at in words.items() if abs(odds[at]) >= LEAST}
    return kept, round(float(fitted.intercept_[0]), 3)


def _said(pages: Sequence[Labelled], groups: Sequence[str]) -> list[Numbers]:
    """What words say of each page's pieces by weights that were fitted on other sites."""
    found: list[Numbers] = [np.zeros(0)] * len(pages)
    for rest, part in GroupKFold(INNER, shuffle=True, random_state=2).split(pages, groups=groups):
        model = _bare(*fit_words([pages[at] for at in rest]))
        for at in part:
            found[at] = model.said(pages[at].look.words)
    return found


def _bare(words: dict[str, float], bias: float, trees: Trees | None = None, start: float = 0.0) -> BlockModel:
    """The model without what is not fitted yet."""
    leaf = Trees(roots=(0,), columns=(0,), levels=(0.0,), left=(0,), right=(0,), values=(0.0,), depth=1)
    return BlockModel(words=words, bias=bias, trees=trees or leaf, start=start, again=leaf, again_start=0.0, data=())


def fit(pages: Sequence[Labelled], data: tuple[PageSet, ...] = ()) -> BlockModel:
    """The model of these pages; the second trees learn from what first ones of other sites make of a page."""
    rows: list[Numbers] = [np.zeros(0)] * len(pages)
    groups = [page.site for page in pages]
    for rest, part in GroupKFold(INNER, shuffle=True, random_state=5).split(pages, groups=groups):
        model = fit_first([pages[at] for at in rest])
        for at in part:
            chances, own = model.first(pages[at].look)
            rows[at] = with_chances(own, pages[at].look, chances)
    again, start = _boosted(pages, rows)
    return fit_first(pages).model_copy(update={"again": again, "again_start": start, "data": data})


def fit_first(pages: Sequence[Labelled]) -> BlockModel:
    """The words and the first trees; these learn from what words say by weights of other sites."""
    said = _said(pages, [page.site for page in pages])
    trees, start = _boosted(
        pages, [with_neighbours(page.look.values, each) for page, each in zip(pages, said, strict=True)]
    )
    return _bare(*fit_words(pages), trees, start)


def _boosted(pages: Sequence[Labelled], rows_of_pages: Sequence[Numbers]) -> tuple[Trees, float]:
    """The trees of what is seen of these pages, and the log-odds before them."""
    rows = np.concatenate(rows_of_pages)
    labels = np.concatenate([page.labels for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    asked = weights > 0
    boosted = HistGradientBoostingClassifier(**TREES)
    boosted.fit(rows[asked], labels[asked], sample_weight=weights[asked])
    trees, start = _exported(boosted), float(boosted._baseline_prediction.item())
    if not np.allclose(start + trees.sums(rows[:200]), boosted.decision_function(rows[:200]), atol=0.01):
        raise SystemExit("The exported trees say something else than those fitted: scikit-learn keeps them otherwise.")
    return trees, start


def _exported(boosted: HistGradientBoostingClassifier) -> Trees:
    """The nodes of all trees; scikit-learn has no public way to them."""
    roots: list[int] = []
    columns: list[int] = []
    levels: list[float] = []
    left: list[int] = []
    right: list[int] = []
    values: list[float] = []
    depth = 1
    for (tree,) in boosted._predictors:
        first = len(columns)
        roots.append(first)
        for at, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            columns.append(0 if leaf else int(node["feature_idx"]))
            levels.append(0.0 if leaf else ceil(float(node["num_threshold"]) * 1e9) / 1e9)
            left.append(first + (at if leaf else int(node["left"])))
            right.append(first + (at if leaf else int(node["right"])))
            values.append(round(float(node["value"]), 4) if leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    return Trees(roots=tuple(roots), columns=tuple(columns), levels=tuple(levels), left=tuple(left),
                 right=tuple(right), values=tuple(values), depth=depth)  # fmt: skip


def study(pages: Sequence[Labelled]) -> None:
    """Print, cross-validated by site, what rules and the model make of each set."""
    found: list[Numbers] = [np.zeros(0)] * len(pages)
    groups = [page.site for page in pages]
    for rest, part in GroupKFold(FOLDS, shuffle=True, random_state=1).split(pages, groups=groups):
        model = fit([pages[at] for at in rest])
        for at in part:
            found[at] = model.probabilities(pages[at].look)
    for name in dict.fromkeys(page.set for page in pages):
        of_set = [(page, each) for page, each in zip(pages, found, strict=True) if page.set == name]
        show(f"{name}, rules", [(page, page.ruled) for page, _ in of_set])
        for level in (0.3, 0.5, 0.7):
            show(f"{name}, rules and model at {level}", [(page, page.ruled & (each > level)) for page, each in of_set])
            show(f"{name}, model at {level}", [(page, each > level) for page, each in of_set])


def show(name: str, judged: Sequence[tuple[Labelled, npt.NDArray[np.bool_]]]) -> None:
    """Print precision and recall of paragraphs, and how many pages are all right."""
    asked = [(page.labels[page.weights > 0] > 0, kept[page.weights > 0]) for page, kept in judged]
    hits = sum(int((truth & kept).sum()) for truth, kept in asked)
    kept_all, true_all = sum(int(kept.sum()) for _, kept in asked), sum(int(truth.sum()) for truth, _ in asked)
    whole = sum(bool((truth == kept).all()) for truth, kept in asked)
    print(f"{name}: precision {hits / max(kept_all, 1):.3f}, recall {hits / max(true_all, 1):.3f}, "
          f"{whole} of {len(judged)} pages", flush=True)  # fmt: skip


def main(folders: Sequence[Path]) -> None:
    """Study, fit and write."""
    read = [read_pages(folder) for folder in folders]
    pages = [page for _, of_set in read for page in of_set]
    study(pages)
    data = tuple(
        PageSet(
            name=about["name"],
            licence=about["licence"],
            pages=len(of_set),
            pieces=sum(len(page.labels) for page in of_set),
            paragraphs=sum(int(page.labels.sum()) for page in of_set),
        )
        for about, of_set in read
    )
    model = fit(pages, data)
    MODEL_FILE.write_text(
        json.dumps(model.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )
    print(f"{len(model.words):,} words, {len(model.trees.columns):,} nodes -> {MODEL_FILE}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])

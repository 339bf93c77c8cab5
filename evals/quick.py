"""Fit the weights by which `ask --quick` chooses a sentence, and how sure it is of it.

    python -m evals.quick PARAGRAPHS.jsonl.gz FOLDER...

PARAGRAPHS holds questions put to one paragraph each (`question`, `context`, `answers` with `start`, as SQuAD has them);
what a sentence has is weighed by them. Each FOLDER is in the format of `briefbot eval --data`, or `corpus` for our own
development cases; how the rank of a passage counts beside that, and how sure the best sentence is, is fitted on them,
questions that cannot be answered included. No language model is asked. Prints, cross-validated by question, how many of
the questions would be answered from each probability on and how many of these rightly; writes
`briefbot/answering/quick.json`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from briefbot.answering.questions import is_yes_or_no
from briefbot.answering.quick import QUICK_FILE, QuickModel, is_sentence, sentence_features, share_of_best
from briefbot.citations import shift_dates
from briefbot.desk import Desk
from briefbot.digests import PACKAGE
from briefbot.evaluation.cases import load_questions
from briefbot.evaluation.corpora import library_key, prepare
from briefbot.evaluation.datasets import load_data
from briefbot.evaluation.matching import contains, says
from briefbot.evaluation.models import Installed
from briefbot.evaluation.samples import Question, question_of
from briefbot.settings import load_settings
from briefbot.text.dates.describe import annotate
from briefbot.text.sentences import sentence_spans
from briefbot.types import Passage
from briefbot.verification.calibration import Coefficients

PENALTY = 5.0  # of the squares of coefficients, features scaled
FOLDS = 5
MOST = 4000  # paragraphs
LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
LEAST = 0.5  # of the development cases that it answers from here on, four of five are right
PASSAGE = "passage"
Values = npt.NDArray[np.float64]


class Example(NamedTuple):
    """One question with its sentences."""

    fold: int
    values: Values
    """One row a sentence."""
    right: npt.NDArray[np.bool_]
    """Which of them answer; none, of a question that cannot be answered."""


def paragraphs(path: Path) -> Iterator[tuple[str, str, int]]:
    """Questions with their paragraph and where in it the answer begins."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record["answerable"]:
                yield record["question"], record["context"], record["answers"][0]["start"]


def alone(text: str) -> Passage:
    """A paragraph as a passage of an article of its own."""
    given: dict[str, Any] = {
        "title": "",
        "source": None,
        "published": None,
        "path": "",
        "url": None,
        "paragraph": 1,
        "start": 0,
    }
    return Passage(number=1, article_id="", text=text, score=0.0, **given)


def of_paragraph(question: str, text: str, start: int) -> Example | None:
    """A question put to one paragraph; None unless one of several sentences answers."""
    passage = alone(text)
    spans = [span for span in sentence_spans(text) if is_sentence(text[slice(*span)])]
    right = np.array([first <= start < last for first, last in spans], dtype=np.bool_)
    if len(spans) < 2 or right.sum() != 1:
        return None
    return Example(_fold(question), _values(sentence_features(question, [passage])), right)


def of_question(question: Question, passages: Sequence[Passage]) -> Example:
    """A question of a set with the sentences of what was found for it."""
    spans = [(p, span) for p in passages for span in sentence_spans(p.text) if is_sentence(p.text[slice(*span)])]
    right = np.array([_answers(question, passage, span) for passage, span in spans], dtype=np.bool_)
    return Example(_fold(question.id), _values(sentence_features(question.text, passages)), right)


def _answers(question: Question, passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a sentence of a passage says every fact of the right answer, its dates resolved beside it."""
    plain = passage.text[slice(*span)]
    told = annotate(plain, shift_dates(passage.dates, *span))
    if question.matching == "contains":
        return bool(question.facts) and any(contains(plain, answer) for fact in question.facts for answer in fact.any)
    days = [passage.day] if passage.day else []
    return bool(question.facts) and all(
        any(says(text, wording, days) for text in (plain, told) for wording in fact.any) for fact in question.facts
    )


def _fold(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def _values(rows: Sequence[dict[str, float]]) -> Values:
    return np.array([list(row.values()) for row in rows], dtype=np.float64)


def names() -> tuple[str, ...]:
    """Of the features, in the order of the columns."""
    return tuple(sentence_features("Who?", [alone("One two three four five.")])[0])


def fit(examples: Sequence[Example], penalty: float = PENALTY) -> Values:
    """The coefficients of a conditional logit: the share that the right sentences have of all."""
    some = [each for each in examples if each.right.any() and not each.right.all()]
    spread = np.concatenate([each.values for each in some]).std(axis=0) + 1e-9

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = penalty / 2 * float(weights @ weights), penalty * weights
        for each in some:
            values = each.values / spread
            scores = values @ weights
            odds = np.exp(scores - scores.max())
            share, own = odds / odds.sum(), np.where(each.right, odds, 0.0)
            total -= float(np.log(share[each.right].sum()))
            slope = slope + values.T @ (share - own / own.sum())
        return total, slope

    found = minimize(loss, np.zeros(some[0].values.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread)


def combined(weights: Values, examples: Sequence[Example], column: int) -> list[Example]:
    """Examples of two features: the rank of the passage, and all else as it was weighed."""
    rest = np.where(np.arange(len(weights)) == column, 0.0, weights)
    return [
        each._replace(values=np.stack([each.values[:, column], each.values @ rest], axis=1))
        for each in examples
        if len(each.values)
    ]


def surety(examples: Sequence[Example], weights: Values) -> tuple[Values, npt.NDArray[np.bool_]]:
    """The share and the score of the best sentence of each question, and whether it answers."""
    rows, right = [], []
    for each in examples:
        scores = each.values @ weights
        rows.append((share_of_best(scores), float(scores.max())))
        right.append(bool(each.right[int(np.argmax(scores))]))
    return np.array(rows), np.array(right)


def logistic(rows: Values, right: npt.NDArray[np.bool_]) -> Values:
    """Coefficients and, last, the intercept of a logistic regression."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    standard, signs = (rows - mean) / scale, np.where(right, 1.0, -1.0)

    def loss(weights: Values) -> float:
        odds = standard @ weights[:-1] + weights[-1]
        return float(np.logaddexp(0, -signs * odds).sum() + weights[:-1] @ weights[:-1] / 2)

    found = np.asarray(minimize(loss, np.zeros(rows.shape[1] + 1)).x)
    weights = found[:-1] / scale
    return np.append(weights, found[-1] - weights @ mean)


def show(name: str, chances: Values, right: npt.NDArray[np.bool_]) -> None:
    """Print how many would be answered from each probability on, and how many of these rightly."""
    told = [f"{(chances >= level).sum():>4}/{right[chances >= level].sum():<4}" for level in LEVELS]
    print(f"{name:<14}{len(right):>6}{right.sum():>7}" + "".join(f"{each:>12}" for each in told))


def read_set(name: str) -> list[Example]:
    """The questions of a folder, or of our own development cases, that ask for no yes or no."""
    if name == "corpus":
        cases = load_questions(PACKAGE.parent / "evals" / "cases" / "dev.yaml")
        with Desk(load_settings()) as desk:
            desk.fill_if_empty()
            desk.sync()
            return _read(desk, [question_of(case, desk.library) for case in cases if not case.articles])
    tasks = load_data(Path(name)).tasks
    settings = load_settings(home=Path(name) / "home")
    corpus = tasks[0].corpus
    with Desk(settings) as desk:
        prepare(corpus, library_key(corpus, settings, Installed().embedder_ref(settings)), settings.home, desk)
        return _read(desk, [task.resolve(desk.library) for task in tasks])


def _read(desk: Desk, questions: Sequence[Question]) -> list[Example]:
    return [
        of_question(question, desk.search(question.text, question.filters, today=question.asked))
        for question in questions
        if not is_yes_or_no(question.text)
    ]


def main(arguments: Sequence[str]) -> None:
    """Fit, print the table, write the file."""
    source, *folders = arguments
    made = (of_paragraph(*each) for each in paragraphs(Path(source)))
    single = [each for each in made if each][:MOST]
    column = names().index(PASSAGE)
    held = [each for each in single if not each.fold]
    part = fit([each for each in single if each.fold])
    share = np.mean([each.right[int(np.argmax(each.values @ part))] for each in held])
    print(f"{len(single)} paragraphs; of those held out the right sentence is chosen in {share:.3f} (n={len(held)})")
    words = fit(single)
    sets = {Path(name).name: combined(words, read_set(name), column) for name in folders}
    examples = [each for some in sets.values() for each in some]
    both = fit(examples, 0.5)
    rows, right = surety(examples, both)
    folds = np.array([each.fold for each in examples])
    chances = np.zeros(len(rows))
    for fold in range(FOLDS):
        seen = fit([each for each in examples if each.fold != fold], 0.5)
        known, was = surety([each for each in examples if each.fold != fold], seen)
        *weights, intercept = logistic(known, was)
        own, _ = surety([each for each in examples if each.fold == fold], seen)
        chances[folds == fold] = 1 / (1 + np.exp(-(own @ np.array(weights) + intercept)))
    print(f"{'answered/rightly from':<20}{'n':>0}{'right':>7}" + "".join(f"{level:>12}" for level in LEVELS))
    at = 0
    for name, some in sets.items():
        show(name, chances[at : at + len(some)], right[at : at + len(some)])
        at += len(some)
    show("all", chances, right)
    *weights, intercept = logistic(rows, right)
    whole = words * both[1]
    whole[column] = both[0]
    model = QuickModel(
        weights=dict(zip(names(), np.round(whole, 4).tolist(), strict=True)),
        sure=Coefficients(
            intercept=round(float(intercept), 4),
            weights={"share": round(float(weights[0]), 4), "score": round(float(weights[1]), 4)},
        ),
        least=LEAST,
        fitted_on=(f"{Path(source).name}: {len(single)}", *(f"{name}: {len(some)}" for name, some in sets.items())),
    )
    QUICK_FILE.write_text(model.model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])

"""How well retrieval finds the gold paragraphs of a converted question set.

    python -m evals.retrieval FOLDER [--rows]

FOLDER is what `evals.convert` made. Ingests it into a library beside it, then prints, over the questions that have
gold paragraphs: Hits@4 (share with a gold paragraph among the first four), Recall@10 (share of gold paragraphs among
the first ten), MRR@10 (mean of 1 / rank of the first one), for words alone, vectors alone and both.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from briefbot import retrieval
from briefbot.desk import Desk
from briefbot.settings import load_settings
from briefbot.types import Filters
from evals.convert import read_lines

DEPTH = 10
CUT = 4


def scores(found: list[tuple[str, int]], gold: set[tuple[str, int]]) -> tuple[float, float, float]:
    """Hits@4, Recall@10 and reciprocal rank of one question."""
    ranks = [rank for rank, place in enumerate(found, start=1) if place in gold]
    hit = bool(ranks) and ranks[0] <= CUT
    return float(hit), len(set(found) & gold) / len(gold), 1 / ranks[0] if ranks else 0.0


def measure(desk: Desk, questions: list[dict[str, object]]) -> tuple[float, float, float, float]:
    """Means of Hits@4, Recall@10 and MRR@10, and seconds a question."""
    rows = []
    began = time.perf_counter()
    for question in questions:
        passages = retrieval.retrieve(str(question["question"]), desk.library, desk.index, Filters(), DEPTH)
        found = [(Path(passage.path or "").name, passage.paragraph) for passage in passages]
        places = question["gold"]
        assert isinstance(places, list)
        rows.append(scores(found, {(name, number) for name, number in places}))
    seconds = (time.perf_counter() - began) / len(questions)
    hits, recall, mrr = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return hits, recall, mrr, seconds


def main(folder: Path) -> None:
    """Print the table."""
    questions = [question for question in read_lines(folder / "questions.jsonl") if question["gold"]]
    with Desk(load_settings(home=folder / "home")) as desk:
        report = desk.ingest([folder / "articles"])
        print(f"{len(questions)} questions, {desk.library.counts()[0]} articles, {len(report.problems)} not read")
        print(f"{'retrievers':<18}{'Hits@4':>8}{'Recall@10':>11}{'MRR@10':>8}{'s/question':>12}")
        both = dict(retrieval.WEIGHTS)
        for label, weights in (("words", {"words": 1.0}), ("vectors", {"vectors": 1.0}), ("both", both)):
            retrieval.WEIGHTS.update({name: weights.get(name, 0.0) for name in both})
            hits, recall, mrr, seconds = measure(desk, questions)
            print(f"{label:<18}{hits:>8.3f}{recall:>11.3f}{mrr:>8.3f}{seconds:>12.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

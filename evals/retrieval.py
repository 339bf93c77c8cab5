"""How well retrieval finds the gold paragraphs of a folder of data, for words alone, vectors alone and both.

    python -m evals.retrieval FOLDER

FOLDER is in the format of `briefbot eval --data`; `evals.convert` makes such folders. No language model is asked.
Prints the means over the questions that have gold paragraphs; the measures are those of
`briefbot.evaluation.metrics.retrieval`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from briefbot.desk import Desk
from briefbot.evaluation.corpora import library_key, prepare
from briefbot.evaluation.datasets import load_data
from briefbot.evaluation.metrics.retrieval import gains, hits, ndcg, recall, reciprocal_rank
from briefbot.evaluation.models import Installed
from briefbot.evaluation.samples import Question
from briefbot.settings import load_settings
from briefbot.types import Filters, Switches

DEPTH = 10
SEARCHES = {"words": Switches(vectors=False), "vectors": Switches(words=False), "both": Switches()}
COLUMNS = ("Hits@4", "Recall@5", "Recall@10", "MRR@10", "nDCG@10", "s/question")


def measure(desk: Desk, questions: Sequence[Question], switches: Switches) -> list[float]:
    """The means of the columns."""
    rows = []
    for question in questions:
        began = time.perf_counter()
        passages = desk.search(question.text, Filters(), DEPTH, switches, question.asked)
        seconds = time.perf_counter() - began
        counts = gains([[(passage.article_id, passage.paragraph)] for passage in passages], question.groups)
        groups = len(question.groups)
        rows.append(
            (
                hits(counts, 4),
                recall(counts, groups, 5),
                recall(counts, groups, DEPTH),
                reciprocal_rank(counts, DEPTH),
                ndcg(counts, groups, DEPTH),
                seconds,
            )
        )
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def main(folder: Path) -> None:
    """Print the table."""
    tasks = load_data(folder).tasks
    settings = load_settings(home=folder / "home")
    corpus = tasks[0].corpus
    with Desk(settings) as desk:
        prepare(corpus, library_key(corpus, settings, Installed().embedder_ref(settings)), settings.home, desk)
        questions = [question for task in tasks if (question := task.resolve(desk.library)).groups]
        print(f"{len(questions)} questions, {desk.library.counts()[0]} articles")
        print(f"{'':<10}" + "".join(f"{name:>12}" for name in COLUMNS))
        for label, switches in SEARCHES.items():
            print(f"{label:<10}" + "".join(f"{value:>12.3f}" for value in measure(desk, questions, switches)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

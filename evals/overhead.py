"""What an answer costs beside the model: `python -m evals.overhead [COUNT]`.

Asks COUNT dev cases (24) over corpus/, warm, then lets bare llama.cpp read and write as many tokens as each took,
behind a prefix as long as the answering prompt's. Prints the seconds by stage and the ratio of the two totals.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from briefbot.desk import Desk
from briefbot.evaluation.cases import load_questions
from briefbot.llm.context import ModelContext
from briefbot.settings import load_settings
from briefbot.weights.store import resolve_language

COUNT = 24
PREFIX = 400  # tokens of instructions and examples, which both have read before
TEXT = "The ferry between Aldport and Skerry carried nine hundred people a day before the storm of last winter. "


class Bare:
    """llama.cpp with nothing around it."""

    def __init__(self, path: Path, context: int, threads: int) -> None:
        self._model = ModelContext(path, context, threads)
        self._tokens = self._model.tokenize(TEXT * 200, special=False, begin=True)
        self._model.read(self._tokens[:PREFIX])

    def seconds(self, read: int, written: int) -> float:
        """The time to read and to write so many tokens."""
        self._model.keep(PREFIX)
        began = time.perf_counter()
        if read:
            self._model.read(self._tokens[PREFIX : PREFIX + read])
        following = self._model.logits()  # waits for them
        for _ in range(written):
            self._model.read([int(np.argmax(following))])
            following = self._model.logits()
        return time.perf_counter() - began


def main(count: int) -> None:
    """Measure and print."""
    settings = load_settings()
    questions = [case.question for case in load_questions(Path("evals/cases/dev.yaml"))][: count + 1]
    bare = Bare(resolve_language(settings).path, settings.context, settings.threads)
    stages: dict[str, float] = {}
    whole, alone = 0.0, 0.0
    with Desk(settings) as desk:
        desk.ask(questions[0])  # loads the models
        for question in questions[1:]:
            began = time.perf_counter()
            timings = desk.ask(question).timings
            whole += time.perf_counter() - began
            alone += sum(bare.seconds(timing.tokens_read, timing.tokens_written) for timing in timings)
            for timing in timings:
                stages[timing.stage] = stages.get(timing.stage, 0.0) + timing.seconds
    asked = len(questions) - 1
    print(f"{asked} questions, {settings.threads} threads; seconds a question:")
    for stage, seconds in stages.items():
        print(f"  {stage:<10}{seconds / asked:>8.3f}")
    print(f"  {'all':<10}{whole / asked:>8.3f}\n  {'bare':<10}{alone / asked:>8.3f}\nratio {whole / alone:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)

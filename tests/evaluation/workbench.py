"""A small world for the tests of evaluations: two articles, cases over them, and models without weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from briefbot.llm.generator import Generator
from briefbot.llm.prompts import Rendered
from briefbot.settings import Settings
from briefbot.types import ModelRef
from tests.doubles import BagOfWords, ScriptedGenerator

ARTICLES = {
    "ferry.txt": (
        "Ferry line to reopen\n\nSKERRY, 10 March 2018 (Coast Gazette) -- The ferry between Aldport and Skerry will "
        "sail again on Monday.\n\nRepairs to the pier took 14 weeks. Engineer Ada Holm led the work.\n"
    ),
    "toll.txt": (
        "Toll rises\n\nSKERRY, 2 May 2018 (Coast Gazette) -- The ferry toll rises by 3 crowns in June, the council "
        "said.\n"
    ),
}
CASES = """
questions:
  - id: leader
    question: Who led the work on the pier?
    tags: [who]
    facts: [{any: [Ada Holm]}]
    gold: [[ferry.txt, 2]]
    must_not_say: [Bo Berg]
  - id: duration
    question: How long did the repairs to the pier take?
    tags: [how-many]
    facts: [{any: [14 weeks]}]
    gold: [[ferry.txt, 2]]
  - id: payer
    question: Who paid for the repairs to the pier?
    tags: [who, unanswerable]
"""
RIGHT = {
    "led the work": "Engineer Ada Holm led the work [1].",
    "How long": "Repairs to the pier took 14 weeks [1].",
    "paid": "NOT STATED",
}


class Answering(ScriptedGenerator):
    """Replies by the question that it is asked; counts what it is asked to write and to judge."""

    seconds = (1.0, 0.5)

    def __init__(self, replies: dict[str, str], judge: Callable[[Rendered], float] = lambda prompt: 0.95) -> None:
        super().__init__([], judge)
        self._by_question = replies
        self.written: list[str] = []
        self.judged = 0

    def reply(self, prompt: Rendered) -> str:
        question = prompt.user.rsplit("Question: ", 1)[1]
        self.written.append(question)
        reply = next(reply for words, reply in self._by_question.items() if words in question)
        if reply == "crash":
            raise RuntimeError("no reply")
        return reply


class Fakes:
    """Models without weights."""

    def __init__(self, *generators: Generator, names: Sequence[str] = ()) -> None:
        self._generators = dict(zip(names or [str(at) for at in range(len(generators))], generators, strict=True))
        self.loaded = 0

    def language_ref(self, settings: Settings) -> ModelRef:
        return ModelRef(name=settings.model, sha256=f"{len(settings.model):064x}")

    def language(self, settings: Settings) -> Generator:
        self.loaded += 1
        return self._generators.get(settings.model) or next(iter(self._generators.values()))

    def embedder_ref(self, settings: Settings) -> ModelRef:
        return BagOfWords.ref

    def embedder(self, settings: Settings) -> BagOfWords:
        return BagOfWords()


def lay_out(folder: Path, cases: str = CASES) -> tuple[Path, Path]:
    """Write articles and cases; returns the folder of the evaluations and that of the articles."""
    corpus, evals = folder / "corpus", folder / "evals"
    corpus.mkdir(parents=True, exist_ok=True)
    (evals / "cases").mkdir(parents=True, exist_ok=True)
    for name, text in ARTICLES.items():
        (corpus / name).write_text(text)
    (evals / "cases" / "dev.yaml").write_text(cases)
    return evals, corpus

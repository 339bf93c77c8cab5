"""Other people's data: a folder of `articles.jsonl` and `questions.jsonl`, one JSON object a line.

An article::

    {"id": "a1", "title": "Ferry line to reopen", "source": "Coast Gazette", "author": null,
     "published": "2018-03-09T17:00+00:00", "url": null, "paragraphs": ["The ferry ...", "Repairs ..."]}

Only `id` and `paragraphs` are required. `published` is an ISO 8601 date or date and time. Paragraphs are taken as they
are, without the readers of `briefbot ingest`.

A question::

    {"id": "q1", "question": "Who led the repairs?", "kind": "who", "answers": ["Ada Holm", "Holm"],
     "answerable": true, "gold": [["a1", 2]]}

`answers` are alternatives. One that is not `answerable` has none, and the right answer abstains. `gold` names
paragraphs by article and number from 1, each of which has to be found; it may be empty. `gold_any` names paragraphs of
which one is enough. `kind` becomes a tag. `asked` is the day of the question, which "this week" is of.

An answer is right when it contains one of the `answers`, both compared as SQuAD does (lower case, no punctuation, no
articles). Where the answers are "yes" or "no", it has to begin with that word.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import Field, ValidationError, field_validator, model_validator

from briefbot.desk import Desk
from briefbot.digests import digest
from briefbot.errors import InputError
from briefbot.evaluation.samples import Expected, Question
from briefbot.evaluation.tasks import AskTask
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Frozen, Paragraph, Published, article_id

ARTICLES_FILE, QUESTIONS_FILE = "articles.jsonl", "questions.jsonl"
SUITE = "data"
SAMPLE_SEED = 20190714


class DataArticle(Frozen):
    """One line of `articles.jsonl`."""

    id: str = Field(min_length=1)
    title: str = "Untitled"
    source: str | None = None
    author: str | None = None
    published: str | None = Field(default=None, description="ISO 8601.")
    url: str | None = None
    paragraphs: tuple[str, ...] = Field(min_length=1)

    @field_validator("paragraphs")
    @classmethod
    def _with_words(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(text.strip() for text in value):
            raise ValueError("a paragraph is empty")
        return value

    @field_validator("published")
    @classmethod
    def _is_a_day(cls, value: str | None) -> str | None:
        if value:
            dt.datetime.fromisoformat(value)
        return value or None

    def article(self, path: Path) -> Article:
        """As an article of the library, said to lie in a file."""
        day = dt.datetime.fromisoformat(self.published) if self.published else None
        timed = day is not None and len(self.published or "") > len("2018-03-09")
        published = (
            Published(day=day.date(), time=day.timetz() if timed else None, evidence="the field 'published'")
            if day
            else None
        )
        texts = [" ".join(text.split()) for text in self.paragraphs]
        return Article(
            id=article_id(self.title, self.source, published, texts),
            title=self.title,
            source=self.source,
            author=self.author,
            published=published,
            url=self.url,
            path=f"{path}#{self.id}",
            paragraphs=tuple(Paragraph(number=at, text=text) for at, text in enumerate(texts, start=1)),
        )


class DataQuestion(Frozen):
    """One line of `questions.jsonl`."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    kind: str = Field(default="question", min_length=1)
    answers: tuple[str, ...] = ()
    answerable: bool = True
    gold: tuple[tuple[str, int], ...] = ()
    gold_any: tuple[tuple[str, int], ...] = ()
    asked: dt.date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> DataQuestion:
        if self.answerable != any(answer.strip() for answer in self.answers):
            raise ValueError("an answerable question has answers, one that is not has none")
        return self

    def resolved(self, articles: Mapping[str, Article]) -> Question:
        """As the scoring needs it."""
        places, any_of = (
            tuple((articles[name].id, number) for name, number in gold) for gold in (self.gold, self.gold_any)
        )
        yes_or_no = {answer.strip().lower() for answer in self.answers} <= {"yes", "no"}
        return Question(
            id=self.id,
            text=self.question,
            tags=(self.kind,),
            facts=(Expected(any=self.answers, places=places + any_of),) if self.answerable else (),
            gold=places + any_of,
            groups=(*((place,) for place in places), *([any_of] if any_of else [])),
            asked=self.asked,
            matching="yes or no" if yes_or_no else "contains",
        )


class Records:
    """The articles of a folder of data.

    Args:
        path: `articles.jsonl`.
        articles: by the ids that the file gives them.
    """

    def __init__(self, path: Path, articles: Mapping[str, Article]) -> None:
        self.path = path
        self.articles = articles

    @property
    def sha256(self) -> str:
        """Digest of the file's path and bytes."""
        return digest(str(self.path.resolve()), _sha256(self.path))

    def fill(self, desk: Desk) -> None:
        """Put the articles into a library as they are."""
        known = set(desk.library.article_ids())
        for article in self.articles.values():
            if article.id not in known:
                chunks = chunk_article(article, desk.settings.chunk_characters)
                desk.library.put(article, chunks, _sha256(self.path))
        desk.sync()


class Data(NamedTuple):
    """The tasks of a folder, and the digest of its files and of the sample."""

    tasks: tuple[AskTask, ...]
    fixtures_sha256: str


def load_data(folder: Path, limit: int | None = None, kinds: Sequence[str] = ()) -> Data:
    """The questions of a folder of data as tasks, in the order of the file.

    Args:
        folder: with `articles.jsonl` and `questions.jsonl`.
        limit: a seeded sample of so many questions; a larger one holds a smaller one. None for all.
        kinds: only questions of these kinds; none for all.

    Raises:
        InputError: a file cannot be read, or a line is not in the format: names file, line and key.
    """
    paths = folder / ARTICLES_FILE, folder / QUESTIONS_FILE
    articles: dict[str, Article] = {}
    for line, record in _records(paths[0], DataArticle):
        if record.id in articles:
            raise InputError(f"{paths[0]}:{line}: id: {record.id!r} is used already. Choose another.")
        articles[record.id] = record.article(paths[0])
    questions: dict[str, DataQuestion] = {}
    for line, question in _records(paths[1], DataQuestion):
        _check(question, articles, f"{paths[1]}:{line}")
        if question.id in questions:
            raise InputError(f"{paths[1]}:{line}: id: {question.id!r} is used already. Choose another.")
        questions[question.id] = question
    chosen = [question for question in questions.values() if not kinds or question.kind in kinds]
    if not chosen:
        raise InputError(f"No question{f' of the kinds {list(kinds)}' if kinds else ''} in {str(paths[1])!r}.")
    chosen = sample(chosen, limit)
    corpus = Records(paths[0], articles)
    tasks = tuple(_task(question, corpus) for question in chosen)
    return Data(tasks=tasks, fixtures_sha256=digest(_sha256(paths[0]), *(task.material for task in tasks)))


_Item = TypeVar("_Item")
_Record = TypeVar("_Record", DataArticle, DataQuestion)


def sample(items: Sequence[_Item], limit: int | None) -> list[_Item]:
    """A seeded sample in the order of the items; a larger one holds every smaller one."""
    order = list(range(len(items)))
    random.Random(SAMPLE_SEED).shuffle(order)
    kept = set(order[:limit])
    return [item for at, item in enumerate(items) if at in kept]


def _task(question: DataQuestion, corpus: Records) -> AskTask:
    resolved = question.resolved(corpus.articles)
    return AskTask(
        id=question.id,
        suite=SUITE,
        tags=resolved.tags,
        question=question.question,
        expected=resolved.expected,
        corpus=corpus,
        material=question.model_dump_json(),
        resolve=_always(resolved),
    )


def _always(question: Question) -> Callable[[Library], Question]:
    return lambda library: question


def _records(path: Path, kind: type[_Record]) -> Iterator[tuple[int, _Record]]:
    """The records of a file with the numbers of their lines; blank lines are passed over."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"Cannot read {str(path)!r}: {error}. A folder of data holds {ARTICLES_FILE} and {QUESTIONS_FILE}."
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, kind.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                key = ".".join(str(part) for part in first["loc"])
                where = f"{path}:{number}: {key}" if key else f"{path}:{number}"
                raise InputError(f"{where}: {first['msg'].removeprefix('Value error, ')}.") from error


def _check(question: DataQuestion, articles: Mapping[str, Article], place: str) -> None:
    for name, number in question.gold + question.gold_any:
        if name not in articles:
            raise InputError(f"{place}: gold: no article {name!r} in {ARTICLES_FILE}.")
        if not 1 <= number <= len(articles[name].paragraphs):
            raise InputError(
                f"{place}: gold: article {name!r} has {len(articles[name].paragraphs)} paragraphs and no {number}."
            )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

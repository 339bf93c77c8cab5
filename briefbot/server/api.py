"""The desk for programs: what `briefbot` does on the command line, as JSON of the library's own types."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import Field

from briefbot.briefing.brief import read_briefing
from briefbot.briefing.types import Briefing
from briefbot.citations import renumbered
from briefbot.errors import InputError, LibraryError
from briefbot.library.listing import Headline
from briefbot.library.rows import BriefingTitle
from briefbot.server.callers import Caller, TheService
from briefbot.server.failures import Failure
from briefbot.server.service import Search
from briefbot.server.streaming import outcome
from briefbot.types import Answer, Article, Filters, Frozen, Sentence

MOST = 100  # passages of one search, articles of one page
ERRORS: dict[int | str, dict[str, Any]] = {"4XX": {"model": Failure}, "5XX": {"model": Failure}}

router = APIRouter(prefix="/api", tags=["desk"], responses=ERRORS)

First = Annotated[dt.date | None, Query(description="First day of publication.", examples=["2019-07-14"])]
Last = Annotated[dt.date | None, Query(description="Last day of publication.", examples=["2019-07-20"])]
Publisher = Annotated[str | None, Query(description="Only this publisher.", examples=["Han River Wire"])]
History = Annotated[bool, Query(description="Also superseded versions and copies.")]


class Question(Frozen):
    """A question."""

    question: str = Field(examples=["who will lead the American side?"])
    filters: Filters = Field(default=Filters(), examples=[{"first": "2019-07-01", "last": "2019-07-31"}])


class Order(Frozen):
    """A briefing that is wanted."""

    first: dt.date = Field(description="The first day.", examples=["2019-10-05"])
    last: dt.date | None = Field(default=None, description="The last; None for that day alone.", examples=[None])
    topic: str | None = Field(default=None, description="What the stories must be about.", examples=["hong kong"])


@router.post("/ask")
async def ask(asked: Question, request: Request, service: TheService, caller: Caller) -> Answer:
    """Answer a question, every sentence with the words that prove it. It waits for its turn; leave to cancel."""
    job = await outcome(service.ask(caller, asked.question, asked.filters), request)
    return Answer.model_validate(job.outcome())


@router.get("/search")
def search(
    service: TheService,
    question: Annotated[str, Query(description="What is looked for.", examples=["working-level talks"])],
    first: First = None,
    last: Last = None,
    source: Publisher = None,
    history: History = False,
    count: Annotated[int, Query(ge=1, le=MOST, description="The most passages.")] = 10,
) -> Search:
    """The passages nearest to a question, by words and meaning, best first. It never waits for the model."""
    return service.search(question, Filters(first=first, last=last, source=source, history=history), count)


@router.get("/articles")
def articles(
    service: TheService,
    first: First = None,
    last: Last = None,
    source: Publisher = None,
    history: History = False,
    count: Annotated[int, Query(ge=1, le=MOST, description="The most articles.")] = MOST,
    skipped: Annotated[int, Query(ge=0, description="How many of the first are left out.")] = 0,
) -> list[Headline]:
    """The articles that may be used, the newest first, those of unknown date last."""
    filters = Filters(first=first, last=last, source=source, history=history)
    with service.reading() as library:
        library.check_source(source)
        return library.headlines(filters, count, skipped)


@router.get("/articles/{article}")
def article(service: TheService, article: str) -> Article:
    """An article as it was understood, by its id or the beginning of it."""
    with service.reading() as library:
        try:
            return library.find_article(article)
        except InputError as error:
            raise HTTPException(404, str(error)) from error


@router.get("/timeline")
def timeline(
    service: TheService,
    topic: Annotated[str, Query(description="A name, or what it is about.", examples=["Stephen Biegun"])],
    count: Annotated[int, Query(ge=1, le=MOST, description="The most entries.")] = 30,
) -> list[Sentence]:
    """What happened, by the days that the sources name, oldest first: each a quoted sentence with its citation."""
    return renumbered(service.timeline(topic, count))


@router.get("/briefings")
def briefings(service: TheService) -> list[BriefingTitle]:
    """The saved briefings, that of the newest day first."""
    with service.reading() as library:
        return library.briefing_titles()


@router.get("/briefings/{name}")
def briefing(service: TheService, name: str) -> Briefing:
    """A saved briefing, by its id."""
    with service.reading() as library:
        found = read_briefing(library.briefing(name))
    if found is None:
        raise LibraryError(f"The briefing {name!r} was saved by another version of briefbot and cannot be read.")
    return found


@router.post("/briefings")
async def brief(wanted: Order, request: Request, service: TheService, caller: Caller) -> Briefing:
    """The briefing of a span of days. It is written if it was not; that takes minutes. Leave to cancel."""
    last = wanted.last or wanted.first
    if last < wanted.first:
        raise InputError(f"first, {wanted.first}, is after last, {last}. Give the earlier day to first.")
    job = service.brief(caller, wanted.first, last, wanted.topic)
    return Briefing.model_validate((await outcome(job, request)).outcome())

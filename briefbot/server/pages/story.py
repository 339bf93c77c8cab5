"""A story over time: what the sources say happened, by the days that they name, each with its citation."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from briefbot.citations import renumbered
from briefbot.errors import BriefbotError
from briefbot.server.callers import TheService
from briefbot.server.pages.rendering import citations, page
from briefbot.types import Sentence

router = APIRouter(include_in_schema=False)


@router.get("/timeline")
def story(request: Request, service: TheService, topic: str = "", newest: bool = False) -> Response:
    """The dated line of a name or a topic, oldest or newest first."""
    topic = " ".join(topic[:200].split())
    error, entries = "", list[Sentence]()
    if topic:
        try:
            entries = renumbered(service.timeline(topic))
        except BriefbotError as failure:
            error = str(failure)
    if newest:
        entries.reverse()
    with service.reading() as library:
        articles = library.counts()[0]
    return page(
        request,
        "timeline.html.j2",
        status=422 if error else 200,
        topic=topic,
        newest=newest,
        entries=entries,
        cited=citations(tuple(entries)),
        articles=articles,
        error=error,
    )

"""Work for the model as a page and as a stream of events: where it stands, what was found, the draft, the outcome."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from briefbot.briefing.types import Briefing
from briefbot.ingest import IngestReport
from briefbot.library.threads import Rewriting
from briefbot.render.text import printable
from briefbot.server.callers import TheService
from briefbot.server.fetching import FETCHING, Fetched
from briefbot.server.jobs import Event, Job, Kind, State, Step
from briefbot.server.pages.asking import ask_page, turn_fragment
from briefbot.server.pages.rendering import page, told_day
from briefbot.server.public import outside
from briefbot.server.service import Kept, Service
from briefbot.server.streaming import event_stream, sse
from briefbot.types import Frozen, Passage

BRIEFING, ADDING = "briefing", "adding"
"""What the jobs of a briefing, and of articles that are added, are about; see `Job.about`."""
SHELVES = {
    BRIEFING: ("Briefings", "/briefings"),
    ADDING: ("Library", "/library"),
    FETCHING: ("Library", "/library#feeds"),
}
"""Where such jobs belong: the section, and its page."""
router = APIRouter(include_in_schema=False)


class Added(Frozen):
    """What came of files that were added."""

    report: IngestReport
    paths: tuple[str, ...]


def known(service: Service, job_id: str) -> Job:
    """A job that is there.

    Raises:
        HTTPException: 404; there is none.
    """
    job = service.job(job_id)
    if job is None:
        raise HTTPException(404, "This work ended a while ago, or with the server that did it. Ask again.")
    return job


def destination(job: Job) -> str | None:
    """Where the outcome of a job is shown; None where there is none."""
    if isinstance(job.result, Kept):
        return f"/threads/{job.result.thread}#turn-{job.result.turn.number}"
    if isinstance(job.result, Briefing):
        return f"/briefings/{job.result.id}"
    if isinstance(job.result, Added):
        return f"/library/added/{job.id}"
    if isinstance(job.result, Fetched):
        return f"/library/fetched/{job.id}"
    return None


@router.get("/jobs/{job_id}")
def watch(request: Request, service: TheService, job_id: str) -> Response:
    """A piece of work as it goes on, or what became of it."""
    job = known(service, job_id)
    place = destination(job)
    if place:
        return RedirectResponse(place, status_code=303)
    if job.about in SHELVES:
        section, back = SHELVES[job.about]
        return page(request, "working.html.j2", job=job, shelf=section, back=back)
    return ask_page(request, service, jobs=(job,))


@router.get("/jobs/{job_id}/events")
def events(service: TheService, job_id: str) -> Response:
    """What happens to a piece of work, from its beginning on."""
    job = known(service, job_id)
    return event_stream(job, lambda event: sse(event.kind, json.dumps(_told(event, job))))


@router.post("/jobs/{job_id}/stop")
def stop(service: TheService, job_id: str) -> Response:
    """End a piece of work."""
    job = known(service, job_id)
    service.stop(job)
    if job.about in SHELVES:
        return RedirectResponse(SHELVES[job.about][1], status_code=303)
    return RedirectResponse(f"/threads/{job.about}" if job.about else f"/jobs/{job.id}", status_code=303)


def _told(event: Event, job: Job) -> Any:  # noqa: ANN401 - what JSON can say
    """The data of an event for the script of a page, which shows texts as texts and the fragments of templates as such.

    They hold nothing that a template did not escape.
    """
    data = event.data
    if event.kind is Kind.END:
        html = turn_fragment(job.result) if isinstance(job.result, Kept) and job.state is State.DONE else ""
        return {
            "state": job.state,
            "error": printable(job.error),
            "place": outside(place) if (place := destination(job)) else None,
            "html": html,
        }
    if isinstance(data, Step):
        return {"label": printable(data.label), "done": data.done, "count": data.count}
    if isinstance(data, Rewriting):
        return {"question": printable(data.question), "changed": data.changed}
    if event.kind is Kind.FOUND:
        return _entries(data)
    return printable(data) if isinstance(data, str) else data


def _entries(passages: Sequence[Passage]) -> list[dict[str, str]]:
    """What was found, article by article."""
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.article_id, []).append(passage)
    return [_entry(some) for some in found.values()]


def _entry(passages: Sequence[Passage]) -> dict[str, str]:
    first = passages[0]
    numbers = list(dict.fromkeys(passage.paragraph for passage in passages))
    told = f"paragraph{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
    return {
        "address": outside(f"/articles/{first.article_id}#p{first.paragraph}"),
        "title": printable(first.title),
        "where": f"{printable(first.source or 'unknown publisher')}, {told_day(first)}, {told}",
    }

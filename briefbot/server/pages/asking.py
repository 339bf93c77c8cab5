"""Questions and their threads: asked, followed while they are answered, kept, named, taken away."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from briefbot.errors import BusyError, InputError
from briefbot.library.threads import Thread, ThreadEntry
from briefbot.render.threads import thread_markdown
from briefbot.server.callers import Caller, TheService
from briefbot.server.jobs import Job
from briefbot.server.pages.rendering import citations, fragment, page
from briefbot.server.service import Kept, Service
from briefbot.types import Filters

LINGER = 3.0  # seconds in which a page that is loaded again finds its question still being answered
ATTENDED = 12.0  # seconds within which a page without a script asks again
NEWEST = 6  # headlines below the box of the first question
SHOWN = 30  # threads beside a question

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=10_000)]


@router.get("/")
def begin(request: Request, service: TheService, question: str = "") -> Response:
    """A new question."""
    return ask_page(request, service, question=question[:1000])


def ask_page(
    request: Request,
    service: Service,
    thread: Thread | None = None,
    jobs: tuple[Job, ...] = (),
    question: str = "",
    error: str = "",
) -> Response:
    """A thread, or a question that will begin one."""
    for job in jobs:
        job.attend(ATTENDED)
    with service.reading() as library:
        entries = named(library.threads())
        articles, newest = library.counts()[0], library.newest_day()
        headlines = [] if thread or jobs else library.headlines(Filters(), NEWEST)
    return page(
        request,
        "ask.html.j2",
        status=422 if error else 200,
        thread=thread,
        jobs=jobs,
        entries=entries[:SHOWN],
        articles=articles,
        newest=newest,
        headlines=headlines,
        question=question,
        error=error,
        citations=citations,
    )


def named(entries: list[ThreadEntry]) -> list[ThreadEntry]:
    """The threads of which something has been answered."""
    return [entry for entry in entries if entry.turns]


@router.post("/ask")
def ask(request: Request, service: TheService, caller: Caller, question: Text = "") -> Response:
    """Ask the first question of a thread."""
    try:
        job = service.ask_in_thread(caller, question, linger=LINGER)
    except (InputError, BusyError) as error:
        return ask_page(request, service, question=question, error=str(error))
    return RedirectResponse(f"/jobs/{job.id}", status_code=303)


@router.get("/threads")
def threads(request: Request, service: TheService) -> Response:
    """All threads."""
    with service.reading() as library:
        return page(request, "threads.html.j2", entries=named(library.threads()))


@router.get("/threads/{thread_id}.md")
def export(service: TheService, thread_id: str) -> Response:
    """A thread as Markdown."""
    with service.reading() as library:
        found = library.thread(whole(service, thread_id))
    return markdown(thread_markdown(found), f"{found.name or found.id}.md")


@router.get("/threads/{thread_id}")
def thread(request: Request, service: TheService, thread_id: str) -> Response:
    """A thread, and what is being asked in it."""
    return thread_page(request, service, whole(service, thread_id))


def thread_page(request: Request, service: Service, thread_id: str, question: str = "", error: str = "") -> Response:
    """A thread, what is being asked in it, and why the last question came to nothing.

    The jobs are looked at before the thread is: the answer of one that ends in between is in the thread then, or else
    is told by the job.
    """
    jobs = [*service.jobs_about(thread_id), *service.failed_about(thread_id)]
    with service.reading() as library:
        found = library.thread(thread_id)
    numbers = {turn.number for turn in found.turns}
    shown = [job for job in jobs if not isinstance(job.result, Kept) or job.result.turn.number not in numbers]
    failed = next((job.label for job in shown if job.state.is_in_vain), "")
    return ask_page(request, service, found, tuple(shown), question or failed, error)


@router.post("/threads/{thread_id}/ask")
def follow_up(
    request: Request, service: TheService, caller: Caller, thread_id: str, question: Text = "", edited: Text = ""
) -> Response:
    """Ask a question of a thread."""
    thread_id = whole(service, thread_id)
    try:
        service.ask_in_thread(caller, question, thread_id, edited, LINGER)
    except (InputError, BusyError) as error:
        return thread_page(request, service, thread_id, question, str(error))
    return RedirectResponse(f"/threads/{thread_id}#question", status_code=303)


@router.post("/threads/{thread_id}/rename")
def rename(service: TheService, thread_id: str, name: Text = "") -> Response:
    """Give a thread another name."""
    with service.reading() as library:
        library.rename_thread(whole(service, thread_id), name)
    return RedirectResponse(f"/threads#thread-{thread_id}", status_code=303)


@router.post("/threads/{thread_id}/delete")
def delete(service: TheService, thread_id: str) -> Response:
    """Remove a thread."""
    thread_id = whole(service, thread_id)
    for job in service.jobs_about(thread_id):
        service.stop(job)
    with service.reading() as library:
        library.delete_thread(thread_id)
    return RedirectResponse("/threads", status_code=303)


def whole(service: Service, thread_id: str) -> str:
    """The id of a thread that is there.

    Raises:
        HTTPException: 404; there is none.
    """
    try:
        with service.reading() as library:
            return library.thread_id(thread_id)
    except InputError as error:
        raise HTTPException(404, "There is no such thread (any more).") from error


def turn_fragment(kept: Kept) -> str:
    """A turn as it stands in its thread."""
    return fragment("turn.html.j2", turn=kept.turn, thread_id=kept.thread, citations=citations)


def markdown(text: str, name: str = "") -> Response:
    """A reply of Markdown, to be saved under a name if there is one."""
    shown = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"} if name else {}
    return Response(text, media_type="text/markdown; charset=utf-8", headers=shown)

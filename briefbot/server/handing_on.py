"""What is handed on: answers and briefings as files, feeds and a calendar to follow, on the pages and for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from briefbot.errors import InputError
from briefbot.render.handover import (
    ATOM_TYPE,
    OF_ANSWERS,
    HandoverForm,
    answer_bytes,
    briefing_bytes,
    briefings_feed,
    dates_ahead,
    list_feed,
)
from briefbot.server.callers import TheService, base_of
from briefbot.server.failures import FAILURES
from briefbot.server.pages.asking import whole
from briefbot.server.pages.briefings import saved
from briefbot.types import Answer
from briefbot.watchlists.finding import read_list

router = APIRouter(include_in_schema=False)
programs = APIRouter(prefix="/api", tags=["files"], responses=FAILURES)

_OfAnswers = Annotated[HandoverForm, Path(description="md, docx, pdf, ris or bib.", examples=["docx"])]
_OfBriefings = Annotated[HandoverForm, Path(description="md, docx, pdf, ris, bib or ics.", examples=["pdf"])]


@router.get("/threads/{thread_id}/turns/{number}.{form}")
def turn_file(service: TheService, thread_id: str, number: int, form: _OfAnswers) -> Response:
    """One question of a thread with its answer, as a file."""
    with service.reading() as library:
        turns = library.thread(whole(service, thread_id)).turns
        found = next((turn for turn in turns if turn.number == number), None)
        if found is None:
            raise HTTPException(404, f"The thread has no question {number}.")
        _check(form)
        return _file(answer_bytes(form, found.answer, library), form, f"answer-{thread_id}-{number}")


@router.get("/briefings/{briefing_id}.{form}")
def briefing_file(service: TheService, briefing_id: str, form: _OfBriefings) -> Response:
    """A briefing as a file."""
    with service.reading() as library:
        found = saved(library, briefing_id)
        return _file(briefing_bytes(form, found, library), form, f"briefing-{found.first}")


@router.get("/feeds/briefings.atom")
def feed_of_briefings(request: Request, service: TheService) -> Response:
    """The newest briefings as an Atom feed."""
    base = base_of(request).rstrip("/")
    with service.reading() as library:
        feed = briefings_feed(library, f"{base}/feeds/briefings.atom", lambda each: f"{base}/briefings/{each.id}")
    return Response(feed, media_type=ATOM_TYPE)


@router.get("/feeds/watchlists/{list_id}.atom")
def feed_of_list(request: Request, service: TheService, list_id: str) -> Response:
    """What a watchlist found, as an Atom feed; its address stays when the list gets another name."""
    base = base_of(request).rstrip("/")
    with service.reading() as library:
        lists = (read_list(kept) for kept in library.watchlists())
        found = next((each for each in lists if each.id == list_id), None)
        if found is None:
            raise HTTPException(404, "There is no such watchlist (any more).")
        own = f"{base}/feeds/watchlists/{quote(list_id, safe='')}.atom"
        feed = list_feed(found, library, own, lambda hit: f"{base}/articles/{hit.article_id}")
    return Response(feed, media_type=ATOM_TYPE)


@router.get("/feeds/ahead.ics")
def calendar(service: TheService) -> Response:
    """The dates ahead by the newest briefing, as a calendar."""
    with service.reading() as library:
        events = dates_ahead(library, dt.date.today())
    return Response(events, media_type=HandoverForm.ICS.media_type)


@programs.get("/briefings/{name}/{form}", response_class=Response)
def api_briefing_file(service: TheService, name: str, form: _OfBriefings) -> Response:
    """A saved briefing as a file: Word with footnotes, PDF, its sources as RIS or BibTeX, its dates as iCalendar."""
    return briefing_file(service, name, form)


@programs.post("/answers/{form}", response_class=Response)
def api_answer_file(service: TheService, form: _OfAnswers, answer: Answer) -> Response:
    """An answer of `/api/ask`, sent back as it came, as a file."""
    _check(form)
    with service.reading() as library:
        return _file(answer_bytes(form, answer, library), form, "answer")


def _check(form: HandoverForm) -> None:
    """See that an answer can be written so.

    Raises:
        InputError: it cannot.
    """
    if form not in OF_ANSWERS:
        raise InputError(f"An answer cannot be written as {form.value!r}. Ask for {', '.join(OF_ANSWERS)}.")


def _file(data: bytes, form: HandoverForm, name: str) -> Response:
    shown = f'attachment; filename="{name}.{form}"'
    return Response(data, media_type=form.media_type, headers={"content-disposition": shown})

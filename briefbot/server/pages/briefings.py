"""Briefings: a list and a calendar, a day as it was written, what changed since another, and one to be written."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from briefbot.briefing.brief import read_briefing
from briefbot.briefing.sources import sources
from briefbot.briefing.types import Briefing, Change
from briefbot.briefing.withdrawing import withdrawals
from briefbot.errors import BriefbotError, BusyError, InputError, LibraryError
from briefbot.library.rows import BriefingTitle
from briefbot.library.store import Library
from briefbot.render import briefing as wording
from briefbot.render.handover import HandoverForm
from briefbot.server.callers import Caller, TheService
from briefbot.server.pages.asking import LINGER
from briefbot.server.pages.rendering import page
from briefbot.server.pages.working import BRIEFING
from briefbot.server.service import Service
from briefbot.types import Filters, Frozen

LONGEST_TOPIC = 200  # characters
LONGEST_SPAN = 92  # days
router = APIRouter(include_in_schema=False)


class Square(Frozen):
    """A day of the calendar."""

    day: dt.date
    inside: bool
    """Whether it is of the month that is shown."""
    articles: int
    briefing: str | None
    """The id of the newest briefing of that day alone, about everything."""


@router.get("/briefings")
def briefings(request: Request, service: TheService, month: str = "") -> Response:
    """The list of briefings, a month of days, and the form for a new one."""
    return briefings_page(request, service, month)


def briefings_page(
    request: Request,
    service: Service,
    month: str = "",
    asked: Mapping[str, str] | None = None,
    error: str = "",
) -> Response:
    """The page of briefings.

    Args:
        request: what is replied to.
        service: the library.
        month: the month that is shown, such as 2019-10; else that of the newest article.
        asked: what was filled into the form.
        error: what was wrong with it.
    """
    with service.reading() as library:
        titles = library.briefing_titles()
        newest = library.newest_day()
        shown = _month(month, newest or dt.date.today())
        weeks = _weeks(shown, titles, library)
    given = asked or {"first": str(newest or ""), "last": "", "topic": ""}
    return page(
        request,
        "briefings.html.j2",
        status=422 if error else 200,
        titles=titles,
        days=wording.days,
        month=f"{shown:%B %Y}",
        weeks=weeks,
        before=shown - dt.timedelta(days=1),
        after=shown + dt.timedelta(days=31),
        newest=newest,
        asked=given,
        error=error,
    )


def _month(text: str, default: dt.date) -> dt.date:
    """The first day of a month."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return default.replace(day=1)


def _weeks(first: dt.date, titles: list[BriefingTitle], library: Library) -> list[list[Square]]:
    rows = calendar.Calendar().monthdatescalendar(first.year, first.month)
    counts = library.count_by_day(Filters(first=rows[0][0], last=rows[-1][-1]))
    made = {title.first: title.id for title in reversed(titles) if title.first == title.last and title.topic is None}
    return [
        [
            Square(day=day, inside=day.month == first.month, articles=counts.get(day, 0), briefing=made.get(day))
            for day in row
        ]
        for row in rows
    ]


@router.post("/briefings")
def write(
    request: Request,
    service: TheService,
    caller: Caller,
    first: Annotated[str, Form(max_length=20)] = "",
    last: Annotated[str, Form(max_length=20)] = "",
    topic: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Have a briefing written."""
    try:
        begin, end = _span(first, last or first)
        about = _topic(topic)
        job = service.brief(caller, begin, end, about, LINGER, BRIEFING)
    except (InputError, BusyError) as error:
        given = {"first": first, "last": last, "topic": topic}
        return briefings_page(request, service, "", given, str(error))
    return RedirectResponse(f"/jobs/{job.id}", status_code=303)


def _span(first: str, last: str) -> tuple[dt.date, dt.date]:
    """The days of a briefing.

    Raises:
        InputError: they are no days, in the wrong order, or too many.
    """
    try:
        begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError as error:
        raise InputError(f"{first[:20]!r} to {last[:20]!r} are no dates. Write them as 2019-10-05.") from error
    if begin > end:
        raise InputError(f"{begin} is after {end}. Give the earlier day first.")
    if (end - begin).days >= LONGEST_SPAN:
        raise InputError(f"From {begin} to {end} are more than {LONGEST_SPAN} days. Give fewer.")
    return begin, end


def _topic(text: str) -> str | None:
    """What a briefing is to be about, its spaces tidied; None for anything.

    Raises:
        InputError: it has no words, or is too long.
    """
    tidy = " ".join(text.split())
    if tidy and not any(letter.isalnum() for letter in tidy):
        raise InputError(f"The topic {tidy[:40]!r} has no words. Leave it empty, or name one.")
    if len(tidy) > LONGEST_TOPIC:
        raise InputError(f"The topic has {len(tidy)} characters; at most {LONGEST_TOPIC} can be given.")
    return tidy or None


@router.get("/briefings/{briefing_id}")
def briefing(request: Request, service: TheService, briefing_id: str, since: str = "") -> Response:
    """A briefing, and what changed since an earlier one."""
    with service.reading() as library:
        found = saved(library, briefing_id)
        earlier = [title for title in library.briefing_titles() if _is_earlier(title, found)]
        chosen = next((title for title in earlier if title.id == since), None)
        then = saved(library, chosen.id) if chosen else None
        taken_back = withdrawals([found], library, library.held())
    changes, error = _changes(service, then, found) if then else ((), "")
    return page(
        request,
        "briefing.desk.html.j2",
        briefing=found,
        taken_back=taken_back,
        cited=sources(found),
        forms=[form for form in HandoverForm if form is not HandoverForm.ICS or found.events],
        wording=wording,
        days=wording.days,
        places={story.id: place for place, story in enumerate(found.stories, start=1)},
        earlier=earlier,
        then=then,
        changes=wording.changes_in_order(changes),
        error=error,
    )


def _changes(service: Service, then: Briefing, now: Briefing) -> tuple[tuple[Change, ...], str]:
    """What changed from one briefing to another, or why that cannot be told."""
    try:
        return service.changes_between(then, now), ""
    except BriefbotError as error:
        return (), str(error)


def saved(library: Library, briefing_id: str) -> Briefing:
    """A saved briefing.

    Raises:
        HTTPException: 404; there is none, or another version of briefbot saved it.
    """
    try:
        saved = read_briefing(library.briefing(briefing_id))
    except LibraryError as error:
        raise HTTPException(404, "There is no such briefing (any more).") from error
    if saved is None:
        raise HTTPException(
            404, "Another version of briefbot saved this briefing, and it cannot be read. Write it anew."
        )
    return saved


def _is_earlier(title: BriefingTitle, found: Briefing) -> bool:
    return title.id != found.id and title.topic == found.topic and title.last <= found.last

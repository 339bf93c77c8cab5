"""Templates, and what all pages know."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from briefbot.citations import in_marks, shown_text
from briefbot.library.listing import Headline
from briefbot.render.answer import lead
from briefbot.render.briefing import web_address, where
from briefbot.render.handover import OF_ANSWERS
from briefbot.render.text import number, printable, short_path
from briefbot.server.callers import VISITOR, new_visitor
from briefbot.server.pages.marking import article_path, runs
from briefbot.server.public import with_prefix
from briefbot.text.dates.describe import annotate, describe_span
from briefbot.text.dates.edtf import edtf_words
from briefbot.types import ArticleHead, Citation, Passage, Published, Sentence

STATIC = files("briefbot.server").joinpath("static")
YEAR = 365 * 24 * 3600


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A template as a reply; see `reply`."""
    return reply(request, rendered(request, template, **values), status)


def rendered(request: Request, template: str, **values: Any) -> str:  # noqa: ANN401
    """A template as a whole page, whoever asks for it."""
    return _templates().get_template(template).render(path=request.url.path, **values)


def reply(request: Request, shown: str, status: int = 200) -> HTMLResponse:
    """A page as a reply; a browser that has no name yet gets one, so that it takes turns with others."""
    answer = HTMLResponse(with_prefix(shown), status_code=status, headers={"cache-control": "no-store"})
    if VISITOR not in request.cookies:
        answer.set_cookie(VISITOR, new_visitor(), httponly=True, samesite="lax", max_age=YEAR)
    return answer


def fragment(template: str, **values: Any) -> str:  # noqa: ANN401
    """A template as text."""
    return with_prefix(_templates().get_template(template).render(**values))


@cache
def static_version(name: str) -> str:
    """A short hash of a file that pages load, so that a browser keeps it until it changes."""
    return hashlib.sha256(STATIC.joinpath(name).read_bytes()).hexdigest()[:12]


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("briefbot.server"), jinja2.PackageLoader("briefbot.render", "page")]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalized,
    )
    environment.globals.update(
        answer_forms=OF_ANSWERS,
        static=lambda name: f"/static/{name}?v={static_version(name)}",
        article_path=article_path,
        fresh=itertools.count().__next__,
        annotate=annotate,
        in_marks=in_marks,
        lead=lead,
        runs=runs,
        shown_text=shown_text,
        short_path=short_path,
        span=describe_span,
        web_address=web_address,
        where=where,
    )
    environment.filters.update(day=day, told_day=told_day, number=number, stamp=stamp)
    return environment


def finalized(value: object) -> object:
    """Text without control characters and marks that reorder what is read; what is markup already stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def day(value: dt.date | Published | str | None) -> str:
    """A day in words: '14 July 2019'."""
    if isinstance(value, Published):
        return f"{day(value.day)}{' (cannot be true)' if value.suspect else ''}"
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10])
    return describe_span(value, value) if value else "date unknown"


def told_day(of: ArticleHead | Passage | Headline) -> str:
    """The day of publication in words, or what is known of it: 'August 2019'."""
    known = of.day if isinstance(of, Headline) else of.published
    return edtf_words(of.known) if of.known and not known else day(known)


def stamp(value: dt.datetime) -> str:
    """A moment in the zone of the machine: '14 July 2019, 09:05'."""
    local = value.astimezone()
    return f"{describe_span(local.date(), local.date())}, {local:%H:%M}"


def citations(sentences: tuple[Sentence, ...]) -> list[Citation]:
    """What sentences cite, each number once, in order."""
    found = {citation.number: citation for sentence in sentences for citation in sentence.citations}
    return [found[at] for at in sorted(found)]

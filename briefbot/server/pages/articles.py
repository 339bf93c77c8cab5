"""Articles: searched by words and meaning, listed, counted over time, and each as it was understood."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from briefbot.dedup.diff import differences
from briefbot.errors import BriefbotError, InputError, LibraryError
from briefbot.library.store import Library
from briefbot.search.retrieval import rarest, telling_words
from briefbot.server.callers import TheService
from briefbot.server.pages.charts import chart
from briefbot.server.pages.keeping import Made, kept_page
from briefbot.server.pages.marking import parse_marks, runs
from briefbot.server.service import Service
from briefbot.text.dates.find import find_dates
from briefbot.types import Article, Filters, Frozen

PAGE = 40  # articles of one page of the list
FOUND = 20  # passages of a search
CHARTED = 2_000  # articles that the rarest words of a search may match, of which the chart shows the days
router = APIRouter(include_in_schema=False)


class Sought(Frozen):
    """What a reader looks for, as the address has it."""

    q: str = ""
    first: str = ""
    last: str = ""
    source: str = ""
    history: bool = False
    page: int = 1

    @property
    def filters(self) -> Filters:
        """The days and the publisher to keep to.

        Raises:
            InputError: a day that is none.
        """
        return Filters(first=_day(self.first), last=_day(self.last), source=self.source or None, history=self.history)

    def address(self, **changes: object) -> str:
        """The address of the same with changes."""
        values = {**self.model_dump(), **changes}
        return f"/articles?{urlencode({name: value for name, value in values.items() if value not in ('', False, 1)})}"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{text[:40]!r} is not a date. Write it as 2019-07-14.") from error


@router.get("/articles")
def articles(
    request: Request,
    service: TheService,
    q: str = "",
    first: str = "",
    last: str = "",
    source: str = "",
    history: bool = False,
    number: int = 1,
) -> Response:
    """The list of articles, or what a search finds."""
    number = min(max(number, 1), 100_000)
    sought = Sought(q=q[:1000].strip(), first=first, last=last, source=source, history=history, page=number)

    def make(library: Library) -> Made:
        shown: dict[str, Any] = {"sought": sought, "sources": library.sources(), "total": library.counts()[0]}
        try:
            found = _found(service, library, sought)
        except BriefbotError as error:
            found = {"error": str(error), "headlines": [], "passages": [], "count": 0, "chart": None, "pages": 1,
                     "words_only": False}  # fmt: skip
        by_meaning = not found["words_only"] and service.searches_all(library) if sought.q else True
        return Made({**shown, **found}, is_lasting=by_meaning and not found["error"])

    return kept_page(request, service, "articles.html.j2", make)


def _found(service: Service, library: Library, sought: Sought) -> dict[str, Any]:
    filters = sought.filters
    library.check_source(filters.source)
    query = rarest(library.article_frequencies(telling_words(sought.q)), CHARTED) if sought.q else ""
    counts = library.count_by_day(filters, query)
    shown = {"error": "", "headlines": [], "passages": [], "words_only": False, "chart": chart(counts), "pages": 1}
    if sought.q:
        search = service.search(sought.q, filters, FOUND)
        return {**shown, "passages": search.passages, "words_only": search.words_only, "count": len(search.passages)}
    count = library.count_articles(filters)
    headlines = library.headlines(filters, PAGE, (sought.page - 1) * PAGE)
    return {**shown, "headlines": headlines, "count": count, "pages": -(-count // PAGE) or 1}


@router.get("/articles/{article_id}")
def article(request: Request, service: TheService, article_id: str, mark: str = "") -> Response:
    """An article as it was understood, with what was cited of it marked, and what was left out of it and why."""
    return kept_page(request, service, "article.html.j2", lambda library: Made(_shown(library, article_id, mark)))


def _shown(library: Library, article_id: str, mark: str) -> dict[str, Any]:
    found = _article(library, article_id)
    held = library.held().get(found.id)
    versions = library.versions_of(found.id)
    marks = parse_marks(mark)
    paragraphs = [
        (
            paragraph.number,
            runs(
                paragraph.text,
                [(each.start, each.end) for each in marks if each.paragraph == paragraph.number],
                find_dates(paragraph.text, found.day),
            ),
        )
        for paragraph in found.paragraphs
    ]
    return {
        "article": found,
        "paragraphs": paragraphs,
        "held": held.reason if held else "",
        "versions": versions if len(versions) > 1 else [],
        "changed": [(new, differences(old, new)) for old, new in itertools.pairwise(versions)],
        "copies": library.copies_of(found.id),
        "standing": library.standing(found.id),
    }


def _article(library: Library, article_id: str) -> Article:
    try:
        return library.article(article_id)
    except LibraryError as error:
        raise HTTPException(404, "There is no such article (any more) in the library.") from error

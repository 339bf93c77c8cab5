"""The library as such: what it holds, what could not be read, and the feeds it follows."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from briefbot.errors import LibraryError
from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.readers.formats import SUFFIXES
from briefbot.server.callers import TheService
from briefbot.server.fetching import FETCHING
from briefbot.server.pages.rendering import page
from briefbot.server.service import Service
from briefbot.watchlists.finding import read_list

MOST = 200  # problems, and doubts, that are shown
router = APIRouter(include_in_schema=False)


@router.get("/library")
def library(request: Request, service: TheService) -> Response:
    """What the library holds, and what went wrong with it."""
    return library_page(request, service)


def library_page(request: Request, service: Service, error: str = "", url: str = "") -> Response:
    """The page of the library.

    Args:
        request: what is replied to.
        service: the library.
        error: why something could not be added.
        url: the address of a feed as it was given.
    """
    home = service.settings.home
    feeds: tuple[Feed, ...] = ()
    unreadable = ""
    try:
        feeds = FEEDS.load(home)
    except LibraryError as failure:
        unreadable = str(failure)
    with service.reading() as held:
        articles, paragraphs = held.counts()
        problems, doubts = held.problems(), held.doubts()
        embargoed = held.held()
        lists = [read_list(each) for each in held.watchlists()]
        watchlists = [(each, held.count_hits(each.id)) for each in lists]
        titles = {name: held.article(name).title for name in list(embargoed)[:MOST]}
    return page(
        request,
        "library.html.j2",
        status=422 if error else 200,
        error=error,
        url=url,
        formats=",".join(SUFFIXES),
        articles=articles,
        paragraphs=paragraphs,
        problems=problems[:MOST],
        more_problems=len(problems[MOST:]),
        doubts=doubts[:MOST],
        more_doubts=len(doubts[MOST:]),
        held={name: (titles[name], embargoed[name].reason) for name in titles},
        feeds=feeds,
        fetching=bool(service.jobs_about(FETCHING)),
        watchlists=watchlists,
        unreadable=unreadable,
        waiting=service.queue.waiting(),
        warm=service.wait_until_warm(0),
    )

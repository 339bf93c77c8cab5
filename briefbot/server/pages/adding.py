"""Articles and feeds added from a browser, by the readers and the checks of the command line."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from briefbot.errors import BusyError, FetchError, InputError, LibraryError, ReadError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.poll import feed_title
from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.files import write_bytes
from briefbot.readers.formats import SUFFIXES
from briefbot.render.text import number
from briefbot.server.callers import Caller, TheService
from briefbot.server.fetching import Fetched, fetch_now
from briefbot.server.jobs import Job
from briefbot.server.pages.rendering import page
from briefbot.server.pages.shelves import library_page
from briefbot.server.pages.working import ADDING, Added

if TYPE_CHECKING:
    from briefbot.desk import Desk

FOLDER = "added"  # of the library, for what comes from browsers
LONGEST_NAME = 100  # characters of a file's name
_UNSAFE = re.compile(r"[^\w. ()-]+")
router = APIRouter(include_in_schema=False)


@router.post("/library/files")
def add_files(
    request: Request, service: TheService, caller: Caller, files: Annotated[list[UploadFile], File()]
) -> Response:
    """Keep files and take their articles into the library."""
    try:
        paths = [_kept(service.settings.home, file) for file in files if file.filename]
        if not paths:
            raise InputError("No file was chosen. Choose one or several.")
        job = service.submit(
            caller, f"adding {number(len(paths), 'file')}", lambda desk, job: _taken_in(desk, job, paths), about=ADDING
        )
    except (InputError, BusyError) as error:
        return library_page(request, service, error=str(error))
    job.on_left = lambda left: None  # it is done whoever watches
    return RedirectResponse(f"/jobs/{job.id}", status_code=303)


@router.get("/library/added/{job_id}")
def added(request: Request, service: TheService, job_id: str) -> Response:
    """What came of files that were added."""
    job = service.job(job_id)
    if job is None or not isinstance(job.result, Added):
        raise HTTPException(404, "This was a while ago. The library tells what it holds, and what it could not read.")
    found: Added = job.result
    with service.reading() as library:
        names = dict.fromkeys(name for path in found.paths for name in library.articles_of_file(path))
        articles = [library.article(name) for name in names if library.has_article(name)]
    return page(request, "added.html.j2", report=found.report, articles=articles)


@router.post("/library/feeds")
def add_feed(request: Request, service: TheService, url: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Follow a feed, after a look at it."""
    home = service.settings.home
    try:
        address = checked_url(url)
        title = feed_title(address, service.fetcher())
        FEEDS.add(home, [Feed(url=address, title=title)])
    except (FetchError, LibraryError, ReadError) as error:
        return library_page(request, service, error=str(error), url=url)
    return RedirectResponse("/library#feeds", status_code=303)


@router.post("/library/feeds/remove")
def remove_feed(request: Request, service: TheService, url: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Stop following a feed; its articles stay."""
    try:
        FEEDS.remove(service.settings.home, checked_url(url))
    except (FetchError, InputError, LibraryError) as error:
        return library_page(request, service, error=str(error))
    return RedirectResponse("/library#feeds", status_code=303)


@router.post("/library/feeds/fetch")
def fetch(request: Request, service: TheService, caller: Caller) -> Response:
    """Fetch all feeds now."""
    try:
        if not FEEDS.load(service.settings.home):
            raise InputError("No feed is followed. Give the address of one first.")
    except (InputError, LibraryError) as error:
        return library_page(request, service, error=str(error))
    return RedirectResponse(f"/jobs/{fetch_now(service, caller).id}", status_code=303)


@router.get("/library/fetched/{job_id}")
def fetched(request: Request, service: TheService, job_id: str) -> Response:
    """What came of a round of all feeds."""
    job = service.job(job_id)
    if job is None or not isinstance(job.result, Fetched):
        raise HTTPException(404, "This was a while ago. The library tells how each feed stands.")
    return page(request, "fetched.html.j2", report=job.result.report, read=job.result.read)


def _kept(home: Path, file: UploadFile) -> Path:
    """A file that was sent, under its name in a folder of its contents: sent again, it is the same file.

    Raises:
        InputError: its format is not read, or it cannot be kept.
    """
    name = _UNSAFE.sub("_", Path((file.filename or "").replace("\\", "/")).name).strip(". ")[-LONGEST_NAME:]
    if Path(name).suffix.lower() not in SUFFIXES:
        raise InputError(f"{name[-60:]!r} is of a format that is not read. Read are {', '.join(SUFFIXES)}.")
    data = file.file.read()
    path = (home / FOLDER / hashlib.sha256(data).hexdigest()[:16] / name).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, data)
    return path


def _taken_in(desk: Desk, job: Job, paths: list[Path]) -> Added:
    return Added(report=desk.ingest(paths), paths=tuple(map(str, paths)))

"""The application: the guard, the pages, and what programs ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from briefbot.errors import BriefbotError, BusyError, InputError, LibraryError
from briefbot.server import api, completions, handing_on, own
from briefbot.server.failures import described, failure, is_for_programs
from briefbot.server.mcp import make_mcp, routes_of
from briefbot.server.pages import adding, articles, asking, briefings, shelves, story, working
from briefbot.server.pages.keeping import KeptPages
from briefbot.server.pages.rendering import page
from briefbot.server.public import PublicAddress
from briefbot.server.security import Guard
from briefbot.server.service import Service
from briefbot.server.streaming import CallerLeft

GONE = 499
"""What nginx calls a request whose caller has left."""
STATUS = ((BusyError, 503), (InputError, 422), (LibraryError, 404))
"""What kinds of failures are to a caller; any other is the server's own."""


def make_app(
    service: Service,
    token: str | None = None,
    host: str = "127.0.0.1",
    more_hosts: Iterable[str] = (),
    public: PublicAddress | None = None,
) -> FastAPI:
    """The application over a service that runs.

    Args:
        service: the library and the model.
        token: what every request must show; None where only this machine can ask.
        host: the address to which the server is bound.
        more_hosts: further names by which it may be called.
        public: where a proxy offers it.
    """
    tools = make_mcp(service)
    paths = routes_of(tools)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    guard = Middleware(
        Guard, token=token, host=host, more_hosts=tuple(more_hosts), public=public, token_page=_token_page
    )
    app = FastAPI(
        title="briefbot",
        version=version("briefbot"),
        docs_url=None,  # they load a foreign script
        redoc_url=None,
        middleware=[guard],
        lifespan=lifespan,
    )
    app.add_exception_handler(BriefbotError, _told)
    app.add_exception_handler(CallerLeft, _gone)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _refused)
    app.state.service = service
    app.state.public = public
    app.state.kept = KeptPages()
    app.include_router(handing_on.programs)
    for module in (own, api, completions, handing_on, asking, working, articles, briefings, story, shelves, adding):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(packages=[("briefbot.server", "static")]))
    app.router.routes.extend(paths)
    return app


def _token_page(request: Request, wanted: str, wrong: bool) -> Response:
    """The page that asks for the token."""
    return page(request, "token.html.j2", status=401, next=wanted, wrong=wrong)


async def _told(request: Request, error: Exception) -> Response:
    """An expected failure in one line."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    return _shown(request, status, str(error))


async def _gone(request: Request, error: Exception) -> Response:
    """Nobody reads it."""
    return Response(status_code=GONE)


async def _malformed(request: Request, error: Exception) -> Response:
    """A request that does not have the form it should."""
    line, param = described(error.errors() if isinstance(error, RequestValidationError) else ())
    return _shown(request, 422, line, param=param)


async def _refused(request: Request, error: Exception) -> Response:
    """What is not there, and the like."""
    if not isinstance(error, HTTPException):
        raise error
    line = str(error.detail)
    if line == HTTPStatus(error.status_code).phrase:
        line = f"{line}: {request.method} {request.url.path}."
    return _shown(request, error.status_code, line, error.headers)


def _shown(
    request: Request, status: int, line: str, headers: Mapping[str, str] | None = None, param: str | None = None
) -> Response:
    """A failure as a page where a browser asked for one, else as a program reads it."""
    wants_page = "text/html" in request.headers.get("accept", "") and not is_for_programs(request.url.path)
    if wants_page:
        return page(request, "failure.html.j2", status, line=line)
    return failure(request.url.path, status, line, headers, param)

"""The application: the guard, the pages, and what programs ask."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.middleware import Middleware

from briefbot.errors import BriefbotError, BusyError, InputError, LibraryError
from briefbot.server import own
from briefbot.server.security import Guard
from briefbot.server.service import Service

STATUS = ((BusyError, 503), (InputError, 422), (LibraryError, 404))
"""What kinds of failures are to a caller; any other is the server's own."""


def make_app(
    service: Service, token: str | None = None, host: str = "127.0.0.1", more_hosts: Iterable[str] = ()
) -> FastAPI:
    """The application over a service that runs.

    Args:
        service: the library and the model.
        token: what every request must show; None where only this machine can ask.
        host: the address to which the server is bound.
        more_hosts: further names by which it may be called.
    """
    guard = Middleware(Guard, token=token, host=host, more_hosts=tuple(more_hosts))
    app = FastAPI(
        title="briefbot",
        version=version("briefbot"),
        docs_url=None,  # they load a foreign script
        redoc_url=None,
        middleware=[guard],
    )
    app.add_exception_handler(BriefbotError, _told)
    app.state.service = service
    app.include_router(own.router)
    return app


async def _told(request: Request, error: Exception) -> Response:
    """An expected failure in one line."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    return PlainTextResponse(f"{error}\n", status_code=status)

"""What handlers are given: the service, and who calls."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, Request

from briefbot.server.public import PublicAddress
from briefbot.server.security import CONTAINER_HOSTS
from briefbot.server.service import Service

CALLERS = ("x-briefbot-caller", "x-openwebui-user-id")
"""Headers in which a program may say which of its users asks; turns are taken by them. The second is Open WebUI's."""
VISITOR = "briefbot-visitor"
"""A cookie that tells one browser from another, so that they take turns."""


def service_of(request: Request) -> Service:
    """The service behind the application."""
    service: Service = request.app.state.service
    return service


def caller_of(request: Request) -> str:
    """Who takes a turn: the named user of a program, a browser, or an address."""
    address = request.client.host if request.client else "?"
    said = (request.headers.get(name) for name in CALLERS)
    named = next(filter(None, said), None) or request.cookies.get(VISITOR)
    return f"{address} {named[:100]}" if named else address


def base_of(request: Request) -> str:
    """Where the reader of a reply opens this server: its public address, or where it was asked.

    A container on this machine asks by a name that the reader's browser does not know.
    """
    public: PublicAddress | None = request.app.state.public
    if public:
        return f"{public.base}/"
    url = request.base_url
    return str(url.replace(hostname="localhost") if url.hostname in CONTAINER_HOSTS else url)


def new_visitor() -> str:
    """A name for a browser that has none."""
    return secrets.token_urlsafe(12)


TheService = Annotated[Service, Depends(service_of)]
Caller = Annotated[str, Depends(caller_of)]

"""What handlers are given: the service, and who calls."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, Request

from briefbot.server.service import Service

CALLER = "x-briefbot-caller"
"""A header in which a program may say which of its users asks; turns are taken by it."""
VISITOR = "briefbot-visitor"
"""A cookie that tells one browser from another, so that they take turns."""


def service_of(request: Request) -> Service:
    """The service behind the application."""
    service: Service = request.app.state.service
    return service


def caller_of(request: Request) -> str:
    """Who takes a turn: the named user of a program, a browser, or an address."""
    address = request.client.host if request.client else "?"
    named = request.headers.get(CALLER) or request.cookies.get(VISITOR)
    return f"{address} {named[:100]}" if named else address


def new_visitor() -> str:
    """A name for a browser that has none."""
    return secrets.token_urlsafe(12)


TheService = Annotated[Service, Depends(service_of)]
Caller = Annotated[str, Depends(caller_of)]

"""What briefbot's own command line asks of a server: who it is, and questions, answered line by line in JSON."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic_core import to_json

from briefbot.server.callers import Caller, TheService
from briefbot.server.jobs import Event, Job, Kind, State
from briefbot.server.presence import release
from briefbot.server.service import Service
from briefbot.types import Filters, Frozen

router = APIRouter(prefix="/desk", include_in_schema=False)


class Identity(Frozen):
    """Which server this is: what it answers from, and with what."""

    version: str
    pid: int
    home: str
    settings_sha256: str


class Question(Frozen):
    """A question as a command asks it."""

    question: str
    filters: Filters = Filters()


def identity(service: Service) -> Identity:
    """Who a server over a service is."""
    settings = service.settings
    return Identity(
        version=release(), pid=os.getpid(), home=str(settings.home.absolute()), settings_sha256=settings.sha256
    )


@router.get("")
def who(service: TheService) -> Identity:
    """Which server this is."""
    return identity(service)


@router.post("/ask")
def ask(asked: Question, service: TheService, caller: Caller) -> StreamingResponse:
    """Ask; each line of the reply is an event as a JSON object, the last with the answer or the reason for none."""
    job = service.ask(caller, asked.question, asked.filters)

    async def lines() -> AsyncGenerator[bytes, None]:
        async for event in job.follow():
            yield to_json(_line(event, job)) + b"\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"cache-control": "no-store"})


def _line(event: Event, job: Job) -> dict[str, Any]:
    if event.kind is not Kind.END:
        return {"kind": event.kind, "data": event.data if event.kind is not Kind.FOUND else None}
    answer = job.result if job.state is State.DONE else None
    return {"kind": event.kind, "data": job.state, "answer": answer, "error": job.error}

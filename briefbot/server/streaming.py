"""Jobs as replies: server-sent events while they go on, or their outcome. A caller that leaves takes its job along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress

from fastapi import Request
from fastapi.responses import StreamingResponse

from briefbot.server.jobs import Event, Job

ALIVE = 15.0  # seconds of silence after which a comment is sent, so that no proxy hangs up
LOOK = 0.25  # seconds between two looks at whether the caller is still there


class CallerLeft(Exception):  # noqa: N818 - no failure of ours
    """Whoever asked has gone."""


async def outcome(job: Job, request: Request) -> Job:
    """The job at its end.

    Raises:
        CallerLeft: whoever asked has gone; the job is left.
    """

    async def end() -> None:
        async for _ in job.follow():
            pass

    waiting = asyncio.ensure_future(end())
    try:
        while not waiting.done():
            await asyncio.wait((waiting,), timeout=LOOK)
            if not waiting.done() and await request.is_disconnected():
                raise CallerLeft
        await waiting
        return job
    finally:
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting


def sse(event: str, data: str, number: int | None = None) -> str:
    """One server-sent event; see https://html.spec.whatwg.org/multipage/server-sent-events.html."""
    lines = [f"event: {event}", *([f"id: {number}"] if number is not None else [])]
    lines += [f"data: {line}" for line in data.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines) + "\n\n"


async def kept_alive(texts: AsyncGenerator[str, None]) -> AsyncIterator[str]:
    """The texts, with a comment after each long silence."""
    waiting: asyncio.Future[str] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(texts))
            done, _ = await asyncio.wait((waiting,), timeout=ALIVE)
            if not done:
                yield ": still here\n\n"
                continue
            try:
                text = waiting.result()
            except StopAsyncIteration:
                return
            waiting = None
            yield text
    finally:
        if waiting:
            waiting.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await waiting
        await texts.aclose()


def event_stream(job: Job, shown: Callable[[Event], str], start: int = 0) -> StreamingResponse:
    """A job's events as a stream that ends with it.

    Args:
        job: whose events.
        shown: an event as text of the stream; empty for one that is not told.
        start: the first event that is told.
    """

    async def texts() -> AsyncGenerator[str, None]:
        async for event in job.follow(start):
            if text := shown(event):
                yield text

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(kept_alive(texts()), media_type="text/event-stream", headers=headers)

"""Requests to a model server that can be given up at any moment: also while the server reads a prompt.

They run in an event loop of a thread of their own. Who waits looks every now and then whether to go on, and a request
that is given up is closed, which frees its slot.
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from concurrent.futures import wait
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from pydantic import SecretStr

from briefbot.errors import ModelError

SECONDS_TO_CONNECT = 10.0
SECONDS_OF_SILENCE = 600.0  # without a word: a server whose slots are all taken says nothing
LOOKS = 0.05  # seconds between two looks whether to go on
Answered = dict[str, Any]
"""A JSON object that a server sent."""


class ModelServer:
    """A connection to a server, which any number of threads may use.

    Args:
        url: its address without a path.
        token: shown as a bearer's, where it asks for one.
    """

    def __init__(self, url: str, token: SecretStr | None = None) -> None:
        self.url = url
        self._has_token = token is not None
        self._headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        self._client: httpx2.AsyncClient | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="model server", daemon=True)
        self._thread.start()

    def ask(
        self, path: str, body: Mapping[str, Any] | None = None, check: Callable[[], None] = lambda: None
    ) -> Answered:
        """What the server answers to a GET, or to a POST of a body.

        Args:
            path: what is asked.
            body: is posted.
            check: called every moment; what it raises ends the request.

        Raises:
            ModelError: it is away, refuses, or does not answer with a JSON object.
        """
        running = asyncio.run_coroutine_threadsafe(self._ask(path, body), self._loop)
        try:
            while not running.done():
                check()
                wait([running], LOOKS)
            return running.result()
        finally:
            running.cancel()

    def stream(
        self, path: str, body: Mapping[str, Any], check: Callable[[], None] = lambda: None
    ) -> Generator[Answered, None, None]:
        """The events of a streamed answer, as they come.

        Args:
            path: what is asked.
            body: is posted.
            check: called every moment; what it raises ends the request.

        Raises:
            ModelError: as by `ask`.
        """
        events: queue.SimpleQueue[Answered | None] = queue.SimpleQueue()
        running = asyncio.run_coroutine_threadsafe(self._stream(path, body, events), self._loop)
        try:
            while (event := _next(events, check)) is not None:
                yield event
            running.result()
        finally:
            running.cancel()

    def close(self) -> None:
        """End all connections."""
        if self._loop.is_closed():
            return
        if self._client:
            asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _ask(self, path: str, body: Mapping[str, Any] | None) -> Answered:
        async with self._request(path, body) as response:
            await response.aread()
            return self._object(response.text)

    async def _stream(self, path: str, body: Mapping[str, Any], events: queue.SimpleQueue[Answered | None]) -> None:
        try:
            async with self._request(path, body) as response:
                async for line in response.aiter_lines():
                    name, _, data = line.partition(":")
                    if name == "data" and data.strip() != "[DONE]":
                        events.put(self._checked(self._object(data)))
                    elif name == "error":
                        raise self._refused(500, data)
        finally:
            events.put(None)

    @asynccontextmanager
    async def _request(self, path: str, body: Mapping[str, Any] | None) -> AsyncIterator[httpx2.Response]:
        if self._client is None:
            timeout = httpx2.Timeout(SECONDS_OF_SILENCE, connect=SECONDS_TO_CONNECT)
            self._client = httpx2.AsyncClient(headers=self._headers, timeout=timeout, limits=httpx2.Limits())
        method = "GET" if body is None else "POST"
        try:
            async with self._client.stream(method, f"{self.url}{path}", json=body) as response:
                if not response.is_success:
                    await response.aread()
                    raise self._refused(response.status_code, response.text)
                yield response
        except httpx2.TransportError as error:
            raise ModelError(
                f"The model server {self.url!r} does not answer ({error or type(error).__name__}). Start it, change "
                "BRIEFBOT_GENERATOR, or unset it to use the model of this machine."
            ) from error

    def _object(self, text: str) -> Answered:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ModelError(
                f"The model server {self.url!r} answers {text[:60]!r}, not JSON. Change BRIEFBOT_GENERATOR."
            )
        return found

    def _checked(self, event: Answered) -> Answered:
        if "error" in event:
            raise self._refused(500, json.dumps(event))
        return event

    def _refused(self, status: int, text: str) -> ServerRefusal:
        try:
            said = json.loads(text)["error"]
            reason = said["message"] if isinstance(said, dict) else str(said)
        except (ValueError, KeyError, TypeError):
            reason = text
        reason = " ".join(reason.split())[:300]
        if status in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            what = "refuses the token" if self._has_token else "asks for a token"
            return ServerRefusal(f"The model server {self.url!r} {what}. Set BRIEFBOT_GENERATOR_TOKEN.", status)
        if status == httpx2.codes.SERVICE_UNAVAILABLE:
            return ServerRefusal(
                f"The model server {self.url!r} is not ready ({reason}). Run the same command again in a moment.",
                status,
            )
        return ServerRefusal(f"The model server {self.url!r} refuses ({status}): {reason}. See its log.", status)


class ServerRefusal(ModelError):
    """A server answered, and refused; `status` is that of HTTP."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def _next(events: queue.SimpleQueue[Answered | None], check: Callable[[], None]) -> Answered | None:
    while True:
        check()
        try:
            return events.get(timeout=LOOKS)
        except queue.Empty:
            continue

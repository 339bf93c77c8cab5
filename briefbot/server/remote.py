"""Questions of the command line to a server of the same library, where one runs: it has the model loaded.

Of the standard library, since a client that is quick to import is half of what is gained.
"""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from briefbot.errors import BriefbotError, InputError
from briefbot.server.presence import Presence, read_presence, release
from briefbot.settings import Settings
from briefbot.types import Answer, Filters

REACHING = 2.0  # seconds
SILENT = 900.0  # seconds without a line until the server is given up; a place in a long queue is one
ANYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}


class Lost(Exception):  # noqa: N818 - the question is answered without the server then
    """The server went away before it had answered."""


def ask_server(
    settings: Settings,
    question: str,
    filters: Filters,
    note: Callable[[str], None] = lambda text: None,
    on_text: Callable[[str], None] = lambda text: None,
) -> Answer | None:
    """The answer of a server of the same library, version and settings; None where none is running.

    Args:
        settings: those of the command.
        question: what is asked.
        filters: days and publisher to keep to.
        note: told what the server says, and why it is not asked.
        on_text: given the draft piece by piece.

    Raises:
        BriefbotError: the server could not answer, and why.
    """
    found = read_presence(settings.home)
    if found is None:
        return None
    if found.version != release():
        note(f"The server of this library (process {found.pid}) is of another version; it is not asked.")
        return None
    try:
        with closing(_connection(found, REACHING)) as connection:
            known = _get(connection, found, "/desk")
        same = {"home": str(settings.home.absolute()), "settings_sha256": settings.sha256, "version": release()}
        if any(known.get(name) != value for name, value in same.items()):
            return None
        return _asked(found, question, filters, note, on_text)
    except (OSError, http.client.HTTPException, ValueError, Lost):
        return None


def _connection(found: Presence, seconds: float) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(ANYWHERE.get(found.host, found.host), found.port, timeout=seconds)


def _headers(found: Presence) -> dict[str, str]:
    named = {"X-Briefbot-Caller": f"command {os.getpid()}", "Content-Type": "application/json"}
    return {**named, **({"Authorization": f"Bearer {found.token}"} if found.token else {})}


def _get(connection: http.client.HTTPConnection, found: Presence, path: str) -> dict[str, Any]:
    connection.request("GET", path, headers=_headers(found))
    reply = connection.getresponse()
    value = json.loads(reply.read()) if reply.status == 200 else {}
    return value if isinstance(value, dict) else {}


def _asked(
    found: Presence,
    question: str,
    filters: Filters,
    note: Callable[[str], None],
    on_text: Callable[[str], None],
) -> Answer:
    body = json.dumps({"question": question, "filters": filters.model_dump(mode="json")})
    with closing(_connection(found, SILENT)) as connection:
        connection.request("POST", "/desk/ask", body=body, headers=_headers(found))
        reply = connection.getresponse()
        if reply.status == 422:
            raise InputError(reply.read().decode().strip())
        if reply.status != 200:
            raise Lost
        for line in _lines(reply):
            kind, data = line["kind"], line["data"]
            if kind == "draft":
                on_text(data)
            elif kind == "note":
                note(data)
            elif kind == "place" and data:
                note(f"The model is busy: {data} before this question.")
            elif kind == "end":
                if line["answer"]:
                    return Answer.model_validate(line["answer"])
                if line["error"]:
                    raise BriefbotError(line["error"])
    raise Lost


def _lines(reply: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    while line := reply.readline():
        yield json.loads(line)

"""Pages that are kept as long as the library is as it was when they were made."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse

from briefbot.library.store import Library
from briefbot.server.pages.rendering import rendered, reply
from briefbot.server.service import Service

MOST_KEPT = 16 * 2**20
"""Characters of all pages kept, and of their addresses."""

Moment = tuple[object, ...]


class Made(NamedTuple):
    """What a template shows."""

    values: dict[str, Any]
    is_lasting: bool = True
    """Whether the same library shows the same again."""


class KeptPages:
    """The pages last asked for, of one moment of a library; those asked for longest ago make room.

    Args:
        most: characters of all that is kept.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._moment: Moment = ()
        self._pages: OrderedDict[str, str] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, moment: Moment, address: str) -> str | None:
        """The page of an address as it was at a moment; None where it is not kept."""
        with self._lock:
            if moment != self._moment or address not in self._pages:
                return None
            self._pages.move_to_end(address)
            return self._pages[address]

    def keep(self, moment: Moment, address: str, page: str) -> None:
        """Keep a page, and none of another moment any more."""
        with self._lock:
            if moment != self._moment:
                self._moment, self._size = moment, 0
                self._pages.clear()
            self._size += len(address) + len(page) - self._of(address)
            self._pages[address] = page
            self._pages.move_to_end(address)
            while self._size > self._most:
                oldest = next(iter(self._pages))
                self._size -= self._of(oldest)
                del self._pages[oldest]

    def _of(self, address: str) -> int:
        return len(address) + len(self._pages[address]) if address in self._pages else 0


def kept_page(request: Request, service: Service, template: str, make: Callable[[Library], Made]) -> HTMLResponse:
    """A page of what the library says, made where it is not kept.

    Args:
        request: its path and query are the page's address.
        service: whose library it is.
        template: what shows it.
        make: finds what is shown.
    """
    kept: KeptPages = request.app.state.kept
    address = f"{request.url.path}?{request.url.query}"
    with service.reading() as library:
        moment = _moment(library)
        page = kept.find(moment, address)
        if page is None:
            made = make(library)
            page = rendered(request, template, **made.values)
            if made.is_lasting and moment == _moment(library):
                kept.keep(moment, address, page)
    return reply(request, page)


def _moment(library: Library) -> Moment:
    """What tells what a library shows: which it is, its revision, and what may not be used now."""
    return library.identity, library.revision, *library.held()

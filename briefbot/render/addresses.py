"""Where a reader can open what is cited: on the desk that is served, at the publisher, or in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from briefbot.types import Citation


class Place(Protocol):
    """A paragraph of an article, as citations and passages have it."""

    @property
    def article_id(self) -> str:
        """The article."""
        ...

    @property
    def paragraph(self) -> int:
        """The number of the paragraph."""
        ...

    @property
    def url(self) -> str | None:
        """The address at which its publisher has it."""
        ...

    @property
    def path(self) -> str | None:
        """The file that it was read from."""
        ...


Address = Callable[[Place], str]
"""The address at which a paragraph can be read."""


def page_address(base: str) -> Address:
    """Addresses on the desk that is served at `base`: an article at a paragraph, its cited words marked."""

    def address(place: Place) -> str:
        mark = f"?mark={place.paragraph}:{place.start}-{place.end}" if isinstance(place, Citation) else ""
        return f"{base.rstrip('/')}/articles/{quote(place.article_id, safe='')}{mark}#p{place.paragraph}"

    return address


def own_address(place: Place) -> str:
    """Where a paragraph can be read without a server: at its publisher, else in its file; empty where in neither.

    An address of the article's own counts only when it is one of the web: it is written by whoever wrote the article.
    """
    if place.url and place.url.lower().startswith(("https://", "http://")):
        return quote(place.url, safe="%/:?#@!$&'*+,;=~")
    return Path(place.path).absolute().as_uri() if place.path else ""

"""The address by which others open a server that stands behind a proxy: its host, and what its paths begin with."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefbot.errors import InputError

_LINK = re.compile(r'(\s(?:href|src|action|hx-get|data-base|data-back)=")/(?!/)')


@dataclass(frozen=True)
class PublicAddress:
    """Where a proxy offers the server."""

    scheme: str
    netloc: str
    """Host and port as browsers name them."""
    host: str
    prefix: str
    """What all paths begin with there; empty, or with a slash at its beginning alone."""

    @property
    def base(self) -> str:
        """Scheme, host and prefix, without a slash at the end."""
        return f"{self.scheme}://{self.netloc}{self.prefix}"


def parse_public(text: str) -> PublicAddress:
    """A public address such as https://desk.example/briefbot.

    Raises:
        InputError: it is none.
    """
    try:
        found = urlsplit(text)
        port = found.port
    except ValueError:
        found, port = urlsplit(""), None
    is_plain = not (found.username or found.password or found.query or found.fragment or " " in text)
    if found.scheme not in ("http", "https") or not found.hostname or not is_plain or not text.isprintable():
        raise InputError(
            f"{text[:80]!r} is no public address. Give scheme, host and path, such as https://desk.example/briefbot."
        )
    host = found.hostname
    shown = f"[{host}]" if ":" in host else host
    path = found.path.strip("/")
    if path and not re.fullmatch(r"[\w.~/-]+", path, re.ASCII):
        raise InputError(f"The path {found.path[:80]!r} of a public address may hold letters, digits and -._~/ alone.")
    return PublicAddress(
        scheme=found.scheme,
        netloc=f"{shown}:{port}" if port else shown,
        host=host,
        prefix=f"/{path}" if path else "",
    )


PREFIX: ContextVar[str] = ContextVar("prefix", default="")
"""What the paths of the request that is being answered begin with where its reader is."""


def outside(path: str) -> str:
    """A path of this server as its reader asks for it."""
    return f"{PREFIX.get()}{path}"


def with_prefix(html: str) -> str:
    """A page with its links to this server as its reader asks for them; texts cannot hold such links, being escaped."""
    prefix = PREFIX.get()
    return _LINK.sub(lambda match: f"{match[1]}{prefix}/", html) if prefix else html

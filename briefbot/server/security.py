"""What every request must pass before anything looks at it.

Pages of other sites cannot read or change anything here: a name that an attacker points at this machine is refused by
its Host, a change that another site sends by its origin. What is answered may load nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import socket
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot.server.failures import failure

LONGEST_BODY = 256 * 1024  # bytes; threads and questions are much shorter
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CONTAINER_HOSTS = ("host.docker.internal", "host.containers.internal")
"""What a container calls the machine it runs on."""
ANYWHERE = ("", "0.0.0.0", "::")
COOKIE = "briefbot-token"
POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "frame-src 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with less, browsers call the origin of a form "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
TOO_LONG = f"More than {LONGEST_BODY // 1024} KiB were sent. Send less."
SAFE = ("GET", "HEAD", "OPTIONS")


def host_of(header: str) -> str:
    """The host that a Host header names, without its port and brackets, in small letters."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


class Guard:
    """ASGI middleware: hosts, origins, the token, sizes of bodies, and the headers of every reply.

    Args:
        app: what is behind it.
        token: what must be shown with every request; None for a server that only this machine reaches.
        host: the address to which the server is bound.
        more_hosts: further names by which it may be called.
    """

    def __init__(
        self, app: ASGIApp, token: str | None = None, host: str = "127.0.0.1", more_hosts: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._token = token
        self._hosts = {*LOOPBACK, host, *more_hosts}
        self._is_open = host in ANYWHERE
        if self._is_open:
            self._hosts |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local", *CONTAINER_HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] != "http":  # there are no websockets here; the lifespan of the app is no request
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused:
            await refused(scope, receive, _with_headers(send))
            return
        await self._app(scope, _limited(receive), _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        host = host_of(headers.get("host", ""))
        if not self._is_known(host):
            return failure(path, 400, f"This server is not called {host[:100]!r}. Open it by its own address.")
        if scope["method"] not in SAFE and not _is_of_this_site(headers):
            return failure(path, 403, "A page of another site sent this. Send it from a page of this server.")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > LONGEST_BODY:
            return failure(path, 413, TOO_LONG)
        return None if self._token is None else self._ask_for_token(scope, headers, self._token)

    def _is_known(self, host: str) -> bool:
        return host in self._hosts or (self._is_open and _is_address(host))

    def _ask_for_token(self, scope: Scope, headers: Headers, token: str) -> Response | None:
        """Nothing where the token was shown; a page that asks for it, or a refusal, where it was not."""
        if _same(_shown_token(headers), token):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["method"] == "GET" and _same(given, token):
            reply: Response = RedirectResponse(scope["path"] or "/", status_code=303)
            # Lax: a link in a chat or a mail leads here too; changes are taken from own pages whatever the cookie says.
            reply.set_cookie(COOKIE, token, httponly=True, samesite="lax", max_age=30 * 24 * 3600)
            return reply
        return failure(
            scope["path"],
            401,
            "This server asks for its token. Open the address that `briefbot serve` printed, or send it as "
            "`Authorization: Bearer TOKEN`.",
            {"www-authenticate": "Bearer"},
        )


def _shown_token(headers: Headers) -> str:
    """The token of a request: in its Authorization, or in the cookie of a browser that has shown it once.

    It may be a Bearer's or, as programs that follow feeds know it, the password of any user.
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def _same(given: str, token: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.encode(), token.encode())


def _is_of_this_site(headers: Headers) -> bool:
    """Whether a change comes from a page of this server, or from a program, which sends neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _is_address(host: str) -> bool:
    """Whether a host is a number, which no name server can point elsewhere."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _limited(receive: Receive) -> Receive:
    """The messages of a request, up to the longest body that is taken."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LONGEST_BODY:
            raise HTTPException(413, TOO_LONG)
        return message

    return limited


def _with_headers(send: Send) -> Send:
    """The messages of a reply, with the headers that every reply has; one that has its own policy keeps it."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers

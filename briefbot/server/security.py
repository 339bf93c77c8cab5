"""What every request must pass before anything looks at it.

Pages of other sites cannot read or change anything here: a name that an attacker points at this machine is refused by
its Host, a change that another site sends by its origin. What is answered may load nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbot.server.failures import failure, is_for_programs
from briefbot.server.public import PREFIX, PublicAddress, outside

LONGEST_BODY = 256 * 1024  # bytes; threads and questions are much shorter
LONGEST_UPLOAD = 32 * 1024 * 1024  # bytes of files that are added at once
UPLOADS = "/library/files"  # where they are sent
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
TOKEN_PATH = "/token"  # noqa: S105 - where the page that asks for it sends it
TokenPage = Callable[[Request, str, bool], Response]
"""Makes the page that asks for the token: the request, where to go then, and whether a wrong one was given."""
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
        public: where a proxy offers it.
        token_page: what a browser without the token is shown.
    """

    def __init__(
        self,
        app: ASGIApp,
        token: str | None = None,
        host: str = "127.0.0.1",
        more_hosts: Iterable[str] = (),
        public: PublicAddress | None = None,
        token_page: TokenPage | None = None,
    ) -> None:
        self._app = app
        self._token = token
        self._public = public
        self._token_page = token_page
        self._hosts = {*LOOPBACK, host, *more_hosts, *([public.host] if public else ())}
        self._is_open = host in ANYWHERE
        if self._is_open:
            self._hosts |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local", *CONTAINER_HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] != "http":  # there are no websockets here; the lifespan of the app is no request
            await self._app(scope, receive, send)
            return
        scope = self._inside(scope)
        send = _with_headers(send)
        refused = self._refusal(scope)
        if self._token is not None and (scope["method"], scope["path"]) == ("POST", TOKEN_PATH):
            refused = await self._given_token(scope, _limited(receive, scope["path"]), self._token, refused)
        await (refused or self._app)(scope, _limited(receive, scope["path"]), send)

    def _inside(self, scope: Scope) -> Scope:
        """A request by the paths of this server, whether or not the proxy has taken off what they begin with there."""
        prefix = self._public.prefix if self._public else ""
        PREFIX.set(prefix)
        path: str = scope["path"]
        if not prefix or not (path == prefix or path.startswith(f"{prefix}/")):
            return scope
        raw = scope.get("raw_path", path.encode())
        return {**scope, "path": path[len(prefix) :] or "/", "raw_path": raw[len(prefix) :] or b"/"}

    async def _given_token(self, scope: Scope, receive: Receive, token: str, refused: Response | None) -> Response:
        """What the page that asks for the token gets back."""
        if refused and refused.status_code != 401:  # it was refused for more than the token
            return refused
        given = parse_qs((await Request(scope, receive).body()).decode("latin-1"))
        wanted = given.get("next", ["/"])[0]
        wanted = wanted if re.fullmatch(r"/(?![/\\])[!-~]*", wanted) else "/"
        if _same(given.get("token", [""])[0], token):
            return self._let_in(wanted, token)
        return self._asked(scope, wanted, wrong=True)

    def _let_in(self, path: str, token: str) -> Response:
        """On to a page, with the token in a cookie."""
        reply = RedirectResponse(path, status_code=303)
        # Lax: a link in a chat or a mail leads here too; changes are taken from own pages whatever the cookie says.
        is_secure = self._public is not None and self._public.scheme == "https"
        reply.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=is_secure, max_age=30 * 24 * 3600)
        return reply

    def _asked(self, scope: Scope, wanted: str, wrong: bool = False) -> Response:
        """The page that asks for the token, for a browser; a line for a program."""
        path = scope["path"]
        wants_page = "text/html" in Headers(scope=scope).get("accept", "") and not is_for_programs(path)
        if self._token_page and wants_page:
            return self._token_page(Request(scope), wanted, wrong)
        return failure(
            path,
            401,
            "This server asks for its token. Open the address that `briefbot serve` printed, or send it as "
            "`Authorization: Bearer TOKEN`.",
            {"www-authenticate": "Bearer"},
        )

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        host = host_of(headers.get("host", ""))
        if not self._is_known(host):
            return failure(path, 400, f"This server is not called {host[:100]!r}. Open it by its own address.")
        if scope["method"] not in SAFE and not self._is_of_this_site(headers):
            return failure(path, 403, "A page of another site sent this. Send it from a page of this server.")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > longest_body(path):
            return failure(path, 413, _too_long(path))
        if self._token is None or path.startswith("/static/"):
            return None
        return self._ask_for_token(scope, headers, self._token)

    def _is_of_this_site(self, headers: Headers) -> bool:
        """Whether a change comes from a page of this server, or from a program, which sends neither header."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        own = (headers.get("host", "").lower(), self._public.netloc.lower() if self._public else "")
        return urlsplit(origin).netloc.lower() in filter(None, own)

    def _is_known(self, host: str) -> bool:
        return host in self._hosts or (self._is_open and _is_address(host))

    def _ask_for_token(self, scope: Scope, headers: Headers, token: str) -> Response | None:
        """Nothing where the token was shown; a page that asks for it, or a refusal, where it was not."""
        if _same(_shown_token(headers), token):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["method"] == "GET" and _same(given, token):
            return self._let_in(scope["path"] or "/", token)
        query = scope["query_string"].decode("latin-1")
        wanted = f"{scope['path']}{'?' if query and not given else ''}{'' if given else query}"
        return self._asked(scope, wanted if scope["method"] == "GET" else "/", wrong=bool(given))


def longest_body(path: str) -> int:
    """How many bytes may be sent to a path."""
    return LONGEST_UPLOAD if path == UPLOADS else LONGEST_BODY


def _too_long(path: str) -> str:
    return f"More than {longest_body(path) // 1024:,} KiB were sent. Send less."


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


def _is_address(host: str) -> bool:
    """Whether a host is a number, which no name server can point elsewhere."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _limited(receive: Receive, path: str) -> Receive:
    """The messages of a request, up to the longest body that is taken."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > longest_body(path):
            raise HTTPException(413, _too_long(path))
        return message

    return limited


def _with_headers(send: Send) -> Send:
    """The messages of a reply, with the headers that every reply has; one that has its own policy keeps it."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            place = headers.get("location", "")
            if place.startswith("/") and not place.startswith("//"):
                headers["location"] = outside(place)
        await send(message)

    return with_headers

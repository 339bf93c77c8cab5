"""Web sites on the loopback interface, and a network in which they have names and public addresses."""

from __future__ import annotations

import http.server
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from httpcore2 import NetworkStream

from briefbot.feeds.http import Network, dial

PUBLIC = "93.184.216.34"


class Page(NamedTuple):
    """What the site answers."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = {}  # noqa: RUF012


class Asked(NamedTuple):
    """A request that the site got."""

    path: str
    headers: dict[str, str]
    at: float


Answer = Page | Callable[["Handler"], None]


class Site(http.server.ThreadingHTTPServer):
    """Answers from `pages` by path, with 404 for others, and remembers what was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.port = int(self.server_address[1])
        self.dialled: list[str] = []
        """IP addresses that were connected to, in order."""
        self.names: dict[str, list[str]] = {}
        """Addresses of the hosts that are not at `PUBLIC`."""

    def url(self, path: str, host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for besides robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def network(self) -> Network:
        """A network in which every host is at `PUBLIC`, or where `names` says, and all addresses lead to this site."""

        def reach(address: str, port: int, seconds: float) -> NetworkStream:
            self.dialled.append(address)
            return dial("127.0.0.1", port, seconds)

        return Network(lambda host, port: self.names.get(host, [PUBLIC]), reach)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many tests want."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic()))
        answer = self.server.pages.get(self.path, Page(b"not here", status=404))
        if isinstance(answer, Page):
            self.send(answer)
        else:
            self.close_connection = True
            answer(self)

    def send(self, page: Page) -> None:
        self.send_response(page.status)
        headers = {"Content-Type": page.content_type, "Content-Length": str(len(page.body)), **page.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name in the base class)
        """Keep the test output clean."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running site."""
    with Site() as site:
        if tls:
            site.socket = tls.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()


def sequence(*pages: Page) -> Callable[[Handler], None]:
    """Answers with one page after the other, and with the last one from then on."""
    left = list(pages)
    return lambda handler: handler.send(left.pop(0) if len(left) > 1 else left[0])


def redirect(target: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": target})


def rss(*items: str, title: str = "Harbour News") -> bytes:
    """A feed with these items."""
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{title}</title>{"".join(items)}'
    return f"{text}</channel></rss>".encode()


def item(title: str, link: str, text: str = "The pier stays open.", date: str = "Tue, 03 Mar 2020 08:00:00 GMT") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
    )


def html(title: str, text: str = "Ferries run again from Monday.") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>{text}</p></body></html>".encode()

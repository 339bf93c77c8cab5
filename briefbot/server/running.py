"""The server as a process: bound to its address, announced to the commands of its library, and ended in time."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType

import uvicorn

from briefbot.errors import InputError
from briefbot.progress import Reporter
from briefbot.server.app import make_app
from briefbot.server.presence import Presence, announce, release, withdraw
from briefbot.server.public import PublicAddress, parse_public
from briefbot.server.security import ANYWHERE, LOOPBACK
from briefbot.server.service import Service

ENDING = 2  # seconds in which open replies may end; the model's thread has some more, see `Service.close`
BACKLOG = 256  # connections that may wait to be taken


@dataclass(frozen=True)
class Door:
    """Where a server listens, and what it asks for."""

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    public: PublicAddress | None = None
    """Where a proxy offers it."""

    @property
    def address(self) -> str:
        """What a browser opens, with the token: the public address, else that on this machine."""
        if self.public:
            return f"{self.public.base}/{f'?token={self.token}' if self.token else ''}"
        host = socket.gethostname() if self.host in ANYWHERE else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port}/{f'?token={self.token}' if self.token else ''}"


def open_door(host: str, port: int, token: str | None, public: str | None = None) -> Door:
    """Where to listen; to anything but loopback a token belongs, which is made where none is given.

    Raises:
        InputError: `public` is no address.
    """
    known = parse_public(public) if public else None
    is_own = host in LOOPBACK and known is None
    return Door(host, port, token or (None if is_own else secrets.token_urlsafe(24)), known)


def run(service: Service, door: Door, reporter: Reporter, open_browser: bool = False) -> None:
    """Serve until Ctrl-C or SIGTERM, and end within five seconds then.

    Args:
        service: the library and the model; it is started here.
        door: where to listen.
        reporter: where notes go.
        open_browser: open the desk in the browser once it listens.

    Raises:
        InputError: the address cannot be listened at.
        LibraryError: the library cannot be opened.
    """
    listening = listen(door)
    door = replace(door, port=listening.getsockname()[1])
    home = service.settings.home
    with service:
        app = make_app(service, door.token, door.host, public=door.public)
        config = uvicorn.Config(
            app,
            lifespan="on",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=ENDING,
            backlog=BACKLOG,
        )
        presence = Presence(door.host, door.port, os.getpid(), release(), door.token)
        announce(home, presence)
        try:
            reporter.note(f"The desk is at {door.address} until Ctrl-C.")
            if open_browser:
                webbrowser.open(door.address)
            _Server(config, service.close).run(sockets=[listening])
        finally:
            withdraw(home, presence.pid)
            listening.close()


def listen(door: Door) -> socket.socket:
    """A socket bound to the address of a door."""
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((door.host, door.port))
    except OSError as error:
        listening.close()
        raise InputError(
            f"Cannot listen at {door.host!r}, port {door.port}: {error.strerror or error}. Try "
            f"`briefbot serve --port {door.port + 1}`."
        ) from error
    return listening


class _Server(uvicorn.Server):
    """A server that ends the work behind its open replies as soon as it is told to end, so that they can end."""

    def __init__(self, config: uvicorn.Config, close: Callable[[], None]) -> None:
        super().__init__(config)
        self._close = close

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take Ctrl-C and SIGTERM as the wish to end; uvicorn would raise them again, and nothing be tidied up."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End what is being done, and serve no more."""
        threading.Thread(target=self._close, daemon=True).start()
        super().handle_exit(sig, frame)

"""A server under test on a real socket of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from briefbot.server.app import make_app
from briefbot.server.service import Service


@contextmanager
def listening(service: Service, token: str | None = None) -> Iterator[str]:
    """The address of the application over a service, served by uvicorn in a thread."""
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(service, token), log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        door.close()

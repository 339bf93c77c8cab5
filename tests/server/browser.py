"""A real Chromium before a server on a socket of its own."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, sync_playwright

from briefbot.server.app import make_app
from briefbot.server.public import PublicAddress
from briefbot.server.running import Door, listen
from briefbot.server.service import Service

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
REQUIRED = "BRIEFBOT_TESTS_NEED_CHROMIUM"
"""Set in the environment, a missing browser fails the tests instead of skipping them."""


def chromium() -> str:
    """The path of the browser; without one the test is skipped, or fails where it is required."""
    found = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if found is None and os.environ.get(REQUIRED):
        pytest.fail("chromium is not installed. Run `apt-get install chromium`.")
    if found is None:
        pytest.skip("chromium is not installed (`apt-get install chromium`)")
    return found


@contextmanager
def listening(service: Service, public: PublicAddress | None = None) -> Iterator[str]:
    """A server over a service on a free port; its address. `public` is where a proxy would offer it."""
    door = Door(port=0)
    socket = listen(door)
    config = uvicorn.Config(
        make_app(service, public=public), lifespan="on", ws="none", log_config=None, timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()


@contextmanager
def window(folder: Path, asked: list[str]) -> Iterator[BrowserContext]:
    """A browser with a profile of its own; every address that it asks for is added to a list."""
    path = chromium()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=path, headless=True, args=list(FLAGS), viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(60_000)
        context.on("request", lambda request: asked.append(request.url))
        try:
            yield context
        finally:
            context.close()

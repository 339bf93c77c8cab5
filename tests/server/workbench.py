"""A server under test: its service with scripted models, and generators that wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.testclient import TestClient

from briefbot.llm.generator import Completion
from briefbot.llm.prompts import Rendered
from briefbot.search.embedding import Embedder
from briefbot.server.app import make_app
from briefbot.server.service import Service
from briefbot.settings import Settings
from tests.doubles import BagOfWords, ScriptedGenerator

ADDRESS = "http://127.0.0.1:8765"


class PatientGenerator(ScriptedGenerator):
    """Writes its reply word by word, each when it is let; always the same reply."""

    def __init__(self, reply: str = "The ferry reopens in May. [1]") -> None:
        super().__init__([])
        self.text = reply
        self.let = threading.Semaphore(0)
        self.started = threading.Event()
        self.written = 0

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        self.started.set()
        words = self.text.split(" ")
        for at, word in enumerate(words):
            while not self.let.acquire(timeout=0.02):
                on_text("")  # a model that is at its next token
            on_text(word if not at else f" {word}")
            self.written += 1
        return Completion(
            text=self.text, finished=True, tokens_read=1, tokens_written=len(words), seconds_read=0, seconds_written=0,
            preference=9.0,
        )  # fmt: skip


class SteadyGenerator(ScriptedGenerator):
    """Always writes the same reply, at once."""

    def __init__(self, reply: str = "The ferry reopens in May. [1]") -> None:
        super().__init__([])
        self.text = reply

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        on_text(self.text)
        return Completion(
            text=self.text, finished=True, tokens_read=1, tokens_written=4, seconds_read=0, seconds_written=0,
            preference=9.0,
        )  # fmt: skip


@contextmanager
def serving(
    settings: Settings, generator: ScriptedGenerator | None = None, embedder: Embedder | None = None
) -> Iterator[Service]:
    """A service that runs, with its models loaded."""
    chosen = generator or SteadyGenerator()
    with Service(settings, embedder=embedder or BagOfWords(), generator=chosen) as service:
        assert service.wait_until_warm(10)
        yield service


@contextmanager
def browsing(service: Service, token: str | None = None, **headers: str) -> Iterator[TestClient]:
    """A client of the application, without a socket."""
    with TestClient(make_app(service, token), base_url=ADDRESS, headers=headers, follow_redirects=False) as client:
        yield client

"""A piece of work that needs the model: what has come of it so far, and who listens.

A job is left when its last listener goes. It is then ended at once, or after some seconds in which a page that is
loaded again may come back.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from briefbot.errors import BriefbotError
from briefbot.progress import clock

if TYPE_CHECKING:
    from briefbot.desk import Desk

INTEREST = 600.0  # seconds for which a job that has ended can still be asked for
Work = Callable[["Desk", "Job"], Any]
"""Done with the desk in the model's thread; it tells the job how far it has come."""
Listener = Callable[[], None]
"""Called, in whatever thread, when there is something new."""


class State(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def is_end(self) -> bool:
        """Whether nothing more comes."""
        return self not in (State.WAITING, State.RUNNING)

    @property
    def is_in_vain(self) -> bool:
        """Whether it ended without a result. Work that is done may end while a page of it is made; this tells them."""
        return self in (State.FAILED, State.STOPPED)


class Kind(StrEnum):
    """What an event tells."""

    PLACE = "place"
    """`data` is how many stand before it in the queue; 0 when it begins."""
    NOTE = "note"
    """A line of text."""
    PROGRESS = "progress"
    """A `Step`."""
    FOUND = "found"
    """The passages that are answered from."""
    REWRITTEN = "rewritten"
    """The `Rewriting` of a follow-up."""
    DRAFT = "draft"
    """A piece of text that nothing has checked yet."""
    END = "end"
    """The last one. `data` is the job's `State`."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to a job."""

    kind: Kind
    data: Any


@dataclass(frozen=True)
class Step:
    """How far a long piece of work has come."""

    label: str
    done: int
    count: int


class Job:
    """Work that waits for the model, or has it, or has had it.

    Args:
        caller: whose it is; callers take turns.
        label: what it is, for people.
        work: what is to be done.
        linger: seconds for which it goes on after its last listener has left.
        about: the id of what it belongs to, such as a thread.
    """

    def __init__(self, caller: str, label: str, work: Work, linger: float = 0, about: str = "") -> None:
        self.id = secrets.token_urlsafe(12)
        self.caller = caller
        self.label = label
        self.work = work
        self.linger = linger
        self.about = about
        self.state = State.WAITING
        self.result: Any = None
        """What the work returned, once it is done."""
        self.error = ""
        """Why it failed, for people."""
        self.failure: BriefbotError | None = None
        """What it failed of, where that could be expected."""
        self.on_left: Callable[[Job], None] = lambda job: None
        """Called when nobody listens any more."""
        self.is_stopping = False
        """Whether somebody wants it ended; see `Service.stop`."""
        self._events: list[Event] = []
        self._listeners: list[Listener] = []
        self._attended = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._ended_at = 0.0

    def tell(self, kind: Kind, data: object) -> None:
        """Add an event; after the end none is added."""
        with self._lock:
            if self._ended.is_set():
                return
            self._events.append(Event(kind, data))
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def end(self, state: State, result: object = None, error: str = "") -> None:
        """Add the last event."""
        with self._lock:
            if self._ended.is_set():
                return
            self.state, self.result, self.error = state, result, error
            self._events.append(Event(Kind.END, state))
            self._ended_at = clock()
            self._ended.set()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def outcome(self) -> Any:  # noqa: ANN401 - whatever the work makes
        """The result of work that is done.

        Raises:
            BriefbotError: it failed, or was stopped.
        """
        if self.state is State.DONE:
            return self.result
        raise self.failure or BriefbotError(self.error or "The work was stopped. Ask again.")

    @property
    def is_of_interest(self) -> bool:
        """Whether somebody may still ask for it."""
        return not self.state.is_end or clock() - self._ended_at < INTEREST

    @property
    def place(self) -> int:
        """How many stand before it, as last told."""
        return next((event.data for event in reversed(self.events()) if event.kind is Kind.PLACE), 0)

    def events(self, start: int = 0) -> list[Event]:
        """What has happened, from an event on."""
        with self._lock:
            return self._events[start:]

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end in this thread; whether it has come."""
        return self._ended.wait(seconds)

    @contextmanager
    def listening(self, listener: Listener = lambda: None) -> Iterator[None]:
        """Be one who waits for it, while the context lasts; when the last one goes, the job is left."""
        with self._lock:
            self._listeners.append(listener)
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(listener)
            self._after(self.linger)

    def attend(self, seconds: float) -> None:
        """Be one who waits for it for some seconds, as a page does that asks again and again."""
        with self._lock:
            self._attended += 1
        timer = threading.Timer(seconds, self._no_more_attended)
        timer.daemon = True
        timer.start()

    def _no_more_attended(self) -> None:
        with self._lock:
            self._attended -= 1
        self._leave()

    def _after(self, seconds: float) -> None:
        if not seconds or self._ended.is_set():
            self._leave()
        else:
            self.attend(seconds)

    def _leave(self) -> None:
        with self._lock:
            if self._listeners or self._attended or self._ended.is_set():
                return
        self.on_left(self)

    async def follow(self, start: int = 0) -> AsyncGenerator[Event, None]:
        """The events from one on, each as it happens, to the last. Whoever stops following leaves the job."""
        loop = asyncio.get_running_loop()
        news = asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop has ended, and with it whoever listened
                loop.call_soon_threadsafe(news.set)

        with self.listening(wake):
            while True:
                news.clear()
                for event in self.events(start):
                    start += 1
                    yield event
                    if event.kind is Kind.END:
                        return
                await news.wait()

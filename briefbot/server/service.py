"""The desk behind the server: one thread has the model, and any number of threads read.

The model's thread owns a `Desk` and takes jobs from a fair queue; a model on a server, which writes for several at a
time, has a thread for each of its slots. Whoever reads has a connection of their own to the
library, and searches vectors without waiting for work on them: what is only being embedded is found by its words.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Self

from briefbot.answering.session import checked_question
from briefbot.answering.timeline import timeline
from briefbot.briefing.brief import changes_between
from briefbot.briefing.types import Briefing, Change
from briefbot.desk import Desk
from briefbot.errors import BriefbotError, ModelError, VectorIndexError
from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.http import FetchRules, Network
from briefbot.library.store import Library
from briefbot.library.threads import How, Rewriting, Turn
from briefbot.llm.generator import Generator
from briefbot.llm.interrupting import Interrupt, Interrupted, slots_of
from briefbot.progress import Quiet, Reporter
from briefbot.search.embedding import Embedder
from briefbot.search.index import VectorIndex
from briefbot.search.retrieval import passage_of, retrieve, words_query
from briefbot.server.jobs import Job, Kind, State, Work
from briefbot.server.queue import FairQueue
from briefbot.server.reporting import JobReporter
from briefbot.settings import Settings
from briefbot.types import Filters, Frozen, Passage, Sentence

NO_FILTERS = Filters()
ABOUT = 40  # articles that match a topic best, of which its timeline is made
OPEN_LIBRARIES = 8  # connections that are kept for the next reader
PATIENCE = 0.25  # seconds that a search waits for the vectors before it does without
CLOSING = 1.5  # seconds in which the model's thread is to end
log = logging.getLogger(__name__)


class Search(Frozen):
    """What a search found."""

    passages: tuple[Passage, ...]
    words_only: bool = False
    """Whether the vectors were in use or not there, so that only words were searched."""


class Kept(Frozen):
    """A turn that was put in a thread."""

    thread: str
    turn: Turn


class Service:
    """One library, one model, many callers.

    Args:
        settings: what the desk is built from.
        reporter: where notes go that belong to nobody's job.
        embedder: used in place of the settings' model.
        generator: used in place of the settings' model.
        network: through which feeds are looked at; the system's when not given.
    """

    def __init__(
        self,
        settings: Settings,
        reporter: Reporter | None = None,
        *,
        embedder: Embedder | None = None,
        generator: Generator | None = None,
        network: Network | None = None,
    ) -> None:
        self.settings = settings
        self._network = network
        self.queue = FairQueue()
        self._reporter = JobReporter(reporter or Quiet())
        self._embedder = embedder
        self._generator = generator
        self._current: dict[Job, Interrupt] = {}
        """The jobs in hand, each with what ends the work of its thread."""
        self._beside: set[Job] = set()
        """Those that are done beside the model; they look by themselves whether they are to end."""
        self._turn = threading.Lock()
        self._index: VectorIndex | None = None
        self._sentences: Embedder | None = None
        self._libraries: queue.LifoQueue[Library] = queue.LifoQueue(OPEN_LIBRARIES)
        self._jobs: dict[str, Job] = {}
        self._threads = [threading.Thread(target=self._serve, name="model", daemon=True)]
        self._is_warm = threading.Event()
        self._is_closed = False

    def __enter__(self) -> Self:
        with self.reading():  # a library that cannot be opened shows before anything is served
            pass
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all work at once, and wait a moment for the model's thread; once it was closed, nothing more."""
        for job in self.queue.close():
            job.end(State.STOPPED)
        with self._turn:
            if self._is_closed:
                return
            self._is_closed = True
            for job, interrupt in self._current.items():
                job.is_stopping = True
                interrupt.set()
                job.end(State.STOPPED)  # who follows it need not wait for the model to notice
            for job in self._beside:
                job.is_stopping = True
                job.end(State.STOPPED)
        last = time.monotonic() + CLOSING
        for thread in filter(threading.Thread.is_alive, list(self._threads)):
            thread.join(max(0.0, last - time.monotonic()))
        while not self._libraries.empty():
            self._libraries.get_nowait().close()

    def fetcher(self) -> Fetcher:
        """Fetches addresses by the rules of the settings."""
        return Fetcher(FetchRules(contact=self.settings.contact), self._network)

    def wait_until_warm(self, seconds: float | None = None) -> bool:
        """Wait until the models are loaded, or cannot be; whether that has come."""
        return self._is_warm.wait(seconds)

    # Reading

    @contextmanager
    def reading(self) -> Iterator[Library]:
        """The library for this thread while the context lasts; it never waits for the model. Writing is quick too."""
        try:
            library = self._libraries.get_nowait()
        except queue.Empty:
            library = Library(self.settings.home / "library.db", any_thread=True)
        try:
            yield library
        finally:
            try:
                self._libraries.put_nowait(library)
            except queue.Full:
                library.close()

    def search(self, question: str, filters: Filters = NO_FILTERS, count: int = 10) -> Search:
        """The passages nearest to a question by words and meaning, best first; it never waits for the model.

        Raises:
            InputError: a question that cannot be asked, or a publisher of whom there is nothing.
        """
        question = checked_question(question)
        with self.reading() as library:
            library.check_source(filters.source)
            if self._index:
                try:
                    return Search(passages=retrieve(question, library, self._index, filters, count))
                except VectorIndexError as error:
                    log.info("searching by words only: %s", error)
            return Search(passages=retrieve(question, library, None, filters, count), words_only=True)

    def searches_all(self, library: Library) -> bool:
        """Whether a search finds all that the library has, by words and meaning."""
        return self._index is not None and self._index.in_step(library)

    def timeline(self, topic: str, most: int = 30) -> list[Sentence]:
        """What happened, by the days that the sources name, oldest first; it never waits for the model.

        Args:
            topic: a name, or what it is about.
            most: entries.

        Raises:
            InputError: a topic without words.
        """
        topic = checked_question(topic)
        with self.reading() as library:
            whole = library.search_articles(words_query(topic), ABOUT, NO_FILTERS)
            near = [passage.article_id for passage in self.search(topic, count=ABOUT // 2).passages]
            held = library.held()
            names = [name for name in dict.fromkeys([*whole, *near]) if name not in held]
            articles = {name: library.article(name) for name in names}
            passages = [passage_of(chunk, articles[chunk.article_id]) for chunk in library.chunks_of(*names)]
        return list(timeline(topic, passages, most))

    def changes_between(self, earlier: Briefing, later: Briefing) -> tuple[Change, ...]:
        """What changed from one saved briefing to another; it never waits for the model.

        Raises:
            ModelError: the vectors' model is not at hand.
        """
        if self._sentences is None:
            raise ModelError("The model of sentences is not loaded yet. Load this page again in a moment.")
        with self.reading() as library:
            return changes_between(earlier, later, library, self._sentences)

    # Work for the model

    def submit(self, caller: str, label: str, work: Work, linger: float = 0, about: str = "") -> Job:
        """Queue work for the model's thread.

        Args:
            caller: whose it is; callers take turns.
            label: what it is, for people.
            work: done with the desk in the model's thread.
            linger: seconds for which it goes on after its last listener has left.
            about: the id of what it belongs to, such as a thread.

        Raises:
            BusyError: too much waits already.
        """
        job = Job(caller, label, work, linger, about)
        job.on_left = self.stop
        self.queue.put(job)
        self._remember(job)
        return job

    def beside(self, caller: str, label: str, work: Callable[[Job], object], about: str = "") -> Job:
        """Begin work that needs no model, in a thread of its own; it is done whoever watches.

        Args:
            caller: whose it is.
            label: what it is, for people.
            work: given the job, whose `is_stopping` it looks at from time to time.
            about: what it belongs to.
        """
        job = Job(caller, label, lambda _, job: work(job), about=about)
        self._remember(job)
        job.state = State.RUNNING
        with self._turn:
            self._beside.add(job)
        threading.Thread(target=self._do_beside, args=(job, work), name=label, daemon=True).start()
        return job

    def ask(self, caller: str, question: str, filters: Filters = NO_FILTERS, linger: float = 0) -> Job:
        """Queue a question; the job's result is an `Answer`, see `Desk.ask`.

        Raises:
            InputError: a question that cannot be asked.
            BusyError: too much waits already.
        """
        question = checked_question(question)
        return self.submit(caller, question, lambda desk, job: answered(desk, job, question, filters), linger)

    def brief(
        self,
        caller: str,
        first: dt.date,
        last: dt.date,
        topic: str | None = None,
        linger: float = 0,
        about: str = "",
    ) -> Job:
        """Queue a briefing; the job's result is a `Briefing`, see `Desk.brief`.

        Raises:
            BusyError: too much waits already.
        """
        label = f"briefing of {first}" if first == last else f"briefing of {first} to {last}"
        return self.submit(caller, label, lambda desk, job: desk.brief(first, last, topic), linger, about)

    def ask_in_thread(
        self,
        caller: str,
        question: str,
        thread: str | None = None,
        edited: str | None = None,
        linger: float = 0,
    ) -> Job:
        """Queue a question of a thread, to be kept there with its answer; the job's result is a `Kept`.

        Args:
            caller: whose it is; callers take turns.
            question: as typed.
            thread: the id of the thread; None to begin one when the question is answered.
            edited: what a person made of the question as it was rewritten to stand alone.
            linger: seconds for which it goes on after its last listener has left.

        Raises:
            InputError: a question that cannot be asked, or no such thread.
            BusyError: too much waits already.
        """
        question = checked_question(question)
        edited = checked_question(edited) if edited else None
        if thread:
            with self.reading() as library:
                thread = library.thread_id(thread)
        work = partial(kept_in_thread, question=question, thread=thread, edited=edited)
        return self.submit(caller, question, work, linger, about=thread or "")

    def job(self, job_id: str) -> Job | None:
        """A job that waits, runs, or ended a short while ago."""
        return self._jobs.get(job_id)

    def jobs_about(self, name: str) -> list[Job]:
        """The jobs that wait or run and belong to something, in the order in which they came."""
        return [job for job in list(self._jobs.values()) if job.about == name and not job.state.is_end]

    def failed_about(self, name: str) -> list[Job]:
        """The newest job that belongs to something, where it ended a short while ago and nothing came of it."""
        newest = [job for job in list(self._jobs.values()) if job.about == name][-1:]
        return [job for job in newest if job.state.is_in_vain and job.is_of_interest]

    def stop(self, job: Job) -> None:
        """Take a job out at once: from the queue, or from the model in the middle of a token."""
        with self._turn:
            job.is_stopping = True
            if job in self._current:
                self._current[job].set()
        if self.queue.remove(job) or job in self._beside:
            job.end(State.STOPPED)

    def _serve(self) -> None:
        """Load the models, then do jobs until the queue is closed; beside it others do, where the model has slots."""
        interrupt = Interrupt()
        with self._desk(interrupt) as desk:
            slots = slots_of(desk.generator) if self._warm(desk) else 1
            for number in range(2, slots + 1):
                shared = desk.embedder, desk.index
                thread = threading.Thread(target=self._serve_beside, args=shared, name=f"model {number}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._is_warm.set()
            self._work(desk, interrupt)

    def _serve_beside(self, embedder: Embedder, index: VectorIndex) -> None:
        """Do jobs as `_serve` does, with its vectors and their model."""
        interrupt = Interrupt()
        with self._desk(interrupt, embedder, index) as desk:
            self._work(desk, interrupt)

    def _desk(self, interrupt: Interrupt, embedder: Embedder | None = None, index: VectorIndex | None = None) -> Desk:
        return Desk(
            self.settings,
            self._reporter,
            embedder=embedder or self._embedder,
            generator=self._generator,
            index=index,
            interrupt=interrupt,
        )

    def _work(self, desk: Desk, interrupt: Interrupt) -> None:
        while job := self.queue.take():
            self._do(job, desk, interrupt)
            self.queue.finish(job)

    def _warm(self, desk: Desk) -> bool:
        """Load the models; whether all are there then."""
        steps: tuple[Callable[[], object], ...] = (lambda: self._share(desk), lambda: desk.generator)
        loaded = 0
        for step in steps:
            try:
                step()
                loaded += 1
            except BriefbotError as error:  # it is told to whoever asks
                self._reporter.note(str(error))
            except Interrupted:
                break
        return loaded == len(steps)

    def _share(self, desk: Desk) -> None:
        self._sentences = desk.embedder
        self._index = desk.index.hurried(PATIENCE)

    def _do(self, job: Job, desk: Desk, interrupt: Interrupt) -> None:
        with self._turn:
            self._current[job] = interrupt
            interrupt.clear()
            if job.is_stopping:
                interrupt.set()
        job.state = State.RUNNING

        def work() -> object:
            with self._reporter.telling(job):
                interrupt.check()
                return job.work(desk, job)

        ended = _ended(job, work)
        with self._turn:
            del self._current[job]
        job.end(*ended)

    def _do_beside(self, job: Job, work: Callable[[Job], object]) -> None:
        ended = _ended(job, lambda: work(job))
        with self._turn:
            self._beside.discard(job)
        job.end(*ended)

    def _remember(self, job: Job) -> None:
        with self._turn:
            self._jobs = {name: known for name, known in self._jobs.items() if known.is_of_interest}
            self._jobs[job.id] = job


def _ended(job: Job, work: Callable[[], object]) -> tuple[State, object, str]:
    """How work ends: the state, the result, and why it failed."""
    try:
        return State.DONE, work(), ""
    except Interrupted:
        return State.STOPPED, None, ""
    except BriefbotError as failure:
        job.failure = failure
        return State.FAILED, None, str(failure)
    except Exception:  # one caller's failure is not that of the next
        log.exception("the job %r failed", job.label)
        return State.FAILED, None, "The server failed at this; its log says why."


def kept_in_thread(desk: Desk, job: Job, question: str, thread: str | None, edited: str | None) -> Kept:
    """A question asked in a thread and kept there with its answer; a new thread is made only with its first turn."""

    def on_text(text: str) -> None:
        job.tell(Kind.DRAFT, text)

    def on_found(passages: tuple[Passage, ...]) -> None:
        job.tell(Kind.FOUND, passages)

    if thread is None:
        answer = desk.ask(question, NO_FILTERS, on_text, on_found=on_found)
        thread = desk.library.create_thread().id
        as_asked = Rewriting(question=question, changed=False, how=How.ALONE)
        return Kept(thread=thread, turn=desk.library.add_turn(thread, question, question, as_asked, answer))
    rewriting = desk.rewrite(question, desk.library.thread(thread))
    job.tell(Kind.REWRITTEN, rewriting)
    turn = desk.follow_up(thread, question, rewriting, edited, on_text=on_text, on_found=on_found)
    return Kept(thread=thread, turn=turn)


def answered(desk: Desk, job: Job, question: str, filters: Filters) -> object:
    """The answer to a question, with its passages and its draft told to the job as they come."""
    return desk.ask(
        question,
        filters,
        on_text=lambda text: job.tell(Kind.DRAFT, text),
        on_found=lambda passages: job.tell(Kind.FOUND, passages),
    )

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from briefbot.errors import InputError
from briefbot.library.store import Library
from briefbot.llm.generator import Completion
from briefbot.llm.prompts import Rendered
from briefbot.search.chunking import chunk_article
from briefbot.server.jobs import Job, Kind, State
from briefbot.server.service import Service
from briefbot.settings import Settings
from tests.conftest import make_article
from tests.server.workbench import PatientGenerator, SteadyGenerator, serving


def stock(settings: Settings, *articles: tuple[str, ...]) -> None:
    """A library with some articles, without their vectors."""

    with Library(settings.home / "library.db") as library:
        for at, texts in enumerate(articles or (("The ferry reopens in May.",),)):
            article = make_article(*texts, path=f"/news/{at}.txt", title=f"Ferry {at}")
            library.put(article, chunk_article(article, settings.chunk_characters), "0")


def drafted(job: Job) -> str:
    return "".join(event.data for event in job.events() if event.kind is Kind.DRAFT)


def test_an_answer_with_what_came_before_it(settings: Settings) -> None:
    stock(settings)
    with serving(settings) as service:
        job = service.ask("ann", "when does the ferry reopen?")
        assert job.wait(10) and job.state is State.DONE
        kinds = [event.kind for event in job.events()]
        assert kinds.index(Kind.FOUND) < kinds.index(Kind.DRAFT) < kinds.index(Kind.END) == len(kinds) - 1
        assert job.result.sentences[0].citations[0].quote == "The ferry reopens in May."


def test_a_caller_who_leaves_is_taken_out_in_the_middle_of_a_draft(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service:
        job = service.ask("ann", "when does the ferry reopen?")
        after = service.ask("ben", "when does the ferry reopen?")
        with job.listening():
            generator.let.release()
            assert generator.started.wait(10)
        assert job.wait(2) and job.state is State.STOPPED
        assert drafted(job) != generator.text
        for _ in generator.text.split(" "):
            generator.let.release()
        assert after.wait(10) and after.state is State.DONE


def test_a_caller_who_leaves_the_queue_is_never_asked_for(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service:
        first = service.ask("ann", "when does the ferry reopen?")
        assert generator.started.wait(10)
        second = service.ask("ben", "who owns the ferry?")
        with second.listening():
            pass
        assert second.wait(1) and second.state is State.STOPPED
        assert not first.wait(0)
        service.stop(first)
        assert first.wait(2)


def test_a_page_that_is_loaded_again_finds_its_job(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service:
        job = service.ask("ann", "when does the ferry reopen?", linger=0.5)
        with job.listening():
            assert generator.started.wait(10)
        with job.listening():
            assert not job.wait(0.8)
        assert job.wait(3) and job.state is State.STOPPED


def test_reading_and_searching_do_not_wait_for_the_model(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service:
        service.ask("ann", "when does the ferry reopen?")
        assert generator.started.wait(10)
        began = time.perf_counter()
        assert service.search("ferry").passages[0].text == "The ferry reopens in May."
        with service.reading() as library:
            assert library.counts() == (1, 1)
        assert time.perf_counter() - began < 2


def test_while_vectors_are_worked_on_words_are_searched(settings: Settings) -> None:
    stock(settings)
    with serving(settings) as service:
        job = service.ask("ann", "when does the ferry reopen?")
        assert job.wait(10)
        assert not service.search("ferry").words_only
        held, let = threading.Event(), threading.Event()

        def hold(desk: object, job: Job) -> None:
            with service._index._collections.using():  # type: ignore[union-attr]
                held.set()
                let.wait(10)

        working = service.submit("ben", "vectors", hold)
        assert held.wait(5)
        found = service.search("ferry")
        let.set()
        assert found.words_only and found.passages
        assert working.wait(5)


def test_what_fails_is_told_to_its_caller_alone(settings: Settings) -> None:
    stock(settings)
    with serving(settings) as service:

        def fail(desk: object, job: Job) -> None:
            raise InputError("No.")

        def break_down(desk: object, job: Job) -> None:
            raise RuntimeError

        failed, broken = service.submit("ann", "x", fail), service.submit("ann", "y", break_down)
        assert failed.wait(5) and (failed.state, failed.error) == (State.FAILED, "No.")
        assert broken.wait(5) and broken.state is State.FAILED and "log" in broken.error
        good = service.ask("ben", "when does the ferry reopen?")
        assert good.wait(10) and good.state is State.DONE


def test_closing_ends_what_runs_and_what_waits(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service:
        running = service.ask("ann", "when does the ferry reopen?")
        assert generator.started.wait(10)
        waiting = service.ask("ben", "when does the ferry reopen?")
        began = time.perf_counter()
    assert time.perf_counter() - began < 2
    assert (running.state, waiting.state) == (State.STOPPED, State.STOPPED)


def test_a_question_without_words_is_not_queued(settings: Settings) -> None:
    with serving(settings) as service, pytest.raises(InputError):
        service.ask("ann", "???")


def test_articles_that_come_while_it_serves_are_found(settings: Settings) -> None:
    stock(settings)
    with serving(settings, SteadyGenerator("The harbour closes in June. [1]")) as service:
        stock(settings, ("The ferry reopens in May.",), ("The harbour closes in June.",))
        job = service.ask("ann", "when does the harbour close?")
        assert job.wait(10)
        assert job.result.sentences[0].citations[0].quote == "The harbour closes in June."


def test_the_library_must_open_before_anything_is_served(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "library.db").write_text("no library")
    with pytest.raises(Exception, match="as a library"), Service(settings):
        pass


class Meeting(SteadyGenerator):
    """A model with two slots, which writes only when both are taken."""

    slots = 2

    def __init__(self) -> None:
        super().__init__()
        self.both = threading.Barrier(2, timeout=10)

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        self.both.wait()
        return super().write(prompt, grammar, longest, on_text, instead, until)


def test_as_many_jobs_are_done_at_a_time_as_the_model_has_slots(settings: Settings) -> None:
    stock(settings)
    with serving(settings, Meeting()) as service:
        jobs = [service.ask(name, "when does the ferry reopen?") for name in ("ann", "ben", "cleo", "dan")]
        assert all(job.wait(20) and job.state is State.DONE for job in jobs)
        assert [drafted(job) for job in jobs] == ["The ferry reopens in May. [1]"] * 4


def test_who_leaves_a_slot_leaves_the_other_alone(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    generator.slots = 2  # type: ignore[attr-defined]
    with serving(settings, generator) as service:
        one, other = (service.ask(name, "when does the ferry reopen?") for name in ("ann", "ben"))
        for _ in range(200):
            if {one.state, other.state} == {State.RUNNING} and generator.started.is_set():
                break
            time.sleep(0.05)
        service.stop(one)
        assert one.wait(5) and one.state is State.STOPPED
        for _ in generator.text.split(" "):
            generator.let.release()
        assert other.wait(10) and other.state is State.DONE


def test_closing_ends_the_jobs_of_all_slots(settings: Settings) -> None:
    stock(settings)
    generator = PatientGenerator()
    generator.slots = 2  # type: ignore[attr-defined]
    with serving(settings, generator) as service:
        jobs = [service.ask(name, "when does the ferry reopen?") for name in ("ann", "ben", "cleo")]
        assert generator.started.wait(10)
        service.close()
        assert all(job.wait(2) and job.state is State.STOPPED for job in jobs)

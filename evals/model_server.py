"""What a model server's slots are worth: `python -m evals.model_server [SLOTS] [QUESTIONS]`.

Questions of 1, 4 and 8 askers at a time over the demo corpus, by `Service`, once with the tiny model in the process and
once on a llama-server with some slots; answers a minute, and how long one took. The tiny model answers badly, but what
is measured is who waits for whom.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefbot.desk import Desk
from briefbot.server.jobs import State
from briefbot.server.service import Service
from briefbot.settings import Settings, load_settings
from briefbot.weights.store import model_path
from evals.serving import QUESTIONS, ROOT
from tests.doubles import BagOfWords, ScriptedGenerator
from tests.llm import llama_server

TINY = "smollm2-135m"
ASKERS = (1, 4, 8)
CONTEXT = 2048


@contextmanager
def llama(slots: int) -> Iterator[str]:
    """The address of a llama-server with the tiny model."""
    arguments = [str(model_path(load_settings(), TINY)), "0", str(slots * CONTEXT), str(slots)]
    command = [sys.executable, str(Path(llama_server.__file__)), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.stdout.readline().decode().strip() if process.stdout else ""
        finally:
            process.kill()


def measure(settings: Settings, questions: int) -> None:
    """Print answers a minute and the time of one, for each number of askers."""
    with Service(settings, embedder=BagOfWords()) as service:
        service.wait_until_warm()
        ask(service, "warm", QUESTIONS[:1], [])
        for askers in ASKERS:
            seconds: list[float] = []
            asked = [f"{QUESTIONS[at % len(QUESTIONS)]}" for at in range(questions)]
            began = time.perf_counter()
            threads = [
                threading.Thread(target=ask, args=(service, f"asker {number}", asked[number::askers], seconds))
                for number in range(askers)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            whole = time.perf_counter() - began
            told = f"median {statistics.median(seconds):5.1f} s, longest {max(seconds):5.1f} s"
            print(f"{askers} askers: {60 * len(seconds) / whole:5.1f} answers a minute, {told}", flush=True)


def ask(service: Service, caller: str, questions: tuple[str, ...] | list[str], seconds: list[float]) -> None:
    """Ask one question after the other.

    Raises:
        RuntimeError: one was not answered.
    """
    for question in questions:
        began = time.perf_counter()
        job = service.ask(caller, question)
        job.wait(600)
        if job.state is not State.DONE:
            raise RuntimeError(f"{question!r} was not answered: {job.state}")
        seconds.append(time.perf_counter() - began)


def main(slots: int = 4, questions: int = 16) -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(home=Path(place), model=TINY, context=CONTEXT, corpus=ROOT / "none")
        with Desk(settings, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk:
            desk.ingest([ROOT / "corpus"])
        print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}; in the process:", flush=True)
        measure(settings, questions)
        with llama(slots) as url:
            print(f"llama-server with {slots} slots:", flush=True)
            measure(settings.model_copy(update={"generator": url}), questions)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

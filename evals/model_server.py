"""What a model server's slots are worth: `python -m evals.model_server [SLOTS] [DRAFTS]`.

Drafts under a grammar for 1, 4 and 8 askers at a time, each from a passage of its own, through the queue of `serve`:
with the tiny model in the process, once on a llama-server with some slots. Drafts a minute and the time of one. The
tiny model drafts badly, but what is measured is who waits for whom.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from briefbot.answering.drafting import answer_grammar
from briefbot.desk import Desk
from briefbot.llm.prompts import Rendered
from briefbot.server.jobs import Job, State
from briefbot.server.service import Service
from briefbot.settings import Settings, load_settings
from briefbot.weights.store import model_path
from tests.doubles import BagOfWords
from tests.llm import contract, llama_server

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


def measure(settings: Settings, drafts: int) -> None:
    """Print drafts a minute and the time of one, for each number of askers."""
    with Service(settings, embedder=BagOfWords()) as service:
        service.wait_until_warm()
        ask(service, "warm", [0], [])
        for askers in ASKERS:
            seconds: list[float] = []
            began = time.perf_counter()
            threads = [
                threading.Thread(target=ask, args=(service, f"asker {number}", range(number, drafts, askers), seconds))
                for number in range(askers)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            whole = time.perf_counter() - began
            told = f"median {statistics.median(seconds):5.1f} s, longest {max(seconds):5.1f} s"
            print(f"{askers} askers: {60 * len(seconds) / whole:5.1f} drafts a minute, {told}", flush=True)


def ask(service: Service, caller: str, numbers: Iterable[int], seconds: list[float]) -> None:
    """Have one draft after the other written.

    Raises:
        RuntimeError: one was not.
    """
    for number in numbers:
        began = time.perf_counter()
        toll = 7 * number + 5
        user = f"[1] The toll of bridge {number} is {toll} crowns, the council said.\nWhat does bridge {number} cost?"
        prompt = contract.ANSWER.model_copy(update={"user": user})
        job = service.submit(caller, user, partial(draft, prompt=prompt))
        job.wait(600)
        if job.state is not State.DONE:
            raise RuntimeError(f"{user!r} was not answered: {job.state} {job.failure}")
        seconds.append(time.perf_counter() - began)


def draft(desk: Desk, job: Job, prompt: Rendered) -> str:
    """What the model writes in 40 tokens."""
    return desk.generator.write(prompt, answer_grammar(1), 40).text


def main(slots: int = 4, drafts: int = 16) -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(home=Path(place), model=TINY, context=CONTEXT, corpus=Path(place))
        print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}; in the process:", flush=True)
        measure(settings, drafts)
        with llama(slots) as url:
            print(f"llama-server with {slots} slots:", flush=True)
            measure(settings.model_copy(update={"generator": url}), drafts)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

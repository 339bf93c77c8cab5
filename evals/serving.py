"""The server under load, under SIGKILL, with many articles, and beside a cold start.

`python -m evals.serving load [SECONDS]`   50 readers and 8 askers; none may be lost, nor answered for another.
`python -m evals.serving kill [TIMES]`     SIGKILL at random moments of questions asked in threads.
`python -m evals.serving pages [ARTICLES] [HOME]` pages that need no model, 20 readers at once; HOME keeps the library.
`python -m evals.serving warm [FROM-TO]`    12 questions by `briefbot ask`, cold and through a server; with weights.

Load, kills and pages are of a server with a scripted model, as a process of its own: what is measured is the server.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.server.presence import Presence, read_presence
from briefbot.settings import load_settings
from evals.made_articles import make_articles
from tests.doubles import BagOfWords, ScriptedGenerator

ROOT = Path(__file__).parent.parent
READERS, ASKERS = 50, 8
AT_ONCE = 20
WARMING = 60  # pages that are opened before anything is measured
THINKING = 0.5  # seconds that a reader looks at a page, on average
SOUGHT = ("talks", "ferry and storm", "the party", "protest", "court ruling", "trade", "police station", "korea")
REPLY = "The bill was formally withdrawn on 23 October 2019. [1]"
QUESTIONS = (
    "who will lead the American side?",
    "when did the working-level talks get proposed?",
    "who became leader of the Conservative Party?",
    "when was the extradition bill formally withdrawn?",
    "how many people does the organiser say took part in the rally on 18 August?",
    "which venues are seen as possible for the talks?",
    "did the court find the suspension of Parliament lawful?",
    "what did the mask ban use as its legal basis?",
    "who resigned in Hong Kong over the protests?",
    "how did the talks in Stockholm end?",
    "by how many votes did the Letwin amendment pass?",
    "what is the capital of Mongolia?",
)


class Told:
    """What many threads saw."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, what: str, seconds: float | None = None) -> None:
        """Count something, and how long it took."""
        with self._lock:
            self.counts[what] += 1
            if seconds is not None:
                self.seconds.append(seconds)

    def percentile(self, share: float) -> float:
        """The time within which a share of all was done, milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def library_of(home: Path, articles: int = 0) -> None:
    """A library of the demo corpus, or of made articles, with its vectors."""
    settings = load_settings(home=home, corpus=home / "none")
    with (
        tempfile.TemporaryDirectory() as made,
        Desk(settings, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk,
    ):
        if articles:
            make_articles(Path(made), articles)
        desk.ingest([Path(made) if articles else ROOT / "corpus"])


@contextmanager
def serving(home: Path, pause: float = 0.02) -> Iterator[Presence]:
    """A server with a scripted model, which writes a word in some seconds."""
    command = [sys.executable, "-m", "tests.server.process", str(home), "0", str(pause), REPLY]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield await_presence(home, process)
        finally:
            process.kill()


def await_presence(home: Path, process: subprocess.Popen[bytes]) -> Presence:
    """The server of a process, once it answers.

    Raises:
        RuntimeError: it ended.
    """
    while process.poll() is None:
        found = read_presence(home)
        if found and found.pid == process.pid:
            try:
                fetch(found, "/desk")
                return found
            except OSError:
                pass
        time.sleep(0.1)
    raise RuntimeError("the server ended")


def fetch(found: Presence, path: str, connection: http.client.HTTPConnection | None = None) -> bytes:
    """A page.

    Raises:
        OSError: it was not had.
    """
    opened = connection or http.client.HTTPConnection("127.0.0.1", found.port, timeout=60)
    opened.request("GET", path)
    reply = opened.getresponse()
    body = reply.read()
    if connection is None:
        opened.close()
    if reply.status != 200:
        raise OSError(f"{path}: {reply.status}")
    return body


def paths_of(home: Path, chance: random.Random, most: int = 200) -> list[str]:
    """Pages that need no model, many of them articles: so many at most."""
    with Library(home / "library.db") as library:
        ids = library.article_ids()
    words = ("talks", "ferry and storm", "who leads the party")
    lists = [f"/articles?number={number}" for number in range(1, 6)]
    pages = ["/", "/threads", "/briefings", "/library", *lists, *(f"/articles?q={quote(each)}" for each in words)]
    return pages + [f"/articles/{name}" for name in chance.sample(ids, min(most, len(ids)))]


def read_on(found: Presence, paths: list[str], until: float, thinking: float, told: Told, seed: int) -> None:
    """Be a reader who opens pages until a moment."""
    chance = random.Random(seed)
    with closing(http.client.HTTPConnection("127.0.0.1", found.port, timeout=60)) as connection:
        while time.perf_counter() < until:
            path = chance.choice(paths)
            began = time.perf_counter()
            try:
                fetch(found, path, connection)
                told.add("read", time.perf_counter() - began)
            except (OSError, http.client.HTTPException):
                told.add("lost")
                connection.close()
            time.sleep(chance.expovariate(1 / thinking) if thinking else 0)


def ask_on(found: Presence, until: float, told: Told, seed: int) -> None:
    """Be one who asks a question of his own again and again, and looks whether the answer is to it."""
    number = 0
    while time.perf_counter() < until:
        number += 1
        question = f"When was bill {seed}-{number} formally withdrawn?"
        began = time.perf_counter()
        try:
            answer = asked(found, question, f"asker {seed}")
            own = answer["question"] == question and question in answer["asked"]
            told.add("answered" if own else "answered for another", time.perf_counter() - began)
        except (OSError, http.client.HTTPException, KeyError, TypeError):
            told.add("unanswered")


def asked(found: Presence, question: str, caller: str) -> dict[str, str]:
    """The answer to a question as the command line asks it."""
    headers = {"Content-Type": "application/json", "X-Briefbot-Caller": caller}
    with closing(http.client.HTTPConnection("127.0.0.1", found.port, timeout=600)) as connection:
        connection.request("POST", "/desk/ask", json.dumps({"question": question}), headers)
        last = connection.getresponse().read().splitlines()[-1]
        answer: dict[str, str] = json.loads(last)["answer"]
        return answer


def memory(pid: int, what: str = "VmRSS") -> float:
    """Resident memory of a process, MiB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"{what}:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


class Load(NamedTuple):
    """What readers and askers saw, and the server's resident memory as it went, MiB."""

    reading: Told
    asking: Told
    memory: list[float]


def measure_load(seconds: float, readers: int, askers: int, thinking: float = THINKING) -> Load:
    """Readers and askers at once before a server over the demo corpus."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        library_of(home)
        with serving(home) as found:
            paths = paths_of(home, random.Random(1))
            for path in paths[:WARMING]:
                fetch(found, path)
            asked(found, "When was the bill formally withdrawn?", "first")
            reading, asking = Told(), Told()
            until = time.perf_counter() + seconds
            threads = [
                *(
                    threading.Thread(target=read_on, args=(found, paths, until, thinking, reading, n))
                    for n in range(readers)
                ),
                *(threading.Thread(target=ask_on, args=(found, until, asking, n)) for n in range(askers)),
            ]
            for thread in threads:
                thread.start()
            measured = []
            while any(thread.is_alive() for thread in threads):
                measured.append(memory(found.pid))
                time.sleep(seconds / 12)
            for thread in threads:
                thread.join()
    return Load(reading, asking, measured)


def load(seconds: float) -> None:
    """Readers and askers at once; prints what became of them, and the server's memory as it went."""
    reading, asking, measured = measure_load(seconds, READERS, ASKERS)
    half = len(measured) // 2
    print(f"{READERS} readers: {dict(reading.counts)}, p50 {reading.percentile(0.5):.0f} ms, "
          f"p95 {reading.percentile(0.95):.0f} ms")  # fmt: skip
    print(f"{ASKERS} askers: {dict(asking.counts)}, p50 {asking.percentile(0.5) / 1000:.1f} s")
    print(f"memory: {measured[0]:.0f} MiB at the start, {statistics.mean(measured[:half]):.0f} on average of the first "
          f"half, {statistics.mean(measured[half:]):.0f} of the second, {max(measured):.0f} at most")  # fmt: skip


def kill(times: int) -> None:
    """Kill a server at random moments while questions are asked in threads; prints what was found then."""
    chance = random.Random(7)
    broken = 0
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        library_of(home)
        for number in range(times):
            with serving(home, pause=0.01) as found:
                asked(found, "When was the bill formally withdrawn?", "first")  # else a slow machine kills none at work
                until = time.perf_counter() + chance.uniform(0.2, 4)
                asking = threading.Thread(target=ask_in_threads, args=(found, until + 2))
                asking.start()
                time.sleep(max(0, until - time.perf_counter()))
                os.kill(found.pid, 9)
            asking.join()
            with Library(home / "library.db") as library:
                faults = library.faults().sentences()
                turns = [len(library.thread(entry.id).turns) for entry in library.threads()]
            broken += bool(faults)
            print(
                f"kill {number + 1}: {len(turns)} threads, {sum(turns)} turns, faults: {faults or 'none'}", flush=True
            )
    print(f"{times} kills, {broken} left a fault")


def ask_in_threads(found: Presence, until: float) -> None:
    """Ask in threads through the forms of the desk, until a moment or the server's end."""
    try:
        while time.perf_counter() < until:
            for path in thread_paths(found):
                with closing(http.client.HTTPConnection("127.0.0.1", found.port, timeout=10)) as connection:
                    body = urlencode({"question": "When was the bill formally withdrawn?"})
                    connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
                    connection.getresponse().read()
            time.sleep(0.1)
    except (OSError, http.client.HTTPException):
        pass


def thread_paths(found: Presence) -> list[str]:
    """Where a new question and a follow-up can be asked."""
    ids = re.findall(r"/threads/([0-9a-f]{8})\"", fetch(found, "/threads").decode())
    return ["/ask", *(f"/threads/{name}/ask" for name in ids[:1])]


def pages(articles: int, kept: str | None = None) -> None:
    """The pages that need no model: readers who think between two pages, readers who do not, all of the same pages.

    Then readers of pages that mostly nobody has asked for yet, and searches that nobody has, in processor time.
    """
    with tempfile.TemporaryDirectory() as place:
        home = Path(kept or place) / "home"
        if not (home / "library.db").exists():
            library_of(home, articles)
        with serving(home) as found:
            paths = paths_of(home, random.Random(1))
            asked(found, "When was the bill formally withdrawn?", "first")
            for path in paths:
                fetch(found, path)
            anew = paths_of(home, random.Random(2), articles)
            known = "read before"
            for thinking, what, some in ((THINKING, known, paths), (0.0, known, paths), (0.0, "new", anew)):
                told, began = Told(), processor_time(found.pid)
                until = time.perf_counter() + 20
                threads = [
                    threading.Thread(target=read_on, args=(found, some, until, thinking, told, number))
                    for number in range(AT_ONCE)
                ]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                print(f"{articles} articles, {AT_ONCE} readers, {thinking} s between pages {what}: "
                      f"{dict(told.counts)}, p50 {told.percentile(0.5):.0f} ms, p95 {told.percentile(0.95):.0f} ms, "
                      f"{1000 * (processor_time(found.pid) - began) / told.counts['read']:.1f} ms of processor time",
                      flush=True)  # fmt: skip
            searches = [f"/articles?q={quote(f'{one} {other}')}" for one, other in itertools.permutations(SOUGHT, 2)]
            used = []
            for path in searches:
                before = processor_time(found.pid)
                fetch(found, path)
                used.append(1000 * (processor_time(found.pid) - before))
            print(f"a search that is new: {statistics.mean(used):.0f} ms of the server's processor time")


def processor_time(pid: int) -> float:
    """Seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def warm(questions: Sequence[str]) -> None:
    """Each question cold, then each through a server; prints the wall times, their ratio, and the peaks of memory."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        environment = {**os.environ, "BRIEFBOT_HOME": str(home)}
        subprocess.run([sys.executable, "-m", "briefbot", "ingest", "corpus/"], cwd=ROOT, env=environment, check=True,
                       capture_output=True)  # fmt: skip
        run_ask(QUESTIONS[0], environment)  # the states of the prompts are kept from now on
        cold = [run_ask(question, environment) for question in questions]
        serve = [sys.executable, "-m", "briefbot", "serve", "--port", "0"]
        with subprocess.Popen(serve, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
            try:
                await_presence(home, server)
                run_ask(QUESTIONS[0], environment)
                through = [run_ask(question, environment) for question in questions]
                peak = memory(server.pid, "VmHWM")
            finally:
                server.terminate()
    for question, (before, _), (now, _) in zip(questions, cold, through, strict=True):
        print(f"{before:6.1f} s cold, {now:6.1f} s warm, {now / before:.2f}  {question}")
    ratios = [now / before for (before, _), (now, _) in zip(cold, through, strict=True)]
    most = max(size for _, size in cold)
    medians = [statistics.median(seconds for seconds, _ in some) for some in (cold, through)]
    print(f"median {medians[0]:.1f} s cold, {medians[1]:.1f} s warm; median ratio {statistics.median(ratios):.2f}")
    print(f"peak memory: {most:.0f} MiB of ask, {peak:.0f} of the server, ratio {peak / most:.2f}")


def run_ask(question: str, environment: dict[str, str]) -> tuple[float, float]:
    """Wall time and peak memory (MiB) of `briefbot ask`."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "briefbot", "ask", question]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise RuntimeError(f"`briefbot ask {question!r}` failed")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def main(name: str, number: str = "", kept: str | None = None) -> None:
    """Run what is named."""
    if name == "warm":
        first, _, last = (number or f"0-{len(QUESTIONS)}").partition("-")
        warm(QUESTIONS[int(first) : int(last)])
    elif name == "load":
        load(float(number or 120))
    elif name == "kill":
        kill(int(number or 30))
    else:
        pages(int(number or 10_000), kept)


if __name__ == "__main__":
    main(*sys.argv[1:4])

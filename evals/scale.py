"""What grows with a library: the same work in libraries of 1,000, 10,000 and 100,000 articles, side by side.

    python -m evals.scale [--sizes 1000,10000] [--place FOLDER] [--stages search,ask] [--real]

Every library is filled in bulk with made articles (`evals.made_library`): they are not read from files, their
signatures are drawn, and their vectors are sums of drawn vectors of their names, in the shape and type of the real
embedder's, whose 100 paragraphs a second would take four hours for the largest. `FOLDER` keeps the libraries. Then,
each stage in a process of its own, with seconds of processor time, which other work on the machine disturbs less, and
peak resident memory:

- arrive: 1,220 more articles are ingested as any other (three days of 20, 200 and 1,000), milliseconds an article;
- cold: a program's start to the passages of its first question, in seconds;
- search: 40 questions, milliseconds each, p50 and p95;
- ask: 12 questions answered with a scripted model, milliseconds each: what an answer costs beyond the model;
- day20, day200, day1000: the briefing of each day with a scripted model, seconds; what was read and left out;
- kept: the same briefing again, milliseconds;
- articles, check, start: `briefbot articles`, `briefbot library check`, `briefbot --help`, seconds.

With --real the vectors of the smallest library and of what arrives there are the real embedder's, to see its rate.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from briefbot.desk import Desk
from briefbot.ingest import ingest
from briefbot.library.store import Library
from briefbot.search.embedding import Embedder, Vectors
from briefbot.settings import load_settings
from briefbot.types import Filters, ModelRef
from evals.made_library import BUSY_DAYS, OF_A_STORY, fill, made_records, question_of, write_lines
from tests.briefing.copying import CopyingGenerator
from tests.doubles import ScriptedGenerator

SIZES = (1_000, 10_000, 100_000)
QUESTIONS, ASKED = 40, 12
LONGEST_CHUNK = 900


class NameVectors:
    """A stand-in for the sentence embedder, a hundred times as fast: the sum of two drawn vectors a name.

    Names are words with capitals, all words where there are none.
    """

    dimensions, drawn = 384, 1 << 14
    ref = ModelRef(name="name-vectors-384", sha256=hashlib.sha256(b"name-vectors-384").hexdigest())

    @cached_property
    def _table(self) -> Vectors:
        return np.random.default_rng(23).standard_normal((self.drawn, self.dimensions), dtype=np.float32)

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, 384)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            names = re.findall(r"\b[A-Z]\w+", text) or re.findall(r"\w+", text) or [""]
            words = [zlib.crc32(name.encode()) for name in names]
            rows = [part for word in words for part in (word % self.drawn, (word >> 15) % self.drawn)]
            vectors[row] = self._table[rows].sum(axis=0)
        done(len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class Answering(ScriptedGenerator):
    """A model that always writes the same, and finds everything supported."""

    def __init__(self) -> None:
        super().__init__([])

    def reply(self, prompt: object) -> str:
        """One sentence."""
        return "The council said so. [1]"


class Stopwatch:
    """Processor time and time by the clock within its context."""

    cpu = wall = 0.0

    def __enter__(self) -> Self:
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *raised: object) -> None:
        self.cpu, self.wall = time.process_time() - self._cpu, time.perf_counter() - self._wall


class Told(NamedTuple):
    """What a stage found."""

    figures: dict[str, float]
    words: str = ""


def desk_of(home: Path, real: bool, generator: ScriptedGenerator | None = None) -> Desk:
    """The library of a folder with a scripted model, and with the real embedder or its stand-in."""
    embedder: Embedder | None = None if real else NameVectors()
    return Desk(load_settings(home=home, corpus=home / "none"), embedder=embedder, generator=generator)


def prepare(home: Path, size: int, real: bool) -> Told:
    """Fill a library where there is none; the vectors' part of the time is what counts."""
    home.mkdir(parents=True, exist_ok=True)
    with Library(home / "library.db") as library:
        if not library.counts()[0]:
            fill(library, size, LONGEST_CHUNK)
    with desk_of(home, real) as desk, Stopwatch() as watch:
        embedded = desk.sync()
    return Told({"cpu": watch.cpu, "wall": watch.wall, "paragraphs": embedded})


def arrive(home: Path, size: int, real: bool) -> Told:
    """Ingest the three days."""
    with tempfile.TemporaryDirectory() as place, desk_of(home, real) as desk:
        paths = []
        for count, day in BUSY_DAYS.items():
            paths.append(Path(place) / f"day-{count}.jsonl")
            write_lines(paths[-1], made_records(count, day))
        with Stopwatch() as reading:
            ingest(paths, desk.library, LONGEST_CHUNK)
        _ = desk.embedder.embed(["what is loaded at first use"])
        with Stopwatch() as indexing:
            paragraphs = desk.sync()
        articles = sum(BUSY_DAYS)
    return Told(
        {
            "read and store ms": 1000 * reading.cpu / articles,
            "vectors ms": 1000 * indexing.cpu / articles,
            "paragraphs/s": paragraphs / indexing.wall if paragraphs else 0,
        }
    )


def questions(size: int, count: int) -> list[str]:
    """Questions about stories all over the library."""
    stories = size // OF_A_STORY
    return [question_of(at * stories // count) for at in range(count)]


def cold(home: Path, size: int, real: bool) -> Told:
    """One question in a fresh program; its start counts."""
    with desk_of(home, real) as desk:
        desk.ready()
        desk.search(questions(size, 1)[0])
    return Told({"cpu": time.process_time()})


def search(home: Path, size: int, real: bool) -> Told:
    """Questions one after another."""
    wall, cpu = [], []
    with desk_of(home, real) as desk:
        desk.ready()
        desk.search("what is loaded at first use")
        for question in questions(size, QUESTIONS):
            with Stopwatch() as watch:
                desk.search(question)
            wall.append(1000 * watch.wall)
            cpu.append(1000 * watch.cpu)
    return Told({"p50 ms": statistics.median(cpu), "p95 ms": quantile(cpu), "wall p50": statistics.median(wall)})


def ask(home: Path, size: int, real: bool) -> Told:
    """Questions answered, with a model that takes no time."""
    cpu = []
    with desk_of(home, real, generator=Answering()) as desk:
        desk.ask("what is loaded at first use?")
        for question in questions(size, ASKED):
            with Stopwatch() as watch:
                desk.ask(question)
            cpu.append(1000 * watch.cpu)
    return Told({"p50 ms": statistics.median(cpu), "p95 ms": quantile(cpu)})


def day(home: Path, size: int, real: bool, count: int) -> Told:
    """The briefing of the day with so many articles, written anew and then kept."""
    with desk_of(home, real, generator=CopyingGenerator()) as desk:
        date = BUSY_DAYS[count]
        with desk.library.writing(change=False) as db:
            db.execute("DELETE FROM briefings")
            db.execute("DELETE FROM stories")
        with Stopwatch() as writing:
            briefing = desk.brief(date, date)
        with Stopwatch() as keeping:
            desk.brief(date, date)
    out = Counter(str(each.kind) for each in briefing.coverage.left_out)
    told = ", ".join(f"{number} {kind}" for kind, number in out.most_common())
    stages = ", ".join(f"{timing.stage.value} {timing.seconds:.1f}" for timing in briefing.timings)
    return Told(
        {"cpu": writing.cpu, "kept ms": 1000 * keeping.cpu},
        f"{len(briefing.articles)} of the span, {len(briefing.stories)} stories; left out: {told}; {stages}",
    )


def command(*arguments: str) -> Callable[[Path, int, bool], Told]:
    """A stage that is a command of its own."""

    def run(home: Path, size: int, real: bool) -> Told:
        subprocess.run(
            [sys.executable, "-m", "briefbot", *arguments],
            env={**os.environ, "BRIEFBOT_HOME": str(home)},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Told({"cpu": used.ru_utime + used.ru_stime, "of it MiB": used.ru_maxrss / 1024})

    return run


def size_of(home: Path, size: int, real: bool) -> Told:
    """Bytes on disk, an article."""
    library = sum(path.stat().st_size for path in home.glob("library.db*"))
    vectors = sum(path.stat().st_size for each in home.glob("vectors*") for path in each.rglob("*") if path.is_file())
    with Library(home / "library.db") as opened:
        articles = opened.count_articles(Filters(history=True))
    return Told({"library KB": library / articles / 1000, "vectors KB": vectors / articles / 1000})


STAGES: dict[str, Callable[[Path, int, bool], Told]] = {
    "prepare": prepare,
    "arrive": arrive,
    "size": size_of,
    "cold": cold,
    "search": search,
    "ask": ask,
    **{f"day{count}": partial(day, count=count) for count in BUSY_DAYS},
    "articles": command("articles"),
    "check": command("library", "check"),
    "start": command("--help"),
}


def quantile(values: Sequence[float], share: float = 0.95) -> float:
    """The value below which a share of all are."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def run_stage(stage: str, home: Path, size: int, real: bool) -> None:
    """Do one stage in this process and print what it found."""
    told = STAGES[stage](home, size, real)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
    print(json.dumps([{**told.figures, "MiB": peak}, told.words]))


def main(sizes: Sequence[int], place: Path, stages: Sequence[str], real: bool) -> None:
    """Print the table, a line a stage and library."""
    print(f"{dt.date.today()}; seconds and milliseconds of processor time")
    for size in sizes:
        own = real and size == min(sizes)
        home = place / (f"real-{size}" if own else f"made-{size}")
        for stage in stages:
            command = [sys.executable, "-m", "evals.scale", "--stage", stage, str(home), str(size), str(int(own))]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            figures, words = json.loads(done.stdout.splitlines()[-1])
            shown = "  ".join(f"{name} {value:,.{0 if value >= 100 else 2}f}" for name, value in figures.items())
            print(f"{size:>8,}  {stage:<9}{shown}  {words}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        run_stage(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "1")
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=SIZES)
        parser.add_argument("--place", type=Path)
        parser.add_argument("--stages", type=lambda text: text.split(","), default=list(STAGES))
        parser.add_argument("--real", action="store_true")
        given = parser.parse_args()
        with tempfile.TemporaryDirectory() as fleeting:
            main(given.sizes, given.place or Path(fleeting), given.stages, given.real)

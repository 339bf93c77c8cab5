"""How fast articles are read, stored, embedded and indexed, and in how much memory.

    python -m evals.ingest_speed [--large | --sizes 500,2000 | --folder ARTICLES] [--words]

Makes 100 and 1,000 (with --large also 10,000) varied articles, or takes those of a folder, and prints, for each number
of articles and each stage in a process of its own, articles and paragraphs a second, milliseconds an article, those of
processor time, which other work on the machine disturbs less, and the stage's peak of resident memory:

- read: files to articles, chunks and the signatures by which copies are found;
- store: articles to the library, with their copies and versions found (the time within `Library.put` and `put_member`);
- embed: chunks to vectors; index: these vectors to Chroma (`VectorIndex.sync`);
- again: the same folder, unchanged; its time in seconds counts.

With --words the vectors are counts of words in place of the model's, so that the other stages are seen in a minute.

Then, where 1,000 and 10,000 were measured, how the cost of an article grew. Last, on one sample of paragraphs and with
the same weights and threads: the rate of the embedder, of a bare ONNX Runtime session given the same batches of tokens,
and of Chroma's own default embedding function (every text padded to 256 tokens, batches of 32 in the order given).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

import numpy as np

from briefbot.ingest import find_files, ingest
from briefbot.intake import cut_articles
from briefbot.library.rows import FileStat, KnownFile
from briefbot.library.store import Library
from briefbot.readers.formats import read_articles
from briefbot.search.embedding import Embedder, Vectors
from briefbot.search.index import VectorIndex
from briefbot.types import Article, Chunk, ModelRef
from evals.embedder_speed import LONGEST_CHUNK, compare, embedder_ref, load_embedder
from evals.made_articles import make_articles
from tests.doubles import BagOfWords

SIZES = (100, 1_000)
LARGE = 10_000
PORTION = 512  # chunks embedded at a time, as the index does


class Row(NamedTuple):
    """One stage on one number of articles."""

    stage: str
    seconds: float
    cpu: float
    """Seconds of processor time, of all threads."""
    memory: float
    """Peak resident memory, in MiB."""


class Stopwatch:
    """Adds up the time, and the processor time, that is spent within its context."""

    def __init__(self) -> None:
        self.seconds = self.cpu = 0.0

    def __enter__(self) -> Self:
        self.seconds -= time.perf_counter()
        self.cpu -= time.process_time()
        return self

    def __exit__(self, *raised: object) -> None:
        self.seconds += time.perf_counter()
        self.cpu += time.process_time()


class TimedLibrary(Library):
    """A library that times its writing."""

    watch: Stopwatch

    def put(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        digest: str,
        stat: FileStat | None = None,
        signature: bytes | None = None,
    ) -> None:
        """Write an article."""
        with self.watch:
            super().put(article, chunks, digest, stat, signature)

    def put_member(
        self, article: Article, chunks: Sequence[Chunk], path: str, file: KnownFile, signature: bytes | None = None
    ) -> None:
        """Write an article of a file of many."""
        with self.watch:
            super().put_member(article, chunks, path, file, signature)


class Replay:
    """An embedder that gives out vectors made before, in their order."""

    def __init__(self, ref: ModelRef, file: BinaryIO, dimensions: int) -> None:
        self.ref = ref
        self._file = file
        self._dimensions = dimensions

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """The next vectors."""
        made = self._file.read(len(texts) * self._dimensions * 4)
        return np.frombuffer(made, dtype=np.float32).reshape(len(texts), self._dimensions)


def read(place: Path, folder: Path, watch: Stopwatch) -> None:
    """Read all articles of the folder and cut them; nothing is kept."""
    files, _ = find_files([folder])
    with watch:
        for file in files:
            for _ in cut_articles(read_articles(file), str(file), LONGEST_CHUNK):
                pass


def store(place: Path, folder: Path, watch: Stopwatch) -> None:
    """Ingest the folder."""
    import datasketch  # noqa: F401  (the start of the program does not count)

    with TimedLibrary(place / "library.db") as library:
        library.watch = watch
        ingest([folder], library, LONGEST_CHUNK)


def embed(place: Path, folder: Path, watch: Stopwatch) -> None:
    """Embed all chunks of the library with the default model, in the order in which the index asks for them."""
    model = load_embedder()[0]
    model.embed(["What is loaded at first use."])
    make_vectors(place, model, watch)


def count(place: Path, folder: Path, watch: Stopwatch) -> None:
    """Make vectors of words, in place of the model's."""
    make_vectors(place, BagOfWords(), watch)


def make_vectors(place: Path, model: Embedder, watch: Stopwatch) -> None:
    """Write the vectors of all chunks, portion by portion."""
    with Library(place / "library.db") as library, (place / "vectors.f32").open("wb") as file:
        for portion in portions(library):
            texts = [f"{chunk.header}\n{chunk.text}" for chunk in library.chunks(portion).values()]
            with watch:
                vectors = model.embed(texts)
            file.write(vectors.tobytes())


def index(place: Path, folder: Path, watch: Stopwatch) -> None:
    """Give the vectors to Chroma."""
    import chromadb  # noqa: F401  (the start of the program does not count)

    with Library(place / "library.db") as library, (place / "vectors.f32").open("rb") as file:
        dimensions = (place / "vectors.f32").stat().st_size // 4 // len(library.chunk_ids(history=True))
        vectors = VectorIndex(place / "vectors", Replay(embedder_ref(), file, dimensions))
        with watch:
            vectors.sync(library)
        vectors.close()


def again(place: Path, folder: Path, watch: Stopwatch) -> None:
    """Ingest the same folder once more."""
    with Library(place / "library.db") as library, watch:
        ingest([folder], library, LONGEST_CHUNK)


STAGES = {work.__name__: work for work in (read, store, embed, count, index, again)}


def portions(library: Library) -> Iterable[list[str]]:
    """The ids of all chunks as the index takes them: those of current articles first."""
    current = library.chunk_ids()
    for ids in (current, library.chunk_ids(history=True) - current):
        ordered = sorted(ids)
        yield from (ordered[at : at + PORTION] for at in range(0, len(ordered), PORTION))


def run_stage(stage: str, place: Path, folder: Path) -> None:
    """Do one stage in this process and print its row as JSON."""
    watch = Stopwatch()
    STAGES[stage](place, folder, watch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
    print(json.dumps(Row(stage, watch.seconds, watch.cpu, peak)))


def measure(place: Path, folder: Path, left_out: str) -> list[Row]:
    """All stages but one, one after another, on the articles of a folder; prints and returns what an article costs."""
    rows = []
    for stage in [name for name in STAGES if name != left_out]:
        command = [sys.executable, "-m", "evals.ingest_speed", "--stage", stage, str(place), str(folder)]
        row = Row(*json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
        if stage in ("store", "again"):
            with Library(place / "library.db") as library:
                found, paragraphs = library.counts()
        rows.append(row)
    for row in rows:
        print(
            f"{row.stage:<8}{found:>10,}{row.seconds:>10.2f}{found / row.seconds:>12.1f}"
            f"{paragraphs / row.seconds:>14.1f}{1000 * row.seconds / found:>12.2f}{1000 * row.cpu / found:>10.2f}"
            f"{row.memory:>10.0f}",
            flush=True,
        )
    return [row._replace(seconds=row.seconds / found, cpu=row.cpu / found) for row in rows]


def main(folders: Sequence[Path], sizes: Sequence[int], words: bool = False) -> None:
    """Print all tables."""
    left_out = "embed" if words else "count"
    print(
        f"{'stage':<8}{'articles':>10}{'seconds':>10}{'articles/s':>12}{'paragraphs/s':>14}{'ms/article':>12}"
        f"{'cpu ms':>10}{'peak MiB':>10}"
    )
    measured: dict[int, list[Row]] = {}
    for folder in folders:
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), folder, left_out)
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            made = Path(name) / "in"
            made.mkdir()
            make_articles(made, size)
            measured[size] = measure(Path(name), made, left_out)
    if {SIZES[-1], LARGE} <= measured.keys():
        _print_growth(measured)
    if words:
        return
    rates = compare()
    print(f"\n{'embedding':<20}{'paragraphs/s':>14}{'of bare session':>18}")
    for name, rate in rates:
        print(f"{name:<20}{rate:>14.1f}{rate / dict(rates)['bare session']:>18.2f}")


def _print_growth(measured: dict[int, list[Row]]) -> None:
    """How much more an article costs among many than among few, and the memory that each number took."""
    few, many = measured[SIZES[-1]], measured[LARGE]
    print(f"\n{'stage':<8}{f'cost among {LARGE:,} to {SIZES[-1]:,}':>32}{'of cpu':>10}{'peak MiB':>30}")
    for before, after in zip(few, many, strict=True):
        peaks = " -> ".join(
            f"{row.memory:.0f}" for rows in measured.values() for row in rows if row.stage == after.stage
        )
        print(f"{after.stage:<8}{after.seconds / before.seconds:>32.2f}{after.cpu / before.cpu:>10.2f}{peaks:>30}")
    seconds = sum(row.seconds for row in many[:-1]) / sum(row.seconds for row in few[:-1])
    cpu = sum(row.cpu for row in many[:-1]) / sum(row.cpu for row in few[:-1])
    print(f"{'all':<8}{seconds:>32.2f}{cpu:>10.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        run_stage(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--large", action="store_true")
        parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")])
        parser.add_argument("--folder", type=Path, action="append", default=[])
        parser.add_argument("--words", action="store_true")
        given = parser.parse_args()
        usual = [] if given.folder else [*SIZES, LARGE] if given.large else SIZES
        main(given.folder, given.sizes or usual, given.words)

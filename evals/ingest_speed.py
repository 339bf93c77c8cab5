"""How fast articles are read, stored, embedded and indexed, and in how much memory.

    python -m evals.ingest_speed [--large]

Generates 100 and 1,000 (with --large also 10,000) varied articles of four to eight paragraphs and prints, for each
size in a process of its own, articles and paragraphs a second and the peak memory (resident, so far) of four stages:

- read: files to articles; store: articles to the library, their copies looked for (ingesting less reading);
- embed: chunks to vectors; index: vectors to Chroma (the sync less embedding); again: the same folder, unchanged.

Then, on one sample of paragraphs and with the same weights: the rate of the embedder, of a bare ONNX Runtime session
given the same batches of tokens, and of Chroma's default settings (every text padded to 256 tokens, batches of 32 in
the order given).
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from briefbot.chunking import chunk_article
from briefbot.embedding import BATCH, LONGEST, MiniLM, Vectors
from briefbot.index import VectorIndex
from briefbot.ingest import find_files, ingest
from briefbot.library import Library
from briefbot.models import ensure, find
from briefbot.readers import read_articles
from briefbot.settings import load_settings
from briefbot.types import Article, ModelRef

Inputs = npt.NDArray[np.int64]

SIZES = (100, 1_000)
LARGE = 10_000
SAMPLE = 128  # paragraphs of the comparison
LONGEST_CHUNK = 900

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


class Timed:
    """An embedder that knows how long it took."""

    def __init__(self, inner: MiniLM) -> None:
        self.ref = inner.ref
        self.seconds = 0.0
        self._inner = inner

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """What the inner embedder makes."""
        began = time.perf_counter()
        vectors = self._inner.embed(texts, done)
        self.seconds += time.perf_counter() - began
        return vectors


def generate(folder: Path, count: int) -> None:
    """Write articles whose words follow Zipf's law over an invented vocabulary; no two alike."""
    chance = random.Random(count)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]

    def sentence(length: int) -> str:
        drawn = chance.choices(words, weights, k=length)
        drawn[chance.randrange(length)] = str(chance.randint(2, 9_999))
        return " ".join(drawn).capitalize() + "."

    for number in range(count):
        title = sentence(7).rstrip(".")
        day = f"{chance.randint(1, 28)} March {chance.randint(2005, 2024)}"
        paragraphs = [" ".join(sentence(chance.randint(5, 14)) for _ in range(2)) for _ in range(chance.randint(4, 8))]
        head = f"{title}\n\nALDPORT, {day} (Gazette {number % 40}) -- "
        (folder / f"{number:05}.txt").write_text(head + "\n\n".join(paragraphs) + "\n", encoding="utf-8")


def embedder() -> tuple[MiniLM, Path, Path]:
    """The default embedding model, with the files of its weights and its tokenizer."""
    settings = load_settings()
    model = find(settings.embedder)
    files = ensure(model.name, settings, announce=lambda text: print(text, file=sys.stderr))
    weights = next(file for file in model.files if file.filename != "tokenizer.json")
    paths = files[weights.filename], files["tokenizer.json"]
    ref = ModelRef(name=model.name, sha256=weights.sha256)
    return MiniLM(*paths, ref, settings.threads), *paths


class Row(NamedTuple):
    """One stage on one number of articles."""

    stage: str
    seconds: float
    memory: float
    """Peak resident memory of the process so far, in MiB."""
    articles: float = 0.0
    """Articles a second."""
    paragraphs: float = 0.0
    """Paragraphs a second."""


def memory() -> float:
    """Peak resident memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def measure(count: int, place: Path) -> list[Row]:
    """The stages, one after another, on so many articles."""
    folder = place / "in"
    folder.mkdir()
    generate(folder, count)
    files, _ = find_files([folder])
    model = Timed(embedder()[0])
    model.embed(["What is loaded at first use."])
    library = Library(place / "library.db")
    ingest(paths=files[:1], library=library, longest_chunk=LONGEST_CHUNK)
    model.seconds = 0.0

    def seconds(work: Callable[[], object]) -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    read = seconds(lambda: [sum(1 for _ in read_articles(file)) for file in files])
    rows = [Row("read", read, memory())]
    rows.append(Row("store", seconds(lambda: ingest([folder], library, LONGEST_CHUNK)) - read, memory()))
    index = seconds(lambda: VectorIndex(place / "vectors", model).sync(library))
    rows += [Row("embed", model.seconds, memory()), Row("index", index - model.seconds, memory())]
    rows.append(Row("again", seconds(lambda: ingest([folder], library, LONGEST_CHUNK)), memory()))
    paragraphs = library.counts()[1]
    return [row._replace(articles=count / row.seconds, paragraphs=paragraphs / row.seconds) for row in rows]


def compare() -> list[tuple[str, float]]:
    """Paragraphs a second by the embedder, by a bare session on the same tokens and by Chroma's settings."""
    import onnxruntime
    from tokenizers import Tokenizer

    model, weights, tokens = embedder()
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name), SAMPLE // 5)
        articles = [article for file in find_files([Path(name)])[0] for article in read_articles(file)]
    chunks = [c for a in articles if isinstance(a, Article) for c in chunk_article(a, LONGEST_CHUNK)]
    texts = [f"{chunk.header}\n{chunk.text}" for chunk in chunks[:SAMPLE]]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = load_settings().threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(tokens))
    tokenizer.enable_truncation(LONGEST)

    def batches(ordered: list[str]) -> list[dict[str, Inputs]]:
        found = []
        for at in range(0, len(ordered), BATCH):
            encodings = tokenizer.encode_batch(ordered[at : at + BATCH])
            ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
            mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
            found.append({"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
        return found

    def chroma() -> None:
        for inputs in batches(texts):
            hidden = session.run(None, inputs)[0]
            mask = inputs["attention_mask"][..., None]
            means = (hidden * mask).sum(1) / mask.sum(1)
            _ = means / np.linalg.norm(means, axis=1, keepdims=True)

    tokenizer.enable_padding()
    prepared = batches(sorted(texts, key=len))
    rounds: dict[str, Callable[[], object]] = {
        "embedder": lambda: model.embed(texts),
        "bare session": lambda: [session.run(None, inputs) for inputs in prepared],
    }
    best = dict.fromkeys((*rounds, "Chroma's settings"), float("inf"))
    for _ in range(3):  # in turns, the best of three: other work on the machine disturbs all alike
        for name, work in rounds.items():
            began = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - began)
    tokenizer.enable_padding(length=LONGEST)
    began = time.perf_counter()
    chroma()
    best["Chroma's settings"] = time.perf_counter() - began
    return [(name, len(texts) / taken) for name, taken in best.items()]


def main(sizes: Sequence[int]) -> None:
    """Print both tables."""
    print(f"{'stage':<8}{'articles':>10}{'seconds':>10}{'articles/s':>12}{'paragraphs/s':>14}{'peak MiB':>10}")
    for size in sizes:
        command = [sys.executable, "-m", "evals.ingest_speed", "--size", str(size)]
        for line in json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout):
            row = Row(*line)
            print(
                f"{row.stage:<8}{size:>10}{row.seconds:>10.2f}{row.articles:>12.1f}{row.paragraphs:>14.1f}"
                f"{row.memory:>10.0f}",
                flush=True,
            )
    rates = compare()
    print(f"\n{'embedding':<20}{'paragraphs/s':>14}{'of bare session':>18}")
    for name, rate in rates:
        print(f"{name:<20}{rate:>14.1f}{rate / dict(rates)['bare session']:>18.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--size"]:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(int(sys.argv[2]), Path(folder))))
    elif sys.argv[1:] in ([], ["--large"]):
        main([*SIZES, LARGE] if sys.argv[1:] else SIZES)
    else:
        sys.exit(__doc__)

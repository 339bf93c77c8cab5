"""What comparing a new article with watchlists costs: with 10, with 1,000, in one run.

    python -m evals.watchlist_speed

Every list has a query and words of its own, made of the words of `corpus/`. The articles of `corpus/` come one by one,
to the lists in turn, so that whatever else the machine does falls on both alike. Printed are milliseconds of processor
time an article: of all of it (reading, embedding, comparing, writing) in a round of many articles and in a round of its
own, of comparing alone, and of loading the lists, which a round does once.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from pathlib import Path

import numpy as np

from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.readers.formats import read_article
from briefbot.search.chunking import chunk_article
from briefbot.search.embedding import Embedder
from briefbot.settings import load_settings
from briefbot.text.words import content_words
from briefbot.watchlists.finding import load_matcher, match_arrivals
from briefbot.watchlists.keeping import Wanted, add_list
from briefbot.watchlists.matching import matched_text

CORPUS = Path(__file__).parent.parent / "corpus"
SIZES = (10, 1_000)
REPEATS = 1
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def fill(library: Library, lists: int, words: list[str]) -> None:
    """Keep so many lists, no two alike."""
    chance = random.Random(lists)
    for number in range(lists):
        query, terms = " ".join(chance.sample(words, 4)), chance.sample(words, 3)
        wanted = Wanted(query=query, any=tuple(terms[:2]), none=tuple(terms[2:]), to=("x",))
        add_list(library, f"list {number}", wanted, NOW)


def main() -> None:
    """Print the table."""
    articles = [read_article(path) for path in sorted(CORPUS.rglob("*.*")) if path.name != "README.md"]
    text = " ".join(paragraph.text for article in articles for paragraph in article.paragraphs)
    words = sorted({word for word in content_words(text) if word.isalpha() and len(word) > 3})
    with tempfile.TemporaryDirectory() as folder, Desk(load_settings(home=Path(folder))) as desk:
        embedder: Embedder = desk.embedder
        libraries = {size: Library(Path(folder) / f"{size}.db") for size in SIZES}
        for size, library in libraries.items():
            fill(library, size, words)
            load_matcher(library, embedder)  # the queries are embedded when lists are made
        whole: dict[int, list[float]] = {size: [] for size in SIZES}
        alone: dict[int, list[float]] = {size: [] for size in SIZES}
        loading: dict[int, list[float]] = {size: [] for size in SIZES}
        hits = dict.fromkeys(SIZES, 0)
        for repeat in range(REPEATS):
            for article in articles:
                vectors = embedder.embed([paragraph.text for paragraph in article.paragraphs])
                for size in random.Random(repeat).sample(SIZES, len(SIZES)):
                    library = libraries[size]
                    library.forget([str(article.path)])
                    library.put(article, chunk_article(article, 900), article.id)
                    began = time.process_time()
                    matcher = load_matcher(library, embedder)
                    loading[size].append(time.process_time() - began)
                    began = time.process_time()
                    hits[size] += match_arrivals(library, embedder, NOW).hits
                    whole[size].append(time.process_time() - began)
                    began = time.process_time()
                    matcher.hits(matched_text(article), vectors)
                    alone[size].append(time.process_time() - began)
        for library in libraries.values():
            library.close()
    print(f"{len(articles)} articles, {REPEATS} times; milliseconds of processor time an article, median (mean)")
    for name, spent in (
        ("all of it, in a round of many", {size: np.subtract(whole[size], loading[size]) for size in SIZES}),
        ("all of it, in a round of its own", whole),
        ("comparing alone", alone),
        ("loading the lists, once a round", loading),
    ):
        cells = [
            f"{size} lists {1000 * np.median(spent[size]):.1f} ({1000 * np.mean(spent[size]):.1f})" for size in SIZES
        ]
        print(f"{name}: {', '.join(cells)}; ratio {np.median(spent[SIZES[1]]) / np.median(spent[SIZES[0]]):.2f}")
    print(f"hits: {hits}")


if __name__ == "__main__":
    main()

"""Libraries in any number of articles: stories with people, places and bodies of their own, over ten years.

Where `evals.made_articles` draws all words from one small list, so that in a large library every word is common, names
are made here for every story, as in news: most words of a question are common, some are rare, and the number of
different words grows with the library.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

from briefbot.dedup.minhash import PERMUTATIONS, bands
from briefbot.library.rows import write_article
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Paragraph, Published, article_id
from evals.made_articles import CORPUS, PUBLISHERS

FIRST_DAY, DAYS = dt.date(2015, 1, 1), 3_650
BUSY_DAYS = {20: dt.date(2025, 2, 3), 200: dt.date(2025, 3, 4), 1_000: dt.date(2025, 4, 5)}
"""Days after the ten years, by the number of articles that come on them."""
OF_A_STORY = 6
COPIED = 25  # one article in so many is a copy of the one before: another publisher and headline, and the tail cut
PARAGRAPHS = (11, 19)
PORTION = 500  # articles written in one transaction
SUBJECTS = (
    "ferry inquiry", "dam repairs", "tram strike", "port lease", "school merger", "grain levy", "bridge tender",
    "hospital audit", "water tariff", "forest fire", "airport vote", "rail closure", "fishing quota", "housing bond",
    "mine rescue", "flood wall", "tax appeal", "museum theft", "bank rescue", "power outage", "vaccine order",
    "land dispute", "coach dismissal", "budget vote", "border talks", "ceasefire monitors", "steel tariffs",
    "satellite launch", "cable cut", "election recount",
)  # fmt: skip
ACTS = ("opens", "halts", "defends", "rejects", "reviews", "wins", "delays", "leads", "explains", "drops")
BODIES = ("Board", "Council", "Union", "Authority", "Court", "Ministry", "Institute", "Bank", "Party", "Company")
SYLLABLES = re.findall(
    r"\w+",
    "bal cor dren el fen gar hol is jor kel lan mor nev or pel quin ros sel tam ul ven wil yor zan ber cas dor eth "
    "fal gri hen il kar lor mes nor os pra ran sto tir und vas wen ard bri cal den est fir gol",
)
_WORD = re.compile(r"\b[a-z]+(?:['’-][a-z]+)*\b")


class Story(NamedTuple):
    """Who and what a story is about."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    body: str
    subject: str


def story_of(number: int, within: str = "") -> Story:
    """The story of a number: the same whenever it is asked for."""
    chance = random.Random(f"story {within}{number}")

    def name(*sizes: int) -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.choice(sizes))).capitalize()

    return Story(
        people=tuple(f"{name(2)} {name(2, 3, 3)}" for _ in range(3)),
        places=(name(2, 3), name(3)),
        body=f"{name(2, 3)} {chance.choice(BODIES)}",
        subject=chance.choice(SUBJECTS),
    )


def question_of(number: int) -> str:
    """A question about the story of a number, of rare and of common words."""
    story = story_of(number)
    kinds = (
        f"who leads the {story.body} in the {story.subject}?",
        f"what did {story.people[0]} say about the {story.subject}?",
        f"when did the {story.subject} in {story.places[0]} begin?",
        f"how many people of {story.places[1]} does the {story.body} count?",
    )
    return kinds[number % len(kinds)]


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Write records as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def fill(library: Library, articles: int, longest_chunk: int) -> None:
    """Put so many articles of ten years into a library, many to a transaction.

    Neither are they read from files nor compared with one another: their signatures are drawn, so that the tables are
    as large as an ingest would make them and nobody waits hours for it.
    """
    for portion in batched(made_records(articles), PORTION):
        with library.writing() as db:
            for at, record in portion:
                article = _article(record, at)
                write_article(db, article, None)
                db.executemany(
                    "INSERT INTO chunks (id, article_id, paragraph, start, end, text, header) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        (c.id, c.article_id, c.paragraph, c.start, c.end, c.text, c.header)
                        for c in chunk_article(article, longest_chunk)
                    ],
                )
                db.execute("INSERT INTO files VALUES (?, ?, 0, 0, '0')", (article.path, article.id))
                db.execute("INSERT INTO members VALUES (?1, '0', ?1, ?2)", (article.path, article.id))
                blob = _signature(article.id)
                values = blob, article.id
                number = db.execute("INSERT INTO signatures (signature, article_id) VALUES (?, ?)", values).lastrowid
                db.executemany("INSERT INTO bands VALUES (?, ?, ?)", [(*band, number) for band in bands(blob)])


def _article(record: dict[str, Any], at: int) -> Article:
    published = Published(day=dt.date.fromisoformat(record["published"]), evidence="record's date")
    texts = record["paragraphs"]
    return Article(
        id=article_id(record["title"], record["source"], published, texts),
        title=record["title"],
        source=record["source"],
        published=published,
        path=f"/made/{at:07}.txt",
        paragraphs=tuple(Paragraph(number=number, text=text) for number, text in enumerate(texts, start=1)),
    )


def _signature(seed: str) -> bytes:
    """A signature of the form of `briefbot.dedup.minhash.signature`, its hash values drawn."""
    drawn = hashlib.shake_256(seed.encode()).digest(4 * PERMUTATIONS)
    return _head() + drawn


@cache
def _head() -> bytes:
    """What a signature has before its hash values."""
    from datasketch import LeanMinHash, MinHash

    lean = LeanMinHash(MinHash(num_perm=PERMUTATIONS))
    blob = bytearray(lean.bytesize("<"))
    lean.serialize(blob, "<")
    return bytes(blob[: -4 * PERMUTATIONS])


def batched(records: Iterable[dict[str, Any]], size: int) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """Records with their numbers, in portions."""
    numbered = iter(enumerate(records))
    while portion := list(islice(numbered, size)):
        yield portion


def made_records(articles: int, day: dt.date | None = None) -> Iterator[dict[str, Any]]:
    """Articles of ten years, in no order of days, or all of one day."""
    chance = random.Random(f"{articles} {day}")
    kept: list[str] = []
    for number in range(articles):
        at = number // OF_A_STORY
        story = story_of(at, str(day or ""))
        fresh = number % COPIED or not kept
        if fresh:
            kept = [_paragraph(chance, story, lead=not place) for place in range(chance.randint(*PARAGRAPHS))]
        published = day or FIRST_DAY + dt.timedelta((at * 7_919) % DAYS + chance.randint(0, 3))
        yield {
            "title": f"{story.people[number % 3]} {chance.choice(ACTS)} {story.subject} in {story.places[0]}",
            "source": f"Gazette {(number * 7 + at) % PUBLISHERS}",
            "published": published.isoformat(),
            "paragraphs": kept if fresh else kept[: len(kept) - 2],
        }


def _paragraph(chance: random.Random, story: Story, lead: bool) -> str:
    """Two sentences, about forty tokens, the first with a name or two of the story."""
    words, totals = _common()

    def drawn(least: int, most: int) -> str:
        return " ".join(chance.choices(words, cum_weights=totals, k=chance.randint(least, most)))

    who = chance.choice(story.people) if lead else chance.choice(story.people).split()[-1]
    of = story.body if lead or chance.random() < 0.3 else chance.choice(story.places)
    first = f"{who} of {of} {drawn(7, 12)} {story.subject if lead or chance.random() < 0.3 else drawn(1, 2)}."
    second = f"{drawn(5, 8).capitalize()} {chance.randint(2, 9_999)} {drawn(3, 7)}."
    return f"{first} {second}"


@cache
def _common() -> tuple[list[str], list[int]]:
    """The words of the demo corpus, and their numbers added up."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.*")) if path.name != "README.md"]
    frequency = Counter(word for text in texts for word in _WORD.findall(text))
    return list(frequency), list(accumulate(frequency.values()))

"""Rounds killed while they compare, queue and send: what arrives, and how often.

    python -m tests.rounds.kills [KILLS]

Every try adds an article that is a hit, starts a round in a process of its own and kills it (SIGKILL): by turns at any
moment, and within milliseconds of its request, before or after the answer. At the end one round runs through. The
receiver is a real web server. Each hit must arrive at least once, always under one key, so that a receiver that keeps
the keys it has seen has each exactly once.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from multiprocessing.synchronize import Event
from pathlib import Path

from pydantic import SecretStr

from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.rounds import run_due
from briefbot.search.chunking import chunk_article
from briefbot.settings import load_settings
from briefbot.targets import Target
from briefbot.types import Frozen
from briefbot.watchlists.keeping import Wanted, add_list
from tests.conftest import make_article
from tests.delivery.receivers import Receiver
from tests.doubles import BagOfWords, ScriptedGenerator

SAID = "The ferry line to the islands will reopen in May, the harbour office said."


class Counts(Frozen):
    """What came of it."""

    killed: int
    """Rounds that ended by the signal."""
    hits: int
    lost: int
    """Hits that no request told of."""
    honoured: int
    """Hits that a receiver has which takes each key once."""
    requests: int
    repeated: int
    """Requests under a key that had come before."""


def work(home: Path, address: str, ready: Event) -> None:
    """A round, in a process of its own."""
    target = Target(webhook=SecretStr(address), timeout=5)
    settings = load_settings(home=home).model_copy(update={"targets": {"hook": target}})
    with Desk(settings, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk:
        ready.set()
        run_due(desk, lambda: dt.datetime.now(dt.UTC), dt.UTC)


def add_article(library: Library, number: int) -> str:
    """An article about the ferry that is no copy of another; returns its title."""
    chance = random.Random(number)
    own = " ".join("".join(chance.choices("abcdefghijklmnoprstuv", k=7)) for _ in range(60))
    title = f"Ferry {number}"
    article = make_article(f"{SAID} {own}", own, title=title, path=f"/n/{number}.txt")
    library.put(article, chunk_article(article, 900), article.id)
    return title


def kill_rounds(place: Path, kills: int, seed: int = 0) -> Counts:
    """Kill so many rounds, then let one run through."""
    home, chance, receiver = place / "home", random.Random(seed), Receiver()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.rounds.kills"])
    killed = 0
    titles: list[str] = []
    span = 0.05  # seconds; grows to what a round takes on this machine
    with receiver.running() as address, Library(home / "library.db") as library:
        wanted = Wanted(query="ferry line to the islands", to=("hook",))
        add_list(library, "ferries", wanted, dt.datetime.now(dt.UTC))
        asked = threading.Event()
        receiver.before = asked.set
        while killed < kills:
            asked.clear()
            titles.append(add_article(library, len(titles)))
            ready = context.Event()
            process = context.Process(target=work, args=(home, address, ready))
            process.start()
            ready.wait(60)
            if len(titles) % 2 and asked.wait(60):
                time.sleep(chance.uniform(0, 0.01))
            else:
                time.sleep(chance.uniform(0, span))
            process.kill()
            process.join(60)
            killed += process.exitcode == -9
            span = span * 0.9 if process.exitcode == 0 else min(span * 1.1, 2.0)
        ready = context.Event()  # kept until the process has it
        process = context.Process(target=work, args=(home, address, ready))
        process.start()
        process.join(120)
        assert process.exitcode == 0
    keys = Counter(headers["idempotency-key"] for headers, _ in receiver.seen)
    first: dict[str, list[str]] = {}
    for headers, body in receiver.seen:
        told = [hit["title"] for hit in json.loads(body)["data"]["hits"]]
        assert first.setdefault(headers["idempotency-key"], told) == told
    arrived = Counter(title for told in first.values() for title in told)
    return Counts(
        killed=killed,
        hits=len(titles),
        lost=len(set(titles) - set(arrived)),
        honoured=sum(count == 1 for count in arrived.values()),
        requests=len(receiver.seen),
        repeated=sum(keys.values()) - len(keys),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(kill_rounds(Path(folder), int(sys.argv[1]) if sys.argv[1:] else 200).model_dump_json(indent=1))

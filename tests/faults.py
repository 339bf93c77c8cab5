"""Libraries under fire: processes killed at random moments, full disks, damaged vectors, several processes at once.

A server process with everything imported forks a child a job, so that hundreds of kills take seconds. The seeds are
fixed, the moments are the machine's. `python -m tests.faults` prints the table of faults.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from briefbot.desk import Desk
from briefbot.errors import BriefbotError
from briefbot.ingest import ingest
from briefbot.readers.formats import read_article
from briefbot.search import chroma as shards
from briefbot.search.index import remove_index, vector_faults
from briefbot.settings import load_settings
from briefbot.types import Filters
from tests.conftest import ROOT
from tests.doubles import BagOfWords, ScriptedGenerator

KILLS = {"ingest": 76, "rebuild": 64, "prune": 64}
WORDS = ["pier", "toll", "vote", "storm", "bridge", "harbour", "budget", "strike", "school", "market", "rail", "court"]
NAMES = ["Holm", "Aldport", "Skerry", "Venn", "Marsh", "Ostrand", "Quill", "Tarn", "Brack", "Ferrin"]


class Order(BaseModel):
    """A job for a child process."""

    home: Path
    folder: Path
    kind: str
    """'ingest', 'store', 'rebuild', 'embed', 'prune', 'ask', 'show', or two of them with '+', done at the same time."""
    before: dict[str, str] = {}
    """What the library held before the job: the article of each file."""
    after: dict[str, str] = {}
    """What the folder holds."""
    examine: bool = False
    """Not to do the job but to look at what it left, and do it again."""
    kill_after: float | None = None
    """Seconds."""
    file_limit: int | None = None
    """Bytes that a file may have, as if the disk were full."""
    user: int | None = None
    """User to become."""


class Outcome(NamedTuple):
    """How a child process ended."""

    status: int
    seconds: float
    told: list[str]
    """What it found, or its error."""


class Round(NamedTuple):
    """What happened to one job."""

    kind: str
    happened: bool
    """Whether the fault came: a job may end before it is killed."""
    losses: list[str]


Send = Callable[[Order], Outcome]


def story(chance: random.Random) -> list[str]:
    """The paragraphs of an article that is like no other."""
    return [
        " ".join(chance.choice(WORDS if chance.random() < 0.7 else NAMES) for _ in range(12)).capitalize() + "."
        for _ in range(3)
    ]


def write_article(path: Path, paragraphs: list[str], source: str) -> None:
    title = paragraphs[0].split(".")[0][:40]
    path.write_text("\n\n".join([title, f"SKERRY, 11 March 2018 ({source}) -- {paragraphs[0]}", *paragraphs[1:]]))


def change_folder(folder: Path, chance: random.Random, remove: int) -> None:
    """Write some new articles, some new texts in old files and some copies; remove some files."""
    files = sorted(folder.iterdir())
    for path in chance.sample(files, min(remove, len(files))):
        path.unlink()
    for number in chance.sample(range(16), 5):
        text = story(chance)
        write_article(folder / f"{number:02}.txt", text, "Coast Gazette")
        if chance.random() < 0.3:
            write_article(folder / f"copy-{number:02}.txt", text, "Northern Post")


def ids_of(folder: Path) -> dict[str, str]:
    """The article that each file of a folder stands for."""
    return {str(path): read_article(path).id for path in sorted(folder.iterdir())}


# The server's side


def serve(warm: Path) -> None:
    """Do the jobs that standard input orders, one a line, each in a forked child; kill it when its time is up."""
    import chromadb.api.rust  # noqa: F401  (imported once, before any fork)
    import chromadb.telemetry.product.posthog  # noqa: F401

    shards.SHARD = 24  # so that jobs meet more than one
    from briefbot.answering.answer import Answerer  # noqa: F401
    from briefbot.library.store import Library

    folder = warm / "in"
    folder.mkdir()
    change_folder(folder, random.Random(0), 0)
    with Library(warm / "library.db") as library:
        ingest([folder], library, 900)
    for line in sys.stdin:
        order = Order.model_validate_json(line)
        began = time.perf_counter()
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            os._exit(obey(order))
        if order.kill_after is not None:
            time.sleep(order.kill_after)
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([status, time.perf_counter() - began]), flush=True)


def obey(order: Order) -> int:
    """Do one job in this process; what it has to tell goes into a file beside the library's folder."""
    with order.home.with_name("told.txt").open("w") as tell:
        try:
            if order.file_limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (order.file_limit, order.file_limit))
            if order.user:
                os.setgid(order.user)
                os.setuid(order.user)
            told = examine(order) if order.examine else work_together(order)
            tell.write("\n".join(told))
        except BriefbotError as error:
            tell.write(f"{type(error).__name__}: {error}")
        except BaseException:
            tell.write(traceback.format_exc())
    return 0


def work_together(order: Order) -> list[str]:
    """Do the parts of a job, all but the first in children of their own; the kinds of those that failed."""
    first, *others = order.kind.split("+")
    children = {}
    for kind in others:
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            try:
                work(order, kind)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children[child] = kind
    work(order, first)
    return [f"{kind} failed" for child, kind in children.items() if os.waitpid(child, 0)[1]]


def work(order: Order, kind: str) -> None:
    with open_desk(order.home) as desk:
        if kind == "rebuild":
            desk.rebuild()
        elif kind == "embed":
            remove_index(order.home / "vectors")
            desk.sync()
        elif kind == "ask":
            for question in WORDS[:4]:
                assert desk.ask(f"What about the {question}?").passages
        elif kind == "store":
            ingest([order.folder], desk.library, 900)
        elif kind == "show":
            assert desk.library.faults().sentences() == []
            assert all(desk.library.article(article_id).paragraphs for article_id in desk.library.article_ids())
        else:
            desk.ingest([order.folder], prune=kind == "prune")


def examine(order: Order) -> list[str]:
    """What was lost: right after the job was cut short, and when it is done again."""
    before, after = order.before, order.after
    with open_desk(order.home) as desk:
        losses = desk.library.faults().sentences()
        found = standing(desk)
        losses += [
            f"{p} is {i}, neither as before nor as after" for p, i in found.items() if not_of(p, i, before, after)
        ]
        losses += [f"{path} is lost" for path in before.keys() & after.keys() if path not in found]
        desk.sync()
        losses += vector_faults(order.home / "vectors", desk.library)
        losses += searches(desk)
        work(order, order.kind)
        found = standing(desk)
        wanted = after if order.kind == "prune" else {**before, **after}
        losses += [] if found == wanted else [f"done again it left {found}, not {wanted}"]
        losses += desk.library.faults().sentences()
        losses += vector_faults(order.home / "vectors", desk.library)
        losses += searches(desk)
    return losses


def searches(desk: Desk) -> list[str]:
    """What both searches miss of, or find beside, what all the current chunks are."""
    chunks = desk.library.chunks(sorted(desk.library.chunk_ids()))
    found = desk.index.search("pier toll", len(chunks) + 1)
    losses = [] if sorted(found) == sorted(chunks) else [f"the vectors find {sorted(found)}, not {sorted(chunks)}"]
    for word in WORDS[:3]:
        named = {name for name, chunk in chunks.items() if word in f"{chunk.header} {chunk.text}".casefold().split()}
        words = set(desk.library.search(word, len(chunks) + 1, Filters()))
        losses += [] if words >= named else [f"{word!r} is not found in {sorted(named - words)}"]
        losses += [] if words <= chunks.keys() else [f"{word!r} is found in {sorted(words - chunks.keys())}"]
    return losses


def not_of(path: str, article_id: str, before: dict[str, str], after: dict[str, str]) -> bool:
    return article_id not in (before.get(path), after.get(path))


def standing(desk: Desk) -> dict[str, str]:
    """The article of each file."""
    return {path: desk.library.find_article(path).id for path in desk.library.files()}


def open_desk(home: Path) -> Desk:
    generator = ScriptedGenerator(["NOT STATED"] * 4)
    return Desk(load_settings(home=home, quick_from=2.0), embedder=BagOfWords(), generator=generator)


# The side that gives the orders


@contextmanager
def server(place: Path) -> Iterator[Send]:
    """What sends a job to a server and waits for its outcome."""
    warm = place / "warm"
    warm.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults", "serve", str(warm)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "BRIEFBOT_CONFIG": str(place / "none.toml")},
    )
    assert process.stdin and process.stdout
    to_server, from_server = process.stdin, process.stdout

    def send(order: Order) -> Outcome:
        to_server.write(order.model_dump_json() + "\n")
        to_server.flush()
        status, seconds = json.loads(from_server.readline())
        return Outcome(status, seconds, order.home.with_name("told.txt").read_text().splitlines())

    try:
        yield send
    finally:
        to_server.close()
        process.wait()
        from_server.close()


def kill_many(kinds: dict[str, int], place: Path, seed: int) -> list[Round]:
    """Kill so many jobs of each kind, one library for all."""
    chance = random.Random(seed)
    folder = place / "in"
    folder.mkdir(parents=True)
    rounds = []
    left = dict(kinds)
    lasts: dict[str, float] = {}
    before: dict[str, str] = {}
    with server(place) as send:
        while any(left.values()):
            kind = chance.choice([kind for kind, count in left.items() if count])
            if kind != "rebuild":
                change_folder(folder, chance, remove=4 if kind == "prune" else 0)
            after = ids_of(folder)
            order = Order(home=place / "home", folder=folder, kind=kind, before=before, after=after)
            before = after if kind == "prune" else {**before, **after}
            if kind not in lasts:
                lasts[kind] = send(order).seconds
                continue
            outcome = send(order.model_copy(update={"kill_after": chance.uniform(0, 0.9 * lasts[kind])}))
            killed = outcome.status == -signal.SIGKILL
            examined = send(order.model_copy(update={"examine": True}))
            crashed = [f"the examination ended with {examined.status}"] if examined.status else []
            rounds.append(Round(f"kill during {kind}", killed, [*outcome.told, *examined.told, *crashed]))
            left[kind] -= killed
    return rounds


def kill_in_parallel(place: Path) -> list[Round]:
    """All kills of the test, by two servers with a library each."""
    half = {kind: count // 2 for kind, count in KILLS.items()}
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda seed: kill_many(half, place / str(seed), seed), range(2)))
    return [one for part in parts for one in part]


def new_order(place: Path, name: str) -> Order:
    """An order to ingest a folder of articles into a new library."""
    own = place / name
    (own / "in").mkdir(parents=True)
    change_folder(own / "in", random.Random(1), 0)
    return Order(home=own / "home", folder=own / "in", kind="ingest", after=ids_of(own / "in"))


def full_disk(send: Send, place: Path) -> list[Round]:
    """Ingest and embed while files may not grow beyond several sizes."""
    rounds = []
    for kind, limits, error in (
        ("ingest", (4_000, 30_000, 90_000, 200_000), "LibraryError"),
        ("embed", (40_000, 120_000, 190_000), "VectorIndexError"),
    ):
        order = new_order(place, f"full-disk-{kind}")
        before: dict[str, str] = {}
        if kind == "embed":
            send(order)
            before = order.after
        for limit in limits:
            outcome = send(order.model_copy(update={"kind": kind, "file_limit": limit}))
            losses = [line for line in outcome.told if not line.startswith(f"{error}: ")]
            losses += [f"the process ended with {outcome.status}"] if outcome.status else []
            losses += send(order.model_copy(update={"kind": kind, "examine": True, "before": before})).told
            rounds.append(Round(f"disk full during {kind}", bool(outcome.told), losses))
            if kind == "ingest":
                shutil.rmtree(order.home)
    return rounds


@contextmanager
def only_readable(order: Order) -> Iterator[Callable[[str], Order]]:
    """A library that its user may not write; gives the order of a kind to a user whom permissions bind."""
    order.home.with_name("told.txt").chmod(0o666)
    for path in (order.home, *order.home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = 65534 if os.geteuid() == 0 else None  # no permission stops root
    yield lambda kind: order.model_copy(update={"kind": kind, "user": user})
    for path in (order.home, *order.home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def read_only(send: Send, place: Path) -> list[Round]:
    """Read, ask, and try to write a library that its user may not write; ask one whose vectors are out of step."""
    order = new_order(place, "read-only")
    send(order)
    change_folder(order.folder, random.Random(2), 0)
    expected = {"show": "", "ask": "", "ingest": "Cannot write the library", "rebuild": "Cannot delete the vectors"}
    with only_readable(order) as as_reader:
        told = {kind: send(as_reader(kind)).told for kind in expected}
    send(order.model_copy(update={"kind": "store"}))
    with only_readable(order) as as_reader:
        expected["ask after ingest"] = (
            "not in step with the library, and cannot be written. Run `briefbot library repair`"
        )
        told["ask after ingest"] = send(as_reader("ask")).told
    again = order.model_copy(update={"examine": True, "before": order.after, "after": ids_of(order.folder)})
    rounds = [
        Round(
            f"read-only: {kind}",
            True,
            [] if (words in "".join(told[kind]) if words else not told[kind]) else told[kind],
        )
        for kind, words in expected.items()
    ]
    return [*rounds, Round("read-only: written again", True, send(again).told)]


def other_versions(send: Send, place: Path) -> list[Round]:
    """Work on a library that a newer program made, which is left as it is."""
    order = new_order(place, "versions")
    send(order)
    path = order.home / "library.db"
    db = sqlite3.connect(path)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    rounds = []
    for kind in ("ingest", "ask", "show", "prune"):
        db.execute(f"PRAGMA user_version = {version + 1}")
        before = list(db.iterdump())
        told = send(order.model_copy(update={"kind": kind})).told
        losses = [] if told and "made by a newer briefbot" in told[0] else [f"it said {told}"]
        losses += [] if list(db.iterdump()) == before else ["it was changed"]
        rounds.append(Round(f"newer version: {kind}", True, losses))
    db.execute(f"PRAGMA user_version = {version}")
    db.close()
    again = order.model_copy(update={"examine": True, "before": order.after})
    return [*rounds, Round("newer version: back again", True, send(again).told)]


TOGETHER = ("ingest+ingest", "ingest+ask", "rebuild+ask", "prune+ingest+ask", "rebuild+rebuild")


def at_once(send: Send, place: Path, kind: str) -> list[Round]:
    """Do two or three things at the same time, four times."""
    order = new_order(place, kind)
    send(order)
    rounds = []
    for seed in range(4):
        before = ids_of(order.folder)
        change_folder(order.folder, random.Random(seed), 0)
        both = order.model_copy(update={"kind": kind, "before": before, "after": ids_of(order.folder)})
        losses = send(both).told
        losses += send(both.model_copy(update={"kind": "ingest", "examine": True})).told
        rounds.append(Round(f"at once: {kind}", True, losses))
    return rounds


def damaged_vectors(send: Send, place: Path) -> list[Round]:
    """Delete, truncate or scribble on Chroma's files, closed or left open by a kill."""
    order = new_order(place, "damage")
    send(order)
    chance = random.Random(0)
    vectors = order.home / "vectors"
    again = order.model_copy(update={"before": order.after, "examine": True})
    rounds = []
    for number in range(24):
        state = vectors / "state.json"
        left_open = number % 2 == 0
        if left_open:
            state.write_text(state.read_text().replace('"closed"', '"open"'))
        files = [path for path in sorted(vectors.rglob("*.*")) if path != state and path.stat().st_size]
        how = "deleted whole" if number >= 20 else ("scribbled on", "truncated", "deleted")[number // 2 % 3]
        damage(chance.choice(files) if number < 20 else vectors, how, chance)
        outcome = send(again)
        if outcome.status < 0:  # Chroma ended the process: it is not asked to open these files again
            outcome = send(again)
        losses = [*outcome.told, *([f"the process ended with {outcome.status}"] if outcome.status else [])]
        rounds.append(Round(f"vectors {how}{', left open' if left_open else ''}", True, losses))
    return rounds


def damage(path: Path, how: str, chance: random.Random) -> None:
    """Damage a file, or delete a folder whole."""
    if path.is_dir():
        shutil.rmtree(path)
    elif how == "deleted":
        path.unlink()
    elif how == "truncated":
        os.truncate(path, chance.randrange(path.stat().st_size))
    else:
        data = bytearray(path.read_bytes())
        start, length = chance.randrange(len(data)), max(1, len(data) // 3)
        data[start : start + length] = chance.randbytes(len(data[start : start + length]))
        path.write_bytes(data)


def table(place: Path) -> str:
    """How often each kind of fault was tried and what was lost."""
    rounds = kill_in_parallel(place)
    with server(place / "others") as send:
        for faults in (full_disk, read_only, other_versions, damaged_vectors):
            rounds += faults(send, place)
        for kind in TOGETHER:
            rounds += at_once(send, place, kind)
    counts = {
        kind: [one for one in rounds if one.kind == kind and one.happened]
        for kind in dict.fromkeys(one.kind for one in rounds)
    }
    rows = [f"{'fault':<34}{'tries':>6}{'losses':>8}"]
    rows += [f"{kind:<34}{len(mine):>6}{sum(bool(one.losses) for one in mine):>8}" for kind, mine in counts.items()]
    lost = sum(bool(one.losses) for one in rounds)
    return "\n".join([*rows, f"{'all':<34}{sum(map(len, counts.values())):>6}{lost:>8}"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            print(table(Path(folder)))

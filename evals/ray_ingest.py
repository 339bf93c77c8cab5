"""What ingesting on a Ray cluster costs beside ingesting on this machine, the same files and the real embedder.

    python -m evals.ray_ingest [--articles 400] [--rounds 2]

Starts a cluster whose head has no core and whose two workers have one each, and runs `briefbot ingest` here, on two
threads, and on the cluster, in turns, so that other work on the machine disturbs both alike. Prints of each run its
seconds, start of the program and of the workers included, and seconds of processor time (of the program, and of Ray's
workers as sampled, without Ray's own services); the ratio of the rounds; whether the exports of the two libraries are
equal; the peak of resident memory of the program, of what reads and of what embeds, in MiB; and of the workers' time
what an article cost on one core.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from briefbot.library.store import Library
from evals.made_articles import make_articles

OBJECTS = 200 * 2**20  # bytes of each node's object store
AN_HOUR_AGO = 3_600  # seconds: the files' times are old enough to count
LOOK_EVERY = 0.2  # seconds between two looks at the workers
TASKS = {"ray::briefbot reads": "reads", "ray::_EmbeddingActor": "embeds", "ray::IDLE": "reads"}
TICKS = os.sysconf("SC_CLK_TCK")


class Run(NamedTuple):
    """One run of `briefbot ingest`."""

    seconds: float
    cpu: float
    """Seconds of processor time of the program."""
    memory: float
    """Its peak resident memory, in MiB."""
    worker_cpu: dict[str, float]
    """Seconds of processor time of Ray's workers, by what they did last."""
    worker_memory: dict[str, float]
    """The highest peak of each kind, in MiB."""


def workers() -> Iterator[tuple[int, str, float, float]]:
    """The processes of Ray's workers: what they do, seconds of processor time, and peak memory in MiB."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, StopIteration):
            title = (place / "cmdline").read_bytes().decode(errors="replace")
            kind = next(kind for begin, kind in TASKS.items() if title.startswith(begin))
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            peak = next(line for line in (place / "status").read_text().splitlines() if line.startswith("VmHWM"))
            yield int(place.name), kind, (int(fields[11]) + int(fields[12])) / TICKS, int(peak.split()[1]) / 1024


def run(folder: Path, home: Path, *more: str) -> Run:
    """Ingest a folder into a new library, and look at the workers meanwhile."""
    command = [sys.executable, "-m", "briefbot", "ingest", str(folder), "--home", str(home), *more]
    environment = {**os.environ, "BRIEFBOT_THREADS": "2"}
    cpu: dict[int, tuple[str, float]] = {}
    memory: dict[str, float] = {}
    before = {pid for pid, *_ in workers()}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        for worker, kind, spent, peak in workers():
            if worker not in before:
                cpu[worker] = kind, spent
                memory[kind] = max(memory.get(kind, 0), peak)
        if pid:
            break
        time.sleep(LOOK_EVERY)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    sums = {kind: sum(spent for of, spent in cpu.values() if of == kind) for kind in set(TASKS.values())}
    own = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - began, own, usage.ru_maxrss / 1024, sums, memory)


def export(home: Path) -> list[str]:
    """The lines of a library's export."""
    with Library(home / "library.db") as library:
        return list(library.export_lines())


def main(articles: int, rounds: int) -> None:
    """Print all runs."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    nodes = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "include_dashboard": False, "object_store_memory": OBJECTS},
    )
    for _ in range(2):
        nodes.add_node(num_cpus=1, object_store_memory=OBJECTS)
    try:
        with tempfile.TemporaryDirectory() as name:
            _measure(Path(name), nodes.address, articles, rounds)
    finally:
        nodes.shutdown()


def _measure(place: Path, address: str, articles: int, rounds: int) -> None:
    folder = place / "in"
    folder.mkdir()
    make_articles(folder, articles)
    for path in folder.iterdir():
        os.utime(path, (time.time() - AN_HOUR_AGO,) * 2)
    print(f"{articles} articles\n{'':<14}{'seconds':>9}{'cpu s':>9}{'of workers':>12}{'MiB':>7}")
    ratios = []
    for number in range(rounds):
        homes = place / f"here{number}", place / f"ray{number}"
        here = run(folder, homes[0])
        far = run(folder, homes[1], "--ray", address)
        for label, each in (("two threads", here), ("two workers", far)):
            of_workers = sum(each.worker_cpu.values())
            print(f"{label:<14}{each.seconds:>9.1f}{each.cpu + of_workers:>9.1f}{of_workers:>12.1f}{each.memory:>7.0f}")
        ratios.append(far.seconds / here.seconds)
        print(f"ratio {ratios[-1]:.2f}; exports {'equal' if export(homes[0]) == export(homes[1]) else 'DIFFER'}")
    peaks = ", ".join(f"{kind} {peak:.0f}" for kind, peak in sorted(far.worker_memory.items()))
    costs = ", ".join(f"{kind} {1000 * spent / articles:.1f}" for kind, spent in sorted(far.worker_cpu.items()))
    print(f"peak MiB of a worker that {peaks}; ms of a core an article, start of the workers included: {costs}")
    print(f"ratio of {rounds} rounds: {sum(ratios) / rounds:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    main(given.articles, given.rounds)

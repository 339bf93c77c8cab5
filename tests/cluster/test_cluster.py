from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from briefbot.cli.app import app
from briefbot.cluster import Cluster, joined_cluster, joining
from briefbot.errors import ClusterError
from briefbot.ingest import Crew, IngestReport, ingest, read_here
from briefbot.intake import FilePiece, Order
from briefbot.library.store import Library
from briefbot.search.embedding import MiniLM, Vectors, embedder_files
from briefbot.settings import load_settings
from evals.made_articles import make_articles

BRIEFBOT = Path(sys.executable).with_name("briefbot")
MEMORY = 80 * 2**20  # bytes of each node's objects
pytestmark = pytest.mark.model
RECORDS = 160  # of one file, some seven portions


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """A cluster of two nodes, of one core each."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"
    from ray.cluster_utils import Cluster as Nodes

    head = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": MEMORY}
    started = Nodes(initialize_head=True, head_node_args=head)
    started.add_node(num_cpus=1, object_store_memory=MEMORY)
    yield started
    started.shutdown()


@pytest.fixture(scope="module")
def cluster(nodes: Any) -> Iterator[Cluster]:  # noqa: ANN401
    with joined_cluster(nodes.address, load_settings(), lambda text: None) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles in files of their own, many in one file, a copy among them, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("in")
    make_articles(folder, 60)
    longer = tmp_path_factory.mktemp("longer")
    make_articles(longer, 2 * RECORDS)
    texts = [path.read_text().split("\n\n", 1)[1] for path in sorted(longer.iterdir())]
    lines = [
        json.dumps({"title": f"Report {at}", "body": "\n\n".join(texts[2 * at : 2 * at + 2]), "date": "2018-03-11"})
        for at in range(RECORDS)
    ]
    (folder / "000010-many.jsonl").write_text("\n".join([*lines, '{"title": "Report", "bo']))
    (folder / "000020-empty.txt").write_text("")
    (folder / "yearless.txt").write_text("Ferry\n\nSKERRY, March 11 -- The ferry sails.")
    for path in folder.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))  # so that their times count
    return folder


def filled(folder: Path, home: Path, crew: Crew) -> tuple[IngestReport, list[str]]:
    """What ingesting tells, and the export of the library, but for the times of the problems."""
    with Library(home / "library.db") as library:
        report = ingest([folder], library, 900, crew=crew)
        assert library.faults().sentences() == []
        return report, [line.split(', "at":')[0] for line in library.export_lines()]


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[IngestReport, list[str]]:
    return filled(folder, tmp_path_factory.mktemp("here"), read_here)


@pytest.fixture(scope="module")
def vectors() -> list[Vectors]:
    """Those of `PORTIONS`, made here."""
    model = MiniLM(*embedder_files(load_settings(), print), threads=1)
    return [model.embed(texts) for texts in PORTIONS]


def disturbed(crew: Crew, after: int, disturb: Callable[[], object]) -> Crew:
    """A crew in whose work something happens once, when so many pieces have come from it."""
    left = after

    def pieces(found: Iterable[FilePiece]) -> Iterator[FilePiece]:
        nonlocal left
        for piece in found:
            left -= 1
            if not left:
                disturb()
            yield piece

    def read(orders: Iterable[Order]) -> Iterator[tuple[Order, Iterator[FilePiece]]]:
        for order, found in crew(orders):
            yield order, pieces(found)

    return read


def workers(task: str) -> list[int]:
    """The processes of a task or an actor of Ray's."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if path.read_bytes().startswith(f"ray::{task}".encode()):
                found.append(int(path.parent.name))
    return found


def kill(task: str) -> int:
    """Kill the processes of a task or an actor; returns how many there were."""
    pids = workers(task)
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert pids
    return len(pids)


def test_a_cluster_fills_the_library_as_this_process_does(
    cluster: Cluster, folder: Path, tmp_path: Path, expected: tuple[IngestReport, list[str]]
) -> None:
    assert filled(folder, tmp_path, cluster.read) == expected
    assert (expected[0].added, len(expected[0].problems)) == (62, 2)
    assert filled(folder, tmp_path, cluster.read)[0].unchanged == 62


PORTIONS = [[f"The ferry {at} sails {'to the island ' * (at % 17)}." for at in range(count)] for count in (96, 0, 40)]


def test_vectors_are_the_same_to_the_last_bit_though_their_workers_die(
    cluster: Cluster, vectors: list[Vectors]
) -> None:
    told: list[int] = []

    def done(count: int) -> None:
        if not told:
            assert kill("_EmbeddingActor") == 2
        told.append(count)

    made = list(cluster.embedder.embed_each(PORTIONS, done))
    assert [each.dtype for each in made] == [np.float32] * 3
    assert all(map(np.array_equal, made, vectors))
    assert sum(told) == 136


def test_a_worker_that_dies_costs_time_only(
    cluster: Cluster, folder: Path, tmp_path: Path, expected: tuple[IngestReport, list[str]]
) -> None:
    crew = disturbed(cluster.read, 60, lambda: kill("briefbot reads"))
    assert filled(folder, tmp_path, crew) == expected


def test_a_file_whose_worker_always_dies_is_reported_and_the_others_are_read(
    cluster: Cluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbot.cluster.reading.ATTEMPTS", 0)
    crew = disturbed(disturbed(cluster.read, 60, lambda: kill("briefbot reads")), 100, lambda: kill("briefbot reads"))
    report, _ = filled(folder, tmp_path, crew)
    reasons = {Path(problem.path).name: problem.reason for problem in report.problems}
    assert report.added == 61
    assert "its worker died 1 times" in reasons["000010-many.jsonl"]


def test_workers_that_see_other_files_are_told_from_files_that_are_gone(
    cluster: Cluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with (
        Library(tmp_path / "library.db") as library,
        pytest.raises(ClusterError, match=r"do not see '/proc/self/cwd/yearless.txt'. Mount"),
    ):
        ingest([Path("/proc/self/cwd/yearless.txt")], library, 900, crew=cluster.read)
    going = tmp_path / "going.txt"
    going.write_text("Ferry\n\nThe ferry sails.")

    def read(orders: Iterable[Order]) -> Iterator[tuple[Order, Iterator[FilePiece]]]:
        asked = list(orders)
        going.unlink()
        return cluster.read(asked)

    with Library(tmp_path / "library.db") as library:
        assert "No such file" in ingest([going], library, 900, crew=read).problems[0].reason


def test_workers_with_another_briefbot_are_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefbot.cluster.joining.reader_version", lambda: "another")
    with pytest.raises(ClusterError, match=r"on node '[0-9.]+' have another briefbot.*pip install 'briefbot\[ray\]"):
        cluster.check()


def test_workers_without_briefbot_are_told(nodes: Any, cluster: Cluster, tmp_path: Path) -> None:  # noqa: ANN401
    venv.create(tmp_path / "venv", symlinks=True)
    (packages,) = (tmp_path / "venv").glob("lib/*/site-packages")
    here = Path(np.__file__).parent.parent
    (packages / "ray.pth").write_text(f"{here}\n")  # what is installed there but what its own .pth files add
    command = ["-m", "ray.scripts.scripts", "start", f"--address={nodes.address}", "--num-cpus=1", "--block"]
    command += [f"--object-store-memory={MEMORY}", "--disable-usage-stats"]
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    with (tmp_path / "log").open("wb") as log:
        node = subprocess.Popen(
            [tmp_path / "venv" / "bin" / "python", *command], cwd=tmp_path, env=environment, stdout=log, stderr=log
        )
        try:
            until(lambda: cores(nodes.address) == 3)
            done = run(tmp_path, "ingest", str(tmp_path), "--ray", nodes.address)
            assert (done.returncode, done.stdout) == (1, "")
            assert (
                "have no 'briefbot" in done.stderr and "Run `pip install 'briefbot[ray]'` on every node." in done.stderr
            )
        finally:
            node.terminate()
            node.wait()
    until(lambda: cores(nodes.address) == 2)


def cores(address: str) -> int:
    import ray

    return sum(int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"])


def until(holds: Callable[[], bool], seconds: float = 240) -> None:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.1)


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BRIEFBOT, *arguments, "--home", home], cwd=home, capture_output=True, text=True, check=False)


def test_ctrl_c_leaves_a_library_that_is_whole_and_the_next_run_goes_on(
    cluster: Cluster, folder: Path, tmp_path: Path, expected: tuple[IngestReport, list[str]]
) -> None:
    crew = disturbed(cluster.read, 100, lambda: signal.raise_signal(signal.SIGINT))
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            filled(folder, tmp_path, crew)
    finally:
        signal.signal(signal.SIGINT, usual)
    with Library(tmp_path / "library.db") as library:
        assert library.faults().sentences() == []
        assert 50 < library.counts()[0] < RECORDS
    report, lines = filled(folder, tmp_path, cluster.read)
    assert report.unchanged >= 10 and lines == expected[1]


def test_the_command_prints_nothing_of_rays_when_workers_die(nodes: Any, folder: Path, tmp_path: Path) -> None:  # noqa: ANN401
    few = tmp_path / "in"
    few.mkdir()
    for path in sorted(folder.glob("0000[0-4]?.txt")):
        (few / path.name).write_bytes(path.read_bytes())
    before = set(workers("_EmbeddingActor"))
    command = [BRIEFBOT, "ingest", few, "--ray", nodes.address, "--json", "--home", tmp_path]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until(lambda: process.poll() is not None or len(set(workers("_EmbeddingActor")) - before) == 2)
        for pid in set(workers("_EmbeddingActor")) - before:
            os.kill(pid, signal.SIGKILL)
        out, err = process.communicate()
    foreign = [line for line in err.decode().splitlines() if not line.startswith("Waiting for the Ray cluster")]
    assert (process.returncode, foreign) == (0, [])
    assert json.loads(out)["added"] == 50
    assert "agree with it" in run(tmp_path, "library", "check").stdout


def test_ray_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"not installed.*pip install 'briefbot\[ray\]'"), attempt("auto"):
        pass


def attempt(address: str) -> Any:  # noqa: ANN401
    return joined_cluster(address, load_settings(), print)


def test_an_address_without_a_cluster_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address, told in (("ray://127.0.0.1:10001", "to make it a node"), ("nonsense", "answers at 'nonsense'")):
        with pytest.raises(ClusterError, match=told), attempt(address):
            pass
    with socket.socket() as nobody:
        nobody.bind(("", 0))
        monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{nobody.getsockname()[1]}")
        done = run(tmp_path, "ingest", str(tmp_path), "--ray", "auto")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "No Ray cluster answers at" in done.stderr
    assert CliRunner().invoke(app, ["ingest", "-", "--ray", "auto"]).exit_code == 2


def test_a_cluster_that_falls_silent_is_told_unless_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "BETWEEN_LOOKS", 0.01)
    said: list[str] = []
    left = threading.Event()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{nobody.getsockname()[1]}"
        joining._watch(place, "auto", left, said.append)
        assert ["The Ray cluster at 'auto' answers no more" in text for text in said] == [True]
        left.set()
        joining._watch(place, "auto", left, said.append)
    assert len(said) == 1


def test_a_cluster_of_another_version_is_told(nodes: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    script = (
        "import ray, sys; ray.__version__ = '2.1.0'; import briefbot.cli; "
        f"sys.argv = ['briefbot', 'ingest', '.', '--ray', '{nodes.address}']; briefbot.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "runs Ray 2.60.0 on Python" in done.stderr and "this machine Ray 2.1.0" in done.stderr


def test_a_node_that_dies_costs_time_only(
    nodes: Any,  # noqa: ANN401
    cluster: Cluster,
    folder: Path,
    tmp_path: Path,
    expected: tuple[IngestReport, list[str]],
    vectors: list[Vectors],
) -> None:
    """The last test: afterwards there is one node, which starts the actors of the other too."""
    (gone,) = nodes.worker_nodes
    crew = disturbed(cluster.read, 60, lambda: nodes.remove_node(gone, allow_graceful=False))
    assert filled(folder, tmp_path, crew) == expected
    until(lambda: cores(nodes.address) == 1)
    assert all(map(np.array_equal, cluster.embedder.embed_each(PORTIONS), vectors))

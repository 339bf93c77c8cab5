"""A Ray cluster is joined, and left again; the library is written by the process that joins.

Ray is asked for nothing but to run tasks and actors: no telemetry, no dashboard, and none of its log lines.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from briefbot.cluster.embedding import ClusterEmbedder
from briefbot.cluster.nodes import Waiting, crashes, nodes_with_cores
from briefbot.cluster.reading import FarReader
from briefbot.errors import ClusterError
from briefbot.intake import FilePiece, Order, reader_version
from briefbot.search.embedding import embedder_files
from briefbot.settings import Settings

STDERR = 2
"""The file descriptor of standard error."""
ANSWER = 5.0
"""Seconds in which a cluster must answer to be joined."""
MOST_PROBED = 120.0
"""Seconds in which the workers must say what they run."""
BETWEEN_LOOKS, MISSED = 10.0, 3
"""Seconds between two looks whether it still does, and looks in a row without an answer after which that is said."""
OWN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
CURRENT_CLUSTER = "ray/ray_current_cluster"
"""Where `ray start` writes its address, in RAY_TMPDIR or /tmp."""


class Cluster:
    """A Ray cluster that this process has joined.

    Args:
        address: as the user gave it, for messages.
        settings: which embedding model its workers load.
        note: told when nothing comes back for long.
    """

    def __init__(self, address: str, settings: Settings, note: Callable[[str], None]) -> None:
        self._address = address
        self._settings = settings
        self._waiting = Waiting(address, note)
        self._note = note

    @cached_property
    def embedder(self) -> ClusterEmbedder:
        """The settings' embedding model, on every core of the cluster once something is embedded."""
        return ClusterEmbedder(embedder_files(self._settings, self._note), self._waiting)

    def read(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Iterator[FilePiece]]]:
        """Read files on the workers; see `briefbot.ingest.Crew`.

        Raises:
            ClusterError: the workers do not see the files.
        """
        return FarReader(self._address, self._waiting).read(orders)

    def check(self) -> None:
        """Make sure that the workers read as this process does.

        Raises:
            ClusterError: those of a node have no briefbot, or another one.
        """
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        probe = ray.remote(_reader_there)
        asked = {}
        for node in nodes_with_cores():
            there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            asked[probe.options(num_cpus=0, scheduling_strategy=there).remote()] = node["NodeManagerAddress"]
        answered, _ = ray.wait(list(asked), num_returns=len(asked), timeout=MOST_PROBED) if asked else ([], [])
        for ref in answered:
            try:
                reader = ray.get(ref)
            except (ray.exceptions.TaskUnschedulableError, *crashes()):
                continue  # a node that has just gone
            if reader != reader_version():
                raise ClusterError(
                    f"The workers on node {asked[ref]!r} have another briefbot than this machine, or read with other "
                    f"packages. Run `pip install 'briefbot[ray]=={version('briefbot')}'` with the same requirements on "
                    "every node."
                )


@contextmanager
def joined_cluster(address: str, settings: Settings, note: Callable[[str], None]) -> Iterator[Cluster]:
    """A Ray cluster, which is left at the end; what its workers still do then is ended.

    Meanwhile nothing is printed on standard output, where Ray says what befalls its nodes; see `_unheard`.

    Args:
        address: host and port, or 'auto' for the cluster that RAY_ADDRESS names, or that runs on this machine.
        settings: which embedding model the workers load.
        note: told what a person should know.

    Raises:
        ClusterError: Ray is not installed, there is no such cluster, it is of another version, its workers read
            otherwise than this process, or it fails.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Under `uv run` Ray would send the project along and have every worker install it anew, llama.cpp's build included.
    os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    try:
        import ray
    except ImportError as error:
        raise ClusterError(
            f"Ray is not installed ({error}). Run `pip install 'briefbot[ray]'`, or ingest without it."
        ) from error
    with _unheard():
        _connect(address)
        left = threading.Event()
        watched = (ray.get_runtime_context().gcs_address, address, left, note)
        threading.Thread(target=_watch, args=watched, daemon=True).start()
        try:
            cluster = Cluster(address, settings, note)
            cluster.check()
            yield cluster
        except ray.exceptions.RayError as error:
            raise _explained(error, address) from error
        finally:
            left.set()
            ray.shutdown()


def _watch(place: str, address: str, left: threading.Event, note: Callable[[str], None]) -> None:
    """Say it when a cluster's control service falls silent: a minute later Ray ends this process without a word."""
    missed = 0
    while missed < MISSED and not left.wait(BETWEEN_LOOKS):
        missed = 0 if _answers(place) else missed + 1
    if not left.is_set():
        note(
            f"The Ray cluster at {address!r} answers no more, and unless it comes back Ray ends this program. What was "
            "read is kept; run the same command again."
        )


@contextmanager
def _unheard() -> Iterator[None]:
    """Leave Ray's own lines out: it has no switch for those of its nodes' deaths, nor for those of its C++ part.

    The first it prints on standard output, in a thread of its own; the others go to file descriptor 2. What this
    program writes on standard error goes to a copy of that descriptor.
    """
    sys.stderr.flush()
    kept = os.dup(STDERR)
    with ExitStack() as stack:
        nowhere = stack.enter_context(Path(os.devnull).open("w"))
        own = stack.enter_context(os.fdopen(kept, "w", buffering=1, encoding=sys.stderr.encoding, errors="replace"))
        stack.enter_context(redirect_stdout(nowhere))
        if sys.stderr is sys.__stderr__:
            stack.enter_context(redirect_stderr(own))
        stack.callback(os.dup2, kept, STDERR)
        os.dup2(nowhere.fileno(), STDERR)
        yield


def _connect(address: str) -> None:
    import ray

    if "://" in address:
        raise ClusterError(
            f"{address!r} is an address of Ray's client, which cannot be used. Run `ray start --address=HOST:6379` on "
            "this machine to make it a node of the cluster, and give auto as the address."
        )
    place = _as_ray_takes_it(_told_address() if address == "auto" else address)
    if place and not _answers(place):
        raise ClusterError(
            f"No Ray cluster answers at {place!r}. Run `ray status --address={place}` where it should run, or "
            "`ray start --head` to start one here."
        )
    try:
        ray.init(address=place or "auto", log_to_driver=False, logging_level=logging.CRITICAL)
    except (OSError, RuntimeError, ValueError, SystemExit) as error:  # Ray ends a process that it cannot connect
        raise _unjoined(address, str(error)) from error


def _as_ray_takes_it(address: str | None) -> str | None:
    """An address with that of this machine in place of its loopback, where a cluster need not listen."""
    from ray.util import get_node_ip_address

    host, _, port = (address or "").rpartition(":")
    return f"{get_node_ip_address()}:{port}" if host in OWN_HOSTS else address


def _told_address() -> str | None:
    """The address of the cluster that was started last, or is named, which may run no more; None for neither."""
    file = Path(os.environ.get("RAY_TMPDIR", "/tmp")) / CURRENT_CLUSTER
    try:
        return os.environ.get("RAY_ADDRESS") or file.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _answers(address: str) -> bool:
    """Whether Ray's control service answers at an address: without one, `ray.init` ends the process after two minutes.

    It speaks gRPC's health protocol: https://github.com/grpc/grpc/blob/master/doc/health-checking.md. With Ray's own
    TLS, whose certificates are Ray's to know, it is left to Ray.
    """
    import grpc

    if os.environ.get("RAY_USE_TLS", "0") == "1":
        return True
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=ANSWER)
        except grpc.RpcError as error:
            return bool(error.code() == grpc.StatusCode.UNAUTHENTICATED)  # Ray tells what is amiss
    return True


def _unjoined(address: str, reason: str) -> ClusterError:
    """Why a cluster could not be joined."""
    found = re.findall(r"Ray: (\S+)\s+Python: (\S+)", reason)
    if len(found) == 2:
        (ray, python), (own_ray, own_python) = found
        return ClusterError(
            f"The Ray cluster at {address!r} runs Ray {ray} on Python {python}, this machine Ray {own_ray} on Python "
            f"{own_python}. Run `pip install ray=={ray}` under Python {python}, or bring its nodes to what runs here."
        )
    if "not find any running Ray" in reason:
        return ClusterError(
            "No Ray cluster runs on this machine. Run `ray start --head` to start one, or give the address of one."
        )
    first = " ".join(reason.split())[:300]
    return ClusterError(f"Cannot join the Ray cluster at {address!r}: {first} Run `ray status` on one of its nodes.")


def _explained(error: Exception, address: str) -> ClusterError:
    """What a failure of Ray's means to whoever runs it."""
    lacking = re.search(r"No module named '([\w.]+)'", str(error))
    if lacking:
        return ClusterError(
            f"The workers of the Ray cluster at {address!r} have no {lacking[1]!r}. Run `pip install 'briefbot[ray]'` "
            "on every node."
        )
    last = [line.strip() for line in str(error).splitlines() if line.strip()][-1:]
    return ClusterError(
        f"The Ray cluster at {address!r} failed: {type(error).__name__}: {''.join(last)[:300]} What was read is kept; "
        "run the same command again."
    )


def _reader_there() -> str:
    return reader_version()

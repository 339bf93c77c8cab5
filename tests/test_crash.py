"""Nothing is lost, whatever the fault; `tests.faults` makes them, and prints their table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import (
    TOGETHER,
    Round,
    Send,
    at_once,
    damaged_vectors,
    full_disk,
    kill_in_parallel,
    other_versions,
    read_only,
    server,
)


def losses(rounds: list[Round]) -> list[tuple[str, list[str]]]:
    return [(one.kind, one.losses) for one in rounds if one.losses]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def send(place: Path) -> Iterator[Send]:
    with server(place) as sender:
        yield sender


def test_no_kill_at_any_moment_loses_anything(tmp_path: Path) -> None:
    rounds = kill_in_parallel(tmp_path)
    assert losses(rounds) == []
    assert sum(one.happened for one in rounds) >= 200


def test_a_full_disk_is_said_and_nothing_is_half_written(send: Send, place: Path) -> None:
    rounds = full_disk(send, place)
    assert losses(rounds) == []
    assert {one.kind for one in rounds if one.happened} == {"disk full during ingest", "disk full during embed"}


def test_a_library_that_may_only_be_read_answers_and_refuses_to_be_written(send: Send, place: Path) -> None:
    assert losses(read_only(send, place)) == []


def test_a_library_of_a_newer_version_is_refused_by_every_command_and_left_alone(send: Send, place: Path) -> None:
    assert losses(other_versions(send, place)) == []


@pytest.mark.parametrize("kind", TOGETHER)
def test_several_at_once_do_not_disturb_one_another(send: Send, place: Path, kind: str) -> None:
    assert losses(at_once(send, place, kind)) == []


def test_damaged_vectors_are_made_again_even_if_they_crash_chroma(send: Send, place: Path) -> None:
    assert losses(damaged_vectors(send, place)) == []

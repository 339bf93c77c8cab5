from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest

from briefbot.cli.watch import watch
from briefbot.errors import InputError

DEBOUNCE = 200
Calls = Queue[tuple[Path, ...]]


@contextmanager
def watching(folder: Path, on_change: Callable[[tuple[Path, ...]], None] = lambda paths: None) -> Iterator[Calls]:
    calls: Calls = Queue()
    stop = threading.Event()

    def told(paths: tuple[Path, ...]) -> None:
        calls.put(paths)
        on_change(paths)

    thread = threading.Thread(target=watch, args=(folder, told, DEBOUNCE, stop))
    thread.start()
    probe = folder / "probe.txt"
    while calls.empty():  # until the watch has begun
        probe.write_text(str(time.monotonic()))
        time.sleep(0.02 + DEBOUNCE / 1000)
    settle(calls)
    try:
        yield calls
    finally:
        stop.set()
        thread.join(5)
        assert not thread.is_alive()


def settle(calls: Calls) -> None:
    try:
        while True:
            calls.get(timeout=3 * DEBOUNCE / 1000)
    except Empty:
        return


def test_added_changed_and_removed_files_are_told(tmp_path: Path) -> None:
    with watching(tmp_path) as calls:
        deep = tmp_path / "new" / "pier.txt"
        deep.parent.mkdir()
        deep.write_text("Pier stays open")
        assert tmp_path / "new" in calls.get(timeout=5)
        deep.write_text("Pier is shut")
        assert calls.get(timeout=5) == (deep,)
        deep.unlink()
        assert calls.get(timeout=5) == (deep,)


def test_a_file_that_is_written_in_pieces_is_told_once(tmp_path: Path) -> None:
    with watching(tmp_path) as calls:
        story = tmp_path / "story.txt"
        with story.open("w") as growing:
            for number in range(8):
                growing.write(f"Paragraph {number}.\n\n")
                growing.flush()
                time.sleep(0.06)
        finished = time.monotonic()
        assert calls.get(timeout=5) == (story,)
        assert time.monotonic() - finished < 2
        assert calls.empty()


def test_a_folder_that_never_rests_is_told_all_the_same(tmp_path: Path) -> None:
    with watching(tmp_path) as calls:
        began = time.monotonic()
        while calls.empty() and time.monotonic() - began < 8:
            (tmp_path / "ticker.txt").write_text(str(time.monotonic()))
            time.sleep(0.05)
        assert calls.get(timeout=0) == (tmp_path / "ticker.txt",)


def test_what_changes_meanwhile_is_told_by_the_next_call(tmp_path: Path) -> None:
    late = tmp_path / "late.txt"
    calls: Calls = Queue()

    def slow(paths: tuple[Path, ...]) -> None:
        calls.put(paths)
        if not late.exists():
            late.write_text("Pier stays open")
            time.sleep(2 * DEBOUNCE / 1000)

    with watching(tmp_path, slow):
        assert calls.get(timeout=5) == (tmp_path / "probe.txt",)
        assert late in calls.get(timeout=5)


def test_files_of_editors_are_left_out(tmp_path: Path) -> None:
    with watching(tmp_path) as calls:
        (tmp_path / ".story.txt.swp").write_text("x")
        (tmp_path / "story.txt~").write_text("x")
        (tmp_path / "story.txt").write_text("x")
        assert calls.get(timeout=5) == (tmp_path / "story.txt",)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="briefbot watch FOLDER"):
        watch(tmp_path / "none", lambda paths: None)

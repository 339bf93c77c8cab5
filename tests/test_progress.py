"""Long work tells how much there is and how much is done."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest
import rich.console

from briefbot.cli.console import ProgressBar
from briefbot.desk import Desk
from briefbot.files import counted
from briefbot.ingest import repair
from briefbot.readers.pdf import LONG_PDF
from briefbot.settings import Settings
from tests.doubles import BagOfWords, ScriptedGenerator
from tests.readers.pdfs import column, pdf


class Recorder:
    """A reporter that keeps what it is told: label, how much there is, how much was done."""

    def __init__(self) -> None:
        self.told: dict[str, list[int]] = {}
        self.stages: list[str] = []

    def note(self, text: str) -> None:
        pass

    @contextmanager
    def progress(self, label: str) -> Iterator[Recorder.Progress]:
        self.told[label] = [0, 0]
        yield self.Progress(self.told[label], self.stages)

    class Progress:
        def __init__(self, counts: list[int], stages: list[str]) -> None:
            self._counts = counts
            self._stages = stages

        def begin(self, count: int) -> None:
            self._counts[0] = count

        def done(self, count: int) -> None:
            self._counts[1] += count

        def stage(self, label: str) -> None:
            self._stages.append(label)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"Pier {number}\n\nThe pier of Esk is {number} years old.\n")
    (folder / "bad.txt").write_bytes(b"\x00\x01")
    return folder


def test_reading_embedding_and_rebuilding_are_told_to_their_end(settings: Settings, folder: Path) -> None:
    recorder = Recorder()
    with Desk(settings, recorder, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk:
        desk.ingest([folder])
        assert recorder.told == {"Reading articles": [6, 6], "Embedding paragraphs": [5, 5]}
        recorder.told.clear()
        desk.rebuild()
        assert recorder.told == {"Cutting articles": [5, 5], "Embedding paragraphs": [5, 5]}


def test_the_pages_of_a_long_pdf_are_told_and_none_of_a_short_one(settings: Settings, tmp_path: Path) -> None:
    lines = column(["The pier of Esk is 93 years old, the harbour office said on Tuesday morning."], 700)
    (tmp_path / "long.pdf").write_bytes(pdf([lines] * LONG_PDF))
    (tmp_path / "short.pdf").write_bytes(pdf([lines] * 2))
    recorder = Recorder()
    with Desk(settings, recorder, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk:
        desk.ingest([tmp_path])
    told = [f"Reading articles: page {number} of {LONG_PDF} of 'long.pdf'" for number in range(1, LONG_PDF)]
    assert [stage for stage, _ in groupby(recorder.stages)] == [*told, "Reading articles"]


def test_the_megabytes_of_a_large_mailbox_are_told_and_none_of_a_small_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbot.readers.io.MEGABYTE", 1_000)
    header = "From a@b.example Thu Feb 26 09:30:00 2026\nFrom: a@b.example\nSubject: Pier\n\n"
    letter = f"{header}{'The pier of Esk is old, the harbour office said. ' * 30}\n\n"
    (tmp_path / "large.mbox").write_text(letter * 4)
    (tmp_path / "small.mbox").write_text(letter)
    recorder = Recorder()
    with Desk(settings, recorder, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk:
        desk.ingest([tmp_path])
    told = [f"Reading articles: megabyte {number} of 6 of 'large.mbox'" for number in (1, 3, 4)]
    assert [stage for stage, _ in groupby(recorder.stages)] == [*told, "Reading articles"]


def test_a_pdf_that_breaks_off_leaves_no_page_behind(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbot.readers.pdf.PDF_TEXT_LIMIT", 200)
    (tmp_path / "long.pdf").write_bytes(pdf([column(["The pier of Esk is 93 years old."], 700)] * LONG_PDF))
    recorder = Recorder()
    with Desk(settings, recorder, embedder=BagOfWords(), generator=ScriptedGenerator([])) as desk:
        assert len(desk.ingest([tmp_path]).problems) == 1
    assert len(recorder.stages) > 2 and recorder.stages[-1] == "Reading articles"


def test_examining_and_repairing_are_told_to_their_end(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    desk.ingest([folder])
    for work in (desk.library.faults, lambda begin, done: repair(desk.library, 900, begin, done)):
        told = [0, 0]
        counter = Recorder.Progress(told, [])
        work(counter.begin, counter.done)
        assert told == [5, 5]


def test_lines_are_told_as_they_go() -> None:
    done: list[int] = []
    assert list(counted(["a\n", "b\n"], done.append)) == ["a\n", "b\n"]
    assert done == [1, 1]


def test_a_bar_shows_how_much_is_done_and_the_time_left() -> None:
    screen = io.StringIO()
    bar = ProgressBar("Reading articles", rich.console.Console(file=screen, force_terminal=True, width=100))
    assert screen.getvalue() == ""
    bar.begin(4)
    bar.done(3)
    bar.close()
    shown = screen.getvalue()
    assert "Reading articles" in shown and "3/4" in shown
    assert ":" in shown.rpartition("3/4")[2]  # the time left, as -:--:-- or 0:00:01

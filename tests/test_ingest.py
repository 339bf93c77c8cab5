from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.chunking import chunk_article
from briefbot.desk import Desk
from briefbot.errors import InputError
from briefbot.ingest import find_files
from briefbot.library import Library
from briefbot.readers import read_article
from tests.conftest import CORPUS

KILLS = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("Ferry\n\nSKERRY, 11 March 2018 -- The ferry sails.")
    (folder / "sub" / "b.md").write_text("# Pier\n\nThe pier is old.")
    (folder / "README.md").write_text("# About\n\nNot news.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / ".hidden.txt").write_text("Hidden.")
    return folder


def test_ingesting_twice_changes_nothing(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    first = desk.ingest([folder])
    assert (first.added, first.skipped, first.problems) == (2, 2, ())
    revision = desk.library.revision
    second = desk.ingest([folder])
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    assert desk.library.revision == revision


def test_a_changed_file_replaces_its_article(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    desk.ingest([folder])
    (folder / "a.txt").write_text("Ferry\n\nSKERRY, 12 March 2018 -- The ferry sank.")
    assert desk.ingest([folder]).changed == 1
    assert desk.library.counts()[0] == 2
    assert desk.library.find_article("a.txt").paragraphs[0].text == "The ferry sank."


def test_prune_removes_only_articles_whose_file_is_gone_from_the_folder(
    open_desk: Callable[..., Desk], folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("Toll\n\nThe toll rises.")
    desk = open_desk()
    desk.ingest([folder, elsewhere])
    elsewhere.unlink()
    (folder / "a.txt").unlink()
    assert desk.ingest([folder]).removed == 0
    assert desk.ingest([folder], prune=True).removed == 1
    assert {Path(path).name for path in desk.library.files()} == {"b.md", "elsewhere.txt"}


def test_a_bad_file_is_reported_and_the_rest_goes_in(open_desk: Callable[..., Desk], folder: Path) -> None:
    (folder / "junk.txt").write_bytes(os.urandom(5000))
    (folder / "empty.txt").write_text("")
    report = open_desk().ingest([folder])
    assert report.added == 2
    assert {Path(problem.path).name for problem in report.problems} == {"junk.txt", "empty.txt"}


def test_a_file_that_became_unreadable_keeps_its_article(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    desk.ingest([folder])
    (folder / "a.txt").write_bytes(b"\x00" * 400)
    assert len(desk.ingest([folder]).problems) == 1
    assert desk.library.find_article("a.txt").paragraphs[0].text == "The ferry sails."


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        find_files([tmp_path / "nowhere"])


def test_after_a_kill_at_any_moment_every_article_is_whole_and_a_rerun_completes(tmp_path: Path) -> None:
    """Real kills of a real process, at random moments; the seed is fixed, the moments are the machine's."""
    code = (
        "import sys; from pathlib import Path; from briefbot.desk import Desk; "
        "from briefbot.embedding import BagOfWords; from briefbot.settings import load_settings; "
        "desk = Desk(load_settings(home=Path(sys.argv[1])), embedder=BagOfWords()); "
        "print('ready', flush=True); desk.ingest([Path(sys.argv[2])])"
    )
    home = tmp_path / "home"
    articles = {str(path): read_article(path) for path in find_files([CORPUS])[0]}
    chance = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", code, str(home), str(CORPUS)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.8))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
        with Library(home / "library.db") as library:
            for path in library.files():
                article = library.find_article(path)
                assert article.paragraphs == articles[path].paragraphs
                wanted = {chunk.id for chunk in chunk_article(article, 900)}
                assert wanted == {c for c in library.chunk_ids() if c.startswith(article.id)}
    assert killed >= KILLS // 2
    subprocess.run([sys.executable, "-c", code, str(home), str(CORPUS)], check=True, stdout=subprocess.DEVNULL)
    with Library(home / "library.db") as library:
        assert set(library.files()) == set(articles)

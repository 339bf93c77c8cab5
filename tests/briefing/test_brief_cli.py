from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.briefing.files import write_briefing
from briefbot.chunking import chunk_article
from briefbot.library import Library
from tests.briefing.sample import FILES, article
from tests.test_cli import failed, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to work in, with a library of some articles of the demo corpus; no model is needed to fill it."""
    (tmp_path / "home").mkdir()
    with Library(tmp_path / "home" / "library.db") as library:
        for name in FILES:
            library.put(article(name), chunk_article(article(name), 900), digest=name)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--date", "2019-02-30"), "--date '2019-02-30' is not a date"),
        (("--from", "2019-10-05", "--to", "2019-10-04"), "--from 2019-10-05 is after --to 2019-10-04"),
        (("--to", "2019-10-04"), "needs a --from"),
        (("--date", "2019-10-05", "--from", "2019-10-04"), "exclude each other"),
        (("--since-last", "--date", "2019-10-05"), "exclude each other"),
        (("--date", "2999-01-01"), "in the future"),
        (("--topic", " ", "--date", "2019-10-05"), "has no words"),
        (("--date", "2019-10-05", "--model", "no-such-model"), "no-such-model"),
    ],
)
def test_what_cannot_be_briefed_is_said_in_one_line(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in failed(run("brief", *arguments, cwd=folder))
    assert not (folder / "briefings").exists()


def test_today_without_articles_names_the_newest_day_and_its_command(folder: Path) -> None:
    message = failed(run("brief", cwd=folder))
    assert f"No article of today, {dt.date.today():%A}" in message
    assert "run `briefbot brief --date 2019-10-05`" in message


def test_an_empty_library_names_the_next_command(tmp_path: Path) -> None:
    assert "briefbot ingest" in failed(run("brief", "--date", "2019-10-05", cwd=tmp_path))


def test_an_edited_file_is_named_before_any_work_is_done(folder: Path) -> None:
    file = folder / "briefings" / "2019-10-05.md"
    write_briefing(file, "Written.", "md")
    file.write_text("Edited." + file.read_text())
    assert "--force" in failed(run("brief", "--date", "2019-10-05", "--model", "no-such-model", cwd=folder))
    assert file.read_text().startswith("Edited.")


def test_an_unknown_format_is_wrong_usage(folder: Path) -> None:
    assert run("brief", "--date", "2019-10-05", "--format", "pdf", cwd=folder).returncode == 2

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CORPUS, ROOT


def run(
    *arguments: str, cwd: Path = ROOT, given: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefbot", *arguments],
        cwd=cwd,
        input=given,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def failed(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of an expected failure."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Error: ")
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", ""), "has no words"),
        (("ask", "why " * 10_000), "at most 1000"),
        (("ask", "who?", "--from", "yesterdayish"), "is not a date"),
        (("ingest", "/no/such/folder"), "/no/such/folder"),
        (("show", "nothing"), "briefbot articles"),
        (("ask", "who?", "--model", "no-such-model", "--home", "HOME"), "no-such-model"),
    ],
)
def test_an_expected_failure_is_one_clear_line(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    given = tuple(str(tmp_path) if argument == "HOME" else argument for argument in arguments)
    assert words in failed(run(*given))


def test_an_empty_library_names_the_next_command(tmp_path: Path) -> None:
    assert "briefbot ingest" in failed(run("ask", "who?", cwd=tmp_path))


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    assert "BRIEFBOT_THREADS" in failed(run("articles", BRIEFBOT_THREADS="many"))
    config = tmp_path / "briefbot.toml"
    config.write_text("threads = [")
    assert "briefbot.toml" in failed(run("articles", BRIEFBOT_CONFIG=str(config)))


def test_wrong_usage_exits_with_2() -> None:
    assert run("ask").returncode == 2
    assert run("nonsense").returncode == 2


def test_help_comes_quickly() -> None:
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        assert run("--help").returncode == 0
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.4


@pytest.mark.parametrize("command", ["ask", "ingest", "articles", "show", "index rebuild", "models pull"])
def test_every_help_text_carries_an_example(command: str) -> None:
    assert "Example: briefbot" in run(*command.split(), "--help").stdout


def test_ingest_names_the_files_that_it_passes_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}\nnotes.rst").write_text("Notes\n=====\n")
    told = run("ingest", str(folder), "--home", str(tmp_path / "home")).stdout.splitlines()
    assert told[-1].startswith("12 other files were passed over (of unknown formats, or a README): '00\\nnotes.rst', ")
    assert told[-1].endswith("'09\\nnotes.rst' and 2 more, which `--json` lists.")


@pytest.mark.model
def test_ingest_articles_show_and_rebuild_work_together(tmp_path: Path) -> None:
    first = run("ingest", str(CORPUS))
    assert re.search(r"^4\d added, 0 changed, 0 unchanged, 0 removed", first.stdout)
    assert run("ingest", str(CORPUS)).stdout.startswith("0 added, 0 changed, 4")
    listed = json.loads(run("articles", "--json").stdout)
    assert len(listed) >= 40
    shown = run("show", "2019-07-14-han-river-wire-talks-proposed.txt")
    assert "published  2019-07-14" in shown.stdout
    assert "end mark" in shown.stdout
    assert re.match(r"Embedded \d{3} chunks of 4\d articles", run("index", "rebuild").stdout)


@pytest.mark.model
def test_a_folder_in_which_nothing_can_be_read_fails_and_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "junk.txt").write_bytes(os.urandom(4000))
    done = run("ingest", str(folder))
    assert done.returncode == 1
    assert "junk.txt" in done.stderr


@pytest.mark.model
def test_standard_input_is_one_article_however_often_it_comes() -> None:
    text = "Ferry line to reopen\n\nSKERRY, 11 March 2018 (Coast Gazette) -- The ferry sails again on Monday.\n"
    assert run("ingest", "-", given=text).stdout.startswith("1 added")
    assert run("ingest", "-", given=text).stdout.startswith("0 added, 0 changed, 1 unchanged")
    (article,) = json.loads(run("articles", "--json").stdout)
    assert "The ferry sails again on Monday." in run("show", article["path"]).stdout


@pytest.mark.model
def test_strict_makes_an_unreadable_file_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ferry.txt").write_text("Ferry\n\nThe ferry sails again on Monday.")
    (folder / "junk.txt").write_bytes(os.urandom(4000))
    assert run("ingest", str(folder)).returncode == 0
    assert run("ingest", str(folder), "--strict").returncode == 1
    assert "junk.txt" in run("library", "problems").stdout


@pytest.mark.model
def test_strict_fails_on_what_was_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.writestr("toll.txt", "SKERRY, 11 March 2018 -- The toll on the bridge will rise to seven crowns.")
        archive.writestr("scans/page.png", b"\x89PNG")
    done = run("ingest", str(tmp_path / "news.zip"), "--strict")
    assert done.returncode == 1
    assert "news.zip!scans/page.png" in done.stdout
    assert "1 were passed over" in done.stderr


@pytest.mark.model
def test_strict_fails_on_what_was_read_with_doubts(tmp_path: Path) -> None:
    page = tmp_path / "factiva.txt"
    page.write_text("Factiva\n\nALDPORT, 12 March 2018 -- The toll on the bridge will rise to seven crowns.")
    done = run("ingest", str(page), "--strict")
    assert done.returncode == 1
    assert "the title is a label, such as" in done.stderr
    assert "1 were read with doubts" in done.stderr
    assert run("ingest", str(page)).returncode == 0
    assert "read, but the title is a label: 'Factiva'" in run("library", "problems").stdout
    assert "warnings   the title is a label" in run("show", str(page)).stdout


@pytest.mark.model
def test_a_corrected_story_shows_what_changed_and_its_copies_are_named(tmp_path: Path) -> None:
    run("ingest", str(CORPUS))
    shown = run("show", "courier-commons-takes-control-corrected.txt").stdout
    assert "Versions, oldest first" in shown
    assert "{+301" in shown
    copied = run("show", "2019-07-14-han-river-wire-talks-proposed.txt").stdout
    assert "The same text" in copied


def test_ctrl_c_says_how_to_go_on() -> None:
    code = (
        "import os, signal, briefbot.cli.app as cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what runs in the background ignores it
        "cli.app.command('wait')(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "wait"], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == "Interrupted. Run the same command again to carry on.\n"

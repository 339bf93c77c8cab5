from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefbot.briefing.sources import sources
from briefbot.briefing.types import Briefing, Developments
from briefbot.cli.app import app
from briefbot.cli.output import write_briefing
from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.progress import Reporter
from briefbot.render.developments import cited_in
from briefbot.search.chunking import chunk_article
from briefbot.settings import Settings
from tests.briefing.copying import CopyingGenerator
from tests.briefing.sample import FILES, article
from tests.cli.test_cli import failed, run
from tests.doubles import BagOfWords


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


@pytest.fixture
def brief(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command with a model that copies its sources and the deterministic embedder."""

    def small(settings: Settings, reporter: Reporter) -> Desk:
        return Desk(settings, reporter, embedder=BagOfWords(), generator=CopyingGenerator())

    monkeypatch.setattr("briefbot.desk.Desk", small)
    monkeypatch.chdir(folder)
    return lambda *arguments: CliRunner().invoke(app, ["brief", *arguments])


def test_a_briefing_is_written_and_its_path_told(brief: Callable[..., Result], folder: Path) -> None:
    done = brief("--date", "2019-10-05")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "briefings/2019-10-05.md: 3 articles from 3 publishers" in done.stderr
    file = folder / "briefings" / "2019-10-05.md"
    text = file.read_text()
    assert text.startswith("# Daily briefing\n\n**Saturday 5 October 2019** · 3 articles from 3 publishers")
    assert "[corpus/hong-kong/metro-shut.txt](../corpus/hong-kong/metro-shut.txt)" in text
    assert brief("--date", "2019-10-05").exit_code == 0
    assert file.read_text() == text


def test_an_edited_briefing_is_kept_until_forced(brief: Callable[..., Result], folder: Path) -> None:
    brief("--date", "2019-10-05")
    file = folder / "briefings" / "2019-10-05.md"
    file.write_text("An editor's word.\n" + file.read_text())
    assert "--force" in str(brief("--date", "2019-10-05").exception)
    assert file.read_text().startswith("An editor's word.")
    assert brief("--date", "2019-10-05", "--force").exit_code == 0
    assert file.read_text().startswith("# Daily briefing")


def test_a_page_and_json_have_the_same_sources(brief: Callable[..., Result], folder: Path) -> None:
    brief("--date", "2019-10-05", "-o", "day.html")
    assert "<mark>" in (folder / "day.html").read_text()
    done = brief("--date", "2019-10-05", "--format", "json", "-o", "-")
    briefing = Briefing.model_validate_json(done.stdout)
    assert [citation.number for citation in sources(briefing)] == list(range(1, len(sources(briefing)) + 1))
    assert (folder / "day.html").read_text().count('<li id="source-') == len(sources(briefing))


def test_the_explanation_stands_where_the_briefing_does_not(brief: Callable[..., Result]) -> None:
    written = brief("--date", "2019-10-05", "--explain")
    assert written.stdout.startswith("Ranking")
    printed = brief("--date", "2019-10-05", "--explain", "-o", "-")
    assert printed.stdout.startswith("# Daily briefing")
    assert "Ranking" in printed.stderr


def test_a_day_without_articles_is_briefed_as_such(brief: Callable[..., Result], folder: Path) -> None:
    assert brief("--date", "2019-09-01", "--format", "html").exit_code == 0
    assert "no article published on 2019-09-01" in (folder / "briefings" / "2019-09-01.html").read_text()


def test_since_the_last_briefing_counts_changes_from_it(brief: Callable[..., Result], folder: Path) -> None:
    brief("--date", "2019-10-03")
    assert brief("--since-last", "-o", "since.json").exit_code == 0
    briefing = Briefing.model_validate_json((folder / "since.json").read_text())
    assert (briefing.first, briefing.last) == (dt.date(2019, 10, 4), dt.date.today())
    assert briefing.previous_last == dt.date(2019, 10, 3)
    today = f"{dt.date.today()}.md"
    assert brief("--since-last").exit_code == 0
    assert (folder / "briefings" / today).exists()


def test_since_a_briefing_of_another_version_says_so_and_goes_on(brief: Callable[..., Result], folder: Path) -> None:
    with Library(folder / "home" / "library.db") as library:
        day = dt.date(2019, 10, 3)
        library.save_briefing("key", day, day, None, '{"schema_version": 0, "last": "2019-10-03"}')
    done = brief("--since-last", "-o", "since.json")
    assert done.exit_code == 0
    assert "The briefing of 2019-10-03 was saved by another version of briefbot and is left aside." in done.stderr


def test_what_changed_since_a_day_is_written_in_every_form(brief: Callable[..., Result], folder: Path) -> None:
    span = ("--since", "2019-10-03", "--until", "2019-10-05")
    done = brief(*span, "--ris", "sources.ris")
    assert (done.exit_code, done.stdout) == (0, "")
    text = (folder / "briefings" / "changes-2019-10-03_2019-10-05.md").read_text()
    assert text.startswith("# What changed\n\n**3-5 October 2019** · 6 articles")
    assert "TY  - " in (folder / "sources.ris").read_text()
    printed = Developments.model_validate_json(brief(*span, "--format", "json", "-o", "-").stdout)
    brief(*span, "-o", "changes.html")
    page = (folder / "changes.html").read_text()
    for story in printed.stories:
        assert f"## {story.headline}" in text and story.headline in page
    assert f"[{len(cited_in(printed))}]: #source-" in text and printed.stories


def test_changes_since_a_day_need_what_a_briefing_alone_has_left_out(brief: Callable[..., Result]) -> None:
    done = brief("--since", "2019-10-03", "--opinion")
    assert done.exit_code == 1 and "--since and --opinion exclude each other" in str(done.exception)

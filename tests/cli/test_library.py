from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefbot.cli.app import app
from briefbot.cli.library import library_app
from briefbot.errors import BriefbotError, InputError, LibraryError
from briefbot.library.store import Library
from briefbot.library.watchlists import Parcel
from briefbot.search.chunking import chunk_article
from briefbot.search.index import VectorIndex
from briefbot.types import ReadWarning
from tests.conftest import make_article
from tests.doubles import BagOfWords


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library of two articles with vectors, and a file that could not be read."""
    home = tmp_path / "home"
    with Library(home / "library.db") as library:
        for name in ("ferry", "pier"):
            article = make_article(f"The {name} is old.", path=f"/{name}.txt")
            library.put(article, chunk_article(article, 900), name)
        library.fail("/bad\x1b[31m.txt", "no text")
        index = VectorIndex(home / "vectors", BagOfWords())
        index.sync(library)
        index.close()
    return home


def run(*words: str | Path, given: str | None = None) -> Result:
    result = CliRunner().invoke(library_app, [str(word) for word in words], input=given)
    if result.exception and not isinstance(result.exception, BriefbotError | SystemExit):
        raise result.exception
    return result


def test_the_newest_articles_are_listed_and_how_many_there_are(home: Path, tmp_path: Path) -> None:
    def listed(*options: str, place: Path = home) -> Result:
        return CliRunner().invoke(app, ["articles", "--home", str(place), *options])

    assert len(json.loads(listed("--json").stdout)) == len(listed().stdout.splitlines()) == 2
    (newest,) = json.loads(listed("--json", "--limit", "1").stdout)
    shown = listed("--limit", "1")
    assert shown.stdout.startswith(newest["id"][:8]) and len(shown.stdout.splitlines()) == 1
    assert "The newest 1 of 2. `briefbot articles --limit 2` lists all." in shown.stderr
    assert not listed("--limit", "2").stderr
    assert json.loads(listed("--json", place=tmp_path / "none").stdout) == []
    assert listed("--limit", "0").exit_code == 2


def test_stats_count_articles_and_bytes(home: Path) -> None:
    numbers = json.loads(run("stats", "--json", "--home", home).stdout)
    assert (numbers["articles"], numbers["paragraphs"], numbers["problems"]) == (2, 2, 1)
    assert numbers["bytes"] > 0
    assert numbers["vector_bytes"] > 0
    assert "articles      2\n" in run("stats", "--home", home).stdout


def test_check_says_that_all_is_well(home: Path) -> None:
    assert "whole" in run("check", "--home", home).stdout
    assert json.loads(run("check", "--json", "--home", home).stdout) == {"faults": []}


def test_check_names_faults_and_fails_and_repair_mends_them(home: Path) -> None:
    with Library(home / "library.db") as library, library.writing(change=False) as db:
        db.execute("DELETE FROM signatures")
        db.execute("INSERT INTO words (words) VALUES ('delete-all')")
    result = run("check", "--home", home)
    assert "word search" in result.stdout
    assert isinstance(result.exception, LibraryError)
    assert "briefbot library repair" in str(result.exception)
    assert len(json.loads(run("check", "--json", "--home", home).stdout)["faults"]) == 2
    assert len(json.loads(run("repair", "--json", "--home", home).stdout)["done"]) == 2
    assert run("check", "--home", home).exit_code == 0
    assert "nothing to repair" in run("repair", "--home", home).stdout


def test_check_finds_damaged_vectors(home: Path) -> None:
    (home / "vectors" / "chroma.sqlite3").write_bytes(b"scribble")
    result = run("check", "--home", home)
    assert "vectors are damaged" in result.stdout
    assert isinstance(result.exception, LibraryError)


def test_what_cannot_be_repaired_is_told(home: Path) -> None:
    with Library(home / "library.db") as library, library.writing(change=False) as db:
        db.execute("UPDATE paragraphs SET text = 'The ferry is new.' WHERE text = 'The ferry is old.'")
    result = run("repair", "--home", home)
    assert isinstance(result.exception, LibraryError)
    assert "cannot be repaired" in str(result.exception)


def test_an_export_of_an_import_of_an_export_is_the_same_bytes(home: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert "2 articles" in run("export", first, "--home", home).stdout
    assert json.loads(run("import", first, "--json", "--home", tmp_path / "other").stdout) == {
        "articles": 2,
        "unsent": 0,
    }
    run("export", second, "--home", tmp_path / "other")
    assert first.read_bytes() == second.read_bytes()
    assert run("export", "--home", home).stdout == first.read_text()
    assert run("import", "-", "--home", tmp_path / "third", given=first.read_text()).exit_code == 0
    assert run("export", "--home", tmp_path / "third").stdout == first.read_text()


def test_an_import_refuses_a_library_with_articles_and_a_missing_file(home: Path, tmp_path: Path) -> None:
    run("export", tmp_path / "first.jsonl", "--home", home)
    assert isinstance(run("import", tmp_path / "first.jsonl", "--home", home).exception, InputError)
    assert isinstance(run("import", tmp_path / "none.jsonl", "--home", tmp_path / "new").exception, InputError)
    (tmp_path / "empty.jsonl").touch()
    assert isinstance(run("import", tmp_path / "empty.jsonl", "--home", tmp_path / "new").exception, InputError)


def test_an_import_tells_of_what_was_not_sent(home: Path, tmp_path: Path) -> None:
    with Library(home / "library.db") as library:
        library.dispatch("briefing", dt.datetime.now(dt.UTC), [Parcel(key="k", target="team", json_text="{}")])
    run("export", tmp_path / "first.jsonl", "--home", home)
    assert "1 message was not sent" in run("import", tmp_path / "first.jsonl", "--home", tmp_path / "new").stdout


def test_an_export_that_cannot_be_written_leaves_the_old_one(home: Path, tmp_path: Path) -> None:
    assert isinstance(run("export", tmp_path / "none" / "x.jsonl", "--home", home).exception, InputError)


def test_vacuum_tells_what_it_freed(home: Path) -> None:
    assert json.loads(run("vacuum", "--json", "--home", home).stdout)["freed_bytes"] >= 0
    assert run("check", "--home", home).exit_code == 0


def test_problems_are_listed_with_reason_and_time_and_cannot_steer_the_terminal(home: Path, tmp_path: Path) -> None:
    shown = run("problems", "--home", home).stdout
    assert "no text" in shown
    assert "\x1b" not in shown
    (problem,) = json.loads(run("problems", "--json", "--home", home).stdout)
    assert set(problem) == {"path", "reason", "at"}
    assert "Everything could be read" in run("problems", "--home", tmp_path / "empty").stdout


def test_problems_list_what_was_read_with_doubts_too(home: Path) -> None:
    doubtful = make_article("Ferry to Skerry held up again.", title="Nexis \x1b[31m", path="/nexis.txt").model_copy(
        update={"warnings": (ReadWarning.LABEL, ReadWarning.LINKS)}
    )
    with Library(home / "library.db") as library:
        library.put(doubtful, [], "nexis")
    shown = run("problems", "--home", home).stdout
    assert "/nexis.txt: read, but the title is a label, the text is mostly links: 'Nexis" in shown
    assert "\x1b" not in shown
    told = json.loads(run("problems", "--json", "--home", home).stdout)
    assert told[1] == {"path": "/nexis.txt", "title": doubtful.title, "warnings": list(doubtful.warnings)}

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefbot.cli.app import app
from briefbot.cli.chat import Talk
from briefbot.cli.console import Console
from briefbot.desk import Desk
from briefbot.errors import InputError
from briefbot.library.store import Library
from tests.answering.test_answer import ARTICLE
from tests.cli.test_cli import run
from tests.doubles import ScriptedGenerator
from tests.library.test_threads import add

LED = "Engineer Ada Holm led the work [2]."
QUESTION = "Who led the repairs to the pier in Skerry?"


@pytest.fixture
def talk(open_desk: Callable[..., Desk], tmp_path: Path) -> Callable[..., Talk]:
    def opener(replies: Sequence[str], thread: str | None = None, json: bool = False) -> Talk:
        (tmp_path / "ferry.txt").write_text(ARTICLE)
        desk = open_desk(ScriptedGenerator(replies))
        desk.ingest([tmp_path / "ferry.txt"])
        return Talk(desk, Console(), thread, json)

    return opener


def hear(talk: Talk, *lines: str) -> list[bool]:
    return [talk.hear(line) for line in lines]


def test_a_follow_up_is_shown_as_it_is_asked(talk: Callable[..., Talk], capsys: pytest.CaptureFixture[str]) -> None:
    talking = talk([LED, LED])
    assert hear(talking, QUESTION, "who else?", "/quit") == [True, True, False]
    shown = capsys.readouterr().out
    assert shown.count("Asked as:") == 1
    assert "Asked as: Who else besides Ada Holm led the repairs to the pier in Skerry? (by rule)" in shown
    assert "Cited before: [1] is [1] of turn 1." in shown
    assert talking.failures == 0


def test_an_edit_asks_again_and_sources_are_shown(
    talk: Callable[..., Talk], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    talking = talk([LED, LED])
    hear(talking, QUESTION, "/edit Who led the work?", "/sources")
    shown = capsys.readouterr().out
    assert "Asked as: Who led the work? (as edited)" in shown
    assert "(Coast Gazette, 2018-03-10, paragraph 2)" in shown
    with Library(tmp_path / "home" / "library.db") as library:
        (entry,) = library.threads()
        first, second = library.thread(entry.id).turns
    assert (second.asked, second.question, second.edited) == (QUESTION, "Who led the work?", True)
    assert (first.edited, entry.name) == (False, QUESTION)


def test_what_cannot_be_done_is_a_line_and_the_talk_goes_on(
    talk: Callable[..., Talk], capsys: pytest.CaptureFixture[str]
) -> None:
    talking = talk([LED])
    assert all(hear(talking, "/edit x", "/sources", "/nothing", "?!", "/help", QUESTION))
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Error: ")]
    assert len(lines) == talking.failures == 4


def test_a_first_question_that_fails_leaves_no_thread(talk: Callable[..., Talk], tmp_path: Path) -> None:
    hear(talk([]), "?!")
    with Library(tmp_path / "home" / "library.db") as library:
        assert library.threads() == []


def test_a_thread_is_gone_on_with_and_each_turn_is_a_line_of_json(
    talk: Callable[..., Talk], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hear(talk([LED], json=True), QUESTION)
    first = json.loads(capsys.readouterr().out)
    hear(talk([LED], first["thread"], json=True), "who else?", "/sources")
    turn, sources = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["number"], turn["number"], turn["thread"]) == (1, 2, first["thread"])
    assert (turn["asked"], turn["question"]) == (
        "who else?",
        "Who else besides Ada Holm led the repairs to the pier in Skerry?",
    )
    assert (turn["rewriting"]["how"], turn["answer"]["question"]) == ("rules", turn["question"])
    assert sources["passages"][0]["title"] == "Ferry line to reopen"
    with pytest.raises(InputError, match="No thread fits 'zz'"):
        talk([], "zz")


def invoke(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_threads_are_listed_shown_renamed_exported_and_deleted(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path))
    assert "no threads yet" in invoke("threads", "list", *home)
    with Library(tmp_path / "library.db") as library:
        name = library.create_thread("Ferries").id
        add(library, name)
    assert json.loads(invoke("threads", "list", "--json", *home))[0]["id"] == name
    assert invoke("chat", "--list", *home) == invoke("threads", "list", *home)
    assert f"{name}  Ferries" in invoke("threads", "show", name[:4], *home)
    assert invoke("threads", "rename", name, " Skerry  ferry", *home) == "renamed: Skerry ferry\n"
    markdown = invoke("threads", "export", name, *home)
    assert markdown.startswith("# Skerry ferry\n")
    for file in ("a.json", "a.md"):
        invoke("threads", "export", name, "-o", str(tmp_path / file), *home)
    assert (tmp_path / "a.md").read_text() == markdown
    with Library(tmp_path / "library.db") as library:
        thread = library.thread(name)
    whole = json.loads((tmp_path / "a.json").read_text())
    assert whole == json.loads(invoke("threads", "show", name, "--json", *home)) == thread.model_dump(mode="json")
    assert invoke("threads", "delete", name, *home) == f"deleted: {name}\n"
    assert json.loads(invoke("threads", "list", "--json", *home)) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("threads", "show", "zz"), "No thread fits 'zz'"),
        (("threads", "export", "ID", "-o", "/no/such/folder/a.md"), "Cannot write '/no/such/folder/a.md'"),
    ],
)
def test_what_is_not_there_is_an_expected_failure(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        name = library.create_thread("Ferries").id
    given = [name if one == "ID" else one for one in arguments]
    done = CliRunner().invoke(app, [*given, "--home", str(tmp_path)])
    assert isinstance(done.exception, InputError) and words in str(done.exception)


def test_what_is_piped_in_must_be_text(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["chat", "--home", str(tmp_path)], input=b"\xff\xfe\n")
    assert isinstance(done.exception, InputError) and "no UTF-8 text" in str(done.exception)


def test_an_empty_library_is_said_and_keeps_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["chat", "--home", str(tmp_path)], input="who?\n\n/quit\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The library ") and "briefbot ingest" in done.stderr
    assert "no threads yet" in invoke("chat", "--list", "--home", str(tmp_path))


@pytest.mark.model
def test_piped_questions_are_answered_in_one_thread(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ferry.txt").write_text(ARTICLE)
    lines = "Who led the repairs to the pier?\nhow much did it cost?\n/quit\nnever asked\n"
    done = run("chat", "--json", "--home", str(tmp_path / "home"), cwd=tmp_path, given=lines)
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["thread"] == second["thread"]
    assert "Holm" in first["answer"]["text"]
    assert second["rewriting"]["how"] in ("model", "topic")
    assert "3.2 million" in second["answer"]["text"]

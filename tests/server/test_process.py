"""The server as a process: how it is found, how it ends, and what a SIGKILL leaves."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from briefbot.answering.session import LONGEST_QUESTION
from briefbot.errors import BriefbotError, InputError
from briefbot.library.store import Library
from briefbot.server.presence import FILE, Presence, announce, read_presence, release, withdraw
from briefbot.server.remote import ask_server
from briefbot.server.running import Door, listen, open_door
from briefbot.settings import Settings
from briefbot.types import Filters
from tests.conftest import ROOT, make_article
from tests.server.stock import stocked

REPLY = "The ferry reopens in May. [1]"
QUESTION = "When does the ferry reopen?"
ENDING = 5.0  # seconds


@contextmanager
def running(settings: Settings, seconds: float = 0.0) -> Iterator[tuple[subprocess.Popen[bytes], Presence]]:
    """A server as a process, once it answers."""
    command = [sys.executable, "-m", "tests.server.process", str(settings.home), "0", str(seconds), REPLY]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            yield process, wait_for(settings.home, process)
        finally:
            if process.poll() is None:
                process.kill()


def wait_for(home: Path, process: subprocess.Popen[bytes]) -> Presence:
    for _ in range(1_800):
        found = read_presence(home)
        if found and found.pid == process.pid and answers(found):
            return found
        assert process.poll() is None, "the server ended"
        time.sleep(0.1)
    raise AssertionError("the server does not begin")


def answers(found: Presence) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=5)
    try:
        connection.request("GET", "/desk")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ask(found: Presence, question: str = QUESTION) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    """An open reply to a question."""
    connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=30)
    connection.request("POST", "/desk/ask", json.dumps({"question": question}), {"Content-Type": "application/json"})
    return connection, connection.getresponse()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_time_with_streams_open(settings: Settings, number: signal.Signals) -> None:
    stocked(settings)
    with running(settings, seconds=60) as (process, found):
        assert stat.S_IMODE((settings.home / FILE).stat().st_mode) == 0o600
        opened = [ask(found) for _ in range(3)]
        assert opened[0][1].readline()
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(30) == 0
        assert time.monotonic() - began < ENDING
        for connection, _ in opened:
            connection.close()
        assert not (settings.home / FILE).exists()


def test_the_command_asks_a_server_of_its_library(settings: Settings) -> None:
    stocked(settings)
    drafts: list[str] = []
    with running(settings):
        answer = ask_server(settings, QUESTION, Filters(), on_text=drafts.append)
        assert answer and answer.text.startswith("The ferry reopens in May")
        assert "".join(drafts) == REPLY
        with pytest.raises(InputError, match="at most"):
            ask_server(settings, "why " * LONGEST_QUESTION, Filters())
        with pytest.raises(BriefbotError, match="No article of the publisher"):
            ask_server(settings, QUESTION, Filters(source="Nobody"))
        other = settings.model_copy(update={"passages": 7})
        assert ask_server(other, QUESTION, Filters()) is None
        elsewhere = settings.model_copy(update={"home": settings.home / "other"})
        assert ask_server(elsewhere, QUESTION, Filters()) is None


def test_a_server_of_another_version_or_one_that_is_gone_is_not_asked(settings: Settings) -> None:
    stocked(settings)
    notes: list[str] = []
    announce(settings.home, Presence("127.0.0.1", 9, 1, "0.0.1+abc", None))
    assert ask_server(settings, QUESTION, Filters(), notes.append) is None
    assert "another version" in notes[0]
    announce(settings.home, Presence("127.0.0.1", 9, 1, release(), "t"))
    assert ask_server(settings, QUESTION, Filters()) is None
    (settings.home / FILE).write_text("{torn")
    assert ask_server(settings, QUESTION, Filters()) is None


def test_a_server_takes_only_its_own_file_away(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    announce(settings.home, Presence("127.0.0.1", 9, 1, release(), None))
    withdraw(settings.home, 2)
    assert read_presence(settings.home)
    withdraw(settings.home, 1)
    assert read_presence(settings.home) is None


def test_a_port_that_is_taken_is_told_with_another(settings: Settings) -> None:
    with listen(Door(port=0)) as taken:
        taken.listen()
        with pytest.raises(InputError, match="--port"):
            listen(Door(port=taken.getsockname()[1]))


def test_a_token_belongs_to_any_door_but_that_of_this_machine() -> None:
    assert open_door("127.0.0.1", 1, None).token is None
    assert open_door("127.0.0.1", 1, "t").token == "t"
    made = open_door("0.0.0.0", 1, None)
    assert made.token and len(made.token) > 20 and made.token in made.address


def test_sigkill_at_any_moment_leaves_threads_and_library_whole(settings: Settings) -> None:
    """Thirty kills are `python -m evals.serving kill`; these few are at random moments too."""
    stocked(settings, make_article("The ferry reopens in May."), make_article("The port is old.", path="/p", title="P"))
    moments = random.Random(21)
    for _ in range(3):
        with running(settings, seconds=0.02) as (process, found):
            for _ in range(4):
                connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=30)
                connection.request("POST", "/ask", "question=When+does+the+ferry+reopen%3F",
                                   {"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
                assert connection.getresponse().status == 303
                connection.close()
            time.sleep(moments.uniform(0, 2.0))
            process.kill()
            process.wait(10)
        with Library(settings.home / "library.db") as library:
            assert library.faults().sentences() == []
            for entry in library.threads():
                assert [turn.number for turn in library.thread(entry.id).turns] == list(range(1, entry.turns + 1))

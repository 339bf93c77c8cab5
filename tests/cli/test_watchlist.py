"""Watchlists, rounds, the outbox and the search on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import feedparser
import pytest

from briefbot.cli.days import split_to
from briefbot.errors import InputError
from tests.cli.test_cli import failed, run
from tests.conftest import CORPUS
from tests.delivery.receivers import Receiver

ADD = ("watchlist", "add", "talks", "--query", "nuclear talks in Stockholm", "--any", "Stockholm")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*ADD, "--to", "nobody"), "No target 'nobody'"),
        ((*ADD, "--to", "https://x.example/", "--every", "daily", "--at", "soon"), "06:30"),
        (("outbox", "drop", "7"), "under number 7"),
        (("search", "..."), "has no words"),
        (("brief", "--date", "2019-10-05", "--to", "nobody"), "No target 'nobody'"),
        (("ask", "who?", "--template", "house.docx"), "is for --docx"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    assert words in failed(run(*arguments, cwd=tmp_path))


def test_wrong_usage() -> None:
    assert run("run", "--brief-to", "x").returncode == 2
    assert run("search", "x", "--csv", "--json").returncode == 2


def test_a_round_of_nothing(tmp_path: Path) -> None:
    done = run("run", "--fetch", "30", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "0 new articles, 0 hits; 0 sent.\n")


@pytest.mark.model
def test_from_an_article_to_its_receiver(tmp_path: Path) -> None:
    receiver = Receiver([503, 204])
    folder = tmp_path / "in"
    folder.mkdir()
    with receiver.running() as address:
        assert "Added: talks. Immediate." in run(*ADD, "--to", address, cwd=tmp_path).stdout
        for name in ("korea/stockholm-lead.txt", "hong-kong/mask-ban.txt"):
            (folder / Path(name).name).write_text((CORPUS / name).read_text())
        assert run("ingest", str(folder), cwd=tmp_path).returncode == 0
        first = run("run", cwd=tmp_path)
        assert first.stdout == "2 new articles, 1 hits; 0 sent, 1 to be tried again.\n"
        assert "answered 503" in first.stderr
        waiting = json.loads(run("outbox", "--json", cwd=tmp_path).stdout)
        assert [(each["state"], each["attempts"]) for each in waiting] == [("waiting", 1)]
        assert run("outbox", "retry", cwd=tmp_path).stdout.startswith("1 sent")
    assert "empty" in run("outbox", cwd=tmp_path).stdout
    told = json.loads(receiver.seen[1][1])["data"]["hits"][0]
    assert "Stockholm" in told["title"] and "working-level nuclear talks" in told["sentence"]["text"]
    shown = run("watchlist", "show", "TALKS", "--atom", "talks.atom", cwd=tmp_path)
    assert told["title"] in " ".join(shown.stdout.split())
    (entry,) = feedparser.parse((tmp_path / "talks.atom").read_bytes()).entries
    assert entry.title == told["title"]
    trial = run("watchlist", "test", "talks", "--until", "2019-10-06", cwd=tmp_path)
    assert trial.stdout.startswith("1 hits among the articles of 2019-09-29 to 2019-10-06.")
    rows = list(csv.DictReader(io.StringIO(run("search", "face masks", "--csv", cwd=tmp_path).stdout)))
    assert "masks" in rows[0]["text"] and [row["number"] for row in rows] == [str(n + 1) for n in range(len(rows))]
    assert len({(row["article"], row["text"]) for row in rows}) == len(rows)


def test_to_is_a_day_or_targets() -> None:
    assert split_to(["2019-10-05", "editors", "a@b.example"]) == ("2019-10-05", ("editors", "a@b.example"))
    assert split_to(["yesterday"]) == ("yesterday", ())
    assert split_to([]) == (None, ())
    with pytest.raises(InputError, match="Give one of them"):
        split_to(["2019-10-05", "today"])

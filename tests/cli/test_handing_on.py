"""`brief` and `ask` with everything that they write and send besides, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import docx
import feedparser
import icalendar
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from briefbot.cli.app import app
from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.llm.generator import Generator
from briefbot.progress import Reporter
from briefbot.search.chunking import chunk_article
from briefbot.search.embedding import Embedder
from briefbot.settings import Settings
from tests.answering.test_answer import ARTICLE
from tests.briefing.copying import CopyingGenerator
from tests.briefing.sample import FILES, article
from tests.delivery.receivers import Mailroom, Receiver, mail_server
from tests.doubles import BagOfWords, ScriptedGenerator
from tests.render.test_handover import needs_pango

LED = "Engineer Ada Holm led the work [2]."
QUESTION = "Who led the repairs to the pier in Skerry?"
Run = Callable[..., Result]


def runner(folder: Path, monkeypatch: pytest.MonkeyPatch, generator: Generator) -> Run:
    """Runs commands in a folder with a scripted model and the deterministic embedder."""

    def small(settings: Settings, reporter: Reporter, embedder: Embedder | None = None) -> Desk:
        return Desk(settings, reporter, embedder=embedder or BagOfWords(), generator=generator)

    monkeypatch.setattr("briefbot.desk.Desk", small)
    monkeypatch.chdir(folder)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return run


@pytest.fixture
def briefing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    with Library(tmp_path / "home" / "library.db") as library:
        for name in FILES:
            library.put(article(name), chunk_article(article(name), 900), digest=name)
    run = runner(tmp_path, monkeypatch, CopyingGenerator())
    return lambda *arguments: run("brief", "--date", "2019-10-05", *arguments)


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    run = runner(tmp_path, monkeypatch, ScriptedGenerator([LED] * 9))
    assert run("ingest", "ferry.txt").exit_code == 0
    return lambda *arguments: run("ask", *QUESTION.split(), *arguments)


def settings_file(folder: Path, monkeypatch: pytest.MonkeyPatch, toml: str) -> None:
    (folder / "settings.toml").write_text(toml)
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(folder / "settings.toml"))


def words_of(path: str) -> str:
    return " ".join(paragraph.text for paragraph in docx.Document(path).paragraphs)


@needs_pango
def test_a_briefing_is_written_in_every_form(briefing: Run) -> None:
    forms = ("docx", "pdf", "ris", "bibtex", "ics", "atom")
    done = briefing(*(part for form in forms for part in (f"--{form}", f"out/day.{form}")))
    assert done.exit_code == 0, done.output
    assert all(f"out/day.{form}: written." in done.stderr for form in forms)
    assert "Daily briefing" in words_of("out/day.docx")
    assert "Daily briefing" in PdfReader("out/day.pdf").pages[0].extract_text()
    titles = [record["title"] for record in rispy.loads(Path("out/day.ris").read_text())]
    assert titles and len(parse_string(Path("out/day.bibtex").read_text()).entries) == len(titles)
    assert icalendar.Calendar.from_ical(Path("out/day.ics").read_bytes()).name == "VCALENDAR"
    assert len(feedparser.parse(Path("out/day.atom").read_bytes()).entries) == 1


def test_a_briefing_is_sent_once_to_whom_it_is_for(
    briefing: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, mailroom = Receiver(), Mailroom()
    with receiver.running() as address, mail_server(mailroom) as port:
        smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "desk@desk.example"\n'
        settings_file(tmp_path, monkeypatch, f'{smtp}[targets.archive]\nwebhook = "{address}"\n')
        done = briefing("--to", "archive", "--to", "ann@desk.example")
        assert (done.exit_code, "2 sent." in done.stderr) == (0, True), done.output
        assert "It was sent before." in briefing("--to", "archive").stderr
    ((_, body),) = receiver.seen
    assert json.loads(body)["data"]["briefing"]["last"] == "2019-10-05"
    (mail,) = mailroom.mails
    assert mail["Subject"] == "Daily briefing, Saturday 5 October 2019" and mail["To"] == "ann@desk.example"


def test_a_briefing_that_nobody_takes_is_kept_and_its_reason_told(
    briefing: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver([503, 410])
    with receiver.running() as address:
        settings_file(
            tmp_path, monkeypatch, f'[targets.one]\nwebhook = "{address}"\n[targets.two]\nwebhook = "{address}"\n'
        )
        done = briefing("--to", "one", "--to", "two")
    assert done.exit_code == 1
    assert "Not sent yet: one:" in done.stderr and "answered 503" in done.stderr
    assert "Given up: two:" in done.stderr and "answered 410" in done.stderr
    assert Path("briefings/2019-10-05.md").exists()
    kept = CliRunner().invoke(app, ["outbox"]).stdout
    assert "waiting, 1 attempts" in kept and "given up, 1 attempts" in kept


def test_an_answer_is_written_as_word_with_its_sources(asking: Run) -> None:
    done = asking("--docx", "answer.docx", "--ris", "sources.ris", "--bibtex", "sources.bib")
    assert done.exit_code == 0, done.output
    assert "Ada Holm led the work" in done.stdout and "answer.docx: written." in done.stderr
    assert "Ada Holm led the work" in words_of("answer.docx")
    assert len(rispy.loads(Path("sources.ris").read_text())) == 1
    assert len(parse_string(Path("sources.bib").read_text()).entries) == 1


@needs_pango
def test_an_answer_is_written_as_pdf(asking: Run) -> None:
    done = asking("--pdf", "answer.pdf")
    assert done.exit_code == 0, done.output
    assert "Ada Holm led the work" in PdfReader("answer.pdf").pages[0].extract_text()


def test_a_file_that_cannot_be_written_is_named_before_anything_is_asked(asking: Run, tmp_path: Path) -> None:
    failed = asking("--docx", str(tmp_path))
    assert failed.exit_code == 1 and "is a folder" in str(failed.exception)

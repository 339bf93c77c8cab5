from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefbot.cli.app import app
from briefbot.desk import Desk
from briefbot.errors import FetchError, InputError
from briefbot.feeds import imap
from briefbot.feeds.imap import MailReport, fetch_mail, look_at
from briefbot.feeds.mailboxes import MAILBOXES, parse_mailbox
from briefbot.feeds.storage import fetched_folder
from briefbot.settings import Settings
from tests.feeds.dovecot import PASSWORD, Server, missing, serving
from tests.readers.test_mail import STORY, message

needs_dovecot = pytest.mark.skipif(missing() is not None, reason=str(missing()))


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Server, Path]]:
    with serving() as found:
        yield found


@pytest.fixture
def server(running: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, trusted and with its password in the environment."""
    monkeypatch.setenv("SSL_CERT_FILE", str(running[1]))
    monkeypatch.setenv("BRIEFBOT_MAIL_PASSWORD", PASSWORD)
    return running[0]


def letter(number: int, text: str = STORY) -> bytes:
    return bytes(message(text, subject=f"Lock, day {number}"))


def follow(settings: Settings, server: Server, name: str) -> None:
    mailbox, _ = look_at(parse_mailbox(server.url(name)))
    assert MAILBOXES.add(settings.home, [mailbox])


def files(settings: Settings) -> list[Path]:
    return sorted(fetched_folder(settings.home).rglob("*.eml"))


@needs_dovecot
def test_only_new_messages_are_fetched_and_none_is_marked(server: Server, settings: Settings) -> None:
    server.deliver(letter(1), letter(2), name="New")
    follow(settings, server, "New")
    assert fetch_mail(settings.home) == MailReport(new=2)
    assert fetch_mail(settings.home) == MailReport(unchanged=1)
    server.deliver(letter(3), name="New")
    assert fetch_mail(settings.home) == MailReport(new=1)
    assert server.seen("New") == ["", "", ""]
    assert len(files(settings)) == 3
    with Desk(settings) as desk:
        desk.ingest([fetched_folder(settings.home)])
        titles = {desk.library.article(one).title for one in desk.library.article_ids()}
    assert titles == {"Lock, day 1", "Lock, day 2", "Lock, day 3"}


@needs_dovecot
def test_messages_that_are_numbered_anew_are_the_same_articles(server: Server, settings: Settings) -> None:
    server.deliver(letter(1), letter(2), name="Anew")
    follow(settings, server, "Anew")
    fetch_mail(settings.home)
    before = MAILBOXES.load(settings.home)[0]
    server.renumber("Anew")
    server.deliver(letter(3), name="Anew")
    assert fetch_mail(settings.home) == MailReport(new=1)
    after = MAILBOXES.load(settings.home)[0]
    assert after.validity != before.validity
    assert len(files(settings)) == 3


@needs_dovecot
def test_a_round_that_is_stopped_carries_on(
    server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*map(letter, range(7)), name="Stopped")
    follow(settings, server, "Stopped")
    monkeypatch.setattr(imap, "MESSAGES_AT_ONCE", 2)
    asked: list[list[int]] = []
    fetch = imap._messages

    def stopping(client: object, uids: list[int]) -> dict[int, bytes]:
        asked.append(uids)
        if len(asked) == 3:
            raise OSError("the line is cut")
        return fetch(client, uids)

    monkeypatch.setattr(imap, "_messages", stopping)
    [problem] = fetch_mail(settings.home).problems
    assert "the line is cut" in problem.reason
    assert (len(files(settings)), MAILBOXES.load(settings.home)[0].failures) == (4, 1)
    assert fetch_mail(settings.home).new == 3
    assert asked[3:] == [asked[2], [asked[2][-1] + 1]]
    assert MAILBOXES.load(settings.home)[0].failures == 0


@needs_dovecot
def test_a_message_that_is_too_large_is_told_and_the_others_fetched(
    server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(letter(1), letter(2, STORY * 100), letter(3), name="Large")
    follow(settings, server, "Large")
    monkeypatch.setattr(imap, "MAIL_LIMIT", 5000)
    report = fetch_mail(settings.home)
    assert (report.new, len(report.problems)) == (2, 1)
    assert fetch_mail(settings.home) == MailReport(unchanged=1)


@needs_dovecot
def test_folders_within_folders_and_names_beyond_ascii_are_found(server: Server, settings: Settings) -> None:
    server.deliver(letter(1), name="Post.Br&AOQ-nnland")  # as IMAP writes them (RFC 3501)
    mailbox, count = look_at(parse_mailbox(server.url("Post/Br%C3%A4nnland")))
    assert (mailbox.folder, count) == ("Post.Brännland", 1)


@needs_dovecot
def test_failures_say_what_to_do(server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FetchError, match="no folder 'Nowhere'.*INBOX"):
        look_at(parse_mailbox(server.url("Nowhere")))
    with pytest.raises(FetchError, match="refuses the password"):
        look_at(parse_mailbox(server.url()), "wrong")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FetchError, match="cannot be reached"):
        look_at(parse_mailbox(server.url()))


@needs_dovecot
def test_the_commands_are_like_those_of_feeds(server: Server, settings: Settings) -> None:
    server.deliver(letter(1), name="Commands")
    runner, home = CliRunner(), ["--home", str(settings.home)]

    def run(*words: str) -> str:
        done = runner.invoke(app, ["mail", *words, *home])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    assert "No mail folder is followed" in run("list")
    assert run("add", server.url("Commands")).startswith("added: Commands (1 messages) <imaps://ann%40desk.example@")
    assert run("add", server.url("Commands")).startswith("followed already")
    assert "1 new messages" in run("fetch")
    assert "Commands" in run("list") and PASSWORD not in (settings.home / "mail.json").read_text()
    assert "removed" in run("remove", server.url("Commands"))


@pytest.mark.parametrize(
    ("url", "user", "folder", "port"),
    [
        ("imaps://ann@mail.example", "ann", "INBOX", 993),
        ("imaps://ann%40desk.example@mail.example:1993/News/Sea", "ann@desk.example", "News/Sea", 1993),
        ("imaps://ann@desk.example@mail.example/Entw%C3%BCrfe", "ann@desk.example", "Entwürfe", 993),
    ],
)
def test_addresses_name_account_and_folder(url: str, user: str, folder: str, port: int) -> None:
    mailbox = parse_mailbox(url)
    assert (mailbox.user, mailbox.folder, mailbox.port) == (user, folder, port)
    assert parse_mailbox(mailbox.url) == mailbox


@pytest.mark.parametrize(
    "url",
    ["https://a@b.example", "imaps://b.example/x", "imap://a@b.example", "imaps://a:pw@b.example", "x", "imaps://a@"],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mailbox(url)
    assert "pw" not in str(caught.value)


def test_a_folder_without_a_password_says_where_it_can_be_given(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BRIEFBOT_MAIL_PASSWORD", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    mailbox = parse_mailbox("imaps://ann@127.0.0.1:1/News")
    MAILBOXES.add(settings.home, [mailbox])
    [problem] = fetch_mail(settings.home).problems
    assert "BRIEFBOT_MAIL_PASSWORD" in problem.reason and "keyring set briefbot ann@127.0.0.1" in problem.reason
    assert MAILBOXES.load(settings.home)[0].failures == 1
    MAILBOXES.replace(settings.home, mailbox.model_copy(update={"port": 2}))  # one that is not followed
    assert [each.port for each in MAILBOXES.load(settings.home)] == [1]

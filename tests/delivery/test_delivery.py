from __future__ import annotations

import datetime as dt
import json
import resource
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from briefbot.delivery import Message, Sending, check_targets, deliver, parcels_for
from briefbot.delivery.chat import without_tokens
from briefbot.delivery.outbox import LEAST_ATTEMPTS, LONGEST_PAUSE, pause
from briefbot.delivery.recipients import find_target
from briefbot.delivery.smtp import make_mail
from briefbot.delivery.webhook import secret_bytes, webhook_body
from briefbot.errors import InputError, LibraryError, SettingsError
from briefbot.library.store import Library
from briefbot.settings import Settings, load_settings
from briefbot.targets import Smtp, Target, is_mail_address, is_web_address, parse_quiet
from tests.delivery.receivers import PASSWORD, Mailroom, Receiver, mail_server

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = Message(
    key="ab" * 32,
    kind="watchlist",
    name="Gåsö ferries",
    thread="list-1",
    created=NOON,
    subject="[ferries]\nTwo articles",
    text="Färjan går igen.\n",
    html="<p>Färjan går igen.</p>",
    data={"hits": [{"title": "Färjan"}]},
)


NO_SENDERS = ("a..b@desk.example", "a@[b", "a@desk..example", "ann@ex\u00e4mple.org", "\u00e4nn@desk.example")


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: dt.datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    with Library(settings.home / "library.db") as library:
        yield library


def with_smtp(settings: Settings, port: int, **changes: object) -> Settings:
    plain = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "desk@desk.example", "timeout": 5}
    return settings.model_copy(update={"smtp": Smtp.model_validate({**plain, **changes})})


def with_target(settings: Settings, **fields: object) -> Settings:
    return settings.model_copy(update={"targets": {"editors": Target.model_validate(fields)}})


def queue(library: Library, settings: Settings, *targets: str, message: Message = MESSAGE) -> None:
    library.dispatch("test", NOON, parcels_for(message, targets, settings))


def reason(library: Library) -> str:
    """Why the one parcel has not arrived, which is nowhere shown with a secret."""
    (parcel,) = library.parcels()
    assert parcel.state == "waiting" and parcel.attempts == 1
    assert SECRET not in parcel.reason and PASSWORD not in parcel.reason
    return parcel.reason


# Mail


def test_mail_has_both_texts_a_thread_and_a_way_out(library: Library, settings: Settings, clock: Clock) -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        chosen = with_smtp(settings, port)
        queue(library, chosen, "ann@desk.example")
        assert deliver(library, chosen, clock).sent == 1
    (mail,) = mailroom.mails
    assert mail["Subject"] == "[ferries] Two articles"
    assert (mail["To"], mail["From"]) == ("ann@desk.example", "briefbot <desk@desk.example>")
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == MESSAGE.text  # type: ignore[union-attr]
    assert MESSAGE.html in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert mail["List-Unsubscribe"] == "<mailto:desk@desk.example?subject=unsubscribe%20list-1>"
    assert mail["List-Id"] == "<list-1.briefbot.desk.example>"
    other = make_mail_of(MESSAGE.model_copy(update={"key": "cd" * 32}))
    assert mail["References"] == mail["In-Reply-To"] == other["References"]
    assert mail["Message-ID"] != other["Message-ID"]


def make_mail_of(message: Message, sender: str = "desk@desk.example") -> EmailMessage:
    smtp = Smtp(host="x", sender=sender)
    return make_mail(Sending(message=message, target="ann@desk.example"), smtp, "ann@desk.example")


def test_ids_of_mail_stay_whole_and_differ_in_any_script() -> None:
    long = "briefings-North Korea sanctions and the working-level talks in the second half of the year"
    threads = (long, f"{long}, again", "briefings-Северная Корея", "briefings-Южная Корея")
    mails = [
        make_mail_of(MESSAGE.model_copy(update={"thread": each}), "desk@a-very-long-name.of-a-desk.example").as_string()
        for each in threads
    ]
    lines = [
        line for mail in mails for line in mail.splitlines() if line.startswith(("List-", "References", "In-Reply"))
    ]
    assert len(lines) == len(set(lines)) == 16 and all(line.endswith(">") and " <" in line for line in lines)


def test_mail_that_was_taken_is_sent_once_though_the_server_hangs_up(
    library: Library, settings: Settings, clock: Clock
) -> None:
    mailroom = Mailroom()
    mailroom.hangs_up = True
    with mail_server(mailroom) as port:
        chosen = with_smtp(settings, port)
        queue(library, chosen, "ann@desk.example")
        assert deliver(library, chosen, clock).sent == 1
    assert len(mailroom.mails) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_what_cannot_be_said_does_not_keep_the_rest_from_being_sent(
    library: Library, settings: Settings, clock: Clock
) -> None:
    mailroom, receiver = Mailroom(), Receiver()
    with mail_server(mailroom, login=True) as port, receiver.running() as address:
        chosen = with_target(with_smtp(settings, port, user="desk", password="Schlüssel"), webhook=address)  # noqa: S106
        queue(library, chosen, "ann@desk.example", "http://127..0.1/hook", "editors")
        report = deliver(library, chosen, clock)
    assert (report.sent, report.failed, report.given_up) == (1, 1, 1)
    assert "is not in ASCII" in report.problems[0] and "ü" not in report.problems[0]
    assert "cannot be sent as it is (UnicodeError)" in report.losses[0]
    assert len(receiver.seen) == 1


def test_starttls_and_a_password(
    library: Library, settings: Settings, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    mailroom = Mailroom()
    with mail_server(mailroom, context, login=True) as port:
        chosen = with_smtp(settings, port, security="starttls", user="desk", password=PASSWORD)
        queue(library, chosen, "ann@desk.example")
        assert deliver(library, chosen, clock).failed == 1  # nobody vouches for the certificate
        assert "cannot be trusted" in reason(library)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        clock.later(hours=1)
        assert deliver(library, chosen, clock).sent == 1
    assert mailroom.encrypted == [True]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_said_and_not_shown(library: Library, settings: Settings, clock: Clock) -> None:
    with mail_server(Mailroom(), login=True) as port:
        chosen = with_smtp(settings, port, user="desk", password="wrong-secret-word")
        queue(library, chosen, "ann@desk.example")
        report = deliver(library, chosen, clock)
    assert "refused user 'desk' or the password (535)" in reason(library)
    assert "wrong-secret-word" not in report.model_dump_json() + repr(chosen) + chosen.model_dump_json()


def test_a_refused_recipient_does_not_keep_the_others_from_theirs(
    library: Library, settings: Settings, clock: Clock
) -> None:
    mailroom = Mailroom()
    mailroom.refused = "bo@desk.example"
    with mail_server(mailroom) as port:
        chosen = with_target(with_smtp(settings, port), mail=("bo@desk.example", "ann@desk.example"))
        queue(library, chosen, "editors")
        report = deliver(library, chosen, clock)
        assert (report.sent, report.failed, report.given_up, report.problems) == (1, 0, 1, ())
        assert "refused the recipient 'bo@desk.example' (550 5.1.1 nobody of this name)" in report.losses[0]
        given_up = next(each for each in library.parcels() if each.state == "given up")
        assert given_up.attempts == 1 and "550" in given_up.reason and given_up.target == "bo@desk.example"
        clock.later(hours=1)
        assert deliver(library, chosen, clock).given_up == 0
        mailroom.refused = ""
        library.retry(given_up.number, clock())
        assert deliver(library, chosen, clock).sent == 1


def test_a_recipient_who_is_refused_for_now_is_tried_again(library: Library, settings: Settings, clock: Clock) -> None:
    mailroom = Mailroom()
    mailroom.refused, mailroom.refusal = "bo@desk.example", "450 4.2.1 mailbox is busy"
    with mail_server(mailroom) as port:
        chosen = with_smtp(settings, port)
        queue(library, chosen, "bo@desk.example")
        assert deliver(library, chosen, clock).failed == 1
        assert "450 4.2.1 mailbox is busy" in reason(library)


@pytest.mark.parametrize(("answer", "state"), [("451 come back later", "waiting"), ("552 too large", "given up")])
def test_what_a_mail_server_answers_is_told(
    answer: str, state: str, library: Library, settings: Settings, clock: Clock
) -> None:
    mailroom = Mailroom()
    mailroom.answer = answer
    with mail_server(mailroom) as port:
        chosen = with_smtp(settings, port)
        queue(library, chosen, "ann@desk.example")
        deliver(library, chosen, clock)
    (parcel,) = library.parcels()
    assert parcel.state == state and f"answered {answer}" in parcel.reason


def test_a_mail_server_that_is_silent_or_not_there(library: Library, settings: Settings, clock: Clock) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        chosen = with_smtp(settings, silent.getsockname()[1], timeout=0.2)
        queue(library, chosen, "ann@desk.example")
        deliver(library, chosen, clock)
        assert "did not answer within 0.2 seconds" in reason(library)
    clock.later(hours=1)
    problems = deliver(library, chosen, clock).problems
    assert "cannot be reached (Connection refused)" in problems[0]


def test_a_password_is_not_sent_in_clear_text(library: Library, settings: Settings, clock: Clock) -> None:
    from briefbot.delivery.smtp import LOOPBACK

    assert "127.0.0.1" in LOOPBACK and "mail.example" not in LOOPBACK


# Webhooks


def test_a_webhook_is_signed_as_the_standard_says(library: Library, settings: Settings) -> None:
    now = dt.datetime.now(dt.UTC)
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address, secret=SECRET)
        queue(library, chosen, "editors")
        assert deliver(library, chosen, Clock(now)).sent == 1
    ((headers, body),) = receiver.seen
    checked = Webhook(SECRET).verify(body, headers)
    assert checked["data"] == MESSAGE.data and checked["type"] == "watchlist.message"
    assert checked["id"] == headers["idempotency-key"] == headers["webhook-id"] == library.parcels()[0].key


def test_a_webhook_is_told_the_name_of_a_file_and_not_where_it_lies() -> None:
    cited = {"citations": [{"path": "/home/me/desk/ferry.txt", "url": None}], "path": None}
    body = json.loads(webhook_body(MESSAGE.model_copy(update={"data": {"hits": [cited]}}), "key"))
    assert body["data"]["hits"] == [{"citations": [{"path": "ferry.txt", "url": None}], "path": None}]


def test_a_webhook_that_fails_hangs_and_comes_back(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver([500, 429, 0.3, 302, 204])
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address, secret=SECRET, timeout=0.2)
        queue(library, chosen, "editors")
        told = []
        for _ in range(5):
            told += [each.split(": ", 1)[1] for each in deliver(library, chosen, clock).problems]
            clock.later(hours=1)
    host = address.removeprefix("http://").removesuffix("/hook")
    assert [each.split(f"{host} ")[1] for each in told] == [
        "answered 500 Internal Server Error: it has a fault of its own.",
        "answered 429 Too Many Requests: it wants it later.",
        "did not answer within 0.2 seconds.",
        "answered 302, a redirect, which is not followed. Give its new address.",
    ]
    assert library.parcels()[0].state == "sent"
    assert len({headers["webhook-id"] for headers, _ in receiver.seen}) == 1
    assert len({body for _, body in receiver.seen}) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_a_webhook_that_refuses_is_not_asked_again(
    status: int, library: Library, settings: Settings, clock: Clock
) -> None:
    receiver = Receiver([status])
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        report = deliver(library, chosen, clock)
        clock.later(hours=2)
        assert deliver(library, chosen, clock).model_dump(exclude_defaults=True) == {}
    assert len(receiver.seen) == report.given_up == 1 and f"answered {status}" in report.losses[0]
    assert library.parcels()[0].state == "given up" and "it refuses it" in library.parcels()[0].reason


@pytest.mark.parametrize("value", ["600", "Mon, 02 Mar 2026 12:10:00 GMT"])
def test_a_receiver_that_asks_for_time_gets_it(value: str, library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver([503])
    receiver.headers = {"Retry-After": value}
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        deliver(library, chosen, clock)
        assert library.parcels()[0].due == NOON + dt.timedelta(minutes=10)
        clock.later(minutes=9)
        assert deliver(library, chosen, clock).failed == 0
    assert len(receiver.seen) == 1


def test_a_receiver_that_is_down_is_asked_once_a_round(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver([500])
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        for number in range(5):
            queue(library, chosen, "editors", message=MESSAGE.model_copy(update={"key": str(number) * 64}))
        assert deliver(library, chosen, clock).failed == 5
    assert len(receiver.seen) == 1


def test_secrets_of_both_spellings() -> None:
    assert secret_bytes("plain") == b"plain"
    assert secret_bytes("whsec_c2VjcmV0") == b"secret"
    assert secret_bytes("whsec_not base64!") == b"whsec_not base64!"


# Apprise


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # which Apprise imports before Python 3.13
def test_what_apprise_reaches(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver([200, 500])
    with receiver.running() as address:
        chosen = with_target(settings, apprise=address.replace("http://", "json://tokenuser:tokenpass@"))
        queue(library, chosen, "editors")
        assert deliver(library, chosen, clock).sent == 1
        queue(library, chosen, "editors", message=MESSAGE.model_copy(update={"key": "ef" * 32}))
        report = deliver(library, chosen, clock)
    assert report.failed == 1 and "json by Apprise was not reached" in report.problems[0]
    assert "Failed to send JSON POST notification: Internal server error., error=500." in report.problems[0]
    assert "tokenpass" not in report.model_dump_json()
    assert json.loads(receiver.seen[0][1])["message"] == MESSAGE.text.strip()


@pytest.mark.parametrize(
    ("said", "address", "told"),
    [
        ("Failed to send to 12315544: Unauthorized", "tgram://123456789:abcdefGHI/12315544", "Failed to send to …: Un"),
        ("An error at https://hooks.example/t1jj3t3l2/x", "slack://T1JJ3T3L2/A1BR/x", "at https://hooks.example/…/x"),
        ("No answer of m.example for ann: p@ss", "matrix://ann:p%40ss@m.example/", "m.example for ann: …"),
        ("No answer of 127.0.0.1", "ntfy://127.0.0.1/secrettopic", "No answer of 127.0.0.1"),
    ],
)  # fmt: skip
def test_what_apprise_says_is_told_without_tokens(said: str, address: str, told: str) -> None:
    shown = without_tokens(said, address)
    assert told in shown
    assert not any(token in shown.lower() for token in ("12315544", "t1jj3t3l2", "p@ss"))


# The outbox


def test_pauses_grow_and_are_never_all_alike() -> None:
    longest = [pause(attempts, lambda: 1.0) for attempts in range(1, 12)]
    assert longest == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
    assert pause(3, lambda: 0.0) == 60 and 60 <= pause(3) <= 120
    assert pause(10_000, lambda: 1.0) == LONGEST_PAUSE


def test_it_is_given_up_after_a_day_with_the_reason(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver([500])
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        while clock.now < NOON + dt.timedelta(hours=30) and library.parcels()[0].state == "waiting":
            deliver(library, chosen, clock)
            clock.later(hours=1)
        (parcel,) = library.parcels()
        assert parcel.state == "given up" and "500" in parcel.reason
        assert parcel.done and NOON + dt.timedelta(days=1) <= parcel.done <= NOON + dt.timedelta(days=1, hours=2)
        receiver.answers = [204]
        assert library.retry(None, clock()) == 1
        assert deliver(library, chosen, clock).sent == 1


def test_a_clock_that_jumps_a_year_gives_nothing_up(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver([500])
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        deliver(library, chosen, clock)
        clock.later(days=365)
        deliver(library, chosen, clock)
        assert library.parcels()[0].state == "waiting"
        clock.now = NOON + dt.timedelta(minutes=1)  # and it is put back: what waits does not wait for a year
        receiver.answers = [204]
        assert deliver(library, chosen, clock).sent == 1
    assert LEAST_ATTEMPTS > 2


def test_the_same_thing_is_queued_once(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        for _ in range(3):
            queue(library, chosen, "editors", "editors")
            deliver(library, chosen, clock)
    assert len(receiver.seen) == 1


def test_nothing_is_sent_in_quiet_hours(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address, quiet="22:00-06:30")
        queue(library, chosen, "editors")
        clock.now = NOON.replace(hour=23)
        assert deliver(library, chosen, clock).quiet == 1
        clock.now = NOON.replace(day=3, hour=6, minute=30)
        assert deliver(library, chosen, clock).sent == 1
        loud = chosen.model_copy(update={"quiet": "00:00-23:59"})  # a target's own hours count before all others'
        queue(library, loud, "editors", message=MESSAGE.model_copy(update={"key": "ef" * 32}))
        assert deliver(library, loud, clock).sent == 1


def fill_disk(full: bool = True) -> None:
    """Let no file grow any more, as on a full disk; or let them grow again."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 if full else most, most))


@pytest.fixture
def disk() -> Iterator[None]:
    yield
    fill_disk(False)


@pytest.mark.usefixtures("disk")
def test_a_full_disk_shows_before_anything_is_sent(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        fill_disk()
        with pytest.raises(LibraryError, match="Cannot write the library .* free space"):
            deliver(library, chosen, clock)
        fill_disk(False)
        assert receiver.seen == []
        assert deliver(library, chosen, clock).sent == 1
    assert len(receiver.seen) == 1


@pytest.mark.usefixtures("disk")
def test_a_disk_that_is_full_when_it_was_sent_sends_it_again_under_its_key(
    library: Library, settings: Settings, clock: Clock
) -> None:
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        receiver.before = fill_disk
        with pytest.raises(LibraryError, match="free space"):
            deliver(library, chosen, clock)
        fill_disk(False)
        receiver.before = lambda: None
        assert [each.state for each in library.parcels()] == ["sending"]
        assert deliver(library, chosen, clock).sent == 1
    assert len(receiver.seen) == 2
    assert len({headers["idempotency-key"] for headers, _ in receiver.seen}) == 1


def test_two_do_not_send_at_once(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        busy = []

        def meanwhile() -> None:
            with Library(settings.home / "library.db") as other:
                busy.append(deliver(other, chosen, clock).busy)

        receiver.before = meanwhile
        assert deliver(library, chosen, clock).sent == 1
    assert busy == [True] and len(receiver.seen) == 1


def test_what_a_killed_process_was_sending_is_sent_again(library: Library, settings: Settings, clock: Clock) -> None:
    receiver = Receiver()
    with receiver.running() as address:
        chosen = with_target(settings, webhook=address)
        queue(library, chosen, "editors")
        library.begin_sending(library.parcels()[0].number, clock())
        assert deliver(library, chosen, clock).sent == 1
    assert library.parcels()[0].attempts == 2


def test_a_target_that_left_the_settings_is_named(library: Library, settings: Settings, clock: Clock) -> None:
    queue(library, with_target(settings, webhook="http://127.0.0.1:9/"), "editors")
    deliver(library, settings, clock)
    assert "No target 'editors' is in the settings" in reason(library)


# What is asked for


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody", "No target 'nobody'"),
        ("ntfys://secret-topic", "of 'ntfys' holds a secret"),
        ("https://x.example/?token=1", "may hold a secret"),
        ("https://me:pw@x.example/", "may hold a secret"),
        ("ann@desk.example", "Mail needs a server"),
        ("ann@desk.example\nBcc: bo@x.example", "No target"),
        ("", "No target ''"),
    ],
)
def test_what_cannot_be_a_target_is_said(name: str, words: str, settings: Settings) -> None:
    with pytest.raises(InputError, match=words) as failed:
        check_targets([name], settings)
    assert "secret-topic" not in str(failed.value) and "pw@" not in str(failed.value)


def test_addresses_are_targets(settings: Settings) -> None:
    assert find_target("https://x.example/hook", settings).kind == "webhook at x.example"
    assert find_target("ann@desk.example", with_smtp(settings, 25)).mail == ("ann@desk.example",)
    assert is_mail_address("a@b") and is_mail_address("a@[192.0.2.1]") and not is_mail_address("a@[b")
    assert not is_mail_address("a@b@c") and not is_web_address("https://")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('[targets.a]\nwebhook = "https://h.example/TOKEN"\napprise = "x://TOKEN"', "exactly one of"),
        ('[targets.a]\nwebhook = "ftp://h.example/TOKEN"', "begins with https"),
        ('[targets.a]\nmail = ["TOKEN"]\nsecret = 5', "targets.a"),
        ('[targets.a]\nmail = ["a@b"]\nquiet = "late"', "22:00-06:30"),
        ('[targets."2019-10-05"]\nmail = ["a@b"]', "named by a letter"),
        ('[smtp]\nhost = "x"\npassword = "TOKEN"', "smtp.sender"),
        *((f'[smtp]\nhost = "x"\nsender = "{sender}"', "smtp.sender. has a value") for sender in NO_SENDERS),
        ('quiet = "25:00-26:00"', "quiet"),
    ],
)
def test_wrong_settings_are_named_and_never_show_a_secret(
    toml: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "s.toml").write_text(toml)
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(tmp_path / "s.toml"))
    with pytest.raises(SettingsError, match=words) as failed:
        load_settings()
    assert "TOKEN" not in str(failed.value) and failed.value.__cause__ is None or "quiet" in toml


def test_the_environment_can_give_the_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('[smtp]\nhost = "x"\nsender = "a@b"')
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(tmp_path / "s.toml"))
    monkeypatch.setenv("BRIEFBOT_SMTP__PASSWORD", PASSWORD)
    smtp = load_settings().smtp
    assert smtp and smtp.password == SecretStr(PASSWORD) and smtp.host == "x"


def test_quiet_hours_over_midnight() -> None:
    night, noon = parse_quiet("22:00-06:30"), parse_quiet("12:00-13:00")
    assert [night.covers(dt.time(hour)) for hour in (21, 22, 0, 6, 7)] == [False, True, True, True, False]
    assert not night.covers(dt.time(6, 30))
    assert noon.covers(dt.time(12)) and not noon.covers(dt.time(13))

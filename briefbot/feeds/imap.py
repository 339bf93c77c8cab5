"""New messages of mail folders -> files, by IMAPClient (BSD): folders are only examined, messages only peeked at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from briefbot.errors import FetchError
from briefbot.feeds.mailboxes import KEYRING_SERVICE, MAILBOXES, PASSWORD, Mailbox, password_of
from briefbot.feeds.poll import one_round
from briefbot.feeds.storage import fetched_folder, stem_of, write_file
from briefbot.readers.mail import MAIL_LIMIT
from briefbot.types import Frozen, Problem

if TYPE_CHECKING:
    from imapclient import IMAPClient
MAIL_SECONDS = 10
READ_SECONDS = 60
MESSAGES_AT_ONCE = 20
"""Most messages fetched at once, if they are small; so much is lost at most when a round is stopped."""
_SAID = re.compile(r"^b?'?(?:\[[A-Z-]+\] )?|(?: \(\d[\d.+ ]+ secs\))?[.']*$")


class MailReport(Frozen):
    """What a round did."""

    new: int = Field(default=0, description="Messages that were not known.")
    unchanged: int = Field(default=0, description="Folders without a new message.")
    problems: tuple[Problem, ...] = Field(default=(), description="Folders and messages that failed.")


class _State(NamedTuple):
    """What a server says of a folder."""

    validity: int
    next: int | None
    messages: int


def fetch_mail(
    home: Path,
    *,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> MailReport:
    """Fetch the new messages of all folders into `fetched_folder`; stopped halfway, the next round carries on.

    Args:
        home: folder of the library.
        begin: told how many folders there are.
        done: told after each folder, with 1.

    Raises:
        FetchError: another round is under way.
        LibraryError: the files cannot be read or written.
    """
    with one_round(home):
        mailboxes = MAILBOXES.load(home)
        begin(len(mailboxes))
        new = unchanged = 0
        problems: list[Problem] = []
        for mailbox in mailboxes:
            try:
                count = _take_folder(home, mailbox, problems)
            except FetchError as error:
                known = next((each for each in MAILBOXES.load(home) if each.url == mailbox.url), mailbox)
                MAILBOXES.replace(home, known.model_copy(update={"failures": known.failures + 1}))
                problems.append(Problem(path=mailbox.url, reason=str(error)))
            else:
                new += count
                unchanged += not count
            done(1)
    return MailReport(new=new, unchanged=unchanged, problems=tuple(problems))


def look_at(mailbox: Mailbox, password: str | None = None) -> tuple[Mailbox, int]:
    """The folder as its server names it, and how many messages it has.

    Raises:
        FetchError: the server cannot be reached, refuses the password, or has no such folder.
    """
    with _open(mailbox, password) as client:
        folder, state = _examine(client, mailbox)
        return mailbox.model_copy(update={"folder": folder}), state.messages


def _take_folder(home: Path, mailbox: Mailbox, problems: list[Problem]) -> int:
    """Save the new messages of a folder; returns how many there are."""
    count = 0
    with _open(mailbox) as client:
        _, state = _examine(client, mailbox)
        first = mailbox.next if mailbox.validity == state.validity else 1
        known = mailbox.model_copy(update={"validity": state.validity, "next": first, "failures": 0})
        for batch in _batches(client, known, state, problems):
            for uid, data in batch.items():
                path = fetched_folder(home) / f"{stem_of(f'https://{mailbox.host}/{mailbox.url}', data)}.eml"
                if not path.exists():
                    write_file(path, data)
                    count += 1
                known = known.model_copy(update={"next": uid + 1})
            MAILBOXES.replace(home, known)
        now = dt.datetime.now(dt.UTC)
        last = known.model_copy(update={"next": max(known.next, state.next or 1), "last_fetched": now})
        MAILBOXES.replace(home, last)
    return count


def _batches(
    client: IMAPClient, mailbox: Mailbox, state: _State, problems: list[Problem]
) -> Iterator[dict[int, bytes]]:
    """The new messages by their numbers, in order, a few at a time; those that are too large are told."""
    if not state.messages or (state.next is not None and state.next <= mailbox.next):
        return
    # `7:*` means the last message too when that is the sixth
    uids = sorted(uid for uid in client.search(["UID", f"{mailbox.next}:*"]) if uid >= mailbox.next)
    for at in range(0, len(uids), 500):
        batch: list[int] = []
        size = 0
        for uid, found in sorted(client.fetch(uids[at : at + 500], ["RFC822.SIZE"]).items()):
            length = int(found.get(b"RFC822.SIZE", 0))
            if length > MAIL_LIMIT:
                reason = (
                    f"Message {uid} of {mailbox.url!r} has {length:,} bytes, more than the {MAIL_LIMIT:,} of a mail."
                )
                problems.append(Problem(path=mailbox.url, reason=reason))
                continue
            if batch and (len(batch) == MESSAGES_AT_ONCE or size + length > MAIL_LIMIT):
                yield _messages(client, batch)
                batch, size = [], 0
            batch.append(uid)
            size += length
        if batch:
            yield _messages(client, batch)


def _messages(client: IMAPClient, uids: list[int]) -> dict[int, bytes]:
    found = client.fetch(uids, ["BODY.PEEK[]"])
    return {uid: bytes(found[uid][b"BODY[]"]) for uid in sorted(found) if found[uid].get(b"BODY[]")}


def _examine(client: IMAPClient, mailbox: Mailbox) -> tuple[str, _State]:
    """Open a folder for reading only (EXAMINE), by its name with the server's own mark between its parts."""
    folders = {name: mark.decode() if mark else "/" for _, mark, name in client.list_folders()}
    names = {name.replace(mark, "/").casefold(): name for name, mark in folders.items()}
    folder = mailbox.folder if mailbox.folder in folders else names.get(mailbox.folder.casefold())
    if folder is None:
        known = ", ".join(sorted(folders)[:20])
        raise FetchError(f"There is no folder {mailbox.folder!r} of {mailbox.account!r}. It has {known}.")
    said = client.select_folder(folder, readonly=True)
    return folder, _State(int(said[b"UIDVALIDITY"]), said.get(b"UIDNEXT"), int(said.get(b"EXISTS", 0)))


@contextmanager
def _open(mailbox: Mailbox, password: str | None = None) -> Iterator[IMAPClient]:
    """A connection with TLS, logged in.

    Raises:
        FetchError: no password is known, the server cannot be reached or refuses it, or fails later on.
    """
    import httpx2
    from imapclient import IMAPClient, SocketTimeout
    from imapclient.exceptions import IMAPClientError, LoginError

    password = password or password_of(mailbox)
    if password is None:
        raise FetchError(
            f"No password for {mailbox.account!r} is known. Set {PASSWORD}, or run "
            f"`keyring set {KEYRING_SERVICE} {mailbox.account}`."
        )
    try:
        client = IMAPClient(
            mailbox.host,
            mailbox.port,
            ssl_context=httpx2.create_ssl_context(),
            timeout=SocketTimeout(MAIL_SECONDS, READ_SECONDS),
        )
    except (OSError, IMAPClientError) as error:
        raise FetchError(
            f"{mailbox.host!r} cannot be reached at port {mailbox.port}: {error}. Check the network and the name.", True
        ) from error
    try:
        client.login(mailbox.user, password)
        yield client
    except LoginError as error:
        said = _SAID.sub("", str(error))
        raise FetchError(
            f"{mailbox.host!r} refuses the password of {mailbox.user!r}: {said}. Some providers want an app password."
        ) from error
    except (IMAPClientError, OSError, KeyError, ValueError) as error:
        raise FetchError(f"{mailbox.url!r} failed: {_SAID.sub('', str(error))}. Try again later.", True) from error
    finally:
        try:
            client.logout()
        except (IMAPClientError, OSError):  # the server has gone
            with suppress(IMAPClientError, OSError):
                client.shutdown()

"""The mail folders that a library follows, in `<home>/mail.json`; no password is kept there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from filelock import FileLock
from pydantic import AwareDatetime, Field, ValidationError

from briefbot.errors import InputError, LibraryError
from briefbot.feeds.storage import write_file, writing
from briefbot.types import Frozen

PORT = 993
PASSWORD = "BRIEFBOT_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable in which the environment can give the password."""
SERVICE = "briefbot"
"""The name under which the system's keyring keeps passwords."""


class Mailbox(Frozen):
    """A folder of a mail account, and how far it has been read."""

    host: str
    port: int = PORT
    user: str
    folder: str = "INBOX"
    validity: int | None = Field(default=None, description="UIDVALIDITY: with another, all numbers are new.")
    next: int = Field(default=1, ge=1, description="The first UID that has not been fetched.")
    last_fetched: AwareDatetime | None = Field(default=None, description="When it last answered well.")
    failures: int = Field(default=0, ge=0, description="Failures since then.")

    @property
    def url(self) -> str:
        """Its address (RFC 5092), such as `imaps://ann%40desk.example@mail.example/Newsletters`."""
        port = "" if self.port == PORT else f":{self.port}"
        return f"imaps://{quote(self.user, safe='')}@{self.host}{port}/{quote(self.folder)}"

    @property
    def account(self) -> str:
        """The name of its password in the keyring."""
        return f"{self.user}@{self.host}"


class _File(Frozen):
    version: int = 1
    mailboxes: tuple[Mailbox, ...] = ()


def parse_mailbox(url: str) -> Mailbox:
    """The folder at an address; without one, the inbox.

    Raises:
        InputError: it is no such address, or holds a password.
    """
    found = urlsplit(url.strip())
    user, _, place = found.netloc.rpartition("@")
    try:
        host, port = found.hostname, found.port or PORT
    except ValueError:
        host, port = None, 0
    if found.scheme != "imaps" or not user or not host or not place:
        example = "imaps://ann@mail.example/Newsletters"
        raise InputError(f"{url!r} is no address of a mail folder. Write it as {example} (only with TLS).")
    if ":" in user:
        raise InputError(
            f"The address at {host!r} holds a password, which would be kept in files. Leave it out; "
            f"give it when asked, in {PASSWORD}, or by `keyring set {SERVICE} USER@{host}`."
        )
    return Mailbox(host=host, port=port, user=unquote(user), folder=unquote(found.path.strip("/")) or "INBOX")


def password_of(mailbox: Mailbox) -> str | None:
    """The password of an account, from the environment or the system's keyring; None where neither has it."""
    import keyring
    from keyring.errors import KeyringError

    given = os.environ.get(PASSWORD)
    if given:
        return given
    try:
        return keyring.get_password(SERVICE, mailbox.account)
    except (KeyringError, OSError, RuntimeError):  # there is no keyring, or it is locked
        return None


def keep_password(mailbox: Mailbox, password: str) -> None:
    """Give a password to the system's keyring.

    Raises:
        InputError: there is none, or it is locked.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, mailbox.account, password)
    except (KeyringError, OSError, RuntimeError) as error:
        raise InputError(f"The keyring cannot keep the password: {error}. Set {PASSWORD} instead.") from error


def load_mailboxes(home: Path) -> tuple[Mailbox, ...]:
    """The folders in the order in which they were added.

    Raises:
        LibraryError: their file cannot be read.
    """
    path = _path(home)
    try:
        found = _File.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise LibraryError(f"Cannot read {str(path)!r}: {error}. Put a copy back, or move it away.") from error
    if found.version != 1:
        raise LibraryError(f"{str(path)!r} was written by a newer briefbot. Run `uv tool upgrade briefbot`.")
    return found.mailboxes


def add_mailbox(home: Path, mailbox: Mailbox) -> bool:
    """Follow a folder; returns whether it is new.

    Raises:
        LibraryError: their file cannot be read or written.
    """
    if any(known.url == mailbox.url for known in load_mailboxes(home)):
        return False
    _update(home, lambda known: (*known, mailbox))
    return True


def remove_mailbox(home: Path, mailbox: Mailbox) -> None:
    """Stop following a folder; what was fetched stays.

    Raises:
        InputError: it is not followed.
        LibraryError: their file cannot be read or written.
    """
    if not any(known.url == mailbox.url for known in load_mailboxes(home)):
        raise InputError(f"No mail folder {mailbox.url!r} is followed. Run `briefbot mail list` to see those that are.")
    _update(home, lambda known: tuple(each for each in known if each.url != mailbox.url))


def replace_mailbox(home: Path, mailbox: Mailbox) -> None:
    """Write down how far a folder has been read, unless it was removed meanwhile.

    Raises:
        LibraryError: their file cannot be read or written.
    """
    _update(home, lambda known: tuple(mailbox if old.url == mailbox.url else old for old in known))


def _update(home: Path, change: Callable[[tuple[Mailbox, ...]], tuple[Mailbox, ...]]) -> None:
    with writing(_path(home)):
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / ".mail.lock"):
            mailboxes = change(load_mailboxes(home))
            write_file(_path(home), _File(mailboxes=mailboxes).model_dump_json(indent=1).encode())


def _path(home: Path) -> Path:
    return home / "mail.json"

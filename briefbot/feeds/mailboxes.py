"""The mail folders that a library follows, and their passwords, which are kept elsewhere."""

from __future__ import annotations

import os
from urllib.parse import quote, unquote, urlsplit

from pydantic import AwareDatetime, Field

from briefbot.errors import InputError
from briefbot.feeds.followed import Followed
from briefbot.types import Frozen

PORT = 993
PASSWORD = "BRIEFBOT_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable in which the environment can give the password."""
KEYRING_SERVICE = "briefbot"
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


MAILBOXES = Followed(Mailbox, "mail", "mail folder", "mailboxes")
"""Those that a library follows, in `<home>/mail.json`."""


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
            f"give it when asked, in {PASSWORD}, or by `keyring set {KEYRING_SERVICE} USER@{host}`."
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
        return keyring.get_password(KEYRING_SERVICE, mailbox.account)
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
        keyring.set_password(KEYRING_SERVICE, mailbox.account, password)
    except (KeyringError, OSError, RuntimeError) as error:
        raise InputError(f"The keyring cannot keep the password: {error}. Set {PASSWORD} instead.") from error

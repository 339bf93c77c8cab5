"""Where things are sent: mail, webhooks, and what Apprise reaches; addresses that hold tokens are secrets."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from briefbot.types import Frozen

_ATOM = r"[^\s@,:;/<>\"()\[\]\\]+"
_ADDRESS = re.compile(rf"{_ATOM}@(?:{_ATOM}|\[{_ATOM}\])")
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def is_mail_address(text: str) -> bool:
    """Whether a text is a bare address of mail."""
    return _ADDRESS.fullmatch(text) is not None and text.isprintable()


class QuietHours(Frozen):
    """Hours in which nothing is sent, by the local time; over midnight where the first is the later."""

    first: dt.time
    last: dt.time

    def covers(self, time: dt.time) -> bool:
        """Whether a local time is within the quiet hours."""
        if self.first <= self.last:
            return self.first <= time < self.last
        return time >= self.first or time < self.last


def parse_quiet(text: str) -> QuietHours:
    """Quiet hours such as 22:00-06:30.

    Raises:
        ValueError: they are none.
    """
    match = _HOURS.fullmatch(text.strip())
    if not match:
        raise ValueError("write quiet hours as 22:00-06:30")
    hour, minute, until, minutes = map(int, match.groups())
    return QuietHours(first=dt.time(hour, minute), last=dt.time(until, minutes))


class Smtp(Frozen):
    """The server that takes mail."""

    host: str
    port: int | None = Field(default=None, description="587, with TLS from the first byte 465.")
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = Field(default=None, description="Else the system's keyring is asked.")
    sender: str = Field(description="Address that mail is from.")
    timeout: float = Field(default=30, gt=0, description="Seconds.")

    @field_validator("sender")
    @classmethod
    def _is_address(cls, value: str) -> str:
        from email.errors import HeaderParseError
        from email.headerregistry import Address

        wrong = "the sender must be a bare address of mail in ASCII, such as desk@xn--frja-loa.example"
        if not is_mail_address(value) or not value.isascii():
            raise ValueError(wrong)
        try:
            Address(addr_spec=value)
        except (HeaderParseError, ValueError) as error:  # "a..b@desk.example"
            raise ValueError(wrong) from error
        return value

    @property
    def place(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port or (465 if self.security == 'tls' else 587)}"


class Target(Frozen):
    """Where things are sent: addresses of mail, or one webhook, or one address of Apprise."""

    mail: tuple[str, ...] = ()
    webhook: SecretStr | None = None
    secret: SecretStr | None = Field(default=None, description="Signs what the webhook is sent.")
    apprise: SecretStr | None = None
    quiet: str | None = Field(default=None, description="Hours in which nothing is sent, such as 22:00-06:30.")
    timeout: float = Field(default=20, gt=0, description="Seconds that a webhook may take.")

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        kinds = [bool(self.mail), self.webhook is not None, self.apprise is not None]
        if sum(kinds) != 1:
            raise ValueError("give exactly one of mail, webhook and apprise")
        wrong = [address for address in self.mail if not is_mail_address(address)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no bare address of mail")
        if self.webhook and not is_web_address(self.webhook.get_secret_value()):
            raise ValueError("the webhook must be an address that begins with https:// or http://")
        if self.quiet:
            parse_quiet(self.quiet)
        return self

    @property
    def kind(self) -> str:
        """What it is, in words that tell no secret."""
        if self.mail:
            return f"mail to {', '.join(self.mail)}"
        if self.webhook:
            return f"webhook at {urlsplit(self.webhook.get_secret_value()).hostname}"
        scheme = urlsplit(self.apprise.get_secret_value()).scheme if self.apprise else ""
        return f"{scheme} by Apprise"

    @property
    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [each.get_secret_value() for each in (self.webhook, self.secret, self.apprise) if each]


def is_web_address(text: str) -> bool:
    """Whether a text is an address of http or https with a host."""
    try:
        found = urlsplit(text)
        return found.scheme in ("http", "https") and bool(found.hostname) and text.isprintable() and " " not in text
    except ValueError:
        return False

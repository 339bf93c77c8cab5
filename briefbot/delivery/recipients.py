"""What the name of a target, or an address, means by the settings of now."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from pydantic import SecretStr

from briefbot.errors import InputError
from briefbot.settings import Settings
from briefbot.targets import Target, is_mail_address, is_web_address

NO_SERVER = (
    "Mail needs a server. Put a section [smtp] with host and sender into the settings file, as in the README."
)  # fmt: skip


def find_target(name: str, settings: Settings) -> Target:
    """The target of a name in the settings, or of an address.

    Raises:
        InputError: there is none of this name, mail without a server, or an address that holds a secret.
    """
    target = settings.targets.get(name) or _of_address(name, settings)
    if target.mail and not settings.smtp:
        raise InputError(NO_SERVER)
    return target


def check_targets(names: Iterable[str], settings: Settings) -> None:
    """See that all targets are there.

    Raises:
        InputError: one is not.
    """
    for name in names:
        find_target(name, settings)


def secrets_of(settings: Settings) -> list[str]:
    """All that must not be shown, the longest first."""
    password = [settings.smtp.password.get_secret_value()] if settings.smtp and settings.smtp.password else []
    found = [secret for target in settings.targets.values() for secret in target.secrets]
    return sorted({*found, *password} - {""}, key=len, reverse=True)


def _of_address(name: str, settings: Settings) -> Target:
    if is_mail_address(name):
        return Target(mail=(name,))
    if is_web_address(name):
        found = urlsplit(name)
        if found.username or found.query:
            raise InputError(
                f"The address at {found.hostname!r} may hold a secret, which would be kept in the library. Name it in "
                'the settings: [targets.NAME] with webhook = "...", and send to NAME.'
            )
        return Target(webhook=SecretStr(name))
    if "://" in name:
        scheme = name.partition("://")[0]
        raise InputError(
            f"An address of {scheme!r} holds a secret, which would be kept in the library. Name it in the settings: "
            '[targets.NAME] with apprise = "...", and send to NAME.'
        )
    known = ", ".join(sorted(settings.targets)) or "none"
    raise InputError(
        f"No target {name!r} is in the settings; there are: {known}. Add a section [targets.{name}], or give an "
        "address of mail or of a webhook."
    )

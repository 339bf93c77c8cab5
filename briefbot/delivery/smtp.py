"""Mail by SMTP: plain text and HTML, threaded by list.

References:
    RFC 5322 for Message-ID and References; RFC 2369 and RFC 2919 for List-Unsubscribe and List-Id; RFC 3834 for
    Auto-Submitted.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any

from briefbot.delivery.message import Sending
from briefbot.errors import DeliveryError
from briefbot.targets import Smtp

SERVICE = "briefbot"
"""The name under which the system's keyring keeps passwords, as of the accounts that are read."""
LONGEST_SUBJECT = 200  # characters
PERMANENT = 500  # from this reply on a server does not want the same again
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_PLAIN = 40  # characters of a text's own in an id that is made of it


class _Whole(BaseHeader):
    """A header of ids: folded like a text, a long one becomes an encoded word, which is none (RFC 2047, 5)."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"], kwds["decoded"] = None, value

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe"):
    _HEADERS.map_to_type(_name, _Whole)
_POLICY = EmailPolicy(header_factory=_HEADERS)


def make_mail(sending: Sending, smtp: Smtp, recipient: str) -> EmailMessage:
    """The message as mail; its Message-ID is made of its key, so that a second copy is known as one."""
    message = sending.message
    domain = smtp.sender.rpartition("@")[2]
    thread = _plain(message.thread)  # it holds the id of a list, whose name may be in any script
    mail = EmailMessage(_POLICY)
    mail["From"] = Address("briefbot", addr_spec=smtp.sender)
    mail["To"] = recipient
    mail["Subject"] = " ".join(message.subject.split())[:LONGEST_SUBJECT]
    mail["Date"] = format_datetime(message.created)
    mail["Message-ID"] = f"<{message.key[:32]}.{_plain(recipient)}@{domain}>"
    root = f"<{thread}@{domain}>"
    mail["In-Reply-To"] = root
    mail["References"] = root
    mail["List-Id"] = f"<{thread}.briefbot.{domain}>"
    mail["List-Unsubscribe"] = f"<mailto:{smtp.sender}?subject=unsubscribe%20{thread}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def send_mail(sending: Sending, smtp: Smtp, recipient: str) -> None:
    """Send a message to one address.

    Raises:
        DeliveryError: it was not taken.
    """
    mail = make_mail(sending, smtp, recipient)
    with _words_for(smtp, recipient), _connected(smtp) as server:
        server.send_message(mail)


def _password_of(smtp: Smtp) -> str | None:
    """The password of the settings, else of the system's keyring; None where neither has it."""
    import keyring
    from keyring.errors import KeyringError

    if smtp.password:
        return smtp.password.get_secret_value()
    try:
        return keyring.get_password(SERVICE, f"{smtp.user}@{smtp.host}")
    except (KeyringError, OSError, RuntimeError):  # there is no keyring, or it is locked
        return None


@contextmanager
def _connected(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    port = smtp.port or (465 if smtp.security == "tls" else 587)
    server: smtplib.SMTP
    if smtp.security == "tls":
        server = smtplib.SMTP_SSL(smtp.host, port, timeout=smtp.timeout, context=context)
    else:
        server = smtplib.SMTP(smtp.host, port, timeout=smtp.timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            server.starttls(context=context)
        if smtp.user:
            _log_in(server, smtp)
        yield server
        with suppress(smtplib.SMTPException, OSError):  # the mail was taken, however the conversation ends
            server.quit()
    finally:
        server.close()


def _log_in(server: smtplib.SMTP, smtp: Smtp) -> None:
    password = _password_of(smtp)
    if password is None:
        raise DeliveryError(
            f"There is no password of {smtp.user!r} at {smtp.place}. Set BRIEFBOT_SMTP__PASSWORD, or run "
            f"`keyring set {SERVICE} {smtp.user}@{smtp.host}`."
        )
    if smtp.security == "none" and smtp.host not in LOOPBACK:
        raise DeliveryError(
            f"The password of {smtp.user!r} is not sent to {smtp.place} in clear text. Set security to starttls or tls."
        )
    if not f"{smtp.user}{password}".isascii():  # all that `smtplib` can send
        raise DeliveryError(f"The user or the password at {smtp.place} is not in ASCII. Give the account one that is.")
    server.login(str(smtp.user), password)


@contextmanager
def _words_for(smtp: Smtp, recipient: str) -> Iterator[None]:
    """Say in plain words what went wrong between here and the server."""
    try:
        yield
    except smtplib.SMTPException as error:
        raise DeliveryError(f"{smtp.place} {_refusal(error, smtp, recipient)}.", final=_is_final(error)) from error
    except socket.gaierror as error:
        raise DeliveryError(f"There is no server {smtp.host!r} ({error.strerror}).") from error
    except OSError as error:
        raise DeliveryError(f"{smtp.place} {_failure(error, smtp)}.") from error


def _refusal(error: smtplib.SMTPException, smtp: Smtp, recipient: str) -> str:
    """What a server said against it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"refused the recipient {recipient!r} ({code} {_said(said)})"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refused user {smtp.user!r} or the password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return f"refused the sender {smtp.sender!r} ({error.smtp_code} {_said(error.smtp_error)})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answered {error.smtp_code} {_said(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"cannot do what the settings ask ({error}); check security and user"
    if isinstance(error.__context__, TimeoutError):  # which smtplib takes for the end of the conversation
        return f"did not answer within {smtp.timeout:g} seconds"
    return f"ended the conversation ({type(error).__name__})"


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the recipient or the message was refused for good (RFC 5321, 4.2.1: a reply of 500 and more)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _failure(error: OSError, smtp: Smtp) -> str:
    """Why there was no conversation."""
    if isinstance(error, ssl.SSLError):
        return f"cannot be trusted or does not speak TLS ({error.reason})"
    if isinstance(error, TimeoutError):
        return f"did not answer within {smtp.timeout:g} seconds"
    return f"cannot be reached ({error.strerror or type(error).__name__})"


def _said(text: bytes | str) -> str:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(shown.split())[:200]


def _plain(text: str) -> str:
    """What may stand in an id of mail: of a long text, or one in letters beyond ASCII, the beginning and a hash."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower() or "x"
    if text.isascii() and len(plain) <= LONGEST_PLAIN:
        return plain
    return f"{plain[:LONGEST_PLAIN]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

"""Outlook messages (.msg) -> articles, by python-oxmsg and compressed-rtf (MIT; extract-msg is under the GPL)."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from briefbot.errors import ReadError
from briefbot.readers.io import read_bytes
from briefbot.readers.mail import MAIL_LIMIT, articles_of_message
from briefbot.readers.markup import clean
from briefbot.readers.rtf import text_of_rtf
from briefbot.types import Article, Problem

_HEADERS = ("Subject", "From", "Date", "Message-ID", "List-Id", "Content-Language", "Archived-At")
_RTF = 0x1009  # the body of messages that were written in it alone, compressed (MS-OXRTFCP)
_SENDER = 0x0C1A  # the sender's name, which oxmsg gives only together with an address


def read_msg(path: Path) -> Iterator[Article | Problem]:
    """The article of an Outlook message, read as that of an e-mail.

    Raises:
        ReadError: the file is none, or has no text, plain, HTML or RTF.
    """
    from oxmsg import Message

    data = read_bytes(path, MAIL_LIMIT)
    try:
        mail = _mail(Message.load(data), str(path))
    except ReadError:
        raise
    except Exception as error:  # oxmsg and olefile meet broken files with errors of every kind
        reason = f"{str(path)!r} is no Outlook message that can be read: {error!r}. Save it as EML."
        raise ReadError(reason) from error
    if not mail.is_multipart() and not mail.get_content().strip():
        raise ReadError(f"{str(path)!r} has no text that can be read, plain, HTML or RTF. Save it as EML.")
    yield from articles_of_message(mail, str(path))


def _mail(found: Any, name: str) -> EmailMessage:  # noqa: ANN401 - what oxmsg has types for are its own models
    """The message as it was sent, as far as its particulars and texts go."""
    mail = EmailMessage()
    said = {name.casefold(): value for name, value in found.message_headers.items()}
    sender = said.get("from") or found.sender or found.properties.str_prop_value(_SENDER)
    said |= {"subject": found.subject, "from": sender or ""}
    if not said.get("date") and found.sent_date:
        said["date"] = found.sent_date.strftime("%a, %d %b %Y %H:%M:%S %z")
    for header in _HEADERS:
        value = clean(str(said.get(header.casefold()) or ""))
        if value:
            mail[header] = value
    plain, html = (found.body or "").replace("\r\n", "\n"), found.html_body or ""
    if not plain.strip() and not html.strip():
        plain = _text_of_rtf(found.properties.binary_prop_value(_RTF) or b"", name)
    mail.set_content(plain)
    if html.strip():
        mail.add_alternative(html, subtype="html")
    for attachment in found.attachments:
        name = attachment.file_name or "attachment"
        mail.add_attachment(b"", maintype="application", subtype="octet-stream", filename=name)
    return mail


def _text_of_rtf(packed: bytes, name: str) -> str:
    """The text of a body in compressed RTF; '' where there is none.

    Raises:
        ReadError: it is broken.
    """
    from compressed_rtf import decompress

    if not packed:
        return ""
    try:
        data = decompress(packed)
    except Exception as error:  # the library raises Exception itself, and struct's errors on what was cut off
        raise ReadError(f"{name!r} has its text in RTF that is broken: {error}. Save it as EML.") from error
    return text_of_rtf(data, name).text

"""E-mails that carry an article, such as newsletters and wire alerts -> Article, by the standard library."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.article import Particulars, compose_article
from briefbot.readers.dates import timestamp
from briefbot.readers.html import pieces_of_fragment
from briefbot.readers.io import read_bytes
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import clean
from briefbot.types import Article

MAIL_LIMIT = 30_000_000
"""Largest e-mail, in bytes; attached pictures count."""
_PASSED_ON = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)


def read_mail(path: Path) -> Article:
    """The article of an e-mail: its plain text, else its HTML; attachments are not read.

    Subject, sender and date stand in for what the text itself does not tell.

    Raises:
        ReadError: the file is no e-mail or has no text.
    """
    data = read_bytes(path, MAIL_LIMIT)
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        subject, sender, date = (str(message.get(name, "")) for name in ("Subject", "From", "Date"))
        pieces = _pieces(message)
    except Exception as error:  # the email package lets errors of many kinds through on broken headers
        raise ReadError(f"{str(path)!r} cannot be read as an e-mail: {error!r}. Save its text instead.") from error
    if not subject and not sender and not date:
        raise ReadError(f"{str(path)!r} is no e-mail: it has no Subject, From or Date. Check the file.")
    return compose_article(
        pieces,
        Particulars(title=_PASSED_ON.sub("", clean(subject)) or None),
        str(path),
        hints=Particulars(
            source=clean(parseaddr(sender)[0]) or None, published=timestamp(date, "e-mail's Date", "medium")
        ),
    )


def _pieces(message: EmailMessage) -> list[Piece]:
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        text = part.get_content() if part else ""
        if isinstance(text, str) and text.strip():
            return pieces_of_fragment(text) if kind == "html" else pieces_of_lines(_lines(text))
    return []


def _lines(text: str) -> list[str]:
    return [line.rstrip().replace("\xa0", " ") for line in text.splitlines()]

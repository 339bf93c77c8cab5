"""Pages that browsers saved whole (MHTML, RFC 2557) -> Article."""

from __future__ import annotations

import codecs
import re
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.html import article_from_html, decode_as
from briefbot.readers.io import read_bytes
from briefbot.types import Article

MHTML_LIMIT = 100_000_000
"""Largest file, in bytes; pictures and fonts count."""
_PAGE_HEADER = re.compile(
    rb"^content-type:[ \t]*(?:text/html|application/xhtml\+xml)\b[^\n]*\n(?:[\w-]+:[^\n]*\n|[ \t]+\S[^\n]*\n)*\r?\n",
    re.IGNORECASE | re.MULTILINE,
)
_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(path: Path) -> Article:
    """The article of the page, with the address it was saved from.

    Raises:
        ReadError: the file holds no page, or the page no article.
    """
    data = read_bytes(path, MHTML_LIMIT)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
        page = _root(message)
    except Exception as error:  # the email package lets errors of many kinds through on broken headers
        raise ReadError(f"{str(path)!r} cannot be read as MHTML: {error!r}. Save the page again.") from error
    if page is None:
        page = _astray(data)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        raise ReadError(f"{str(path)!r} holds no page. Save it again, as a single file or as HTML.")
    places = (page.get("Content-Location"), message.get("Snapshot-Content-Location"))
    url = next((str(place) for place in places if str(place or "").startswith(("http://", "https://"))), None)
    return article_from_html(with_charset(body, page.get_content_charset()), url=url, path=str(path))


def with_charset(body: bytes, charset: str | None) -> bytes:
    """A page in UTF-8 with a byte order mark, where a header names its charset rightly; else as it is."""
    if not charset or body.startswith(codecs.BOM_UTF8):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + decode_as(body, charset).encode("utf-8")
        except (UnicodeError, LookupError):
            return body
    return body


def _root(message: Message) -> Message | None:
    """The part that the file is about: the one that it names as its start, else the first page."""
    pages = [part for part in message.walk() if part.get_content_type() in _PAGES]
    start = message.get_param("start")
    return next((page for page in pages if start and page.get("Content-ID") == start), pages[0] if pages else None)


def _astray(data: bytes) -> Message | None:
    """The first page in a file whose header does not tell where its parts begin: broken off, folded wrongly or lost."""
    begin = _PAGE_HEADER.search(data)
    if not begin:
        return None
    before = data[: begin.start()].rstrip(b"\r\n").rpartition(b"\n")[2].strip()
    end = data.find(b"\n" + before, begin.end()) if before.startswith(b"--") else -1
    return BytesParser(policy=policy.compat32).parsebytes(data[begin.start() : end if end >= 0 else len(data)])

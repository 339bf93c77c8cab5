"""What a body is, by its first bytes rather than by what the server calls it."""

from __future__ import annotations

import codecs
import re
from email.message import Message
from typing import Literal

Kind = Literal["feed", "html", "pdf", "json", "xml", "text"]

SUFFIXES: dict[Kind, str] = {
    "feed": ".xml",
    "html": ".html",
    "pdf": ".pdf",
    "json": ".json",
    "xml": ".xml",
    "text": ".txt",
}

_BEFORE = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!doctype\s+(?!html)(?:[^\[>]*\[.*?\]\s*>|[^>]*>)\s*", re.DOTALL)
_FEED = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf)[\s>]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|h1)[\s>/]")


def kind_of(body: bytes, content_type: str) -> Kind | None:
    """The kind of a body; None for those that hold no text, such as pictures."""
    head = body[:8192].removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")  # UTF-16 looks like ASCII without its zeros
    head = head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    start = head[_BEFORE.match(head).end() :].lower()  # type: ignore[union-attr]  # it matches the empty string
    declared = content_type.partition(";")[0].strip().lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if _HTML.match(start):
        return "html"
    if _FEED.match(_DOCTYPE.sub(b"", start, count=1)):
        return "feed"
    if head.lstrip().startswith(b"<?xml"):
        return "xml"
    if declared.endswith(("/json", "+json")) and start[:1] in (b"{", b"["):
        return "json"
    if declared in ("text/html", "application/xhtml+xml"):
        return "html"
    return "text" if declared.startswith("text/") else None


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type header names, if there is such a one."""
    header = Message()
    header["Content-Type"] = content_type
    try:
        return codecs.lookup(header.get_content_charset() or "").name
    except LookupError:
        return None


def self_contained(body: bytes, kind: Kind, content_type: str) -> bytes:
    """The body as it can be read without its header.

    A page whose charset only the header names becomes UTF-8 with a byte order mark, which outranks what the page itself
    declares (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding). One that is UTF-8
    whatever the header says, or is not what the header says, stays as it is.
    """
    charset = charset_of(content_type)
    if charset is None or kind not in ("html", "text") or body.startswith(codecs.BOM_UTF8):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + body.decode(charset).encode("utf-8")
        except (UnicodeError, LookupError):  # LookupError: a codec that is not for text
            return body
    return body

"""Fetched documents as files in the library's folder, each with what is known about it beside it.

`<home>/fetched/<host>/<address>-<contents>.<suffix>`, with hashes of the address and of the contents: every version of
a document is a file of its own. Particulars are in the hidden folder `.particulars` beside it, which is not ingested.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from briefbot.errors import FetchError, LibraryError
from briefbot.feeds.http import Reply
from briefbot.files import write_parts
from briefbot.types import Frozen


class Hints(Frozen):
    """What a feed says about a page that it links to, as written there."""

    title: str | None = None
    published: str | None = None
    source: str | None = Field(default=None, description="Title of the feed.")
    feed: str | None = Field(default=None, description="Address of the feed.")
    author: str | None = None
    page: str | None = Field(default=None, description="Page of a podcast's episode, of which this is the transcript.")


class FetchedDocument(Frozen):
    """What is known about a fetched document."""

    asked: str = Field(description="The address that was asked for.")
    url: str = Field(description="The address at the end of the redirects.")
    status: int
    content_type: str
    etag: str | None
    last_modified: str | None
    fetched: AwareDatetime
    hints: Hints = Hints()


class FetchedFile(FetchedDocument):
    """A fetched document in its file."""

    path: Path


def fetched_folder(home: Path) -> Path:
    """Where the fetched documents of a library are, to be ingested like any folder."""
    return home / "fetched"


def stem_of(url: str, contents: bytes) -> str:
    """Where a document of these contents goes, below `fetched_folder` and without its suffix."""
    return f"{_folder_of(url)}/{_digest(url.encode())}-{_digest(contents)[:8]}"


def save_reply(home: Path, asked: str, reply: Reply, hints: Hints) -> FetchedFile:
    """Write a document and its particulars; the particulars come first, so that no document is without them.

    Raises:
        FetchError: it is of a kind that is not read.
        LibraryError: it cannot be written.
    """
    content_type = reply.headers.get("content-type", "")
    kind = document_kind(reply.body, content_type)
    if kind is None:
        raise FetchError(f"{asked!r} is {content_type or 'of no known type'!r}, which is not read as an article.")
    path = fetched_folder(home) / f"{stem_of(asked, reply.body)}{KIND_SUFFIXES[kind]}"
    particulars = FetchedDocument(
        asked=asked,
        url=reply.url,
        status=reply.status,
        content_type=content_type,
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
        fetched=dt.datetime.now(dt.UTC),
        hints=hints,
    )
    write_file(_sidecar(path), particulars.model_dump_json(indent=1).encode())
    write_file(path, self_contained(reply.body, kind, content_type))
    return FetchedFile(path=path, **particulars.model_dump())


def read_sidecar(path: Path) -> FetchedFile | None:
    """A fetched document's particulars; None for other files."""
    try:
        text = _sidecar(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return FetchedFile(path=path, **FetchedDocument.model_validate_json(text).model_dump())
    except ValidationError:  # another program's file of this name
        return None


def former_file(home: Path, url: str) -> FetchedFile | None:
    """The newest file of an address; None if it has not been fetched."""
    folder = fetched_folder(home) / _folder_of(url)
    files = folder.glob(f"{_digest(url.encode())}-*")
    found = [read_sidecar(path) for path in files]
    return max((file for file in found if file), key=lambda file: file.fetched, default=None)


def write_file(path: Path, contents: bytes) -> None:
    """Write a file of the library's folder as a whole; its folder is made.

    Raises:
        LibraryError: the disk is full, or the folder cannot be written.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parts(path, [contents])


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn failures of the disk into a LibraryError."""
    try:
        yield
    except OSError as error:
        raise LibraryError(f"Cannot write {str(path)!r}: {error.strerror}. Make room, or set BRIEFBOT_HOME.") from error


def _sidecar(path: Path) -> Path:
    return path.parent / ".particulars" / f"{path.name}.json"


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()[:16]


def _folder_of(url: str) -> str:
    import httpx2

    host = httpx2.URL(url).raw_host.decode("ascii")
    return re.sub(r"[^a-z0-9.-]", "_", host).strip(".")[:100] or "_"


DocumentKind = Literal["feed", "html", "pdf", "json", "xml", "vtt", "srt", "text"]
KIND_SUFFIXES: dict[DocumentKind, str] = {
    "feed": ".xml",
    "html": ".html",
    "pdf": ".pdf",
    "json": ".json",
    "xml": ".xml",
    "vtt": ".vtt",
    "srt": ".srt",
    "text": ".txt",
}
_BEFORE = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!doctype\s+(?!html)(?:[^\[>]*\[.*?\]\s*>|[^>]*>)\s*", re.DOTALL)
_FEED = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf)[\s>]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|h1)[\s>/]")
CAPTIONS = re.compile(rb"(webvtt\b)|\d+\s*\r?\n\d\d:\d\d:\d\d[,.]\d{3}\s*-->")
"""How the two formats of captions begin, in small letters."""


def document_kind(body: bytes, content_type: str) -> DocumentKind | None:
    """The kind of a body; None for those that hold no text, such as pictures."""
    head = body[:8192].removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")  # UTF-16 looks like ASCII without its zeros
    head = head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    start = head[_BEFORE.match(head).end() :].lower()  # type: ignore[union-attr]  # it matches the empty string
    declared = content_type.partition(";")[0].strip().lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if caption := CAPTIONS.match(start):
        return "vtt" if caption[1] else "srt"
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


def self_contained(body: bytes, kind: DocumentKind, content_type: str) -> bytes:
    """The body as it can be read without its header.

    A page whose charset only the header names becomes UTF-8 with a byte order mark, which outranks what the page itself
    declares (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding). One that is UTF-8
    whatever the header says, or is not what the header says, stays as it is.
    """
    charset = charset_of(content_type)
    if charset is None or kind not in ("html", "text", "vtt", "srt") or body.startswith(codecs.BOM_UTF8):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + body.decode(charset).encode("utf-8")
        except (UnicodeError, LookupError):  # LookupError: a codec that is not for text
            return body
    return body

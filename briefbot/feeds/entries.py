"""Feeds -> entries, and an entry as a document of its own."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Literal
from xml.etree import ElementTree

from pydantic import Field

from briefbot.errors import FetchError
from briefbot.feeds.http import Reply
from briefbot.feeds.storage import document_kind
from briefbot.readers.syndication import authors_of, is_json_feed, parse, shared_links, without_markup
from briefbot.types import Frozen

ATOM = "http://www.w3.org/2005/Atom"
_ROOT = re.compile(rb"<\w")
_END = re.compile(rb"</(?:[\w-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")  # a "<" ends the search, or a text full of them would take for ever
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Words(Frozen):
    """A text with its kind of markup."""

    kind: Literal["html", "text"]
    text: str


class Entry(Frozen):
    """One entry of a feed; dates as they are written there, right or wrong."""

    id: str
    link: str | None
    title: str
    authors: tuple[str, ...] = ()
    published: str | None
    updated: str | None
    summary: Words | None
    content: Words | None
    transcript: str | None = Field(default=None, description="Address of what is said in it, of a podcast.")
    shared: bool = Field(default=False, description="Whether other entries link to the same page.")

    @property
    def words(self) -> str:
        """Its text without markup."""
        return without_tags(" ".join(words.text for words in (self.summary, self.content) if words))

    @property
    def identity(self) -> bytes:
        """What makes it another entry: its words. Markup may change with each request, in tracking images for one."""
        texts = [words.text for words in (self.summary, self.content) if words]
        return " ".join(_TAG.sub(" ", " ".join([self.title, *texts])).split()).encode()


class ParsedFeed(Frozen):
    """A feed's title and entries."""

    title: str
    entries: tuple[Entry, ...]
    complete: bool = Field(description="Whether it has its end; if not, its last entry is left out.")


def parse_feed(reply: Reply) -> ParsedFeed:
    """The entries of a feed, however badly it is written.

    Raises:
        FetchError: it is a web page or something else, or it declares entities.
    """
    content_type = reply.headers.get("content-type", "")
    if document_kind(reply.body, content_type) == "html":
        raise FetchError(f"{reply.url!r} is a web page, not a feed. Look on it for the address of the feed.")
    ascii_only = reply.body.replace(b"\0", b"")  # UTF-16 looks like ASCII without its zeros
    root = _ROOT.search(ascii_only)
    if root and b"<!ENTITY" in ascii_only[: root.start()]:
        raise FetchError(f"{reply.url!r} declares XML entities, which can grow without end, so it was not read.")
    try:
        found = parse(reply.body, {"content-type": content_type, "content-location": reply.url})
    except json.JSONDecodeError as error:
        raise FetchError(f"{reply.url!r} is a JSON Feed that is cut off: {error}. Try again later.", True) from error
    except Exception as error:  # feedparser has no error of its own, and lets those of its parsers through
        raise FetchError(f"{reply.url!r} cannot be read as a feed: {error!r}. Try again later.", True) from error
    if found is None:
        raise FetchError(f"{reply.url!r} is {content_type or 'of no known type'!r}, not a feed. Check the address.")
    shared = shared_links(found.entries)
    entries = [_entry(one, shared) for one in found.entries]
    complete = found.sound or is_json_feed(reply.body) or _END.search(ascii_only) is not None
    return ParsedFeed(
        title=_plain(without_markup(found.title)),
        entries=tuple(entry for entry in (entries if complete else entries[:-1]) if entry.identity),
        complete=complete,
    )


def atom_of(entry: Entry, feed_title: str, feed_url: str) -> bytes:
    """An entry as an Atom feed of its own (RFC 4287), its dates as they were written."""
    feed = ElementTree.Element("feed", xmlns=ATOM)
    _add(feed, "title", feed_title)
    ElementTree.SubElement(feed, "link", rel="self", href=feed_url)
    item = ElementTree.SubElement(feed, "entry")
    _add(item, "id", entry.id)
    _add(item, "title", entry.title)
    if entry.link:
        ElementTree.SubElement(item, "link", rel="alternate", href=entry.link)
    if entry.transcript:
        ElementTree.SubElement(item, "link", rel="transcript", href=entry.transcript)
    for author in entry.authors:
        _add(ElementTree.SubElement(item, "author"), "name", author)
    for name, date in (("published", entry.published), ("updated", entry.updated)):
        if date:
            _add(item, name, date)
    for name, words in (("summary", entry.summary), ("content", entry.content)):
        if words:
            _add(item, name, words.text, type=words.kind)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def without_tags(markup: str) -> str:
    """The words of HTML."""
    return html.unescape(_TAG.sub(" ", markup))


def _entry(found: dict[str, Any], shared: set[str]) -> Entry:
    """An entry of feedparser's, whose values may be missing or of another type than expected."""
    contents = found.get("content")
    summary = _words(found.get("summary_detail"))
    content = _words(contents[0]) if isinstance(contents, list) and contents else None
    link, title = _plain(found.get("link")), _plain(without_markup(found.get("title")))
    return Entry(
        id=_plain(found.get("id")) or link or title,
        link=link or None,
        title=title,
        authors=tuple(filter(None, map(_plain, authors_of(found)))),
        published=_plain(found.get("published")) or None,
        updated=_plain(found.get("updated")) or None,
        summary=None if content and summary and content.text == summary.text else summary,
        content=content,
        transcript=_plain(found.get("transcript")) or None,
        shared=link in shared,
    )


def _words(detail: object) -> Words | None:
    if not isinstance(detail, dict) or not _plain(detail.get("value")):
        return None
    kind: Literal["html", "text"] = "text" if detail.get("type") == "text/plain" else "html"
    return Words(kind=kind, text=_plain(detail.get("value")))


def _plain(value: object) -> str:
    """A text without the characters that XML cannot hold; empty for anything else."""
    return _NOT_XML.sub("", value).strip() if isinstance(value, str) else ""


def _add(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text

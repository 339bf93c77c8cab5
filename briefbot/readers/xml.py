"""XML files: feeds, and news in NITF, bare or inside NewsML -> Article."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from briefbot.errors import ReadError
from briefbot.readers.article import Particulars, compose_article
from briefbot.readers.dates import timestamp
from briefbot.readers.html import pieces_of_fragment
from briefbot.readers.io import read_bytes, silenced
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean, local_name, pieces_of_markup
from briefbot.types import Article, Problem, Published

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)


def read_xml(path: Path) -> Iterator[Article | Problem]:
    """The articles of a feed, or those of the NITF documents within the file.

    Raises:
        ReadError: the file is neither, is not well-formed, or declares entities.
    """
    data = read_bytes(path, FEED_LIMIT)
    if _FEED.search(data[:4096].replace(b"\0", b"")):
        yield from articles_from_feed(data, path=str(path))
        return
    documents = [each for each in _parse(data, str(path)).iter() if local_name(each) == "nitf"]
    if not documents:
        raise ReadError(f"{str(path)!r} is XML, but neither a feed nor NITF. Convert it to HTML or JSON.")
    if len(documents) == 1:
        yield article_from_nitf(documents[0], str(path))
        return
    for number, document in enumerate(documents, start=1):
        try:
            yield article_from_nitf(document, f"{path}!{number}")
        except ReadError as error:
            yield Problem(path=f"{path}!{number}", reason=str(error))


def article_from_nitf(document: Element, path: str) -> Article:
    """The article of an `nitf` element (IPTC's News Industry Text Format, 3.x).

    Raises:
        ReadError: it has no paragraph.
    """
    content = _first(document, "body.content")
    pieces = pieces_of_markup(content) if content is not None else []
    headline = _first(document, "hl1")
    byline = _first(document, "byline")
    writer = _first(byline, "person") if byline is not None else None
    author = _text(writer if writer is not None else byline)
    return compose_article(
        pieces,
        Particulars(
            title=_text(headline) or _text(_first(document, "title")),
            source=_text(_first(document, "distributor")) or _attribute(document, "pubdata", "name"),
            author=re.sub(r"(?i)^by\s+", "", author) if author else None,
            published=_nitf_date(document, "date.issue", "norm")
            or _nitf_date(document, "story.date", "norm")
            or _nitf_date(document, "pubdata", "date.publication"),
            url=_attribute(document, "pubdata", "ex-ref"),
        ),
        path,
    )


def _parse(data: bytes, name: str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    refuse_entities(data, name)
    try:
        return fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ReadError(f"{name!r} is not well-formed XML: {error}. Export it again.") from error


def _first(element: Element, name: str) -> Element | None:
    return next((each for each in element.iter() if local_name(each) == name), None)


def _text(element: Element | None) -> str | None:
    return (clean(" ".join(element.itertext())) or None) if element is not None else None


def _attribute(document: Element, name: str, attribute: str) -> str | None:
    element = _first(document, name)
    return element.get(attribute) if element is not None else None


def _nitf_date(document: Element, name: str, attribute: str) -> Published | None:
    return timestamp(_attribute(document, name, attribute), f"NITF {name}")


FEED_LIMIT = 20_000_000
"""Largest feed, in bytes."""
ENTRIES_LIMIT = 10_000
"""Most entries of a feed that are read."""
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def read_feed(path: Path) -> Iterator[Article | Problem]:
    """The articles of a saved feed.

    Raises:
        ReadError: the file is no feed, or too large.
    """
    return articles_from_feed(read_bytes(path, FEED_LIMIT), path=str(path))


def articles_from_feed(data: bytes, url: str | None = None, path: str | None = None) -> Iterator[Article | Problem]:
    """The articles of a feed, with a Problem for each entry that has no text; paths end in `!1`, `!2` and so on.

    Args:
        data: the feed as its server sent it.
        url: its address, where it is known.
        path: the file it is kept in.

    Raises:
        ReadError: the bytes are no feed, or declare entities, which could expand without end.
    """
    import feedparser

    name = path or url or "feed"
    refuse_entities(data, name)
    with silenced():
        try:
            feed = feedparser.parse(io.BytesIO(data))
        except Exception as error:  # feedparser has no error of its own and lets those of five parsers through
            raise ReadError(f"{name!r} cannot be read as a feed: {error!r}. Fetch it again.") from error
    if not feed.get("version") and not feed.entries:
        raise ReadError(f"{name!r} is no RSS, Atom or RDF feed. Check that it is not an error page.")
    source = clean(str(feed.feed.get("title") or "")) or None
    for number, entry in enumerate(feed.entries[:ENTRIES_LIMIT], start=1):
        place = f"{name}!{number}"
        try:
            yield compose_article(_pieces(entry), _particulars(entry, source), place)
        except ReadError as error:
            yield Problem(path=place, reason=str(error))
    if len(feed.entries) > ENTRIES_LIMIT:
        reason = (
            f"{name!r} has {len(feed.entries):,} entries, of which the first {ENTRIES_LIMIT:,} were read. Split it."
        )
        yield Problem(path=name, reason=reason)


def refuse_entities(data: bytes, name: str) -> None:
    """Refuse XML that declares entities: no news needs them, and ten lines of them can fill the memory.

    Raises:
        ReadError: it does, in any encoding of one or two bytes a letter.
    """
    if ENTITY.search(data.replace(b"\0", b"")):
        raise ReadError(f"{name!r} declares XML entities, which are refused since they can expand without end.")


def _pieces(entry: Any) -> list[Piece]:  # noqa: ANN401 - feedparser has no types
    """The text of the entry in full where the feed carries it, else its summary."""
    contents = [content.get("value") or "" for content in entry.get("content") or []]
    texts = [text for text in [*contents, entry.get("summary") or ""] if clean(text)]
    return pieces_of_fragment(max(texts, key=len)) if texts else []


def _particulars(entry: Any, source: str | None) -> Particulars:  # noqa: ANN401 - as above
    own = entry.get("source") or {}
    title = " ".join(piece.text for piece in pieces_of_fragment(str(entry.get("title") or "")))
    published = _entry_date(entry, "published") or _entry_date(entry, "created")
    updated = _entry_date(entry, "updated")
    if not published and updated:
        published, updated = updated.model_copy(update={"confidence": "medium"}), None
    return Particulars(
        title=title or None,
        source=clean(str(own.get("title") or "")) or source,
        author=clean(str(entry.get("author") or "")) or None,
        published=published,
        updated=updated,
        url=str(entry.get("link") or "") or None,
    )


def _entry_date(entry: Any, field: str) -> Published | None:  # noqa: ANN401 - as above
    return timestamp(entry[field], f"feed's {field}") if field in entry else None

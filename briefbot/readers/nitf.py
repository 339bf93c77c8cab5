"""XML files: feeds, and news in NITF, bare or inside NewsML -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from briefbot.errors import ReadError
from briefbot.readers.composing import Particulars, compose
from briefbot.readers.feed import FEED_LIMIT, articles_from_feed, refuse_entities
from briefbot.readers.files import read_bytes
from briefbot.readers.markup import clean, local_name, pieces_of_markup
from briefbot.readers.timestamps import timestamp
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
    return compose(
        pieces,
        Particulars(
            title=_text(headline) or _text(_first(document, "title")),
            source=_text(_first(document, "distributor")) or _attribute(document, "pubdata", "name"),
            author=re.sub(r"(?i)^by\s+", "", author) if author else None,
            published=_date(document, "date.issue", "norm")
            or _date(document, "story.date", "norm")
            or _date(document, "pubdata", "date.publication"),
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


def _date(document: Element, name: str, attribute: str) -> Published | None:
    return timestamp(_attribute(document, name, attribute), f"NITF {name}")

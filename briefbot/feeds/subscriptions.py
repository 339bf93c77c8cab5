"""The feeds that a library follows, and their lists as OPML."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from pydantic import AwareDatetime, Field

from briefbot.errors import FetchError, ReadError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.followed import Followed
from briefbot.types import Frozen, Problem


class Feed(Frozen):
    """A feed, and what is needed to ask only for what is new."""

    url: str
    title: str = ""
    etag: str | None = None
    last_modified: str | None = None
    last_fetched: AwareDatetime | None = Field(default=None, description="When it last answered well.")
    failures: int = Field(default=0, ge=0, description="Failures since then.")
    last_error: str = Field(default="", description="Why it failed last; empty once it answers well.")


FEEDS = Followed(Feed, "feeds", "feed", "feeds")
"""Those that a library follows, in `<home>/feeds.json`."""


def read_opml(data: bytes, path: str) -> tuple[list[Feed], list[Problem]]:
    """The feeds of a list, in whatever folders they are, and those whose address cannot be used.

    Args:
        data: contents of the file.
        path: its name, for messages.

    Raises:
        ReadError: it is no OPML, or it declares entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: ElementTree.Element = fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise ReadError(f"Cannot read {path!r} as OPML: {error}. Export it again from your feed reader.") from error
    if root.tag.lower() != "opml":
        raise ReadError(f"{path!r} is no OPML, but {root.tag!r}. Export it again from your feed reader.")
    feeds, problems = [], []
    for outline in root.iter("outline"):
        values = {name.lower(): value for name, value in outline.attrib.items()}
        url = values.get("xmlurl")
        if not url:  # a folder
            continue
        try:
            feeds.append(Feed(url=checked_url(url), title=values.get("title") or values.get("text") or ""))
        except FetchError as error:
            problems.append(Problem(path=url, reason=str(error)))
    return feeds, problems


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """A list of feeds as OPML."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = "Feeds of briefbot"
    body = ElementTree.SubElement(root, "body")
    for feed in feeds:
        title = feed.title or feed.url
        ElementTree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=feed.url)
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"

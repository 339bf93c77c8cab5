"""The feeds that a library follows, in `<home>/feeds.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree import ElementTree

from filelock import FileLock
from pydantic import AwareDatetime, Field, ValidationError

from briefbot.errors import FetchError, InputError, LibraryError, ReadError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.storage import write_file, writing
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


class _File(Frozen):
    version: int = 1
    feeds: tuple[Feed, ...] = ()


def load_feeds(home: Path) -> tuple[Feed, ...]:
    """The feeds in the order in which they were added.

    Raises:
        LibraryError: their file cannot be read.
    """
    path = _path(home)
    try:
        found = _File.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise LibraryError(f"Cannot read {str(path)!r}: {error}. Put a copy back, or move it away.") from error
    if found.version != 1:
        raise LibraryError(f"{str(path)!r} was written by a newer briefbot. Run `uv tool upgrade briefbot`.")
    return found.feeds


def add_feeds(home: Path, feeds: Iterable[Feed]) -> tuple[Feed, ...]:
    """Follow feeds; those that are followed already stay as they are.

    Returns:
        The new ones.

    Raises:
        LibraryError: their file cannot be read or written.
    """
    wanted = {feed.url: feed for feed in feeds}
    added: list[Feed] = []

    def change(known: tuple[Feed, ...]) -> tuple[Feed, ...]:
        urls = {feed.url for feed in known}
        added.extend(feed for url, feed in wanted.items() if url not in urls)
        return (*known, *added)

    _update(home, change)
    return tuple(added)


def remove_feed(home: Path, url: str) -> Feed:
    """Stop following a feed; what was fetched stays.

    Raises:
        InputError: it is not followed.
        LibraryError: their file cannot be read or written.
    """
    removed = next((feed for feed in load_feeds(home) if feed.url == url), None)
    if removed is None:
        raise InputError(f"No feed {url!r} is followed. Run `briefbot feeds list` to see those that are.")
    _update(home, lambda known: tuple(feed for feed in known if feed.url != url))
    return removed


def replace_feed(home: Path, feed: Feed) -> None:
    """Write down what has become of a feed, unless it was removed meanwhile.

    Raises:
        LibraryError: their file cannot be read or written.
    """
    _update(home, lambda known: tuple(feed if old.url == feed.url else old for old in known))


def _update(home: Path, change: Callable[[tuple[Feed, ...]], tuple[Feed, ...]]) -> None:
    with writing(_path(home)):
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / ".feeds.lock"):
            feeds = change(load_feeds(home))
            write_file(_path(home), _File(feeds=feeds).model_dump_json(indent=1).encode())


def _path(home: Path) -> Path:
    return home / "feeds.json"


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
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
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

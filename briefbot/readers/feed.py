"""RSS, Atom and RDF feeds -> one Article an entry, by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefbot.errors import ReadError
from briefbot.readers.composing import Particulars, compose
from briefbot.readers.files import read_bytes
from briefbot.readers.fragments import pieces_of_fragment
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.readers.silence import silenced
from briefbot.readers.timestamps import timestamp
from briefbot.types import Article, Problem, Published

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
            yield compose(_pieces(entry), _particulars(entry, source), place)
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
    published = _date(entry, "published") or _date(entry, "created")
    updated = _date(entry, "updated")
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


def _date(entry: Any, field: str) -> Published | None:  # noqa: ANN401 - as above
    return timestamp(entry[field], f"feed's {field}") if field in entry else None

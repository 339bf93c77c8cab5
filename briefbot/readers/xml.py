"""XML files: feeds, NewsML of both generations, and news in bare NITF -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.bodies import body_of_markup
from briefbot.readers.dates import timestamp
from briefbot.readers.elements import (
    XML_LANG,
    attribute,
    below,
    first,
    parse_items,
    parse_xml,
    refuse_entities,
    root_name,
    words,
)
from briefbot.readers.exports.recognise import articles_of_tree
from briefbot.readers.frontmatter import status_of
from briefbot.readers.html import pieces_of_fragment
from briefbot.readers.io import read_bytes
from briefbot.readers.jimi import articles_of_jimi, is_jimi
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean, local_name
from briefbot.readers.newsml import ITEMS, ROOTS, articles_of_newsml_items, articles_of_newsml_message
from briefbot.readers.newsml1 import articles_of_newsml
from briefbot.readers.syndication import (
    authors_of,
    parse,
    part_of_page,
    shared_links,
    without_forum_marks,
    without_markup,
    without_shortcodes,
)
from briefbot.readers.use import Use, embargoed, joined
from briefbot.readers.wire import composed, identifiers, subject_name, told, writer_of
from briefbot.types import Article, Problem, Published

WIRES = ROOTS | {"newsml", "nitf"}
"""Roots of wire documents, whatever their file is called."""
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)


def read_xml(path: Path) -> Iterator[Article | Problem]:
    """The articles of a feed, or those of the NewsML or NITF documents within the file.

    Raises:
        ReadError: the file is neither, is not well-formed, or declares entities.
    """
    data = read_bytes(path, FEED_LIMIT)
    if root_name(data[:16384]) in (*ROOTS, "newsml"):
        yield from _newsml(data, str(path))
        return
    if _FEED.search(data[:4096].replace(b"\0", b"")):
        yield from articles_from_feed(data, path=str(path))
        return
    root = parse_xml(data, str(path))
    export = articles_of_tree(root, str(path))
    if export is not None:
        yield from export
        return
    if local_name(root) == "publish" and is_jimi(root):
        yield from articles_of_jimi(root, str(path))
        return
    documents = [each for each in root.iter() if local_name(each) == "nitf"]
    if local_name(root) == "opml":
        raise ReadError(f"{str(path)!r} lists feeds and holds no article. Run `briefbot feeds import {path}`.")
    if not documents:
        raise ReadError(
            f"{str(path)!r} is XML with the root {local_name(root)!r}: neither a feed nor NewsML nor NITF. "
            "Convert it to HTML or JSON."
        )
    if len(documents) == 1:
        yield article_from_nitf(documents[0], str(path))
        return
    for number, document in enumerate(documents, start=1):
        try:
            yield article_from_nitf(document, f"{path}!{number}")
        except ReadError as error:
            yield Problem(path=f"{path}!{number}", reason=str(error))


def article_from_nitf(document: Element, path: str) -> Article:
    """The article of an `nitf` element (IPTC's News Industry Text Format, 2.5 to 3.6).

    Raises:
        ReadError: it has no paragraph.
    """
    body = body_of_markup(document)
    published = (
        _nitf_date(document, "date.issue", "norm")
        or _nitf_date(document, "story.date", "norm")
        or _nitf_date(document, "pubdata", "date.publication")
        or _nitf_date(document, "date.release", "norm")
    )
    notes = [each.get("info") or words(each) or "" for each in below(document, "ed-msg")]
    use = _use(document, notes, published)
    title = body.title or words(first(document, "hedline")) or words(first(document, "title"))
    source = _source(document)
    return composed(
        body.pieces,
        Particulars(
            title=title,
            source=source,
            author=writer_of(body.author, source),
            published=published,
            url=attribute(document, "pubdata", "ex-ref"),
            section=_section(document),
            language=document.get(XML_LANG) or attribute(document, "body.content", "lang"),
            ids=identifiers(
                attribute(document, "doc-id", "id-string"),
                attribute(document, "du-key", "version"),
                replaces=attribute(document, "correction", "id-string"),
                slug=attribute(document, "du-key", "key"),
                urgency=attribute(document, "urgency", "ed-urg"),
            ),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        [*body.asides, *(Aside(note, "note to editors", "") for note in notes if note)],
    )


def _newsml(data: bytes, name: str) -> Iterator[Article | Problem]:
    """The articles of NewsML; of a message that breaks off, those of its whole items, and a Problem for the rest."""
    try:
        root = parse_xml(data, name)
    except ReadError:
        items, reason = parse_items(data, name, ITEMS)
        if not items or not reason or root_name(data[:16384]) != "newsmessage":
            raise
        yield from articles_of_newsml_items(items, name, alone=False)
        yield Problem(
            path=f"{name}!0", reason=f"{name!r} breaks off after {len(items)} items: {reason}. Export it again."
        )
        return
    yield from (
        articles_of_newsml(root, name) if local_name(root) == "newsml" else articles_of_newsml_message(root, name)
    )


def _use(document: Element, notes: list[str], published: Published | None) -> Use:
    status = attribute(document, "docdata", "management-status") or ""
    if status.casefold() == "embargoed":
        hour = embargoed(attribute(document, "date.release", "norm"), published)
        return joined(hour if hour.embargo else Use("withheld"), told(notes, published))
    return joined(Use(status_of(status)), told(notes, published))


def _source(document: Element) -> str | None:
    """The publisher: its distributor or the name of its paper before the holder of its rights."""
    named = (
        words(first(document, "distributor")),
        attribute(document, "pubdata", "name"),
        attribute(document, "doc.copyright", "holder"),
        attribute(document, "doc.rights", "owner"),
        words(first(document, "rights.owner")),
        *(_meta(document, name) for name in ("origin", "provider", "publisher", "copyright")),
    )
    return next((name for each in named if each and (name := each.strip())), None)


def _meta(document: Element, name: str) -> str | None:
    """What a meta element of that name says."""
    return next((each.get("content") for each in below(document, "meta") if each.get("name", "").lower() == name), None)


def _section(document: Element) -> str | None:
    named = attribute(document, "pubdata", "position.section") or attribute(
        document, "tobject.subject", "tobject.subject.type"
    )
    return named or subject_name(attribute(document, "tobject.subject", "tobject.subject.refnum"))


def _nitf_date(document: Element, name: str, key: str) -> Published | None:
    return timestamp(attribute(document, name, key), f"NITF {name}")


FEED_LIMIT = 20_000_000
"""Largest feed, in bytes."""
ENTRIES_LIMIT = 10_000
"""Most entries of a feed that are read."""


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
    name = path or url or "feed"
    refuse_entities(data, name)
    try:
        feed = parse(data)
    except Exception as error:  # feedparser has no error of its own and lets those of five parsers through
        raise ReadError(f"{name!r} cannot be read as a feed: {error!r}. Fetch it again.") from error
    if feed is None:
        raise ReadError(f"{name!r} is no RSS, Atom, RDF or JSON feed. Check that it is not an error page.")
    source = without_markup(feed.title) or None
    shared = shared_links(feed.entries)
    exported = b"<wp:wxr_version>" in data[:8192]
    for number, entry in enumerate(feed.entries[:ENTRIES_LIMIT], start=1):
        place = f"{name}!{number}"
        pieces, marks = without_forum_marks(_pieces(entry, exported))
        said = _particulars(entry, source)
        if said.url in shared:
            address = part_of_page(said.url or "", said.title or "", pieces[0].text if pieces else "")
            said = said.model_copy(update={"url": address})
        try:
            yield compose_article(pieces, said, place, asides=marks)
        except ReadError as error:
            named = f"The entry {said.title!r} of a feed cannot be read: " if said.title else ""
            yield Problem(path=place, reason=f"{named}{error}")
    if len(feed.entries) > ENTRIES_LIMIT:
        reason = (
            f"{name!r} has {len(feed.entries):,} entries, of which the first {ENTRIES_LIMIT:,} were read. Split it."
        )
        yield Problem(path=name, reason=reason)


def _pieces(entry: Any, exported: bool) -> list[Piece]:  # noqa: ANN401 - feedparser has no types
    """The text of the entry in full where the feed carries it, else its summary; WordPress exports have shortcodes."""
    contents = [content.get("value") or "" for content in entry.get("content") or []]
    texts = [text for text in [*contents, entry.get("summary") or ""] if clean(text)]
    text = max(texts, key=len, default="")
    return pieces_of_fragment(without_shortcodes(text) if exported else text) if text else []


def _particulars(entry: Any, source: str | None) -> Particulars:  # noqa: ANN401 - as above
    own = entry.get("source") or {}
    title = without_markup(entry.get("title"))
    published = _entry_date(entry, "published") or _entry_date(entry, "created")
    updated = _entry_date(entry, "updated")
    if not published and updated:
        published, updated = updated.model_copy(update={"confidence": "medium"}), None
    return Particulars(
        title=title or None,
        source=without_markup(own.get("title")) or source,
        author=", ".join(authors_of(entry)) or None,
        published=published,
        updated=updated,
        url=str(entry.get("link") or "") or None,
    )


def _entry_date(entry: Any, field: str) -> Published | None:  # noqa: ANN401 - as above
    return timestamp(entry[field], f"feed's {field}") if field in entry else None

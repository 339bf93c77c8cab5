"""Exports of reading lists and bookmarks -> what was saved, and the articles of those whose text the export has."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.dates import timestamp
from briefbot.readers.html import parse_html, pieces_of_fragment
from briefbot.readers.io import decode, read_bytes, silenced
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.readers.publishers import OF_ADDRESS, split_address
from briefbot.types import Article, Problem

LIST_LIMIT = 500_000_000
"""Largest export, in bytes; those of wallabag hold every text."""
_PAGE = re.compile(
    r"<!doctype\s+netscape-bookmark-file-1|<dl>\s*(?:<p>\s*)?<dt>\s*<(?:h3|a)\b[^>]*\sadd_date=|"
    r"<title>\s*(?:pocket export|instapaper: export)\s*</title>",
    re.IGNORECASE,
)
_WEB = ("http", "https")
_FAILED = re.compile(r"wallabag can['’]t retrieve contents|\[unable to retrieve full-text content\]", re.IGNORECASE)
_UNTITLED = ("no title found", "untitled")
_ENTRIES = (frozenset(("href", "description", "toread")), frozenset(("slug", "url", "savedAt")))
"""Keys of the entries of Pinboard and of Omnivore."""
_ADDRESS = ("url", "uri", "href")
_TITLE = ("title", "name", "description")
COLUMNS: dict[str, dict[str, str]] = {
    "Pocket": {"url": "url", "title": "title", "mark": "time_added"},
    "Instapaper": {"url": "URL", "title": "Title", "mark": "Selection"},
    "Raindrop": {"url": "url", "title": "title", "mark": "cover"},
    "Readwise Reader": {"url": "URL", "title": "Title", "mark": "Reading progress"},
    "Readwise": {"quote": "Highlight", "title": "Book Title", "author": "Book Author", "mark": "Highlighted at"},
}
"""Which columns of a service's CSV hold what; `mark` is one that only its exports have."""


class Saved(NamedTuple):
    """Something that was saved to be read: its address, and its text where the export has that."""

    title: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    text: str = ""
    """HTML or plain."""
    quotes: tuple[str, ...] = ()
    """Sentences that were marked in it, where there is no more."""

    @property
    def has_text(self) -> bool:
        """Whether there is something to cite."""
        return bool(self.text or self.quotes)


def read_reading_list(path: Path) -> list[Saved]:
    """What a reading list holds: of Pocket, Instapaper, Raindrop, Readwise, wallabag, Karakeep or a browser.

    Raises:
        ReadError: the file is none of these, or cannot be read.
    """
    text = decode(read_bytes(path, LIST_LIMIT), path)
    found = saved_in_page(text) or saved_in_table(text)
    if not found and text.lstrip("\ufeff \r\n\t")[:1] in ("[", "{"):
        try:
            found = saved_in_json(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise ReadError(f"{str(path)!r} is not JSON: {error}. Export it again.") from error
    if not found:
        raise ReadError(
            f"{str(path)!r} is no reading list that is known: export it from Pocket, Instapaper, Raindrop, Readwise, "
            "wallabag, Karakeep, Linkwarden, Omnivore or Pinboard, or as bookmarks from a browser."
        )
    return found


def articles_of_saved(found: list[Saved], path: str) -> Iterator[Article | Problem]:
    """The articles of what has text, and one Problem that counts the rest; paths end in the number in the list."""
    for number, one in enumerate(found, start=1):
        if one.has_text:
            try:
                yield _article(one, f"{path}!{number}")
            except ReadError as error:
                yield Problem(path=f"{path}!{number}", reason=str(error))
    bare = sum(not one.has_text for one in found)
    if bare:
        reason = (
            f"{bare:,} of the {len(found):,} entries of {path!r} are addresses without text. "
            f"`briefbot reading-list {path}` fetches their pages."
        )
        yield Problem(path=path, reason=reason)


def is_list_page(text: str) -> bool:
    """Whether a page is an export of bookmarks or of a reading list rather than an article."""
    return _PAGE.search(text[:4096]) is not None


def saved_in_page(text: str) -> list[Saved]:
    """The links of a browser's bookmarks, or of an older export of Pocket or Instapaper; [] for other pages."""
    tree = parse_html(text) if is_list_page(text) else None
    if tree is None:
        return []
    links = [Saved(clean(link.text_content()) or None, str(link.get("href"))) for link in tree.xpath("//a[@href]")]
    return list({link.url: link for link in links if _on_the_web(link.url)}.values())


def _on_the_web(address: str | None) -> bool:
    parts = split_address(address)
    return parts is not None and parts.scheme in _WEB


def saved_in_table(text: str) -> list[Saved]:
    """The rows of a service's CSV; [] for other tables."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        names = rows.fieldnames or ()
        service = next((one for one in COLUMNS.values() if all(name in names for name in one.values())), None)
        return _saved_in_rows(rows, service) if service else []
    except csv.Error:
        return []


def saved_in_json(document: Any) -> list[Saved]:  # noqa: ANN401 - JSON
    """The entries of an export of wallabag or Karakeep; [] for other documents."""
    if isinstance(document, dict) and isinstance(document.get("bookmarks"), list):
        found = [_of_karakeep(each) for each in document["bookmarks"] if isinstance(each, dict)]
        return [each for each in found if each]
    if isinstance(document, list) and document and all(_is_wallabag(each) for each in document):
        return [_of_wallabag(each) for each in document]
    return list({one.url: one for one in _links_of(document)}.values()) if _lists_links(document) else []


def _lists_links(document: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether a document is an export of Linkwarden, Pinboard or Omnivore, or the bookmarks of Firefox or Chrome."""
    if isinstance(document, dict):
        collections = document.get("collections")
        linkwarden = isinstance(collections, list) and any(
            isinstance(each, dict) and "links" in each for each in collections
        )
        return (
            linkwarden or document.get("type") == "text/x-moz-place-container" or {"roots", "version"} <= set(document)
        )
    first = document[0] if isinstance(document, list) and document else None
    return isinstance(first, dict) and any(marks <= set(first) for marks in _ENTRIES)


def _links_of(node: Any) -> Iterator[Saved]:  # noqa: ANN401 - JSON
    """The entries at any depth of a document that have an address of the web."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            url = next((one[key] for key in _ADDRESS if isinstance(one.get(key), str)), "")
            title = next((one[key] for key in _TITLE if isinstance(one.get(key), str)), "")
            if _on_the_web(url):
                yield Saved(clean(title) or None, url)
                continue
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [each for each in reversed([*inner]) if isinstance(each, dict | list)]


def _saved_in_rows(rows: csv.DictReader[str], names: dict[str, str]) -> list[Saved]:
    """What the rows say; marked sentences of one text together."""
    found: dict[tuple[str, ...], Saved] = {}
    for row in rows:
        said = {field: clean(row.get(name) or "") for field, name in names.items()}
        url, title, author, quote = (said.get(field, "") for field in ("url", "title", "author", "quote"))
        key = (url,) if url else (title, author)
        known = found.get(key, Saved(title or None, url or None, author or None))
        found[key] = known._replace(quotes=(*known.quotes, quote)) if quote else known
    return [one for one in found.values() if one.quotes or _on_the_web(one.url)]


def _is_wallabag(entry: object) -> bool:
    keys = ("url", "title", "content", "is_archived")
    return isinstance(entry, dict) and all(key in entry for key in keys)


def _of_wallabag(entry: dict[str, Any]) -> Saved:
    text = str(entry.get("content") or "")
    authors = entry.get("published_by")
    named = ", ".join(map(str, authors)) if isinstance(authors, list) else str(authors or "")
    title = clean(str(entry["title"] or ""))
    return Saved(
        title=None if title.casefold() in _UNTITLED else title or None,
        url=str(entry.get("given_url") or entry["url"] or "") or None,
        author=clean(named) or None,
        published=str(entry.get("published_at") or "") or None,
        language=str(entry.get("language") or "") or None,
        text="" if _FAILED.search(text[:500]) else text,
    )


def _of_karakeep(bookmark: dict[str, Any]) -> Saved | None:
    content = bookmark.get("content")
    if not isinstance(content, dict):
        return None
    title = clean(str(bookmark.get("title") or content.get("title") or "")) or None
    if content.get("type") == "text":
        return Saved(title, content.get("sourceUrl"), text=str(content.get("text") or ""))
    url = content.get("url")
    if not isinstance(url, str):
        return None
    author, published, text = (str(content.get(name) or "") for name in ("author", "datePublished", "htmlContent"))
    return Saved(title, url, author or None, published or None, text=text)


def _article(one: Saved, place: str) -> Article:
    pieces = [Piece(quote) for quote in one.quotes] or pieces_of_fragment(one.text)
    asides = [Aside("Only what was marked is in the export.", "rest not in the export", "")] if one.quotes else []
    address = split_address(one.url)
    host = address.hostname if address else None
    said = Particulars(
        title=one.title,
        author=one.author,
        url=one.url,
        language=one.language,
        published=timestamp(one.published, "export's date"),
    )
    with silenced():
        return compose_article(
            pieces, said, place, hints=Particulars(source=host, source_evidence=OF_ADDRESS), asides=asides
        )

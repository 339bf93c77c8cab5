"""EPUB books and newspapers -> an Article a chapter. EbookLib, the library for it, is under the AGPL."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.dates import timestamp
from briefbot.readers.html import PAGE_LIMIT, page_text, parse_html
from briefbot.readers.html_clean import cut_asides, wrap_loose_text
from briefbot.readers.io import check_size, silenced
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean, local_name, pieces_and_menus
from briefbot.readers.periods import period_of
from briefbot.readers.segments import is_prose
from briefbot.types import Article, Problem

EPUB_LIMIT = 500_000_000
"""Largest book, in bytes."""
LEAST_CHAPTER = 15
"""Words of sentences below which a document is a cover, a title page or a list of contents."""
_PAGES = ("application/xhtml+xml", "text/html")
_PART = re.compile(r"_split_\d{3,}(?=\.x?html?$)")
_FONT = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


class _Book(NamedTuple):
    """What the package says of the whole."""

    title: str | None
    source: str | None
    author: str | None
    date: str | None
    language: str | None
    ids: tuple[str, ...]
    chapters: list[str]


def read_epub(path: Path) -> Iterator[Article | Problem]:
    """The articles of a book in their order; covers and lists of contents are passed over. Paths end in the member.

    Raises:
        ReadError: the file is no EPUB, is protected, or has no text.
    """
    check_size(path, EPUB_LIMIT)
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _articles(archive, path)
    except _BROKEN as error:
        raise ReadError(f"{str(path)!r} is no EPUB that can be read: {error}. Get it again.") from error


def _articles(archive: zipfile.ZipFile, path: Path) -> Iterator[Article | Problem]:
    book = _book(archive, path)
    locked = _locked(archive)
    if locked & set(book.chapters):
        raise ReadError(f"{str(path)!r} is protected against copying, so it cannot be read. Get it without protection.")
    found = 0
    for each in _chapters(archive, book, path, LEAST_CHAPTER):
        found += 1
        yield each
    if not found:  # a book of short pieces only
        yield from _chapters(archive, book, path, 1)


def _chapters(archive: zipfile.ZipFile, book: _Book, path: Path, least: int) -> Iterator[Article | Problem]:
    """The articles of the chapters that have so many words of prose.

    Raises:
        ReadError: there is none, and the fewest words are enough.
    """
    found = 0
    for name, members in groupby(book.chapters, key=lambda member: _PART.sub("", member)):
        place = f"{path}!{name}"
        try:
            article = _article(archive, list(members), book, place, least)
        except (*_BROKEN, ReadError) as error:
            found += 1
            reason = str(error) if isinstance(error, ReadError) else f"{place!r} cannot be read: {error}. Get it again."
            yield Problem(path=place, reason=reason)
            continue
        if article:
            found += 1
            yield article
    if not found and least <= 1:
        raise ReadError(f"{str(path)!r} has no chapter with text. Check the file.")


def _article(archive: zipfile.ZipFile, members: list[str], book: _Book, place: str, least: int) -> Article | None:
    """The article of a chapter, which large ones are split into; None for a cover or the like."""
    pieces: list[Piece] = []
    asides: list[Aside] = []
    for member in members:
        if archive.getinfo(member).file_size > PAGE_LIMIT:
            raise ReadError(f"{place!r} has more than {PAGE_LIMIT:,} bytes. Save its text alone.")
        tree = parse_html(page_text(archive.read(member), member))
        if tree is not None:
            for menu in tree.xpath("//nav"):
                menu.drop_tree()
            asides += cut_asides(tree)
            wrap_loose_text(tree)
            pieces += pieces_and_menus(tree)
    if sum(len(piece.text.split()) for piece in pieces if piece.kind == "text" and is_prose(piece.text)) < least:
        return None
    heading = next((piece for piece in pieces if piece.kind in ("title", "heading")), None)
    if heading and all(len(piece.text.split()) < 12 for piece in pieces[: pieces.index(heading)]):
        pieces[pieces.index(heading)] = heading._replace(kind="title")
    said = Particulars(
        title=heading.text if heading else None,
        language=book.language,
        ids=book.ids,
        published=timestamp(book.date, "EPUB's date", "medium"),
        period=period_of(book.date, "EPUB's date"),
    )
    with silenced():
        return compose_article(
            pieces, said, place, hints=Particulars(source=book.source, author=book.author), asides=asides
        )


def _book(archive: zipfile.ZipFile, path: Path) -> _Book:
    """The package document that the container names, and the chapters of its spine."""
    names = set(archive.namelist())
    if "META-INF/container.xml" not in names:
        raise ReadError(f"{str(path)!r} is a zip file, but no EPUB. Name it .zip to read what is in it.")
    container = _xml(archive, "META-INF/container.xml", path)
    place = next((each.get("full-path", "") for each in container.iter() if local_name(each) == "rootfile"), "")
    package = _xml(archive, place, path)
    items = {each.get("id"): each for each in package.iter() if local_name(each) == "item"}
    spine = [items.get(each.get("idref")) for each in package.iter() if local_name(each) == "itemref"]
    chapters = [
        normpath(join(dirname(place), unquote(item.get("href", ""))))
        for item in spine
        if item is not None and item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
    ]
    said = {name: [clean(each.text or "") for each in package.iter() if local_name(each) == name]
            for name in ("title", "publisher", "creator", "date", "language", "identifier")}  # fmt: skip
    first = {name: next(filter(None, values), None) for name, values in said.items()}
    return _Book(
        title=first["title"],
        source=first["publisher"] or first["title"],
        author=", ".join(filter(None, said["creator"])) or None,
        date=first["date"],
        language=first["language"],
        ids=tuple(filter(None, said["identifier"])),
        chapters=chapters,
    )


def _locked(archive: zipfile.ZipFile) -> set[str]:
    """The members that are encrypted; fonts may be, to keep them from being taken out."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return set()
    root = _xml(archive, "META-INF/encryption.xml", Path(archive.filename or ""))
    locked = set()
    for data in (each for each in root.iter() if local_name(each) == "encrypteddata"):
        how = next((each.get("Algorithm", "") for each in data.iter() if local_name(each) == "encryptionmethod"), "")
        places = [each.get("URI", "") for each in data.iter() if local_name(each) == "cipherreference"]
        locked |= set() if how in _FONT else {unquote(place) for place in places}
    return locked


def _xml(archive: zipfile.ZipFile, member: str, path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        if archive.getinfo(member).file_size > PAGE_LIMIT:
            raise ReadError(f"{member!r} of {str(path)!r} is too large. Get the book again.")
        root: Element = fromstring(archive.read(member))
        return root
    except (ParseError, DefusedXmlException, KeyError) as error:
        raise ReadError(f"{str(path)!r} is no EPUB that can be read: {member!r}: {error}. Get it again.") from error

"""OpenDocument texts -> Article, all tracked changes accepted, notes and comments told apart."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.io import check_size
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import clean
from briefbot.types import Article

ODT_LIMIT = 100_000_000
"""Largest document, in bytes; pictures count."""
ODT_XML_LIMIT = 50_000_000
"""Largest text of one, in bytes with its markup."""
SPACES = 100
"""Most spaces in a row."""
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)
_ASIDES = {f"{_OFFICE}annotation": "comment", f"{_TEXT}note": "footnote", f"{_TEXT}tracked-changes": "deleted text"}
_SILENT = (f"{_OFFICE}annotation-end", f"{_TEXT}sequence-decls", f"{_TEXT}table-of-content", f"{_OFFICE}forms",
           f"{_TEXT}ruby-text", "{http://www.w3.org/2000/svg}title", "{http://www.w3.org/2000/svg}desc")  # fmt: skip
PieceKind = Literal["text", "title", "heading", "caption"]


def read_odt(path: Path) -> Article:
    """The article of an OpenDocument text.

    Raises:
        ReadError: the file is none, is encrypted, or has no paragraph.
    """
    check_size(path, ODT_LIMIT)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "content.xml" not in names:
                raise ReadError(
                    f"{str(path)!r} is a zip file, but no OpenDocument. Name it .zip to read what is in it."
                )
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise ReadError(f"{str(path)!r} has a password. Save it without.")
            if archive.getinfo("content.xml").file_size > ODT_XML_LIMIT:
                raise ReadError(f"{str(path)!r} has more than {ODT_XML_LIMIT:,} bytes of text. Split it.")
            content = archive.read("content.xml")
            meta = archive.read("meta.xml") if "meta.xml" in names else b""
    except _BROKEN as error:
        raise ReadError(f"{str(path)!r} is no OpenDocument that can be read: {error}. Save it again.") from error
    body = _xml(content, path)
    text = next(body.iter(f"{_OFFICE}text"), None)
    if text is None:
        raise ReadError(f"{str(path)!r} is an OpenDocument, but no text. Save its text as ODT.")
    walk = _Walk(_title_styles(body))
    walk.block(text)
    walk.end()
    language = next((each.text for each in _xml(meta, path).iter(f"{_DC}language")), None) if meta else None
    said = Particulars(language=clean(language or "") or None)
    return compose_article(walk.pieces, said, str(path), asides=walk.asides)


class _Walk:
    """The pieces of a document as they are gone through."""

    def __init__(self, titles: set[str]) -> None:
        self.pieces: list[Piece] = []
        self.asides: list[Aside] = []
        self._titles = titles
        self._words: list[str] = []
        self._kind: PieceKind = "text"

    def block(self, element: Element) -> None:
        """Go through what holds paragraphs."""
        for child in element:
            if child.tag in _ASIDES:
                self._aside(child)
            elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(child)
            elif child.tag == f"{_TABLE}table":
                self._rows(child)
            elif child.tag not in _SILENT:
                self.block(child)

    def end(self) -> None:
        """Close the paragraph that is open."""
        lines = [clean(line) for line in "".join(self._words).split("\n")]
        text = " ".join(filter(None, lines))
        if text:
            several = len(lines) > 1 and self._kind == "text"
            self.pieces += pieces_of_lines(lines) if several else [Piece(text, self._kind)]
        self._words = []

    def _paragraph(self, element: Element) -> None:
        style = element.get(f"{_TEXT}style-name", "")
        headed = element.tag == f"{_TEXT}h"
        titled = style in self._titles or (headed and not self.pieces)
        heading: PieceKind = "title" if titled else "heading" if headed else "text"
        self._kind = "caption" if style in ("Illustration", "Figure", "Drawing") else heading
        self._inline(element)
        self.end()

    def _inline(self, element: Element) -> None:
        self._words.append(element.text or "")
        for child in element:
            if child.tag == f"{_TEXT}s":
                self._words.append(_spaces(child.get(f"{_TEXT}c", "1")))
            elif child.tag == f"{_TEXT}tab":
                self._words.append(" ")
            elif child.tag == f"{_TEXT}line-break":
                self._words.append("\n")
            elif child.tag in _ASIDES:
                self._aside(child)
            elif child.tag in (f"{_DRAW}frame", f"{_DRAW}text-box", f"{_DRAW}custom-shape"):
                self._box(child)
            elif child.tag not in _SILENT:
                self._inline(child)
            self._words.append(child.tail or "")

    def _box(self, element: Element) -> None:
        """The paragraphs of a box, after the one that it is anchored in."""
        words, kind, self._words = self._words, self._kind, []
        pieces, self.pieces = self.pieces, []
        self.block(element)
        boxed, self.pieces = self.pieces, pieces
        self._words, self._kind = words, kind
        self.asides += [Aside(piece.text, "text box", "") for piece in boxed]

    def _aside(self, element: Element) -> None:
        texts = [clean(text) for text in _paragraphs(element)]
        before = self.pieces[-1].text if self.pieces else ""
        self.asides += [Aside(text, _ASIDES[element.tag], before) for text in texts if text]

    def _rows(self, table: Element) -> None:
        """Each row of a table as one piece; a row of one cell, which lays out a page, as its paragraphs."""
        for row in table.iter(f"{_TABLE}table-row"):
            cells = [cell for cell in row if cell.tag == f"{_TABLE}table-cell" and "".join(cell.itertext()).strip()]
            if len(cells) == 1:
                self.block(cells[0])
            elif cells:
                self.pieces.append(Piece("; ".join(clean(" ".join(_paragraphs(cell))) for cell in cells)))


def _spaces(count: str) -> str:
    """As many spaces as the document says; one where it says no number."""
    return " " * (min(SPACES, int(count[:9])) if count.isdecimal() else 1)


def _paragraphs(element: Element) -> Iterator[str]:
    for each in element.iter():
        if each.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield "".join(each.itertext())


def _title_styles(body: Element) -> set[str]:
    """The styles of a title: that of the name, and those that automatic formatting derived from it."""
    derived = {style.get(f"{_STYLE}name", "") for style in body.iter(f"{_STYLE}style")
               if style.get(f"{_STYLE}parent-style-name") == "Title"}  # fmt: skip
    return {"Title", *derived}


def _xml(data: bytes, path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
        return root
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ReadError(f"{str(path)!r} is no OpenDocument that can be read: {error}. Save it again.") from error

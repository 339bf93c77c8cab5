"""The text inside a wire's item, in XHTML, NITF, plain words or markup of its own -> pieces, and what stands beside."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from briefbot.readers.article import Aside
from briefbot.readers.elements import below, cut, first, words
from briefbot.readers.html import pieces_of_fragment
from briefbot.readers.lines import Piece
from briefbot.readers.markup import BLOCKS, ELEMENT_KINDS, blocks_of_markup, clean, local_name
from briefbot.readers.segments import is_prose
from briefbot.readers.wire import telegraph_paragraphs, writer_of

_DATA = frozenset(("events", "concept", "concepts", "conceptset", "sports-content", "planning", "newscoverageset"))
"""Markup of events, concepts and results, which has words but no text."""
_ASIDE = re.compile(r"notepad|np-|nonpublic|linkbox|embed|factbox-links", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,5}|quot|amp|apos|lt|gt|nbsp);", re.IGNORECASE)
_ROW = re.compile(r"\S {2,}\S.* {2,}\S")
_TAG = re.compile(r"</?[a-z]\w*\s*/?>")
_CODE = re.compile(r"</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_DASH = re.compile(r"^(.{2,60}\([A-Z][\w ]{1,20}\)) _ ")
_MARK = re.compile(r"</?([a-z][\w.]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_HTML = frozenset(("html", "body", "div", "p", "section", "article", "main"))


class Body(NamedTuple):
    """The text of an item and what stands beside it."""

    pieces: list[Piece]
    asides: list[Aside]
    title: str | None = None
    author: str | None = None


NO_BODY = Body([], [])


def body_of_markup(element: Element) -> Body:
    """The text of an XHTML, NITF or other element, with notes, captions and the item's own header told apart."""
    content = first(element, "body.content")
    if content is not None:
        return _body_of_nitf(element, content)
    page = first(element, "body")
    root = page if page is not None else element
    own = [root.text, *(child.tail for child in root)]
    known = any(local_name(child) in BLOCKS or local_name(child) in ELEMENT_KINDS for child in root)
    if (local_name(root) != "body" and local_name(root) not in _HTML) or not (
        known or any(text and text.strip() for text in own)
    ):
        return Body(_leaves(root), [])
    title = words(first(root, "h1"))
    asides = []
    gone = [each for each in root.iter() if _ASIDE.search(each.get("class") or "")]
    beside = [(each, "note to editors") for each in gone] + [(each, "header") for each in below(root, "header")]
    for each, reason in beside:
        asides += [Aside(text, reason, "") for text in _texts(each) if text != title]
        cut(root, each)
    _open_lines(root)
    pieces, links = _parted(root)
    return Body(pieces, [*asides, *links], title)


def _body_of_nitf(element: Element, content: Element) -> Body:
    """The content of NITF, with what its head and its end say besides headline and writer."""
    byline = first(element, "byline")
    person = first(byline, "person")
    title, writer = words(first(element, "hl1")), words(byline)
    pieces, asides = _parted(content)
    head = [text for each in below(element, "body.head") for text in _texts(each) if text not in (title, writer)]
    end = [text for each in below(element, "body.end") for text in _texts(each)]
    asides += [Aside(text, "head of the item", "") for text in head if not writer or text not in writer]
    asides += [Aside(text, "end of the item", "") for text in end]
    return Body(pieces, asides, title, writer_of(words(person) or writer))


def _parted(root: Element) -> tuple[list[Piece], list[Aside]]:
    """The pieces of a tree's text, and its lists of links and the code of what it embeds."""
    blocks = blocks_of_markup(root)
    asides = [Aside(piece.text, "links", "") for block in blocks if block.menu for piece in block.pieces]
    pieces = _unescaped([piece for block in blocks if not block.menu for piece in block.pieces])
    asides += [Aside(piece.text, "embedded code", "") for piece in pieces if _is_code(piece.text)]
    return [piece for piece in pieces if not _is_code(piece.text)], asides


def _is_code(text: str) -> bool:
    """Whether a paragraph is the escaped tags of a widget and hardly a word."""
    return text.startswith("<") and not is_prose(_CODE.sub(" ", text)) and bool(_CODE.match(text))


def _texts(root: Element) -> list[str]:
    return [piece.text for block in blocks_of_markup(root) for piece in block.pieces]


def body_of_text(text: str) -> Body:
    """The text of plain words, with or without tags in them."""
    if marks := {match.casefold() for match in _MARK.findall(text)}:
        data = _data(text) if not marks & _known_marks() else None
        return body_of_markup(data) if data is not None else Body(pieces_of_fragment(text), [])
    return Body(_unescaped(telegraph_paragraphs(text.splitlines())), [])


@cache
def _known_marks() -> frozenset[str]:
    """The names of HTML's elements."""
    from lxml.html.defs import tags

    return frozenset(tags)


def _data(text: str) -> Element | None:
    """The one element that a text is, in a vocabulary of its own; None for other texts."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(text.strip())
    except (ParseError, ValueError, DefusedXmlException):
        return None


def _leaves(root: Element) -> list[Piece]:
    """The text of markup of an unknown vocabulary: a piece for each element that has text of its own; data is none."""
    if local_name(root) in _DATA:
        return []
    pieces: list[Piece] = []

    def walk(element: Element) -> None:
        own = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in own):
            text = clean(" ".join("".join(element.itertext()).split()))
            pieces.extend([Piece(text)] if text else [])
            return
        for child in element:
            walk(child)

    walk(root)
    return _unescaped(pieces) if any(is_prose(piece.text) for piece in pieces) else []


def _open_lines(root: Element) -> None:
    """Make paragraphs of the lines of a `p` or `pre` of telegraph text: some are indented, or blank ones part them."""
    for element in root.iter():
        lines = (element.text or "").strip("\n").splitlines()
        if local_name(element) not in ("p", "pre") or len(element) or len(lines) < 3:
            continue
        indented = [line[:1].isspace() for line in lines[1:] if line.strip()]
        rows = [bool(_ROW.search(line)) for line in lines]
        lines = [part for line, row in zip(lines, rows, strict=True) for part in (["", line, ""] if row else [line])]
        if sum(rows) < 3 and all(line.strip() for line in lines[:-1]) and (all(indented) or not any(indented)):
            continue
        element.text = None
        element.tag = "div"
        for piece in telegraph_paragraphs(lines):
            paragraph = element.makeelement("p", {})
            paragraph.text = piece.text
            element.append(paragraph)


def _unescaped(pieces: list[Piece]) -> list[Piece]:
    """The pieces without entities that were escaped twice, and with the dash of a dateline for which '_' stands."""
    plain = [
        piece._replace(text=clean(html.unescape(piece.text))) if _ENTITY.search(piece.text) else piece
        for piece in pieces
    ]
    plain = [piece._replace(text=_DASH.sub(r"\1 — ", _TAG.sub("", piece.text))) for piece in plain]
    return [piece for piece in plain if re.search(r"\w", piece.text)]

"""HTML pages -> Article: trafilatura finds the text, the page's own metadata its particulars."""

from __future__ import annotations

import codecs
import copy
import re
from configparser import ConfigParser
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.article import NOTHING, Aside, Particulars, compose_article
from briefbot.readers.blockmodel import load_model
from briefbot.readers.blocks import Look, Seen, in_question, look
from briefbot.readers.bylines import credible
from briefbot.readers.html_authors import visible_author
from briefbot.readers.html_clean import (
    cut_asides,
    cut_notices,
    mark_breaks,
    open_boxes,
    open_preformatted,
    raise_numbers,
    wrap_loose_text,
)
from briefbot.readers.html_metadata import (
    agreed,
    guessed_date,
    marked_places,
    page_headline,
    page_summary,
    particulars_of_page,
    visible_dates,
    visible_period,
)
from briefbot.readers.io import decode, read_bytes, silenced
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import Element, clean, pieces_and_menus
from briefbot.readers.publishers import OF_TITLE, PLATFORMS
from briefbot.readers.region import read_region, see
from briefbot.types import Article, ReadWarning

PAGE_LIMIT = 5_000_000
"""Largest page, in bytes; of a news page a fiftieth is text."""
PAGE_TEXT_LIMIT = 2_000_000
"""Most characters of a page without its tags and scripts."""
ELEMENTS_LIMIT = 15_000
"""Most elements of a page; large front pages have 5,000. The time that extraction takes can grow with their square."""
BRIEF_PAGE = 80
"""Characters from which on trafilatura's main extraction is trusted; below, it gathers all text of the page."""
DAMAGE = 0.5
"""Share of the letters beyond ASCII that may be broken in a text that is still taken for UTF-8."""
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # libxml2 keeps them, lxml refuses to move them
BROKEN = 0.05
"""Share of the letters beyond ASCII that may be broken in a text whose encoding is declared."""
_AS_BROWSERS = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "chinese", "gb18030"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "korean"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11"), "cp874"),
}
"""Encodings that pages declare, and those that hold all that is written under these names (WHATWG Encoding)."""
_ONE_BYTE = re.compile(r"(?:iso-?8859|windows-?125|cp-?125|latin|(?:us-)?ascii|koi8)")
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+) -->")  # written by browsers on 'Save as'
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE
)


def read_html(path: Path) -> Article:
    """The article of a saved page.

    Raises:
        ReadError: the file is no page, is too large, or holds no article.
    """
    return article_from_html(read_bytes(path, PAGE_LIMIT), path=str(path))


def article_from_html(data: bytes, url: str | None = None, path: str | None = None) -> Article:
    """The article of a page as its server sent it.

    Args:
        data: the page, in whatever encoding it declares.
        url: its address, where it is known.
        path: the file it is kept in.

    Raises:
        ReadError: the bytes are no page, too many, or hold no article.
    """
    name = path or url or "page.html"
    with silenced():
        page = _opened(data, url, name)
        region = read_region(page.seen, load_model().probabilities(page.look).tolist())
        asides = [*page.asides, *region.asides]
        if not region.pieces and any(aside.reason == "consent notice" for aside in asides):
            raise ReadError(f"{name!r} holds only a notice that asks for consent. Save the page after answering it.")
        particulars, hints = page.particulars, page.hints
        names = [name for name in (particulars.author, hints.author) if name]
        names += [f"{source} {name}" for name in names for source in (particulars.source, hints.source) if source]
        asides += [Aside(piece.text, "byline", "") for piece in region.pieces if piece.text in names]
        pieces = [piece for piece in region.pieces if piece.text not in names]
        article = compose_article(pieces, particulars, name, hints=hints, asides=asides)
    author = credible(article.author, particulars.source)
    warnings = (ReadWarning.UNSURE,) if region.unsure else ()
    return article.model_copy(update={"author": author, "path": article.path if path else None, "warnings": warnings})


def look_of_page(data: bytes, name: str) -> tuple[list[Seen], Look]:
    """The pieces of a page that may be its article's, with what they look like.

    Raises:
        ReadError: the bytes are no page, or too many.
    """
    with silenced():
        page = _opened(data, None, name)
    return list(filter(in_question, page.seen)), page.look


class _Page(NamedTuple):
    seen: list[Seen]
    look: Look
    """Of those in question."""
    particulars: Particulars
    hints: Particulars
    """What trafilatura guesses of the particulars."""
    asides: list[Aside]
    """What was taken out before."""


def _opened(data: bytes, url: str | None, name: str) -> _Page:
    """A page with all that it shows.

    Raises:
        ReadError: the bytes are no page, or too many.
    """
    if len(data) > PAGE_LIMIT:
        raise ReadError(
            f"{name!r} has {len(data):,} bytes, more than the {PAGE_LIMIT:,} of a page. Save the text alone."
        )
    text = page_text(data, name)
    tree = parse_html(text)
    if tree is None:
        raise ReadError(f"{name!r} holds no HTML. Check that it is a saved page.")
    elements = list(tree.iter())  # held on to: lxml makes an element anew whenever none refers to it
    characters = sum(map(_characters, elements))
    if len(elements) > ELEMENTS_LIMIT or characters > PAGE_TEXT_LIMIT:
        raise ReadError(
            f"{name!r} has {len(elements):,} elements and {characters:,} characters, more than the "
            f"{ELEMENTS_LIMIT:,} and the {PAGE_TEXT_LIMIT:,} of an article's page. Save the text alone."
        )
    asides = [*cut_notices(tree), *cut_asides(tree)]
    raise_numbers(tree)
    open_boxes(tree)
    open_preformatted(tree)
    mark_breaks(tree)
    wrap_loose_text(tree)
    saved = _SAVED.search(text[:4096])
    return _seen(tree, url or (saved[1] if saved else None), asides)


def _characters(element: Element) -> int:
    """How many characters stand right in and right behind an element.

    XPath would look for the parent of each text along all elements beside it.
    """
    shown = isinstance(element.tag, str) and element.tag not in ("script", "style")  # of a comment it is no name
    inside = len(element.text or "") if shown else 0
    return inside + len(element.tail or "")


def page_text(data: bytes, name: str) -> str:
    """The characters of a page: by byte order mark, declared encoding, UTF-8, or what its bytes look like.

    Raises:
        ReadError: the bytes are no text.
    """
    declared = _CHARSET.search(data[:4096])
    encoding = declared[1].decode("ascii").casefold() if declared else ""
    if _ONE_BYTE.match(encoding) and not data.isascii():  # programs that fetch pages save them as UTF-8
        with suppress(UnicodeDecodeError):  # which text in such an encoding hardly ever is by chance
            return data.decode("utf-8")
    if encoding and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            if declared and declared[0].decode(encoding) == declared[0].decode("ascii"):  # UTF-16 it cannot be
                return decode_as(data, encoding)
        except (LookupError, UnicodeError):
            pass
    damaged = data.decode("utf-8", errors="replace")
    letters = sum(not letter.isascii() for letter in damaged)
    if 0 < damaged.count("\ufffd") <= DAMAGE * letters:  # cut off or patched, but UTF-8
        return damaged
    return decode(data, Path(name))


def decode_as(data: bytes, encoding: str) -> str:
    """The characters of bytes in the encoding of a name, as browsers take it; a few broken letters are replaced.

    Raises:
        LookupError: there is no encoding of that name.
        UnicodeError: they are in another one.
    """
    wide = _AS_BROWSERS.get(encoding.casefold(), encoding)
    try:
        return data.decode(wide)
    except UnicodeDecodeError:
        if encoding.casefold() not in _AS_BROWSERS:
            raise
        damaged = data.decode(wide, errors="replace")
        if damaged.count("\ufffd") > BROKEN * sum(not letter.isascii() for letter in damaged):
            raise
        return damaged


def parse_html(text: str) -> Element | None:
    """The tree of a page or of a part of one, or None when it holds no element."""
    from lxml import etree, html

    data = _NO_XML.sub(" ", text).encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _seen(tree: Element, url: str | None, asides: list[Aside]) -> _Page:
    """The tree's pieces with what rules say of them, the particulars, and what trafilatura guesses of those."""
    import trafilatura

    said = particulars_of_page(tree)
    places = marked_places(tree)
    title = page_headline(tree, said.title)
    shown, changed = visible_dates(tree, places, title)
    author = credible(said.author, said.source) or visible_author(tree, places)
    page = trafilatura.bare_extraction(
        tree,
        url=url or said.url,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        with_metadata=not (title and author and said.source),  # its guesses count only where the page says nothing
        date_extraction_params={"original_date": True, "extensive_search": False},
        config=_config(),
    )
    if not isinstance(page, trafilatura.settings.Document):
        return _Page([], look([], None, None), said, NOTHING, asides)
    particulars = Particulars(
        title=title or page.title,
        source=said.source,
        source_evidence=said.source_evidence,
        author=author,
        published=agreed(said.published, shown),
        period=said.period or (None if shown else visible_period(tree, places)),
        updated=said.updated or changed,
        url=url or said.url or page.url,
    )
    seen = see(tree, page.body, particulars.title)
    looked = look(list(filter(in_question, seen)), particulars.title, page_summary(tree), said.source)
    commenting = {each.piece.text for each in seen if each.reason == "reader comment"}
    hints = Particulars(
        source=_site(page.sitename, particulars.url),
        source_evidence=OF_TITLE,
        author=None if page.author in commenting else credible((page.author or "").replace("; ", ", "), said.source),
        published=guessed_date(tree),
    )
    return _Page(seen, looked, particulars, hints, asides)


def _site(name: str | None, url: str | None) -> str | None:
    """The name that trafilatura gives a site; of one taken from an address without a path, only the host."""
    if name and name.casefold() in PLATFORMS:
        return None
    return re.split(r"[?#]", name)[0] if name and name in (url or "") else name


@cache
def _config() -> ConfigParser:
    """Trafilatura's settings, except that a brief of two sentences is an article too."""
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(BRIEF_PAGE)
    return config


_TAG = re.compile(r"</?[a-z][a-z0-9.]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)


def pieces_of_fragment(text: str) -> list[Piece]:
    """The pieces of a text that may carry HTML tags; one without any is read as plain lines."""
    if not _TAG.search(text) and not _ENTITY.search(text):
        return pieces_of_lines([clean(line) for line in text.splitlines()])
    if not re.search(r"<(?:p|br|div|li|h\d)\b", text, re.IGNORECASE):
        text = "<br>".join(text.splitlines())  # the only paragraphs such a text has are its lines
    tree = parse_html(f"<div>{text}</div>")
    if tree is None:
        return []
    raise_numbers(tree)
    open_preformatted(tree)
    mark_breaks(tree)
    wrap_loose_text(tree)
    return pieces_and_menus(tree)

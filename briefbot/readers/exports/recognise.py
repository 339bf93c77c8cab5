"""Which database an export came from, and how its documents are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from briefbot.readers.exports import europresse, factiva, nexis, proquest, uni
from briefbot.readers.exports.layout import lines_of_page
from briefbot.readers.exports.record import Read, articles_of_records
from briefbot.readers.html import page_text, parse_html
from briefbot.types import Article, Problem

Items = Iterator[Article | Problem]
Lines = list[str]
BEGINNING_OF_PAGE, END_OF_PAGE = 65_536, 4_096
"""Bytes within which a page opens and closes."""
_SPACES = str.maketrans({"\xa0": " ", "\u2007": " ", "\u202f": " ", "\ufeff": "", "\f": "\n"})


class _Layout(NamedTuple):
    """A layout of lines: how it is told, and how it is read."""

    product: str
    fits: Callable[[Lines], bool]
    records: Callable[[Lines], tuple[list[Read], list[str]]]


LAYOUTS = (
    _Layout(proquest.PROQUEST, proquest.is_proquest, proquest.records_of_proquest),
    _Layout(factiva.FACTIVA, factiva.is_factiva_text, factiva.records_of_text),
    _Layout(uni.NEXIS_UNI, uni.is_uni, uni.records_of_uni),
    _Layout(nexis.NEXIS, nexis.is_nexis, nexis.records_of_nexis),
)
"""Layouts of text, Word, RTF and PDF files; a new one is a new line."""


def articles_of_lines(lines: Lines, path: str, wrong: Sequence[str] = ()) -> Items | None:
    """The articles of an export whose text is in lines; None for any other text.

    Args:
        lines: the text.
        path: where it lay.
        wrong: what is wrong with the export as a whole, whatever its lines say.
    """
    plain = [line.translate(_SPACES).rstrip() for line in lines]
    layout = next((layout for layout in LAYOUTS if layout.fits(plain)), None)
    if layout is None:
        return None
    records, found = layout.records(plain)
    return _articles(layout.product, records, [*found, *wrong], path)


def articles_of_page(data: bytes, path: str) -> Items | None:
    """The articles of an export that is a page; None for any other page."""
    wrong = ["it breaks off before its end"] if _is_cut_off(data) else []
    if factiva.is_factiva_page(data):
        return _of_tree(data, path, factiva.FACTIVA, factiva.records_of_factiva_page, wrong)
    if europresse.is_europresse(data):
        return _of_tree(data, path, europresse.EUROPRESSE, europresse.records_of_europresse_page, wrong)
    if proquest.is_proquest_page(data):
        tree = parse_html(proquest.without_inner_pages(_text(data, path)))
        return articles_of_lines(proquest.lines_of_proquest_page(tree), path, wrong) if tree is not None else None
    if nexis.is_nexis_page(data):
        tree = parse_html(_text(data, path))
        return articles_of_lines(lines_of_page(tree), path, wrong) if tree is not None else None
    return None


def _is_cut_off(data: bytes) -> bool:
    """Whether a page opens and does not close."""
    return b"<html" in data[:BEGINNING_OF_PAGE].lower() and b"</html" not in data[-END_OF_PAGE:].lower()


def articles_of_tree(root: Element, path: str) -> Items | None:
    """The articles of an export that is XML; None for any other."""
    if not factiva.is_factiva_xml(root):
        return None
    return _articles(factiva.FACTIVA, factiva.records_of_xml(root), [], path)


def _text(data: bytes, path: str) -> str:
    """The characters of a page: UTF-8 where its bytes are that, whatever it declares."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return page_text(data, path)


def _of_tree(data: bytes, path: str, product: str, split: Callable[..., list[Read]], wrong: list[str]) -> Items | None:
    tree = parse_html(_text(data, path))
    records = split(tree) if tree is not None else []
    return _articles(product, records, wrong, path) if records else None


def _articles(product: str, records: list[Read], wrong: list[str], path: str) -> Items:
    if wrong:
        reason = f"{path!r} is an export of {product}, but {' and '.join(wrong)}. Export it again."
        yield Problem(path=f"{path}!0", reason=reason)
    yield from articles_of_records(records, path, product, alone=len(records) == 1 and not wrong, told=bool(wrong))
